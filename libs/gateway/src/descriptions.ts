import type { OpenApi } from '@chignon/service-kit';
import { forward } from './forward.controller.js';

/** How long a merged description is kept; a rolling deploy shows up within this time. */
const KEEP_MS = 30_000;

/** The descriptions of all services as one, asked anew now and then; a service that is away is left out and named. */
export function mergeDescriptions(
  own: OpenApi,
  services: { readonly [context: string]: string },
): () => Promise<OpenApi> {
  let kept: { at: number; description: OpenApi } | undefined;
  return async () => {
    if (kept && Date.now() - kept.at < KEEP_MS) return kept.description;
    const away: string[] = [];
    const parts = await Promise.all(
      Object.entries(services).map(async ([context, url]) => {
        try {
          return JSON.parse(
            (await forward(url, { method: 'GET', path: '/openapi.json', headers: {} })).body,
          ) as OpenApi;
        } catch {
          away.push(context);
          return undefined;
        }
      }),
    );
    const description = [own, ...parts.filter((part) => part !== undefined)].reduce(
      (whole, part) => ({
        ...whole,
        paths: { ...whole.paths, ...part.paths },
        components: {
          ...whole.components,
          schemas: { ...whole.components.schemas, ...part.components.schemas },
        },
      }),
    );
    if (away.length === 0) kept = { at: Date.now(), description };
    return away.length === 0 ? description : { ...description, 'x-services-away': away };
  };
}
