import { type RequestContext } from '@chignon/service-kit';
import { Refusal } from '@chignon/eventing';
import { currentConsents } from './consent.js';
import type { CustomerAnswer } from './customers.shapes.http.js';
import { contactsFor, displayName, type CustomerRecord } from './record.js';

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
  const { lookup: _lookup, madeBy: _madeBy, terms: _terms, consents, ...shown } = record;
  return {
    ...shown,
    displayName: displayName(record),
    consents: currentConsents(consents),
    ...contactsFor(record, request.caller.may('customers.contacts:reveal')),
  } as CustomerAnswer;
}
