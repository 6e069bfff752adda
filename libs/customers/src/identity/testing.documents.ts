import {
  ConflictError,
  type CommandMetadata,
  type Message,
  type Publication,
  type Tools,
} from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { externalClaims, records, type CustomerRecord, type ExternalClaim } from './record.js';

export const facts = fixedFacts('2026-03-01T09:00:00.000Z');
export const cause = (commandId: string): CommandMetadata => ({
  commandId,
  actor: 'user:desk',
  correlationId: 'x',
});

/** Documents with revisions, and what was announced with them. */
export function bench() {
  const kept = new Map<string, { document: object; revision: number }>();
  const announced: Publication[] = [];
  const tools = {
    facts,
    collection: ({ name }: { name: string }) => ({ name }),
    message: (publication: Publication) => publication as unknown as Message,
    documents: {
      get: async ({ name }: { name: string }, id: string) => {
        const found = kept.get(`${name}/${id}`);
        return found && { ...found.document, revision: found.revision };
      },
      put: async (
        { name }: { name: string },
        document: { id: string },
        { expected, announce = [] }: { expected?: number; announce?: Publication[] } = {},
      ) => {
        const revision = kept.get(`${name}/${document.id}`)?.revision ?? 0;
        if (expected !== undefined && expected !== revision)
          throw new ConflictError(document.id, expected, revision);
        kept.set(`${name}/${document.id}`, { document, revision: revision + 1 });
        announced.push(...announce);
        return { revision: revision + 1 };
      },
      remove: async ({ name }: { name: string }, id: string) => void kept.delete(`${name}/${id}`),
    },
  } as unknown as Tools;
  const all = <D>(collection: { name: string }) =>
    [...kept]
      .filter(([key]) => key.startsWith(`${collection.name}/`))
      .map(([, { document }]) => document as D);
  return {
    tools,
    announced,
    records: () => all<CustomerRecord>(records),
    claims: () => all<ExternalClaim>(externalClaims),
  };
}

/** Somebody with a code of another system. */
export const ada = {
  homeStoreId: 's1',
  source: 'front-desk',
  name: 'Ada',
  externalIds: [{ system: 'pos', code: 'A1' }],
};
