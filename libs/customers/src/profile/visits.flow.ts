import { invalid, type Stored, type Tools } from '@chignon/eventing';
import { profileVisits, type ProfileVisit } from './visit-history.view.js';

/** Where a page ended: the day and visit, the same for all records of a person. */
const CURSOR = /^\d{4}-\d\d-\d\d~.{1,100}$/;

/**
 * Visits of a person, newest first, of all their records together. A page goes on behind the last visit of the one before, so that visits which come in between
 * neither repeat nor hide others.
 * @throws Refusal 422 `cursor-invalid`
 */
export async function newestVisits(
  tools: Tools,
  customerIds: readonly string[],
  { standing, limit, after }: { standing?: 'counted'; limit: number; after?: string },
): Promise<{ visits: Stored<ProfileVisit>[]; next?: string }> {
  const before = after === undefined ? undefined : Buffer.from(after, 'base64url').toString();
  if (before !== undefined && !CURSOR.test(before))
    throw invalid('cursor-invalid', 'The cursor belongs to another query.', { field: 'after' });
  const pages = await Promise.all(
    customerIds.map((customerId) =>
      tools.documents.find(tools.collection(profileVisits), {
        index: standing === undefined ? 'byCustomer' : 'byStanding',
        where: standing === undefined ? { customerId } : { customerId, standing },
        ...(before === undefined ? {} : { range: { field: 'day', lt: before } }),
        order: 'desc',
        limit,
      }),
    ),
  );
  const all = pages
    .flatMap(({ items }) => items)
    .sort((a, b) => (a.day > b.day ? -1 : a.day < b.day ? 1 : 0));
  const visits = all.slice(0, limit);
  const more = all.length > limit || pages.some(({ next }) => next !== undefined);
  return {
    visits,
    ...(more ? { next: Buffer.from(visits.at(-1)!.day).toString('base64url') } : {}),
  };
}
