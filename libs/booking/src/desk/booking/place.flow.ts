import { isoOf } from '@chignon/calendar';
import {
  ConflictError,
  deriveId,
  notFound,
  optional,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { publishedAppointment } from '../../agenda/agenda.announcements.js';
import { agenda } from '../../agenda/agenda.js';
import { type Entry, shownStatus } from '../../agenda/appointment/appointment.js';
import type { StandingFee } from '../../agenda/appointment/fee.js';
import { locate, type Place } from '../../agenda/decide/locate.js';
import type { AppointmentAnswer } from './agenda.shapes.http.js';
import { recordedWarnings } from './elsewhere.flow.js';
import { causeOf } from './planning.flow.js';

/** An appointment of a store that the caller sees, wherever it has been moved. @throws Refusal 404 `appointment-not-found` */
export async function placeOf(
  tools: Tools,
  appointmentId: string,
  request: RequestContext,
): Promise<Place> {
  const place = await locate(async (key) => (await tools.load(agenda, key)).state, appointmentId);
  if (
    !place ||
    place.entry.status === 'held' ||
    place.entry.status === 'released' ||
    place.entry.status === 'expired'
  )
    throw notFound('appointment-not-found', 'There is no such appointment.');
  request.caller.mustSee(place.entry.appointment.storeId, 'appointment');
  return place;
}

/** The appointment where commands can reach it: one that is just coming in by a committed move is taken in first. */
export async function takeInPlace(
  tools: Tools,
  appointmentId: string,
  request: RequestContext,
): Promise<Place> {
  const place = await placeOf(tools, appointmentId, request);
  if (place.entering === undefined) return place;
  await tools.execute(
    agenda,
    place.key,
    { type: 'MoveIn', moveId: place.entering },
    {
      ...causeOf(request, place.entry.appointment.storeId),
      commandId: deriveId(`move-in|${place.entering}`),
      input: place.entering,
    },
  );
  return placeOf(tools, appointmentId, request);
}

export const seenRevision = ({ ifMatch }: RequestContext): { revision?: number } =>
  ifMatch === undefined ? {} : { revision: ifMatch };

/** A stale `If-Match` is told as such (412); the agenda's own refusal would be a plain 409. */
export async function atSeenRevision<T>(
  { ifMatch }: RequestContext,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (ifMatch !== undefined && error instanceof Refusal && error.code === 'appointment-stale')
      throw new ConflictError('appointment', ifMatch, error.detail['actual'] as number);
    throw error;
  }
}

export const priceOf = ({ appointment }: Entry): number =>
  appointment.lines.reduce((sum, l) => sum + l.priceCents, 0);

/** `sees`: whether the caller sees a store; left out: what is elsewhere is told without saying where. */
export function appointmentAnswer(
  entry: Entry,
  sees: (storeId: string) => boolean = () => false,
): AppointmentAnswer {
  const { visitId, ended, units, lateMoves, fee, overbooked, movePricing } = entry;
  return {
    ...publishedAppointment(entry.appointment),
    status: shownStatus(entry),
    priceCents: priceOf(entry),
    ...optional({ visitId }),
    ...(ended === undefined ? {} : { visitEndedAt: isoOf(ended.atMs) }),
    ...(units === undefined ? {} : { units: units.map((unit) => ({ ...unit })) }),
    ...(lateMoves ? { lateMoves } : {}),
    ...(fee === undefined ? {} : { fee: feeAnswer(fee) }),
    ...(overbooked === undefined ? {} : { overbooked: { ...overbooked } }),
    ...(movePricing === undefined ? {} : { movePricing: { ...movePricing } }),
    ...recordedWarnings(entry, sees),
    revision: entry.revision,
  };
}

const feeAnswer = ({ cents, currency, status, reason, chargeUntilMs }: StandingFee) => ({
  cents,
  currency,
  status,
  ...optional({ reason }),
  chargeUntil: isoOf(chargeUntilMs),
});
