import { ConflictError, deriveId, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { notBooked } from '../../agenda/appointment/found.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { Place } from '../../agenda/decide/locate.js';
import { viewFor } from '../../agenda/day/reserved.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { visits } from '../../visits/visit-ledger.js';
import { withClaims } from '../quotas/claims.flow.js';
import { quotasOf } from '../quotas/uses.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import { mustFitCustomer } from './elsewhere.flow.js';
import { atSeenRevision, seenRevision } from './place.flow.js';
import { causeOf } from './planning.flow.js';
import { prerequisitesOf } from './prerequisites.flow.js';

/**
 * The right customer of an appointment, whatever has become of it: what was counted for the wrong one is taken back. Of what is checked in the visit decides, since
 * its services count once they are done.
 * @throws Refusal 409 `slot-taken`, `quota-used`, `customer-elsewhere` for the right customer; `appointment-completed`, `visit-completed` and others by the status
 */
export async function correctCustomer(
  tools: Tools,
  { key, entry }: Place,
  customerId: string,
  request: RequestContext,
): Promise<Entry> {
  const { appointment, status, visitId, ended, revision } = entry;
  const { appointmentId, storeId } = appointment;
  const cause = causeOf(request, storeId);
  if (status === 'checked-in') {
    if (ended) throw notBooked(entry);
    if (request.ifMatch !== undefined && request.ifMatch !== revision)
      throw new ConflictError('appointment', request.ifMatch, revision);
    await tools.execute(
      visits,
      visitId!,
      { type: 'CorrectVisitCustomer', customerId, agenda: key },
      cause,
    );
    // The reaction does it too; asked for here so that the answer shows it.
    const step = `correct-customer|${visitId}|${cause.commandId}`;
    const { state } = await tools.execute(
      agenda,
      key,
      { type: 'CorrectCustomer', appointmentId, customerId, visitId: visitId! },
      { ...cause, commandId: deriveId(step), input: step },
    );
    return state.entries.get(appointmentId)!;
  }
  if (status === 'booked') await mustFitCustomer(tools, entry, customerId);
  const plan = await askedOf(tools, entry, customerId);
  const command = { type: 'CorrectCustomer', appointmentId, customerId } as const;
  const { state } = await atSeenRevision(request, () =>
    withClaims(tools, plan, { customerId, key, cause, appointmentId }, (claimed) =>
      tools.execute(agenda, key, { ...command, plan: claimed, ...seenRevision(request) }, cause),
    ),
  );
  return state.entries.get(appointmentId)!;
}

/** The booked lines with the quotas of the right customer. What a service lacks beforehand is told and judged when it begins (ADR 0063). */
async function askedOf(
  tools: Tools,
  { appointment, status }: Entry,
  customerId: string,
): Promise<Plan> {
  const { appointmentId, storeId, businessDate, lines, startMs } = appointment;
  const book = await booksOf(tools).store(storeId);
  const frame = viewFor(book.frame(businessDate), await requesterOf(tools, book, customerId));
  const services = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
  );
  const gate =
    status === 'booked'
      ? await prerequisitesOf(
          tools,
          services,
          customerId,
          { fromMs: startMs, toMs: Math.max(...lines.map((l) => l.startMs)) },
          appointmentId,
        )
      : undefined;
  const quotas = gate ? quotasOf(gate, `${storeId}-${businessDate}`, appointmentId) : [];
  return { frame, options: [lines], ...(quotas.length === 0 ? {} : { quotas }) };
}
