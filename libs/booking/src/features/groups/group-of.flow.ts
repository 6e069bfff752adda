import { notFound, type Refusal, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaOfId, type AgendaState } from '../../agenda/appointment/appointment.js';
import { locate, type Place } from '../../agenda/decide/locate.js';

/** What is asked for is no group, or none of a store that the caller sees. */
export const noGroup = (): Refusal => notFound('group-not-found', 'There is no such group.');

const HOLDS = new Set(['held', 'released', 'expired']);

/** The appointments of a group, wherever they have been moved, in the order of the guests; only those of stores that the caller sees. @throws Refusal 404 `group-not-found` */
export async function placesOfGroup(
  tools: Tools,
  groupId: string,
  request: RequestContext,
): Promise<Place[]> {
  const load = async (key: string): Promise<AgendaState> => (await tools.load(agenda, key)).state;
  const key = agendaOfId(groupId);
  const guests =
    key === undefined
      ? []
      : [...(await load(key)).entries.values()].filter(
          (entry) =>
            entry.appointment.groupId === groupId &&
            agendaOfId(entry.appointment.appointmentId) === key &&
            !HOLDS.has(entry.status),
        );
  const places = await Promise.all(
    guests.map((entry) => locate(load, entry.appointment.appointmentId)),
  );
  const seen = places.flatMap((place) =>
    place && request.caller.sees(place.entry.appointment.storeId) ? [place] : [],
  );
  if (seen.length === 0) throw noGroup();
  return seen.sort((a, b) => a.entry.appointment.guestNo! - b.entry.appointment.guestNo!);
}
