import type { Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type AgendaState, occupancyAt } from '../../agenda/appointment/appointment.js';
import { shiftLine, type PlannedLine } from '../../agenda/day/line.js';
import { type Occupancy, vacate } from '../../agenda/day/occupancy.js';
import type { Place } from '../../agenda/decide/locate.js';
import { makeRoom } from '../../agenda/decide/make-room.js';
import type { DayFrame } from '../../salon/book/day.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { priced } from '../../salon/peaks/price-rule.js';
import { exchangeOf, openLinesOf } from '../booking/exchange.flow.js';

/** What is taken on a day, but for an appointment that is to leave its place there. */
function beside(
  state: AgendaState,
  key: string,
  nowMs: number,
  moving: Place | undefined,
): Occupancy {
  const now = occupancyAt(state, nowMs);
  if (moving?.key !== key) return now;
  const { appointmentId, customerId, lines } = moving.entry.appointment;
  return vacate(now, moving.entering ?? appointmentId, customerId, lines);
}

/** The same, of the day on which the appointment stands. */
export const takenBeside = async (tools: Tools, moving: Place, nowMs: number): Promise<Occupancy> =>
  beside((await tools.load(agenda, moving.key)).state, moving.key, nowMs, moving);

/** Finds room for one service among lines that are not bound yet, as the agenda would; undefined when the day has none. */
export async function exchangesOn(
  tools: Tools,
  book: StoreBook,
  date: string,
  customerId: string | undefined,
  nowMs: number,
  moving?: Place,
): Promise<
  | ((
      candidates: readonly PlannedLine[],
      startMs: number,
      frame: DayFrame,
    ) => PlannedLine[] | undefined)
  | undefined
> {
  const { state } = await tools.load(agenda, agendaKey(book.store.id, date));
  const exchange = await exchangeOf(tools, book, openLinesOf(state), date);
  if (!exchange) return undefined;
  const now = beside(state, agendaKey(book.store.id, date), nowMs, moving);
  return (candidates, startMs, frame) =>
    makeRoom(
      state,
      now,
      frame,
      candidates.map((line) => [priced(shiftLine(line, startMs), frame)]),
      customerId,
      exchange,
      nowMs,
    )?.lines;
}
