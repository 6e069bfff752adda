import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ContextHost } from './host.js';

const MS = 1000;

/**
 * What follows streams and topics, as Prometheus reads it: one series a follower, made of the same facts as `chignon status`. The numbers are
 * taken when somebody asks.
 */
export function metricsOf(host: ContextHost): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const of = ['context', 'follower'] as const;
  const gauge = (name: string, help: string, labelNames: readonly string[], collect?: () => void) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      ...(collect ? { collect } : {}),
    });
  // The first that is asked collects for all: they are of one moment.
  const handled = gauge(
    'chignon_follower_handled',
    'Events or messages handled since the start of the process',
    of,
    () => collect(),
  );
  const lag = gauge('chignon_follower_lag', 'Events or messages that are known to wait', of);
  const oldest = gauge(
    'chignon_follower_oldest_unhandled_seconds',
    'Age of the oldest event that is being handled or tried again; 0 when none waits',
    of,
  );
  const standing = gauge(
    'chignon_follower_standing',
    '1 while it cannot go on: what it fails at is tried again',
    of,
  );
  const letters = gauge(
    'chignon_dead_letters',
    'Events that could not be handled, with those that wait behind them',
    of,
  );
  const postponed = gauge('chignon_postponed', 'Events that wait for a service outside', [
    'context',
  ]);
  const collect = () => {
    for (const metric of [handled, lag, oldest, standing, letters, postponed]) metric.reset();
    for (const runtime of host.runtimes.values()) {
      const { context, followers, postponed: waiting } = runtime.status();
      postponed.set({ context }, waiting);
      for (const [follower, count] of runtime.deadLetters.counts())
        letters.set({ context, follower }, count);
      for (const follower of followers) {
        const labels = { context, follower: follower.name };
        handled.set(labels, follower.handled);
        lag.set(labels, follower.lag);
        oldest.set(
          labels,
          follower.oldest === undefined
            ? 0
            : Math.max(0, (Date.now() - Date.parse(follower.oldest)) / MS),
        );
        standing.set(labels, follower.standing ? 1 : 0);
      }
    }
  };
  return registry;
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
