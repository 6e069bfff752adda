import { DAY_MS, msOfIso } from '@chignon/calendar';
import { effect, type EffectCause, type RecordedEvent, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { VisitEnd } from '../../agenda/appointment/appointment.js';
import { locate } from '../../agenda/decide/locate.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitDetails } from '../../visits/visit.js';

/** What was recorded longer ago is history that a new follower hears: its slots are long over. */
const REMEMBERED_MS = 2 * DAY_MS;

/**
 * A visit is over: its appointment says so, and what is left of the slot is free. An effect and not a reaction because the appointment is
 * looked for where it was moved to; heard twice it is the same command.
 */
const ended =
  <D extends { readonly facts?: VisitDetails }>(
    became: VisitEnd['became'],
    endedAt: (data: D) => string | undefined,
  ) =>
  async (
    { data, meta }: RecordedEvent<string, D>,
    tools: Tools,
    cause: EffectCause,
  ): Promise<void> => {
    const { appointmentId, visitId } = data.facts ?? {};
    if (
      appointmentId === undefined ||
      visitId === undefined ||
      msOfIso(meta.recordedAt) + REMEMBERED_MS < msOfIso(tools.facts.now())
    )
      return;
    const place = await locate(async (key) => (await tools.load(agenda, key)).state, appointmentId);
    if (place?.entry.visitId !== visitId) return;
    const atMs = msOfIso(endedAt(data) ?? meta.recordedAt);
    await tools.execute(
      agenda,
      place.key,
      { type: 'EndVisit', appointmentId, visitId, end: { became, atMs } },
      cause(undefined, { storeId: place.entry.appointment.storeId, input: `${visitId}|${became}` }),
    );
  };

/** Gives back what a visit leaves of its appointment's slot, and the appointment the state that it has come to. */
export const followEndedVisits = effect([visits], {
  name: 'booking.end-appointments',
  on: {
    VisitCompleted: ended('completed', ({ completedAt }) => completedAt),
    VisitAbandoned: ended('abandoned', () => undefined),
    VisitVoided: ended('voided', ({ voidedAt }) => voidedAt),
  },
});
