import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { BesideThread } from '../beside/front.js';
import { handOver, runsBeside } from '../beside/hand-over.js';
import type { Door } from './door.js';
import { MERGE_PATCH } from './patches.js';
import type { ChignonRequest } from './routes.js';
import { strictJson } from './strict-json.js';

/** What the HTTP server refuses or adds before routing. */
export function prepareServer(
  app: NestFastifyApplication,
  door: Door,
  beside?: BesideThread | undefined,
): void {
  const server = app.getHttpAdapter().getInstance();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ['application/json', MERGE_PATCH],
    { parseAs: 'buffer' },
    (
      request: { routeOptions: { config: object } },
      body: Buffer,
      done: (error: Error | null, value?: unknown) => void,
    ) => {
      try {
        done(
          null,
          (request.routeOptions.config as { rawBody?: boolean }).rawBody ||
            (beside && runsBeside(request))
            ? body
            : body.length === 0
              ? undefined
              : strictJson(body),
        );
      } catch (error) {
        done(error as Error);
      }
    },
  );
  server.addHook(
    'onRequest',
    async (request: { id: string }, reply: { header(name: string, value: string): unknown }) => {
      reply.header('x-correlation-id', request.id);
      reply.header('x-content-type-options', 'nosniff');
      reply.header('cache-control', 'no-store');
    },
  );
  server.addHook('onRequest', (request: unknown) => door.enter(request as ChignonRequest));
  if (beside) handOver(server, beside);
}
