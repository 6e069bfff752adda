import { lookUp, optional } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { neighbours, type Seat, seated } from '../../salon/resources/seating.js';
import { hasRoom, nobodyBusy, occupy } from '../day/occupancy.js';
import { type AgendaState, type Entry, occupies, takenLines } from './appointment.js';

/** The concrete unit of a line's place. */
export interface BoundUnit {
  readonly lineId: string;
  readonly pool: string;
  readonly unitId: string;
}

type Place = Seat & { readonly entry: Entry; readonly lineId: string };

/** The stretches that entries take of a pool, with the units that those who are here have already. */
const placesIn = (entries: Iterable<Entry>, pool: string): Place[] =>
  [...entries]
    .filter((entry) => occupies(entry.status))
    .flatMap((entry) =>
      takenLines(entry).flatMap(({ lineId, pools }) =>
        pools
          .filter((span) => span.pool === pool)
          .map(({ fromMs, toMs, needs }): Place => {
            const unit = entry.units?.find(
              (one) => one.lineId === lineId && one.pool === pool,
            )?.unitId;
            return {
              fromMs,
              toMs,
              needs,
              entry,
              lineId,
              ...optional({ unitId: unit }),
            };
          }),
      ),
    );

/**
 * Units for an appointment that checks in (R-BK-11): where those who are here stay where they are and everybody who is
 * still to come finds a place; else where only those who are here do. A line without a free unit is left out: the
 * customer is here all the same, and people find them a chair.
 */
export function unitsFor(
  entry: Entry,
  state: AgendaState,
  units: DayFrame['units'] = {},
): BoundUnit[] {
  const bound: BoundUnit[] = [];
  for (const [pool, all] of Object.entries(units)) {
    const places = placesIn(state.entries.values(), pool);
    for (const mine of placesIn([entry], pool)) {
      const near = neighbours(
        mine,
        places.filter(
          (place) =>
            place.entry.appointment.appointmentId !== entry.appointment.appointmentId ||
            place.lineId !== mine.lineId,
        ),
      );
      const unit =
        seated([mine, ...near], all)?.[0] ??
        seated([mine, ...near.filter((place) => place.unitId !== undefined)], all)?.[0];
      if (unit) bound.push({ lineId: mine.lineId, pool, unitId: unit.unitId });
    }
  }
  return bound;
}

/** Appointments without a place: when units went out of service, those booked last, and those who sit on one that is out (BK-14). By their begin. */
export function toReseat(state: AgendaState, frame: DayFrame): Entry[] {
  let now = nobodyBusy;
  const without: Entry[] = [];
  const inOrder = [...state.entries.values()]
    // Whoever has gone needs no place any more.
    .filter((entry) => occupies(entry.status) && !entry.ended)
    .sort(
      (a, b) =>
        Number(b.status === 'checked-in') - Number(a.status === 'checked-in') ||
        a.revision - b.revision,
    );
  for (const entry of inOrder) {
    const { lines, appointmentId } = entry.appointment;
    const onBroken = entry.units?.some(({ pool, unitId, lineId }) => {
      const span = lines
        .find((line) => line.lineId === lineId)
        ?.pools.find((one) => one.pool === pool);
      return (
        span &&
        lookUp(frame.units, pool)
          ?.find((unit) => unit.unitId === unitId)
          ?.out.some((out) => out.fromMs < span.toMs && span.fromMs < out.toMs)
      );
    });
    const fits = lines.every((line, i) =>
      hasRoom(occupy(now, appointmentId, undefined, lines.slice(0, i)), line, frame),
    );
    if (fits) now = occupy(now, appointmentId, undefined, lines);
    if (onBroken || !fits) without.push(entry);
  }
  return without.sort((a, b) => a.appointment.startMs - b.appointment.startMs);
}
