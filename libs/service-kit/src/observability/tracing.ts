import { AsyncLocalStorage } from 'node:async_hooks';
import {
  isRecorded,
  Refusal,
  traceparentIn,
  type Placed,
  type StepFacts,
  type Tracing,
} from '@chignon/eventing';
import type { Span, SpanKind } from '@opentelemetry/api';
import type { TracingConfig } from '../config.js';
import type { Logger } from '../log.js';

/** A step that others begin and end: a request on the HTTP server. */
export interface OpenStep {
  /** Its own place: what follows from it is below it. */
  readonly place: string;
  end(facts: StepFacts, failed: boolean): void;
}

/** Traces of one process, sent to a collector. */
export interface OpenTracing extends Tracing {
  /** Begins what was asked from outside: below the caller's step, or as a trace of its own. */
  begin(name: string, parent: string | undefined): OpenStep;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** What an error may say of itself in a trace: a code or its class, never its words. */
const nameOf = (error: unknown): string =>
  (error as { code?: unknown } | undefined)?.code !== undefined
    ? String((error as { code: unknown }).code)
    : error instanceof Error
      ? error.name
      : 'Error';

/** Steps of one batch that are told: a batch may stand in hundreds of traces. */
const MAX_TRACES = 32;
/** What was written longer ago is history that is read again, not a step of its request: as long as a service outside is tried. */
const HISTORY_MS = 72 * 3_600_000;

/** Longest part of an exporter's complaint in the log. */
const MAX_COMPLAINT = 300;

/**
 * Opens the way to a collector. The OpenTelemetry SDK is loaded here and nowhere else: a process that is not told of a
 * collector never loads it. Nothing is set for the whole process: two platforms in one do not meet.
 */
export async function openTracing(
  { url, service, ratio }: TracingConfig,
  { version, instance }: { readonly version: string; readonly instance: string },
  log: Logger,
): Promise<OpenTracing> {
  const [
    { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace },
    { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider },
    { OTLPTraceExporter },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const complain = (message: string) =>
    log.warn({ error: message.slice(0, MAX_COMPLAINT) }, 'traces are not taken');
  const silent = () => undefined;
  diag.setLogger(
    { error: complain, warn: silent, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'service.instance.id': instance,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer('chignon', version);
  const here = new AsyncLocalStorage<string | undefined>();
  const kinds: { readonly [kind in NonNullable<StepFacts['kind']>]: SpanKind } = {
    internal: SpanKind.INTERNAL,
    producer: SpanKind.PRODUCER,
    consumer: SpanKind.CONSUMER,
    client: SpanKind.CLIENT,
  };

  const below = (parent: string) => {
    const [, traceId, spanId, flags] = parent.split('-') as [string, string, string, string];
    return trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags, 16),
      isRemote: true,
    });
  };
  const started = (name: string, parent: string, { kind = 'internal', ...facts }: StepFacts) =>
    tracer.startSpan(name, { kind: kinds[kind], attributes: facts }, below(parent));
  const failed = (span: Span, error: unknown) => {
    if (error instanceof Refusal) span.setAttribute('chignon.refused', error.code);
    else span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) });
  };

  return {
    current: () => here.getStore(),
    async step(name, parent, facts, work) {
      if (parent === undefined || !isRecorded(parent)) return here.run(parent, () => work(parent));
      const span = started(name, parent, facts);
      const place = placeOf(span);
      try {
        return await here.run(place, () => work(place));
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    async shared(name, all, facts, work) {
      const spans = placesOf(all).map((parent) => started(name, parent, facts));
      try {
        return await work();
      } catch (error) {
        for (const span of spans) failed(span, error);
        throw error;
      } finally {
        for (const span of spans) span.end();
      }
    },
    begin(name, parent) {
      const span = tracer.startSpan(
        name,
        { kind: SpanKind.SERVER },
        parent === undefined ? ROOT_CONTEXT : below(parent),
      );
      return {
        place: placeOf(span),
        end: ({ kind: _kind, ...facts }, wrong) => {
          span.setAttributes(facts);
          if (wrong) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    close: () => provider.shutdown(),
  };
}

/** The places that these stand at, each once, at most 32, and none of history. */
function placesOf(all: readonly Placed[]): string[] {
  const since = new Date(Date.now() - HISTORY_MS).toISOString();
  const places = new Set<string>();
  for (const { traceparent, recordedAt = since } of all) {
    if (traceparentIn(traceparent) === undefined || recordedAt < since) continue;
    if (isRecorded(traceparent!)) places.add(traceparent!);
    if (places.size === MAX_TRACES) break;
  }
  return [...places];
}

/** A span's place in its trace, as W3C `traceparent`. */
function placeOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}
