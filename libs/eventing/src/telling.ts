import type { Job } from './context.js';
import type { Collection, Document } from './ports/document-store.js';
import type { Publication } from './reaction.js';
import { ConflictError } from './refusal.js';

const PAGE = 200;
const LOOK_EVERY_MS = 600_000;

/** How far the documents of a collection have been announced to who has come to listen since. */
export interface Told extends Document {
  readonly edition: number;
  /** Where to go on; absent: all are told. */
  readonly after?: string;
}

/** What is told again, and to what end. */
export interface Telling<D extends Document> {
  readonly context: string;
  /** What the documents are, in the plural: `products`. */
  readonly things: string;
  readonly collection: Collection<D>;
  /** An index that every document stands in. */
  readonly index: string;
  /** One more when others are to hear something new of every document. */
  readonly edition: number;
  readonly describe: (document: D) => Publication;
}

/**
 * Announces the documents that stand here from before others listened: a release that published nothing of them, or less.
 * Once, in the documents' own writes, so that a change at the same moment is told after it; stopped half-way it goes on from
 * there, and what is told twice is the same (ADR 0039).
 * @returns the job, and the collection in which it notes how far it is: one document, `<things>`
 */
export function telling<D extends Document>({
  context,
  things,
  collection,
  index,
  edition,
  describe,
}: Telling<D>): { readonly job: Job; readonly told: Collection<Told> } {
  const told: Collection<Told> = { name: `${context}.told-${things}`, indexes: {} };
  const name = `${context}.tell-${things}`;
  const job: Job = {
    name,
    everyMs: LOOK_EVERY_MS,
    atStart: true,
    run: async (tools, cause) => {
      const before = await tools.documents.get(told, things);
      const begun = before?.edition === edition;
      if (begun && before.after === undefined) return;
      const because = cause(`${edition}`, { commandId: `${name}:${edition}` });
      let after = begun ? before.after : undefined;
      do {
        const page = await tools.documents.find(collection, {
          index,
          limit: PAGE,
          after,
        });
        await Promise.all(
          page.items.map(async ({ revision, ...document }) => {
            try {
              await tools.documents.put(collection, document as unknown as D, {
                expected: revision,
                announce: [tools.message(describe(document as unknown as D), because)],
              });
            } catch (error) {
              // A later change has announced it.
              if (!(error instanceof ConflictError)) throw error;
            }
          }),
        );
        after = page.next;
        await tools.documents.put(told, {
          id: things,
          edition,
          after,
        });
      } while (after !== undefined);
    },
  };
  return { job, told };
}
