import { msOfIso } from '@chignon/calendar';
import { effect, type EffectCause, type RecordedEvent, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { locate } from '../../agenda/decide/locate.js';
import { plannedReminders, reminders } from './reminder-ledger.js';
import {
  CHAIN_RULES,
  DEFAULT_REMINDERS,
  type ReminderRules,
  reminderRules,
  rulesOfStore,
} from './reminder-rules.js';
import { type Standing, standingOf } from './standing.js';

/** Changes that come while one is being followed; what comes after is followed by its own event. */
const MAX_ROUNDS = 10;

/** The rules in force at a store: its own, else the chain's, else the default. */
export async function remindersInForce(tools: Tools, storeId: string): Promise<ReminderRules> {
  for (const id of [rulesOfStore(storeId), CHAIN_RULES]) {
    const stored = await tools.documents.get(reminderRules, id);
    if (stored?.terms) return { version: `${id}.${stored.revision}`, ...stored.terms };
  }
  return DEFAULT_REMINDERS;
}

/** Where an appointment stands now, in whichever agenda, and a mark that differs after every change of it. */
export async function standingNow(
  tools: Tools,
  appointmentId: string,
): Promise<{ standing: Standing | undefined; mark: string } | undefined> {
  const place = await locate(async (key) => (await tools.load(agenda, key)).state, appointmentId);
  return (
    place && {
      standing: standingOf(place.entry),
      mark: `${place.entry.moves}.${place.entry.revision}`,
    }
  );
}

/**
 * An event only says that something happened to an appointment: what follows is decided on where it stands now, looked up
 * again afterwards, so that events of two agendas heard in any order come to the same end.
 */
async function follow(tools: Tools, appointmentId: string, cause: EffectCause): Promise<void> {
  let followed: string | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const now = await standingNow(tools, appointmentId);
    if (!now?.standing || now.mark === followed) return;
    const { standing, mark } = now;
    await tools.execute(
      reminders,
      appointmentId,
      {
        type: 'FollowAppointment',
        standing,
        rules: await remindersInForce(tools, standing.storeId),
      },
      cause(mark, { storeId: standing.storeId, input: mark }),
    );
    followed = mark;
  }
}

type Ahead = Pick<Appointment, 'appointmentId' | 'customerId' | 'startMs'>;

/** Followed only while it lies ahead and somebody is known: a history of years is passed over without a look at the agendas. */
const ahead = async (
  tools: Tools,
  { appointmentId, customerId, startMs }: Ahead,
  cause: EffectCause,
): Promise<void> => {
  if (customerId !== undefined && startMs > msOfIso(tools.facts.now()))
    await follow(tools, appointmentId, cause);
};
const placed = (
  { data }: RecordedEvent<string, { readonly appointment: Ahead }>,
  tools: Tools,
  cause: EffectCause,
) => ahead(tools, data.appointment, cause);

/**
 * Reminders follow their appointment (BK-06). An effect because the rules are documents, which go into the command. No-shows and
 * their undoing come after the start, when no reminder waits any more.
 */
export const followAppointments = effect([agenda], {
  name: 'booking.reminders',
  on: {
    AppointmentBooked: placed,
    AppointmentRecorded: placed,
    CustomerNamed: placed,
    CustomerCorrected: placed,
    AppointmentMoved: placed,
    AppointmentRetimed: placed,
    ServicesChanged: placed,
    AppointmentMovedIn: placed,
    AppointmentCancelled: ({ data }, tools, cause) => ahead(tools, data, cause),
    CheckInUndone: ({ data }, tools, cause) => ahead(tools, data, cause),
    AppointmentCheckedIn: async ({ data: { appointmentId, visit } }, tools, cause) => {
      if (
        visit.customerId !== undefined &&
        plannedReminders((await tools.load(reminders, appointmentId)).state).length > 0
      )
        await follow(tools, appointmentId, cause);
    },
  },
});
