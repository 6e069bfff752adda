import { invalid, optional, type Stored, type Tools } from '@chignon/eventing';
import { readings, type Reading } from '../access/reads.view.js';

/** Where a page ended: an hour, and what tells its lines apart. */
const CURSOR = /^\d{4}-\d\d-\d\dT\d\d~[^\n]{1,400}$/;

/**
 * Lines of the access log, newest hour first: of a person with all their records, or of one caller. A page goes on behind the last line of the one before.
 * @throws Refusal 422 `cursor-invalid`
 */
export async function newestReads(
  tools: Tools,
  of: { readonly customerIds: readonly string[] } | { readonly actor: string },
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: Stored<Reading>[]; next?: string }> {
  const before = after === undefined ? undefined : Buffer.from(after, 'base64url').toString();
  if (before !== undefined && !CURSOR.test(before))
    throw invalid('cursor-invalid', 'The cursor belongs to another query.', { field: 'after' });
  const looks =
    'actor' in of
      ? [{ index: 'byActor', where: { actor: of.actor } }]
      : of.customerIds.map((customerId) => ({ index: 'byCustomer', where: { customerId } }));
  const pages = await Promise.all(
    looks.map((look) =>
      tools.documents.find(tools.collection(readings), {
        ...look,
        ...(before === undefined ? {} : { range: { field: 'slot', lt: before } }),
        order: 'desc',
        limit,
      }),
    ),
  );
  const all = pages
    .flatMap(({ items }) => items)
    .sort((a, b) => (a.slot > b.slot ? -1 : a.slot < b.slot ? 1 : 0));
  const items = all.slice(0, limit);
  const more = all.length > limit || pages.some(({ next }) => next !== undefined);
  return {
    items,
    ...optional({
      next: more ? Buffer.from(items.at(-1)!.slot).toString('base64url') : undefined,
    }),
  };
}
