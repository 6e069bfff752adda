import type { DayFrame } from '../../salon/book/day.js';
import {
  type AgendaState,
  type Appointment,
  type AppointmentStatus,
  type Entry,
  occupies,
} from '../appointment/appointment.js';
import { outsideDay } from '../day/day-frame.js';
import { peopleIn, assignLead, type PlannedLine } from '../day/line.js';
import { busyMs, clashOf, type Occupancy, occupy, vacate } from '../day/occupancy.js';
import { isOpen } from '../day/provisional.js';
import { placeChain } from '../day/search.js';

/** Who may lead a service of one version today, by `lineKey`. What is frozen in a line may be older than the roster. */
export type Exchange = ReadonlyMap<
  string,
  { readonly staffIds: ReadonlySet<string>; readonly skill?: string }
>;
export const lineKey = ({
  serviceId,
  catalogueVersion,
}: Pick<PlannedLine, 'serviceId' | 'catalogueVersion'>): string =>
  `${serviceId}~${catalogueVersion}`;

/** An appointment whose lines went to other people. */
export interface Reassigned {
  readonly appointment: Appointment;
  readonly status: AppointmentStatus;
  readonly changes: readonly {
    readonly lineId: string;
    readonly before: string;
    readonly after: string;
  }[];
}

/** Placings tried for one request, and how far one exchange may call for another: a desk would not think further, and a decision stays short. */
const MAX_TRIES = 300;
const MAX_DEPTH = 3;

interface Lifted {
  readonly entry: Entry;
  readonly line: PlannedLine;
}
/** Lines of appointments as they stand in the search, where they differ from what is booked. */
type Held = ReadonlyMap<string, readonly PlannedLine[]>;

/**
 * Places one of the options after all by giving lines that are not bound yet to others who are free: the lines, and what changed for
 * whom. No customer is left without a staff member: everything is placed, or nothing is changed.
 */
export function makeRoom(
  state: AgendaState,
  now: Occupancy,
  frame: DayFrame,
  options: readonly (readonly PlannedLine[])[],
  customerId: string | undefined,
  exchange: Exchange,
  nowMs: number,
): { lines: PlannedLine[]; reassigned: Reassigned[] } | undefined {
  let tries = 0;
  const able = ({ line }: Lifted, busy: Occupancy): string[] =>
    line
      .provisional!.able.filter(
        (id) => !peopleIn(line).includes(id) && exchange.get(lineKey(line))?.staffIds.has(id),
      )
      .sort((a, b) => busyMs(busy, a) - busyMs(busy, b) || (a < b ? -1 : 1));
  const linesOf = (held: Held, { appointment }: Entry): readonly PlannedLine[] =>
    held.get(appointment.appointmentId) ?? appointment.lines;

  /** What may be lifted of all that stands in the way of these people; undefined when something may not. */
  const inTheWay = (
    busy: Occupancy,
    lines: readonly PlannedLine[],
    done: ReadonlySet<string>,
  ): Lifted[] | undefined => {
    const found = new Map<string, Lifted>();
    for (const span of lines.flatMap((line) => line.staff)) {
      for (const other of busy.staff.get(span.staffId) ?? []) {
        if (
          other.toMs + other.afterMs + span.beforeMs <= span.fromMs ||
          span.toMs + span.afterMs + other.beforeMs <= other.fromMs
        )
          continue;
        const entry = state.entries.get(other.by);
        const line = entry?.appointment.lines.find(
          (l) =>
            l.staffId === span.staffId &&
            l.staff.some((s) => s.fromMs === other.fromMs && s.staffId === span.staffId),
        );
        if (
          !entry ||
          !line ||
          !occupies(entry.status) ||
          entry.status === 'checked-in' ||
          !isOpen(line, nowMs) ||
          done.has(idOf({ entry, line }))
        )
          return undefined;
        found.set(idOf({ entry, line }), { entry, line });
      }
    }
    return [...found.values()];
  };

  const put = (
    busy: Occupancy,
    held: Held,
    { entry, line }: Lifted,
    to: PlannedLine | undefined,
  ): [Occupancy, Held] => {
    const { appointmentId } = entry.appointment;
    const before = linesOf(held, entry);
    const after = [...before.filter((l) => l.lineId !== line.lineId), ...(to ? [to] : [])];
    return [
      occupy(
        vacate(busy, appointmentId, undefined, before.map(staffOnly)),
        appointmentId,
        undefined,
        after.map(staffOnly),
      ),
      new Map(held).set(appointmentId, after),
    ];
  };
  const lift = (busy: Occupancy, held: Held, all: readonly Lifted[]): [Occupancy, Held] =>
    all.reduce<[Occupancy, Held]>(([o, h], one) => put(o, h, one, undefined), [busy, held]);

  /** Gives every lifted line to a staff member, who may call for lifting others. */
  const settle = (
    busy: Occupancy,
    held: Held,
    [first, ...rest]: readonly Lifted[],
    done: ReadonlySet<string>,
    depth: number,
  ): Held | undefined => {
    if (!first) return held;
    for (const id of able(first, busy)) {
      if (++tries > MAX_TRIES) return undefined;
      const line = assignLead(first.line, id);
      if (outsideDay(line, 0, frame)) continue;
      const others = inTheWay(busy, [line], done);
      if (!others || (others.length > 0 && depth === 0)) continue;
      const [clear, without] = lift(busy, held, others);
      if (clashOf(clear, [], staffOnly(line), 0, frame, undefined)) continue;
      const [taken, now_] = put(clear, without, first, line);
      const all = settle(
        taken,
        now_,
        [...rest, ...others],
        new Set([...done, ...others.map(idOf)]),
        depth - (others.length > 0 ? 1 : 0),
      );
      if (all) return all;
    }
    return undefined;
  };

  for (const option of options) {
    const lifted = inTheWay(now, option, new Set());
    if (!lifted || lifted.length === 0) continue;
    const [clear, without] = lift(now, new Map(), lifted);
    const lines = placeChain(clear, frame, option, 0, customerId);
    const held =
      lines &&
      settle(
        occupy(clear, 'wanted', customerId, lines),
        without,
        lifted,
        new Set(lifted.map(idOf)),
        MAX_DEPTH,
      );
    if (held)
      return {
        lines,
        reassigned: [...held].map(([id, after]) => changed(state.entries.get(id)!, after)),
      };
    if (tries > MAX_TRIES) return undefined;
  }
  return undefined;
}

const idOf = ({ entry, line }: Lifted): string =>
  `${entry.appointment.appointmentId} ${line.lineId}`;

/** People alone move: places and the customer stay. */
export const staffOnly = (line: PlannedLine): PlannedLine => ({ ...line, customer: [], pools: [] });

function changed({ appointment, status }: Entry, after: readonly PlannedLine[]): Reassigned {
  const lines = appointment.lines.map((line) => after.find((l) => l.lineId === line.lineId)!);
  return {
    appointment: { ...appointment, lines },
    status,
    changes: lines.flatMap((line, i) =>
      line.staffId === appointment.lines[i]!.staffId
        ? []
        : [{ lineId: line.lineId, before: appointment.lines[i]!.staffId, after: line.staffId }],
    ),
  };
}
