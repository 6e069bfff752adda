import type { RequestContext } from '@chignon/service-kit';
import { forbidden, type Tools } from '@chignon/eventing';
import { READ_REASONS, type DataKind, type ReadReason } from '../access/access-ledger.js';
import { noteRead } from '../access/reads.flow.js';
import { personAt, type Person } from '../identity/person.flow.js';
import { isServedToday } from '../stores/presence.flow.js';

/** What the memory for the chair shows. */
const KINDS: readonly DataKind[] = ['warnings', 'formulas', 'preferences', 'visits'];

/**
 * The person, for a caller who serves them today or says why they look (R-CU-21): every look is in the access log, and so is one that was refused for want
 * of a reason.
 * @throws Refusal 404 `customer-not-found`, 403 `reason-required`
 */
export async function personForChair(
  tools: Tools,
  id: string,
  reason: ReadReason | undefined,
  request: RequestContext,
): Promise<Person> {
  const person = await personAt(tools, id);
  const customerIds = [person.own.id];
  const may = reason !== undefined || (await isServedToday(tools, person.ids, request.caller));
  await noteRead(tools, request, {
    customerIds,
    kinds: KINDS,
    reason,
    outcome: may ? 'shown' : 'refused',
  });
  if (!may)
    throw forbidden(
      'reason-required',
      'The customer is not expected here today. Say why you look: it is written down, and the customer may see it.',
      { field: 'reason', expected: READ_REASONS.join(', ') },
    );
  return person;
}
