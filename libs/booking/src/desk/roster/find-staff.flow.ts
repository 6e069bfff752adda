import { findWanted, optional, type Stored, type Tools } from '@chignon/eventing';
import { placesOf, postings, staff, type StaffMember } from '../../salon/roster/staff.js';
import { namedLike } from '../../salon/words/named-like.js';

/** How often one page goes on past who is not looked for, so that a rare name costs a bounded time. */
const MAX_LOOKS = 40;

/** Who is looked for. */
export interface StaffSearch {
  readonly storeId?: string;
  readonly q?: string;
  readonly skill?: string;
  readonly limit?: number;
  readonly after?: string;
}

/** A page of staff by id: the team of a store, or everybody at a store that the caller sees. @param sees which stores the caller may read */
export async function findStaff(
  tools: Tools,
  { storeId, q, skill, limit = 50, after }: StaffSearch,
  sees: (storeId: string) => boolean,
): Promise<{ items: Stored<StaffMember>[]; next?: string }> {
  const isLookedFor = ({ displayName, skills }: StaffMember): boolean =>
    namedLike(displayName, q) && (skill === undefined || skills.some((s) => s.skill === skill));
  const from = { limit, ...optional({ after }) };
  if (storeId === undefined) {
    const found = await findWanted(
      tools.documents,
      staff,
      { index: 'byId', ...from },
      (member) => placesOf(member).some(sees) && isLookedFor(member),
      MAX_LOOKS,
    );
    return { items: [...found.items], ...optional({ next: found.next }) };
  }
  const items: Stored<StaffMember>[] = [];
  let next = after;
  for (let look = 0; look < MAX_LOOKS && items.length < limit; look++) {
    const posted = await tools.documents.find(postings, {
      index: 'byStore',
      where: { storeId },
      limit: limit - items.length,
      ...optional({ after: next }),
    });
    next = posted.next;
    if (posted.items.length > 0)
      items.push(
        ...(
          await tools.documents.getMany(
            staff,
            posted.items.map((p) => p.staffId),
          )
        ).filter((m) => placesOf(m).includes(storeId) && isLookedFor(m)),
      );
    if (next === undefined) break;
  }
  return { items: items.sort((a, b) => (a.id < b.id ? -1 : 1)), ...optional({ next }) };
}
