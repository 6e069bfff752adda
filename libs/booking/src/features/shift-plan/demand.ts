import { weekdayOf } from '@chignon/calendar';

/** People wanted in one hour of a date: everybody counts, or those with a skill at a level. */
export interface DemandHour {
  readonly date: string;
  /** Local; 25 is one o'clock after the midnight of the business date. */
  readonly hour: number;
  readonly skill?: string;
  readonly level?: number;
  readonly staff: number;
}

/** A forecast as a store writes it: the same people in each hour from `fromHour` until `toHour` of a weekday. */
export interface DemandRow {
  readonly weekday: number;
  readonly fromHour: number;
  readonly toHour: number;
  readonly skill?: string;
  readonly level?: number;
  readonly staff: number;
}

/** Somebody's time with a customer on a past date. */
export interface BusyStretch {
  readonly staffId: string;
  readonly skill?: string;
  readonly level?: number;
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface PastDay {
  readonly date: string;
  readonly busy: readonly BusyStretch[];
}

/** The demand of some dates by a table; rows of one hour and skill add up. */
export function demandOfTable(rows: readonly DemandRow[], dates: readonly string[]): DemandHour[] {
  const sums = new Map<string, DemandHour>();
  for (const date of dates) {
    for (const row of rows.filter((r) => r.weekday === weekdayOf(date))) {
      for (let hour = row.fromHour; hour < row.toHour; hour++)
        add(sums, date, hour, row, row.staff);
    }
  }
  return inOrder(sums);
}

/**
 * The demand of some dates as the same weekdays were: for each hour and skill the number of different people who were busy in it, and of
 * those numbers the median, half a person rounded up. A day without bookings counts with nobody.
 */
export function demandFromDays(past: readonly PastDay[], dates: readonly string[]): DemandHour[] {
  const sums = new Map<string, DemandHour>();
  for (const date of dates) {
    const days = past.filter((day) => weekdayOf(day.date) === weekdayOf(date));
    const kinds = new Map(days.flatMap((day) => day.busy).map((b) => [kindOf(b), b]));
    for (const kind of kinds.values()) {
      for (let hour = 0; hour < 48; hour++) {
        const numbers = days.map(
          (day) =>
            new Set(
              day.busy
                .filter(
                  (b) =>
                    kindOf(b) === kindOf(kind) &&
                    b.fromMinute < (hour + 1) * 60 &&
                    hour * 60 < b.toMinute,
                )
                .map((b) => b.staffId),
            ).size,
        );
        const staff = Math.ceil(median(numbers));
        if (staff > 0) add(sums, date, hour, kind, staff);
      }
    }
  }
  return inOrder(sums);
}

/** Middle of the numbers; of an even count the mean of the two in the middle; 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0
    ? 0
    : sorted.length % 2 === 1
      ? sorted[middle]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

type Kind = Pick<DemandHour, 'skill' | 'level'>;

const kindOf = ({ skill, level }: Kind): string => `${skill ?? ''} ${level ?? 0}`;

function add(
  sums: Map<string, DemandHour>,
  date: string,
  hour: number,
  kind: Kind,
  staff: number,
): void {
  const key = `${date} ${String(hour).padStart(2, '0')} ${kindOf(kind)}`;
  const { skill, level } = kind;
  sums.set(key, {
    date,
    hour,
    ...(skill === undefined ? {} : { skill, level: level ?? 0 }),
    staff: staff + (sums.get(key)?.staff ?? 0),
  });
}

const inOrder = (sums: ReadonlyMap<string, DemandHour>): DemandHour[] =>
  [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hour]) => hour);
