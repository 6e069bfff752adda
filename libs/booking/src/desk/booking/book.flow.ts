/**
 * Holding, booking and arriving, each a table of steps: what is looked up first, what is frozen into the command, who decides, what
 * follows. The agenda of the day decides everything in one append; nothing here does.
 */
import { isoOf } from '@chignon/calendar';
import {
  type CommandResult,
  deriveId,
  forbidden,
  notFound,
  optional,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { AgendaCommand, AgendaEvent, BookingRequest } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import {
  agendaKey,
  agendaOfId,
  type AgendaState,
  type Entry,
  storeOfAgenda,
} from '../../agenda/appointment/appointment.js';
import type { Place } from '../../agenda/decide/locate.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import { visits } from '../../visits/visit-ledger.js';
import { withClaims } from '../quotas/claims.flow.js';
import { awaitCounted } from '../quotas/uses.flow.js';
import { searchRecorderOf } from '../searches/search-recorder.flow.js';
import { depositOf } from '../deposits/offer.flow.js';
import { offeredBy } from '../terms/policy-terms.flow.js';
import { openingOf } from './check-in.flow.js';
import { mustFitCustomer } from './elsewhere.flow.js';
import { bindNow } from './exchange.flow.js';
import { atSeenRevision, seenRevision } from './place.flow.js';
import { type BookingInput, causeOf, momentOf, planFor } from './planning.flow.js';
import { gateOf, missingOfAppointment, withOverrides } from './service-gate.flow.js';
import type { OverrideBody } from './service-gate.shapes.http.js';

/** What a direct booking asks for. */
export interface DirectBooking extends BookingInput {
  /** Over what is taken, by a person with the permission. */
  readonly overbook?: { readonly reason: string };
}

/** What a hold asks for. */
export interface HoldInput extends BookingInput {
  /** Left out: as the store has it. */
  readonly ttlSeconds?: number;
}

/** The channel of a booking that names none. */
const FRONT_DESK = 'front-desk';

/** Holds a slot. @param allowed looked at once the time is known to be one, before anything is planned */
export const holdSlot = (
  tools: Tools,
  { ttlSeconds, ...input }: HoldInput,
  request: RequestContext,
  allowed: () => void,
): Promise<Entry> =>
  makeBooking(tools, input, request, allowed, (booking, { store }) => ({
    type: 'HoldSlot',
    ttlMs: (ttlSeconds ?? store.holdTtlSeconds) * 1000,
    ...booking,
  }));

/** Books without a hold. */
export const bookDirectly = (
  tools: Tools,
  { overbook, ...input }: DirectBooking,
  request: RequestContext,
): Promise<Entry> =>
  makeBooking(
    tools,
    input,
    request,
    () => mayOverbook(tools, overbook, request),
    (booking) => ({ type: 'BookAppointment', ...booking, ...(overbook ? { overbook } : {}) }),
  );

/** The steps of both. */
async function makeBooking(
  tools: Tools,
  input: BookingInput,
  request: RequestContext,
  allowed: () => void | Promise<void>,
  commandOf: (booking: BookingRequest, book: StoreBook) => AgendaCommand,
): Promise<Entry> {
  const { storeId, customerId, services, channel = FRONT_DESK } = input;
  // The store as it stands: its hours, roster, prices, terms.
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, input.startsAt);
  await allowed();
  // Who could do it, in which order, at what price; whether the channel and the prerequisites let it be asked for.
  const plan = await planFor(tools, book, { ...input, channel }, startMs, date);
  // The terms that the booking accepts by being made.
  const terms = {
    channel,
    ...offeredBy(book),
    ...(await depositOf(tools, book, channel, customerId)),
    ...optional({ customerId }),
  };
  // What is limited per customer is claimed first, then the agenda decides; what is refused is logged as an unmet search.
  const key = agendaKey(storeId, date);
  const cause = causeOf(request, storeId);
  const wanted = { serviceIds: services.map((s) => s.serviceId), startsAt: isoOf(startMs) };
  const outcome = await searchRecorderOf(tools).recordingRefusal(storeId, wanted, () =>
    withClaims(tools, plan, { customerId, key, cause }, (claimed) =>
      tools.execute(agenda, key, commandOf({ ...terms, plan: claimed }, book), cause),
    ),
  );
  // What is counted per customer over many days is looked at once more, now that this one stands.
  await awaitCounted(tools, plan, key, outcome.revision);
  return madeIn(outcome);
}

/** Books what is held; it may name the customer. */
export async function confirmHold(
  tools: Tools,
  { holdId, customerId }: { holdId: string; customerId?: string },
  request: RequestContext,
): Promise<Entry> {
  const key = agendaOfHold(holdId, request);
  const held =
    customerId === undefined
      ? undefined
      : (await tools.load(agenda, key)).state.entries.get(holdId);
  if (held?.status === 'held') await mustFitCustomer(tools, held, customerId!);
  const command = {
    type: 'ConfirmHold',
    holdId,
    ...optional({ customerId }),
    ...(await depositFor(tools, held, customerId)),
  } as const;
  const { state } = await tools.execute(agenda, key, command, causeOf(request, storeOfAgenda(key)));
  return state.entries.get(holdId)!;
}

/** Gives a hold back. */
export async function releaseHold(
  tools: Tools,
  holdId: string,
  request: RequestContext,
): Promise<Entry> {
  const key = agendaOfHold(holdId, request);
  const cause = causeOf(request, storeOfAgenda(key));
  const { state } = await tools.execute(agenda, key, { type: 'ReleaseHold', holdId }, cause);
  return state.entries.get(holdId)!;
}

/**
 * The customer is here. Binds the staff member first; `If-Match` is judged by the first of the two steps.
 * @throws Refusal 409 `prerequisite-missing` and the like, at a store that insists on it
 */
export async function checkIn(
  tools: Tools,
  { key, entry: found }: Place,
  request: RequestContext,
  override?: OverrideBody,
): Promise<Entry> {
  const { appointmentId, storeId } = found.appointment;
  const bind = causeOf(request, storeId);
  const entry = await atSeenRevision(request, () =>
    bindNow(
      tools,
      key,
      found,
      { ...bind, commandId: deriveId(`bind-staff|${bind.commandId}`) },
      seenRevision(request),
    ),
  );
  const revision = entry === found ? seenRevision(request) : { revision: entry.revision };
  const prepared = await openingOf(tools, entry.appointment);
  const { gate, overrides } = await gateOf(
    tools,
    storeId,
    await missingOfAppointment(tools, entry.appointment),
    () => 'appointmentId',
    override,
    request,
  );
  const visit = { ...prepared, lines: withOverrides(prepared.lines, { overrides }) };
  const { units = {} } = (await booksOf(tools).store(entry.appointment.storeId)).frame(
    entry.appointment.businessDate,
  );
  const cause = causeOf(request, entry.appointment.storeId);
  const command = {
    type: 'CheckIn',
    appointmentId,
    visit,
    units,
    ...revision,
    ...optional({ gate }),
  } as const;
  const outcome = await atSeenRevision(request, () => tools.execute(agenda, key, command, cause));
  const event = outcome.events.find((e) => e.type === 'AppointmentCheckedIn');
  // The reaction opens the visit too; asked for here so that the answer's visit can be used at once.
  if (event) {
    const { visit: opening } = event.data;
    await tools.execute(visits, opening.visitId, { type: 'OpenVisit', opening }, cause);
  }
  return outcome.state.entries.get(appointmentId)!;
}

async function mayOverbook(
  tools: Tools,
  overbook: DirectBooking['overbook'],
  { caller }: RequestContext,
): Promise<void> {
  if (!overbook) return;
  if (!caller.may('booking.overbooking:write'))
    throw forbidden('overbooking-not-allowed', 'Your role does not permit overbooking.', {
      field: 'overbook',
    });
  await mustBeReason(tools, 'overbook', overbook.reason, 'overbook.reason');
}

/** What a hold without a customer asks for, now that it is known who books. */
async function depositFor(
  tools: Tools,
  held: Entry | undefined,
  customerId: string | undefined,
): Promise<{ deposit?: DepositOffer }> {
  if (customerId === undefined || held === undefined || held.appointment.customerId !== undefined)
    return {};
  if ((await booksOf(tools).deposits()).length === 0) return {};
  const { storeId, channel } = held.appointment;
  return depositOf(tools, await booksOf(tools).store(storeId), channel, customerId);
}

/** The agenda that a hold is in, when the caller may see its store. */
function agendaOfHold(holdId: string, request: RequestContext): string {
  const key = agendaOfId(holdId);
  if (key === undefined)
    throw notFound('hold-not-found', 'There is no such hold.', { field: 'holdId' });
  request.caller.mustSee(storeOfAgenda(key), 'hold');
  return key;
}

/** The entry that a hold or booking command made, also when it is a repeat. */
function madeIn({ events, state }: CommandResult<AgendaState, AgendaEvent>): Entry {
  const made = events.find(
    (event) =>
      event.type === 'SlotHeld' ||
      event.type === 'AppointmentBooked' ||
      event.type === 'ApprovalAsked',
  );
  return state.entries.get(made!.data.appointment.appointmentId)!;
}
