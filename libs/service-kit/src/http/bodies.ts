import type { FastifyInstance } from 'fastify';
import { MERGE_PATCH } from './patches.js';
import { HttpProblem } from './problems.js';
import { strictJson } from './strict-json.js';

/** What a route says of its body: `RawBody`, `FormBody`. */
interface Taken {
  readonly rawBody?: boolean;
  readonly formBody?: boolean;
}
type Done = (error: Error | null, value?: unknown) => void;

/** Media types of forms. */
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** Reads bodies: strict JSON everywhere, bytes where a route asks for them, and forms nowhere else than where a route takes one. */
export function parseBodies(
  server: Pick<FastifyInstance, 'addContentTypeParser' | 'removeAllContentTypeParsers'>,
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ['application/json', MERGE_PATCH],
    { parseAs: 'buffer' },
    ({ routeOptions }, body: Buffer, done: Done) => {
      try {
        if ((routeOptions.config as Taken).rawBody) return done(null, body);
        done(null, body.length === 0 ? undefined : strictJson(body));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  server.addContentTypeParser(
    FORMS,
    { parseAs: 'buffer' },
    ({ routeOptions }, body: Buffer, done: Done) =>
      (routeOptions.config as Taken).formBody ? done(null, body) : done(noForm()),
  );
}

const noForm = (): HttpProblem =>
  new HttpProblem(415, 'content-type-unsupported', 'Send application/json.', {
    field: 'Content-Type',
    expected: 'application/json',
  });
