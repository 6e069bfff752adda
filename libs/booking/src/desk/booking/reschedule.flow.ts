import {
  type CommandMetadata,
  type CommandResult,
  conflict,
  fold,
  optional,
  type RecordedEvent,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import {
  agendaKey,
  type AgendaState,
  type Appointment,
  type Entry,
  type Reservation,
  storeOfAgenda,
} from '../../agenda/appointment/appointment.js';
import { notBooked } from '../../agenda/appointment/found.js';
import type { Place } from '../../agenda/decide/locate.js';
import { requireSameCurrency } from '../../agenda/decide/moves.js';
import type { Requester } from '../../salon/book/day.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { timeRefusal, whatRefusal } from '../../salon/channels/admission.js';
import { withClaims } from '../quotas/claims.flow.js';
import { admission, changeRefused } from '../terms/admission.flow.js';
import { savingBy } from '../terms/policy-terms.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import type { RescheduleBody } from './agenda.shapes.http.js';
import { causeOf, momentOf } from './planning.flow.js';
import { moveTerms } from './move-terms.flow.js';
import { planMove } from './moved-lines.flow.js';

const MOVED = new Set(['AppointmentMoved', 'SlotReservedForMove']);
/** A move whose commit these refusals say can no longer happen: only then is the reserved slot given back. */
const FINAL = new Set(['appointment-changed', 'appointment-unknown']);

/**
 * Moves an appointment: in one event within its day, in three steps to another day or store (see `moves.ts`). What
 * stops in between is finished by the reaction; a repeat with the same key goes on where the first attempt stopped,
 * because every step is found again by its command id.
 */
export async function reschedule(
  tools: Tools,
  place: Place,
  body: RescheduleBody,
  request: RequestContext,
): Promise<Entry> {
  const { appointment } = place.entry;
  const id = appointment.appointmentId;
  const cause = causeOf(request, appointment.storeId);
  const before = await doneIn(tools, place.path, cause.commandId);
  // Found again by its id: the command itself is not looked at.
  if (before)
    return settle(
      tools,
      await tools.execute(agenda, before, { type: 'MoveIn', moveId: '' }, cause),
      before,
      id,
      cause,
    );
  const storeId = body.storeId ?? appointment.storeId;
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, body.startsAt);
  const target = agendaKey(storeId, date);
  const asker = await requesterOf(tools, book, appointment.customerId);
  if (storeId !== appointment.storeId)
    requireSameCurrency(
      appointment.currency ?? (await booksOf(tools).store(appointment.storeId)).store.currency,
      book.store.currency,
    );
  const no = await unwelcome(tools, book, appointment, body, startMs, date, asker);
  const plan =
    no ??
    (await planMove(tools, book, appointment, body, startMs, date, asker).catch(
      (error: unknown) => {
        if (error instanceof Refusal) return error;
        throw error;
      },
    ));
  const charged = {
    by: body.by ?? 'customer',
    ...(await moveTerms(tools, book, appointment)),
    ...savingBy(request),
  };
  if (target === place.key)
    return settle(
      tools,
      await tools.execute(
        agenda,
        target,
        {
          type: 'MoveAppointment',
          appointmentId: id,
          plan,
          planned: place.entry.revision,
          ...charged,
          ...optional({ revision: request.ifMatch }),
        },
        cause,
      ),
      target,
      id,
      cause,
    );
  // What was already reserved under this key is found by it; only a new request needs an appointment that stands still.
  const verdict = plan instanceof Refusal ? plan : (movableNow(place, request) ?? plan);
  const { lateMoves, avoidedCents, fee: standing } = place.entry;
  const kept = {
    ...(lateMoves ? { lateMoves } : {}),
    ...optional({ avoidedCents, standing }),
  };
  const reserve = {
    type: 'ReserveForMove',
    appointment,
    from: place.key,
    fromRevision: place.entry.revision,
    moves: place.entry.moves + 1,
    ...kept,
    ...charged,
  } as const;
  const { customerId } = appointment;
  const claimant = { customerId, key: target, cause, appointmentId: id };
  const outcome = await withClaims(tools, verdict, claimant, (claimed) =>
    tools.execute(agenda, target, { ...reserve, plan: claimed }, cause),
  );
  return settle(tools, outcome, target, id, cause);
}

/**
 * The agenda in which this very command was done, when the appointment has moved on since: "the same store" means
 * another one by now, and the repeat would otherwise be taken for a new request.
 */
export async function doneIn(
  tools: Tools,
  path: readonly string[],
  commandId: string,
): Promise<string | undefined> {
  for (const key of path)
    if (
      (await tools.history(agenda, key)).some(
        (event) => event.meta.commandId === commandId && MOVED.has(event.type),
      )
    )
      return key;
  return undefined;
}

/** Goes on from what the first step did: a reservation is committed at its source and taken in at the target. */
export async function settle(
  tools: Tools,
  outcome: Pick<CommandResult<AgendaState>, 'state' | 'events'>,
  target: string,
  id: string,
  cause: CommandMetadata,
): Promise<Entry> {
  const reserved = outcome.events.find((e: RecordedEvent) => e.type === 'SlotReservedForMove') as
    RecordedEvent<string, Reservation> | undefined;
  if (!reserved) return outcome.state.entries.get(id)!;
  const { moveId, from, fromRevision } = reserved.data;
  try {
    await tools.execute(
      agenda,
      from,
      { type: 'MoveOut', appointmentId: id, moveId, to: target, revision: fromRevision },
      { ...cause, storeId: storeOfAgenda(from) },
    );
  } catch (error) {
    if (error instanceof Refusal && FINAL.has(error.code))
      await tools.execute(
        agenda,
        target,
        { type: 'ReleaseMove', moveId },
        { ...cause, commandId: `${cause.commandId}:release` },
      );
    throw error;
  }
  const { state, events } = await tools.execute(
    agenda,
    target,
    { type: 'MoveIn', moveId },
    { ...cause, commandId: `${cause.commandId}:in` },
  );
  // The reaction was first: what has happened since, as its answer of today would show, is no answer to this command.
  const then = events.length > 0 ? state : await takenIn(tools, target, moveId);
  return (then ?? state).entries.get(id)!;
}

/** The agenda right after it took an appointment in, whoever asked for that. */
async function takenIn(
  tools: Tools,
  key: string,
  moveId: string,
): Promise<AgendaState | undefined> {
  const history = await tools.history(agenda, key);
  const at = history.findIndex(
    (event) => event.type === 'AppointmentMovedIn' && event.data.moveId === moveId,
  );
  return at < 0 ? undefined : fold(agenda, agenda.initial(key), history.slice(0, at + 1));
}

function movableNow({ entry }: Place, { ifMatch }: RequestContext): Refusal | undefined {
  if (ifMatch !== undefined && ifMatch !== entry.revision)
    return conflict('appointment-stale', 'The appointment was changed after you read it.', {
      actual: entry.revision,
    });
  return entry.status === 'booked' ? undefined : notBooked(entry);
}

/** Why the channel does not let the customer move it, or not there. */
export async function unwelcome(
  tools: Tools,
  book: StoreBook,
  appointment: Appointment,
  { by = 'customer', channel, staff = [] }: Pick<RescheduleBody, 'by' | 'channel' | 'staff'>,
  startMs: number,
  date: string,
  requester: Requester,
): Promise<Refusal | undefined> {
  if (by === 'store') return undefined;
  const from =
    book.store.id === appointment.storeId ? book : await booksOf(tools).store(appointment.storeId);
  const ask = admission(book, channel ?? appointment.channel, requester);
  return (
    changeRefused(tools, from, 'move', { by, channel }, appointment) ??
    timeRefusal(ask, startMs, date) ??
    whatRefusal(
      ask,
      [],
      staff.map((one) => one.staffId),
      'staff',
    )
  );
}
