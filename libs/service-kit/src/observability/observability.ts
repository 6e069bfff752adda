import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EngineObserver, Observer } from '@chignon/eventing';
import type { Registry } from 'prom-client';
import type { Config } from '../config.js';
import type { ContextHost } from '../host.js';
import type { Logger } from '../log.js';
import { Measures, unmeasured } from './measures.js';
import { diskMetrics, metricsOf, processMetrics, serveMetrics } from './metrics.js';
import { measureRequests, traceRequests } from './requests.js';
import { openTracing, type OpenTracing } from './tracing.js';

/**
 * What a process tells of itself, as its configuration says: numbers for Prometheus on a port of their own, traces for a
 * collector, or neither; then nothing is loaded, and the mechanism is told that nobody looks.
 */
export class Observability {
  private readonly measures: Measures | undefined;
  private server: Server | undefined;

  private constructor(
    private readonly config: Config,
    /** Of this process; undefined: nothing is measured. */
    readonly registry: Registry | undefined,
    private readonly tracing: OpenTracing | undefined,
  ) {
    this.measures = registry && new Measures(registry);
  }

  /** @param name of the process: `platform`, `booking`, `gateway` */
  static async open(
    config: Config,
    name: string,
    version: string,
    log: Logger,
  ): Promise<Observability> {
    const { tracing } = config;
    return new Observability(
      config,
      config.metricsPort === undefined ? undefined : processMetrics(name, version),
      tracing &&
        (await openTracing(
          { ...tracing, service: tracing.service ?? `chignon-${name}` },
          { version, instance: config.instance },
          log,
        )),
    );
  }

  /** For the engines. */
  get engine(): EngineObserver | undefined {
    return this.measures?.engine;
  }

  /** For the mechanism of one context; undefined: nobody looks. */
  observer(context: string): Observer | undefined {
    return (
      this.measures?.observer(context, this.tracing) ?? (this.tracing && unmeasured(this.tracing))
    );
  }

  /** Looks at the requests of a server; to be called before anything refuses one. */
  watch(server: object): void {
    if (this.measures) measureRequests(server, this.measures);
    if (this.tracing) traceRequests(server, this.tracing);
  }

  /** Adds what the contexts know of themselves, and opens the port. */
  async serve(host: ContextHost): Promise<void> {
    const { registry, config } = this;
    if (!registry || config.metricsPort === undefined) return;
    metricsOf(host, registry);
    if (config.engines.kind === 'embedded' && host.runtimes.size > 0)
      diskMetrics(registry, config.dataDir);
    this.server = await serveMetrics(registry, config.host, config.metricsPort);
  }

  /** Where `/metrics` is served; undefined: nowhere. */
  get metricsUrl(): string | undefined {
    if (!this.server) return undefined;
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
  }

  /** Closes the port and sends the traces that are left. */
  async close(): Promise<void> {
    this.server?.close();
    this.server = undefined;
    await this.tracing?.close().catch(() => undefined);
  }
}
