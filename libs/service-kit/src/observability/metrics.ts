import { statfs } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { ContextRuntime } from '@chignon/eventing';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ContextHost } from '../host.js';

const MS = 1000;

/** Numbers of the process itself: heap, event loop, collections, file handles, CPU. */
export function processMetrics(service: string, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'chignon_info',
    help: 'Always 1; its labels say which service runs here and of which version',
    labelNames: ['service', 'version'],
    registers: [registry],
  }).set({ service, version }, 1);
  return registry;
}

type Set = (labels: { readonly [label: string]: string }, value: number) => void;

/**
 * What follows streams and topics, and what waits, as Prometheus reads it: one series a follower, made of the same facts as
 * `chignon status`. The numbers are taken on request, all at one moment.
 */
export function metricsOf(host: ContextHost, registry = new Registry()): Registry {
  const gauges: Gauge[] = [];
  // The first that is asked collects for all: they are of one moment.
  const gauge = (name: string, help: string, ...labelNames: string[]): Set => {
    const made: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      ...(gauges.length === 0 ? { collect } : {}),
    });
    gauges.push(made);
    return (labels, value) => made.set(labels, value);
  };
  const collect = () => {
    for (const one of gauges) one.reset();
    for (const runtime of host.runtimes.values())
      for (const tell of tells) tell(runtime, runtime.context.name);
  };
  const tells = [followers(gauge), letters(gauge), rebuilds(gauge), reconciliation(gauge)];
  return registry;
}

type MakeGauge = (name: string, help: string, ...labelNames: string[]) => Set;
type Tell = (runtime: ContextRuntime, context: string) => void;

function followers(gauge: MakeGauge): Tell {
  const of = ['context', 'follower'];
  const handled = gauge(
    'chignon_follower_handled',
    'Events or messages handled since the start of the process',
    ...of,
  );
  const lag = gauge('chignon_follower_lag', 'Events or messages that are known to wait', ...of);
  const oldest = gauge(
    'chignon_follower_oldest_unhandled_seconds',
    'Age of the oldest event that is being handled or tried again; 0 when none waits',
    ...of,
  );
  const standing = gauge(
    'chignon_follower_standing',
    '1 while it cannot go on: what it fails at is tried again',
    ...of,
  );
  const leading = gauge(
    'chignon_leading',
    '1 in the process that runs the relay, the views of own streams and the jobs of a context',
    'context',
  );
  return (runtime, context) => {
    const status = runtime.status();
    leading({ context }, status.leading ? 1 : 0);
    for (const follower of status.followers) {
      const labels = { context, follower: follower.name };
      handled(labels, follower.handled);
      lag(labels, follower.lag);
      const since = follower.oldest === undefined ? undefined : Date.parse(follower.oldest);
      oldest(labels, since === undefined ? 0 : Math.max(0, (Date.now() - since) / MS));
      standing(labels, follower.standing ? 1 : 0);
    }
  };
}

function letters(gauge: MakeGauge): Tell {
  const dead = gauge(
    'chignon_dead_letters',
    'Events that could not be handled, with those that wait behind them',
    'context',
    'follower',
  );
  const postponed = gauge('chignon_postponed', 'Events that wait for a service outside', 'context');
  return (runtime, context) => {
    postponed({ context }, runtime.deadLetters.postponed);
    for (const [follower, count] of runtime.deadLetters.counts())
      dead({ context, follower }, count);
  };
}

function rebuilds(gauge: MakeGauge): Tell {
  const of = ['context', 'view'];
  const running = gauge(
    'chignon_view_rebuild_running',
    '1 while a new version of a view is folded or compared, 0 once that has ended',
    ...of,
  );
  const handled = gauge(
    'chignon_view_rebuild_handled',
    'Events that the new version of a view has folded so far',
    ...of,
  );
  const progress = gauge(
    'chignon_view_rebuild_progress_ratio',
    'Share of the events known so far that the new version has folded: 0 to 1',
    ...of,
  );
  return (runtime, context) => {
    const { followers } = runtime.status();
    for (const { view, version, state, handled: folded } of runtime.views.progress()) {
      const labels = { context, view };
      const runs = state === 'replaying' || state === 'comparing';
      const follower = followers.find(({ name }) => name === `${view}.v${version}`);
      const done = follower?.handled ?? folded;
      const known = done + (follower?.lag ?? 0);
      running(labels, runs ? 1 : 0);
      handled(labels, done);
      progress(labels, known === 0 ? (runs ? 0 : 1) : done / known);
    }
  };
}

function reconciliation(gauge: MakeGauge): Tell {
  const differences = gauge(
    'chignon_reconciliation_differences',
    'What the last reconciliation found: messages or documents that are not as the ledgers say',
    'context',
  );
  const at = gauge(
    'chignon_reconciliation_timestamp_seconds',
    'When the last reconciliation of a context ended, in seconds since 1970',
    'context',
  );
  return (runtime, context) => {
    const { reconciled } = runtime.status();
    if (!reconciled) return;
    differences({ context }, reconciled.count);
    at({ context }, Date.parse(reconciled.at) / MS);
  };
}

/** Room on the disk that the data folder of the embedded engines lies on. */
export function diskMetrics(registry: Registry, folder: string): void {
  const size = new Gauge({
    name: 'chignon_data_folder_disk_bytes',
    help: 'Size of the disk that the data folder lies on',
    registers: [registry],
  });
  new Gauge({
    name: 'chignon_data_folder_free_bytes',
    help: 'What is free of the disk that the data folder lies on',
    registers: [registry],
    async collect() {
      const { blocks, bavail, bsize } = await statfs(folder);
      size.set(blocks * bsize);
      this.set(bavail * bsize);
    },
  });
}

/** Serves `/metrics` on a port of its own, which the gateway does not forward: numbers of the chain's business are not for everybody. */
export async function serveMetrics(
  registry: Registry,
  host: string,
  port: number,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics')
      return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, host, resolve),
  );
  return server;
}
