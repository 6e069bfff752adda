import { agendaOfId, type AgendaState, type Entry } from '../appointment/appointment.js';
import { arriveByMove, MAX_MOVES } from './moves.js';

/** Where an appointment stands now. */
export interface Place {
  /** Agenda key. */
  readonly key: string;
  readonly entry: Entry;
  /** The move by which it is just coming in: committed, but not yet written in this agenda. */
  readonly entering?: string;
  /** Agendas it was in before, oldest first. */
  readonly path: readonly string[];
}

/** Follows an id to its first agenda and from there the moves; undefined when there is no such appointment or hold. */
export async function locate(
  load: (key: string) => Promise<AgendaState>,
  appointmentId: string,
): Promise<Place | undefined> {
  let key = agendaOfId(appointmentId);
  let moveId: string | undefined;
  const path: string[] = [];
  // Moves are bounded, so the way is; two more steps for its ends.
  for (let hop = 0; key !== undefined && hop < MAX_MOVES + 2; hop++) {
    const state = await load(key);
    const reserved = moveId === undefined ? undefined : state.reserved.get(moveId);
    if (reserved)
      return {
        key,
        entry: { ...arriveByMove(reserved), revision: state.revision, bornAt: state.revision },
        entering: reserved.moveId,
        path,
      };
    const entry = state.entries.get(appointmentId);
    if (!entry?.movedTo) return entry && { key, entry, path };
    path.push(key);
    moveId = entry.movedTo.moveId;
    key = entry.movedTo.agenda;
  }
  return undefined;
}
