import { isoOf, MINUTE_MS, without } from '@chignon/calendar';
import { lookUp, optional } from '@chignon/eventing';
import { publishedAppointment } from '../../agenda/agenda.announcements.js';
import {
  type AgendaState,
  type Appointment,
  type AppointmentStatus,
  CAME,
  type Entry,
  occupancyAt,
  type Reservation,
  type ShownStatus,
} from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import { headOf, peopleOf, stillHeld, windowsOf } from '../../desk/availability/day-parts.flow.js';
import { appointmentAnswer } from '../../desk/booking/place.flow.js';
import type { DayFrame } from '../../salon/book/day.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import type { BoardAnswer, BoardAppointment, BoardHold, BoardLine } from './board.shapes.http.js';
import { lateMinutesOf, loadOf, usesOf } from './use.js';

/** What is neither a hold nor gone to another day. */
const SHOWN: ReadonlySet<AppointmentStatus> = new Set([
  'pending',
  'declined',
  'booked',
  'checked-in',
  'cancelled',
  'missed',
]);

/** Which other stores whoever looks may see; left out: none. */
type Sees = (storeId: string) => boolean;

/** The board of a day: the folded agenda as it is now, the roster and the store, in one. */
export function boardOf(
  book: StoreBook,
  frame: DayFrame,
  state: AgendaState,
  position: number,
  nowMs: number,
  sees?: Sees,
): BoardAnswer {
  const now = occupancyAt(state, nowMs);
  const appointments = [...state.entries.values()]
    .flatMap((entry) => appointmentOnBoard(entry, nowMs, sees) ?? [])
    .sort(byStart);
  const holds = [
    ...[...state.entries.values()].flatMap((entry) => holdOnBoard(entry) ?? []),
    ...[...state.reserved.values()].map(moveOnBoard),
  ];
  const theirs = byPerson(appointments);
  const columns = peopleOf(book, frame).map((person) => {
    const { staffId } = person;
    const { level } = book.team.get(staffId)!;
    const working = lookUp(frame.working, staffId) ?? [];
    const { workingMs, freeMs, percent } = loadOf(working, now.staff.get(staffId) ?? []);
    return {
      ...person,
      ...optional({ level }),
      breaks: windowsOf(without(lookUp(frame.present, staffId) ?? [], working)),
      appointments: theirs.get(staffId) ?? [],
      workingMinutes: minutes(workingMs),
      freeMinutes: minutes(freeMs),
      utilisationPercent: percent,
    };
  });
  const count = (...statuses: ShownStatus[]) =>
    appointments.filter(({ status }) => statuses.includes(status as ShownStatus)).length;
  const [workingMinutes, freeMinutes] = [
    sum(columns.map((c) => c.workingMinutes)),
    sum(columns.map((c) => c.freeMinutes)),
  ];
  return {
    ...headOf(book, frame),
    currency: book.store.currency,
    position,
    asOf: isoOf(nowMs),
    staff: columns,
    unassigned: appointments.filter((one) =>
      one.lines.some((line) => peopleOn(line).some((id) => !book.team.has(id))),
    ),
    holds: holds.filter((hold) => stillHeld(hold, isoOf(nowMs))).sort(byStart),
    pools: book.store.pools.map(({ pool, capacity }) => {
      const use = usesOf(now.pools.get(pool) ?? []);
      return {
        pool,
        capacity,
        peak: Math.max(0, ...use.map((step) => step.used)),
        use: use.map(({ fromMs, toMs, used }) => ({ from: isoOf(fromMs), to: isoOf(toMs), used })),
      };
    }),
    summary: {
      booked: count('booked', 'pending'),
      arrived: count(...CAME),
      late: appointments.filter((one) => one.lateMinutes !== undefined).length,
      noShows: count('missed'),
      cancelled: count('cancelled'),
      freeMinutes,
      utilisationPercent:
        workingMinutes === 0
          ? 0
          : Math.round((100 * (workingMinutes - freeMinutes)) / workingMinutes),
    },
  };
}

/** The appointments and holds of these ids as the board shows them; none of one that is gone. */
export function shownOf(
  state: AgendaState,
  ids: readonly string[],
  nowMs: number,
  sees?: Sees,
): { appointments: BoardAppointment[]; holds: BoardHold[] } {
  const entries = ids.flatMap((id) => state.entries.get(id) ?? []);
  const moves = ids.flatMap((id) => state.reserved.get(id) ?? []);
  return {
    appointments: entries.flatMap((entry) => appointmentOnBoard(entry, nowMs, sees) ?? []),
    holds: [...entries.flatMap((entry) => holdOnBoard(entry) ?? []), ...moves.map(moveOnBoard)],
  };
}

function appointmentOnBoard(
  entry: Entry,
  nowMs: number,
  sees?: Sees,
): BoardAppointment | undefined {
  if (!SHOWN.has(entry.status)) return undefined;
  const late =
    entry.status === 'booked' ? lateMinutesOf(entry.appointment.startMs, nowMs) : undefined;
  const answer = appointmentAnswer(entry, sees);
  return {
    ...answer,
    lines: linesOf(entry.appointment, answer.lines),
    ...optional({ lateMinutes: late }),
  };
}

const holdOnBoard = ({ status, appointment, expiresAtMs }: Entry): BoardHold | undefined =>
  status === 'held'
    ? {
        ...taken(appointment.appointmentId, 'hold', appointment),
        ...(expiresAtMs === undefined ? {} : { expiresAt: isoOf(expiresAtMs) }),
      }
    : undefined;

const moveOnBoard = ({ moveId, appointment }: Reservation): BoardHold =>
  taken(moveId, 'move', appointment);

function taken(holdId: string, kind: BoardHold['kind'], appointment: Appointment): BoardHold {
  const { startsAt, endsAt, channel, customerId, seriesId, lines } =
    publishedAppointment(appointment);
  return {
    holdId,
    kind,
    channel,
    startsAt,
    endsAt,
    lines: linesOf(appointment, lines),
    ...optional({ customerId, seriesId }),
  };
}

const linesOf = (
  appointment: Appointment,
  published: ReturnType<typeof publishedAppointment>['lines'],
): BoardLine[] =>
  published.map((line, i) => {
    const planned = appointment.lines[i]!;
    return {
      ...line,
      requested: planned.requested,
      phases: phasesOf(planned),
      pools: planned.pools.flatMap(({ pool }) => pool ?? []),
    };
  });

/** The phases one after another: those that are buffers before the line's begin lie before it. */
function phasesOf({ startMs, phases, staff }: PlannedLine): BoardLine['phases'] {
  let atMs =
    startMs -
    sum(phases.filter((phase) => phase.kind === 'buffer-before').map((phase) => phase.minutes)) *
      MINUTE_MS;
  return phases.map(({ name, kind, minutes: length }) => {
    const [fromMs, toMs] = [atMs, (atMs += length * MINUTE_MS)];
    return {
      name,
      kind,
      startsAt: isoOf(fromMs),
      endsAt: isoOf(toMs),
      staffBusy: staff.some((s) => s.fromMs - s.beforeMs < toMs && fromMs < s.toMs + s.afterMs),
    };
  });
}

function byPerson(
  appointments: readonly BoardAppointment[],
): ReadonlyMap<string, BoardAppointment[]> {
  const theirs = new Map<string, BoardAppointment[]>();
  for (const one of appointments) {
    for (const staffId of new Set(one.lines.flatMap(peopleOn))) {
      const list = theirs.get(staffId);
      if (list) list.push(one);
      else theirs.set(staffId, [one]);
    }
  }
  return theirs;
}

/** The lead and whoever assists. */
const peopleOn = ({ staffId, assistantIds = [] }: BoardLine): string[] => [
  staffId,
  ...assistantIds,
];

const byStart = (a: { startsAt: string }, b: { startsAt: string }): number =>
  a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0;
const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
const minutes = (ms: number): number => Math.round(ms / MINUTE_MS);
