import type { Caller, Directory, RequestContext } from '@chignon/service-kit';
import { Refusal, type Tools } from '@chignon/eventing';
import type { DataKind } from '../access/access-ledger.js';
import { noteRead } from '../access/reads.flow.js';
import { currentConsents } from './consent.js';
import type { CustomerAnswer } from './customers.shapes.http.js';
import { personAt } from './person.flow.js';
import { contactsFor, displayName, type CustomerRecord } from './record.js';
import type { Found } from './search.flow.js';
import type { CustomerHit } from './search.shapes.http.js';

/** A change needs to say which revision it has seen, or two desks would overwrite each other. */
export function ifMatch(request: RequestContext): number {
  if (request.ifMatch === undefined)
    throw new Refusal('precondition', 'if-match-required', 'Send the ETag in `If-Match`.', {
      field: 'If-Match',
      expected: 'the ETag of the customer',
    });
  return request.ifMatch;
}

/** A record as its routes answer it: without what is kept for look-ups and repeats, contacts masked unless the caller may reveal them. */
export function answerOf(
  record: CustomerRecord & { readonly revision: number },
  request: RequestContext,
): CustomerAnswer {
  const {
    lookup: _lookup,
    madeBy: _madeBy,
    terms: _terms,
    cleared: _cleared,
    consents,
    ...shown
  } = record;
  return {
    ...shown,
    displayName: displayName(record),
    consents: currentConsents(consents),
    ...contactsFor(record, request.caller.may('customers.contacts:reveal')),
  } as CustomerAnswer;
}

/** What of a record an answer shows, for the access log. */
export function kindsOf(record: CustomerRecord, reveal: boolean): DataKind[] {
  return [
    'name',
    ...(record.phones.length + record.emails.length === 0 ? [] : [contactKind(reveal)]),
    ...(record.birthDate === undefined ? [] : (['birth-date'] as const)),
    ...(record.gender === undefined && record.occupation === undefined
      ? []
      : (['details'] as const)),
    ...(record.notes === undefined ? [] : (['notes'] as const)),
    ...(record.consents.length === 0 ? [] : (['consents'] as const)),
  ];
}

/** Contacts as a caller sees them, for the access log. */
export const contactKind = (reveal: boolean): DataKind => (reveal ? 'contacts' : 'contacts-masked');

/** A person after the survivor's own record was written: with what else is known of them. Their look is in the access log. */
export async function answerOfPerson(
  tools: Tools,
  id: string,
  request: RequestContext,
): Promise<CustomerAnswer> {
  const { shown, ids } = await personAt(tools, id);
  const kinds = kindsOf(shown, request.caller.may('customers.contacts:reveal'));
  await noteRead(tools, request, { customerIds: [shown.id], kinds });
  return { ...answerOf(shown, request), absorbedIds: ids.slice(1) };
}

/** Writes down whom a list of hits shows. */
export const noteHits = (
  tools: Tools,
  request: RequestContext,
  hits: readonly CustomerHit[],
): Promise<void> =>
  noteRead(tools, request, {
    customerIds: hits.map(({ id }) => id),
    kinds: ['name', contactKind(request.caller.may('customers.contacts:reveal'))],
  });

/** Of somebody elsewhere a desk sees as much as tells them from their namesakes. */
export function hitOf({ record, present }: Found, reveal: boolean): CustomerHit {
  const { id, homeStoreId } = record;
  // The code on their card, which stands in for a name elsewhere, is what they would prove themselves by.
  if (!present)
    return {
      id,
      displayName: record.name ?? id,
      phones: contactsFor(record, false).phones,
      elsewhere: true,
    };
  return {
    id,
    displayName: displayName(record),
    elsewhere: false,
    homeStoreId,
    ...contactsFor(record, reveal),
  };
}

/** Who of these a caller may see. Who belongs to a store of theirs is theirs whether or not the directory has heard of it yet. */
export async function presentOf(
  found: readonly CustomerRecord[],
  caller: Caller,
  directory: Directory,
): Promise<ReadonlySet<string>> {
  const seen = await directory.customersSeen(
    found.map(({ id }) => id),
    caller,
  );
  return new Set([
    ...seen,
    ...found.flatMap(({ id, homeStoreId }) => (caller.sees(homeStoreId) ? [id] : [])),
  ]);
}
