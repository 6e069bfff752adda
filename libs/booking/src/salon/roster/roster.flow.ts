import { invalid, notFound, type Stored, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { stores } from '../stores/store.js';
import { termsFor } from './roster-terms.flow.js';
import { checkShifts } from './shift-checks.js';
import type { Shifts } from './shifts.js';
import { placesOf, staff, type StaffMember } from './staff.js';

/** A person at one of the caller's stores. @throws Refusal 404 `staff-not-found` */
export async function visibleMember(
  tools: Tools,
  staffId: string,
  request: RequestContext,
): Promise<Stored<StaffMember>> {
  const member = await tools.documents.get(staff, staffId);
  if (!member || !placesOf(member).some((id) => request.caller.sees(id)))
    throw notFound('staff-not-found', 'There is no such staff member.');
  return member;
}

/** Everything that a roster must keep before it is written, but for rules that the one before breaks in the same way. @throws Refusal naming the field */
export async function checkRoster(
  tools: Tools,
  member: StaffMember,
  roster: Shifts,
  before?: Shifts,
): Promise<void> {
  for (const [i, p] of roster.patterns.entries())
    checkPlace(member, p.storeId, p.validFrom, p.validUntil, `patterns.${i}`);
  for (const [i, e] of roster.exceptions.entries())
    checkPlace(member, e.storeId, e.date, e.date, `exceptions.${i}`);
  const places = placesOf(member);
  checkShifts(
    roster,
    new Map((await tools.documents.getMany(stores, places)).map((s) => [s.id, s])),
    await termsFor(tools, places),
    before,
  );
}

/** Shifts at a store that a person is lent to lie within the dates of one deputation. */
export function checkPlace(
  { storeIds, deputations = [] }: StaffMember,
  storeId: string,
  from: string,
  until: string | undefined,
  field: string,
): void {
  if (storeIds.includes(storeId)) return;
  const lent = deputations.filter((d) => d.toStoreId === storeId);
  if (lent.length === 0)
    throw invalid('store-not-theirs', 'This staff member does not work at the store.', {
      field: `${field}.storeId`,
      expected: placesOf({ storeIds, deputations }).join(', '),
    });
  if (until === undefined || !lent.some((d) => d.fromDate <= from && until <= d.toDate))
    throw invalid(
      'outside-deputation',
      'This staff member is assigned to the store on other dates only.',
      { field, expected: lent.map((d) => `${d.fromDate} to ${d.toDate}`).join(', ') },
    );
}
