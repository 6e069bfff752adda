import type { MessagePort } from 'node:worker_threads';
import type { Context, ContextRuntime, Facts } from '@chignon/eventing';
import type { InjectOptions } from 'fastify';
import type { Platform } from '../bootstrap.js';
import { startPlatform } from '../bootstrap.js';
import type { Config } from '../config.js';
import type { HandedBack, HandedOver } from './front.js';
import { Line } from './line.js';

/** How the contexts are put together, in each of the two threads. */
export interface Followed {
  readonly config: Config;
  readonly name: string;
  readonly contexts: readonly Context[];
  readonly facts?: Facts;
}

/**
 * The other end of the line: the same contexts once more on the same folder, and they follow. Nothing is opened before the
 * front says so, and what cannot be opened is told there.
 */
export function followBeside(port: MessagePort, make: () => Followed): void {
  let platform: Platform | undefined;
  const running = new Set<Promise<unknown>>();
  const runtime = (context: string): ContextRuntime => platform!.host.runtimes.get(context)!;
  const line: Line = new Line(port, {
    start: async (memory: SharedArrayBuffer) => {
      const { config, name, contexts, facts } = make();
      platform = await startPlatform(config, name, contexts, {
        listen: false,
        ...(facts ? { facts } : {}),
        joins: {
          memory,
          line,
          news: (heard) => (line.news = heard),
          switched: (context) => line.ask('switched', context),
        },
      });
    },
    stop: async () => {
      // Requests that were handed over are answered first, as a server that closes answers those that it has.
      await Promise.allSettled(running);
      await platform?.close();
    },
    settle: () => platform!.settle(),
    caughtUp: (context: string) => runtime(context).caughtUp(),
    published: (context: string) => runtime(context).published(),
    reaches: (context: string, view: string, position: string, timeoutMs: number) =>
      runtime(context).reaches(view, position, timeoutMs),
    runJob: (context: string, job: string) => runtime(context).runJob(job),
    statuses: () => platform!.host.statuses(),
    metrics: () => platform!.observability.numbers(),
    request: async (request: HandedOver) => {
      const answer = answered(platform!, request);
      running.add(answer);
      return answer.finally(() => running.delete(answer));
    },
  });
}

async function answered(
  { app }: Platform,
  { method, url, headers, body, from }: HandedOver,
): Promise<HandedBack> {
  const {
    statusCode,
    headers: answerHeaders,
    rawPayload,
  } = await app.inject({
    method,
    url,
    headers,
    remoteAddress: from,
    ...(body ? { payload: Buffer.from(body) } : {}),
  } as InjectOptions);
  return { status: statusCode, headers: answerHeaders, body: rawPayload };
}
