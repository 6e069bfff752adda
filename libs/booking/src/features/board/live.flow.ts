import { msOfIso } from '@chignon/calendar';
import { fold, type RecordedEvent, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { AgendaState } from '../../agenda/appointment/appointment.js';
import type { BoardChange } from './board.shapes.http.js';
import { changeOf } from './changes.js';
import { shownOf } from './draw.flow.js';

/** A comment this often keeps the connection from being taken for dead. */
const HEARTBEAT_MS = 15_000;
/** How soon a browser comes back after a break. */
const RETRY_MS = 1000;

/** Where a listener begins: behind `position`. `state`: the agenda there, when it is at hand. */
export interface Since {
  readonly key: string;
  readonly position: number;
  readonly state?: AgendaState;
  /** Whether the listener sees another store. */
  readonly sees?: (storeId: string) => boolean;
}

/** The changes of an agenda behind a position as server-sent events: those that were, those that come, each once, its id its position. */
export async function* changesSince(
  tools: Tools,
  { key, position, state: known, sees }: Since,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  yield `retry: ${RETRY_MS}\n: behind ${position}\n\n`;
  let state = known ?? agenda.initial(key);
  // Without the state at hand it is folded from the first event; what the listener has seen is not told again.
  for await (const events of tools.follow(agenda, key, known ? position : 0, {
    signal,
    idleMs: HEARTBEAT_MS,
  })) {
    if (events.length === 0) yield ': still here\n\n';
    for (const event of events) {
      state = fold(agenda, state, [event]);
      if (event.revision > position) yield frameOf(event, state, msOfIso(tools.facts.now()), sees);
    }
  }
}

function frameOf(
  event: RecordedEvent,
  state: AgendaState,
  nowMs: number,
  sees: Since['sees'],
): string {
  const { name, touches } = changeOf(event);
  const change: BoardChange = {
    position: event.revision,
    change: name,
    at: event.meta.recordedAt,
    replaces: [...touches],
    ...shownOf(state, touches, nowMs, sees),
  };
  return `id: ${event.revision}\nevent: ${name}\ndata: ${JSON.stringify(change)}\n\n`;
}
