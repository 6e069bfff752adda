import {
  type CommandMetadata,
  conflict,
  invalid,
  type CommandResult,
  type RecordedEvent,
  Refusal,
  refused,
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
import {
  shiftLine,
  fillCategory,
  assignLead,
  type PlannedLine,
  unbindPools,
} from '../../agenda/day/line.js';
import { bindStaff } from '../../agenda/day/provisional.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { Place } from '../../agenda/decide/locate.js';
import { requireSameCurrency } from '../../agenda/decide/moves.js';
import type { Requester } from '../../salon/book/day.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { timeRefusal, whatRefusal } from '../../salon/channels/admission.js';
import { mayAssist, mayPerform } from '../../salon/roster/staff.js';
import { admission, changeRefused } from '../terms/admission.flow.js';
import { acceptedTerms } from '../terms/policy-terms.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import type { RescheduleBody } from './agenda.shapes.http.js';
import { withExchange } from './exchange.flow.js';
import { causeOf, momentOf } from './planning.flow.js';
import { checkPrerequisites } from './prerequisites.flow.js';

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
    (await planOf(tools, book, appointment, body, startMs, date, asker).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    }));
  const charged = { by: body.by ?? 'customer', terms: await acceptedTerms(tools, appointment) };
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
          ...charged,
          ...(request.ifMatch === undefined ? {} : { revision: request.ifMatch }),
        },
        cause,
      ),
      target,
      id,
      cause,
    );
  // What was already reserved under this key is found by it; only a new request needs an appointment that stands still.
  const verdict = plan instanceof Refusal ? plan : (movableNow(place, request) ?? plan);
  const { lateMoves, fee: standing } = place.entry;
  const kept = {
    ...(lateMoves ? { lateMoves } : {}),
    ...(standing === undefined ? {} : { standing }),
  };
  const reserve = {
    type: 'ReserveForMove',
    plan: verdict,
    appointment,
    from: place.key,
    fromRevision: place.entry.revision,
    moves: place.entry.moves + 1,
    ...kept,
    ...charged,
  } as const;
  return settle(tools, await tools.execute(agenda, target, reserve, cause), target, id, cause);
}

/**
 * The agenda in which this very command was done, when the appointment has moved on since: "the same store" means
 * another one by now, and the repeat would otherwise be taken for a new request.
 */
async function doneIn(
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
async function settle(
  tools: Tools,
  outcome: CommandResult<AgendaState>,
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
  const { state } = await tools.execute(
    agenda,
    target,
    { type: 'MoveIn', moveId },
    { ...cause, commandId: `${cause.commandId}:in` },
  );
  return state.entries.get(id)!;
}

function movableNow({ entry }: Place, { ifMatch }: RequestContext): Refusal | undefined {
  if (ifMatch !== undefined && ifMatch !== entry.revision)
    return conflict('appointment-stale', 'The appointment was changed after you read it.', {
      actual: entry.revision,
    });
  if (entry.status !== 'booked')
    return refused(`appointment-${entry.status}`, `The appointment is ${entry.status}.`, {
      found: entry.status,
    });
  return undefined;
}

/** The booked lines at their new time, frozen as they were (R-BK-06), by the same people, those asked for, or, in another store, one who may do all of it. */
async function planOf(
  tools: Tools,
  book: StoreBook,
  { appointmentId, customerId, storeId, lines, startMs: oldMs }: Appointment,
  body: RescheduleBody,
  startMs: number,
  date: string,
  requester: Requester,
): Promise<Plan> {
  const asked = new Map((body.staff ?? []).map((s) => [s.lineId, s]));
  for (const [i, { lineId }] of (body.staff ?? []).entries())
    if (!lines.some((l) => l.lineId === lineId))
      throw invalid('line-unknown', 'There is no such line.', { field: `staff.${i}.lineId` });
  const versions = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
  );
  const later = lines.map((line, i) =>
    assistable(
      book,
      fillCategory(unbindPools(shiftLine(line, startMs - oldMs)), versions[i]?.category),
      asked.get(line.lineId)?.assistantIds,
      date,
      body,
    ),
  );
  const may = (staffId: string, i: number): boolean => {
    const member = book.team.get(staffId);
    return member !== undefined && mayPerform(member, versions[i] ?? {}, book.store.id, date);
  };
  const keeps = later.map((line) => {
    const wanted = asked.get(line.lineId)?.staffId;
    // A staff member named now is final, and in another store others sell the same.
    return assignLead(
      wanted === undefined && storeId === book.store.id ? line : bindStaff(line),
      wanted ?? line.staffId,
    );
  });
  const options: PlannedLine[][] = keeps.every((line, i) => may(line.staffId, i)) ? [keeps] : [];
  if (keeps.length === 1)
    for (const staffId of keeps[0]!.provisional?.able ?? [])
      if (staffId !== keeps[0]!.staffId && may(staffId, 0))
        options.push([assignLead(keeps[0]!, staffId)]);
  if (options.length === 0 && storeId !== book.store.id && asked.size === 0) {
    for (const staffId of book.team.keys())
      if (later.every((_, i) => may(staffId, i)))
        options.push(later.map((line) => assignLead(bindStaff(line), staffId)));
  }
  const unable = keeps.findIndex((line, i) => !may(line.staffId, i));
  if (options.length === 0)
    throw refused(
      'staff-not-qualified',
      `\`${keeps[unable]!.staffId}\` is not qualified for this service at the store on that date.`,
      { field: 'staff', lineId: keeps[unable]!.lineId },
    );
  return withExchange(
    tools,
    book,
    await checkPrerequisites(
      tools,
      { frame: viewFor(book.frame(date), requester), options },
      customerId,
      appointmentId,
    ),
  );
}

/** The line with who may assist at the new time: those named now or before, else all who are able (R-BK-13). */
function assistable(
  book: StoreBook,
  line: PlannedLine,
  asked: readonly string[] | undefined,
  date: string,
  body: RescheduleBody,
): PlannedLine {
  const field = `staff.${(body.staff ?? []).findIndex((s) => s.lineId === line.lineId)}.assistantIds`;
  const parts = line.assistants ?? [];
  if (asked && asked.length > parts.length)
    throw invalid('too-many-assistants', 'The service needs fewer assistants.', {
      field,
      expected: `at most ${parts.length}`,
      limit: parts.length,
    });
  if (parts.length === 0) return line;
  const able = (i: number): string[] =>
    [...book.team.values()]
      .filter((m) => mayAssist(m, parts[i]!.needs, book.store.id, date))
      .map((m) => m.id);
  return {
    ...line,
    assistants: parts.map((part, i) => {
      const all = able(i);
      if (asked?.[i] !== undefined && !all.includes(asked[i]))
        throw refused(
          'staff-not-qualified',
          `\`${asked[i]}\` is not qualified to assist with this service at the store on that date.`,
          { field, lineId: line.lineId },
        );
      if (asked?.[i] !== undefined)
        return {
          staffId: part.staffId,
          needs: part.needs,
          requested: true as const,
          able: [asked[i]],
        };
      // Who was asked for stays, where they can.
      return {
        ...part,
        able:
          part.requested && all.includes(part.staffId)
            ? [part.staffId]
            : all.filter((id) => !asked?.includes(id)),
      };
    }),
  };
}

/** Why the channel does not let the customer move it, or not there. */
async function unwelcome(
  tools: Tools,
  book: StoreBook,
  appointment: Appointment,
  { by = 'customer', channel, staff = [] }: RescheduleBody,
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
