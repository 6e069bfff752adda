import { msOfIso } from '@chignon/calendar';
import {
  effect,
  type EffectCause,
  keyOf,
  type RecordedEvent,
  Refusal,
  streamName,
  type Tools,
} from '@chignon/eventing';
import type { AgendaCommand } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Entry, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import { clashOfEntry, isLater, overlapping } from '../../agenda/appointment/clashes.js';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { findElsewhere } from '../../desk/booking/elsewhere.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import type { ClashPolicy } from '../../salon/stores/store.js';

/** An event that names its appointment, or brings it along. */
type Told = RecordedEvent<
  string,
  { readonly appointmentId: string } | { readonly appointment: { readonly appointmentId: string } }
>;
/** An appointment as its agenda has it. */
interface Standing {
  readonly key: string;
  readonly entry: Entry;
  readonly takenAt: string;
}

const STANDS = new Set<Entry['status']>(['pending', 'booked', 'checked-in']);
const stands = ({ status, ended }: Entry): boolean => STANDS.has(status) && !ended;
const idIn = ({ data }: Told): string =>
  'appointmentId' in data ? data.appointmentId : data.appointment.appointmentId;
const policyOf = async (tools: Tools, key: string): Promise<ClashPolicy | undefined> =>
  (await booksOf(tools).store(storeOfAgenda(key))).store.customerClash;

/**
 * Looks again once a booking is in the log: two stores that were asked at once could not see each other. The sheets are waited for
 * until they have this very event, and with it all before it: of two bookings, the one that stands later in the log sees the other.
 */
async function lookAgain(heard: Told, tools: Tools, cause: EffectCause): Promise<void> {
  const key = keyOf(heard.stream);
  const own =
    (await policyOf(tools, key)) && (await tools.load(agenda, key)).state.entries.get(idIn(heard));
  const customerId = own?.appointment.customerId;
  if (
    !own ||
    customerId === undefined ||
    !stands(own) ||
    own.appointment.endMs <= msOfIso(tools.facts.now())
  )
    return;
  await tools.atLeast(daySheets, key, streamName('agenda', key), heard.revision);
  const { appointmentId, startMs, endMs } = own.appointment;
  const takenAt =
    (await tools.documents.get(tools.collection(daySheets), `${key}/${appointmentId}`))?.takenAt ??
    '';
  for (const found of await findElsewhere(tools, {
    customerId,
    fromMs: startMs,
    toMs: endMs,
    key,
    except: appointmentId,
  })) {
    if (found.kind !== 'appointment') continue;
    const otherKey = agendaKey(found.storeId, found.date);
    const other = (await tools.load(agenda, otherKey)).state.entries.get(found.subject);
    const mine = (await tools.load(agenda, key)).state.entries.get(appointmentId)!;
    if (!other || !clash(mine, other)) continue;
    await settle(
      tools,
      heard,
      cause,
      { key, entry: mine, takenAt },
      { key: otherKey, entry: other, takenAt: found.takenAt ?? '' },
    );
  }
}

const clash = (a: Entry, b: Entry): boolean =>
  stands(a) &&
  stands(b) &&
  a.appointment.customerId === b.appointment.customerId &&
  overlapping(a.appointment, b.appointment);

/** The later one is cancelled where its store refuses; else, or when it is too late for that, both agendas say so. */
async function settle(
  tools: Tools,
  heard: Told,
  cause: EffectCause,
  a: Standing,
  b: Standing,
): Promise<void> {
  const claim = ({ entry, takenAt }: Standing) => ({
    appointmentId: entry.appointment.appointmentId,
    takenAt,
  });
  const later = isLater(claim(a), claim(b)) ? a : b;
  const { appointmentId } = later.entry.appointment;
  if ((await policyOf(tools, later.key)) === 'refuse') {
    try {
      await run(tools, cause, later.key, `cancel|${appointmentId}|${later.takenAt}`, {
        type: 'CancelAppointment',
        appointmentId,
        by: 'store',
        reason: 'customer-elsewhere',
      });
      return;
    } catch (error) {
      // Somebody was faster: it was checked in, or is on its way to another day.
      if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
      tools.log('info', 'a clash stays', {
        appointmentId,
        code: error.code,
        correlationId: heard.meta.correlationId,
      });
    }
  }
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const noted = clashOfEntry(other.entry, other.key);
    await run(
      tools,
      cause,
      one.key,
      `note|${claim(one).appointmentId}|${JSON.stringify(noted)}|${heard.id}`,
      { type: 'NoteCustomerClash', appointmentId: claim(one).appointmentId, other: noted },
    );
  }
}

/** An appointment that ended or moved away clashes with nothing any more, and nothing with it. */
async function lookWhatEnded(heard: Told, tools: Tools, cause: EffectCause): Promise<void> {
  const key = keyOf(heard.stream);
  const own = (await tools.load(agenda, key)).state.entries.get(idIn(heard));
  for (const { appointmentId: otherId, agenda: otherKey } of own?.clashes ?? []) {
    const other = (await tools.load(agenda, otherKey)).state.entries.get(otherId);
    if (!other || clash(own!, other)) continue;
    const id = own!.appointment.appointmentId;
    await run(tools, cause, otherKey, `end|${otherId}|${id}|${heard.id}`, {
      type: 'EndCustomerClash',
      appointmentId: otherId,
      otherId: id,
    });
    await run(tools, cause, key, `end|${id}|${otherId}|${heard.id}`, {
      type: 'EndCustomerClash',
      appointmentId: id,
      otherId,
    });
  }
}

/** It stands, and takes another time than before. */
async function lookBoth(heard: Told, tools: Tools, cause: EffectCause): Promise<void> {
  await lookWhatEnded(heard, tools, cause);
  await lookAgain(heard, tools, cause);
}

/** Two events may come to the same wish: it is done once. */
const run = (tools: Tools, cause: EffectCause, key: string, wish: string, command: AgendaCommand) =>
  tools.execute(
    agenda,
    key,
    command,
    cause.once(wish, { storeId: storeOfAgenda(key), input: wish }),
  );

/** Finds customers who are in two agendas at one time. Stores that do not ask for it cost nothing but hearing the event. */
export const watchCustomerClashes = effect([agenda], {
  name: 'booking.customer-clashes',
  on: {
    AppointmentBooked: lookAgain,
    ApprovalAsked: lookAgain,
    CustomerNamed: lookAgain,
    AppointmentMovedIn: lookAgain,
    AppointmentReinstated: lookAgain,
    AppointmentMoved: lookBoth,
    ServicesChanged: lookBoth,
    CustomerCorrected: lookBoth,
    AppointmentCancelled: lookWhatEnded,
    AppointmentMissed: lookWhatEnded,
    VisitEnded: lookWhatEnded,
    ApprovalDeclined: lookWhatEnded,
    AppointmentMovedOut: lookWhatEnded,
  },
});
