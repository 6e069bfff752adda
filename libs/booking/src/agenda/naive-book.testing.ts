/**
 * An appointment book as somebody would keep it on paper, minute by minute: what specs compare the agenda with. It shares
 * no code with it: no intervals, no occupancy, no events. Times are minutes since midnight of the first day.
 */

/** What a service takes, in minutes from the start that the customer sees. */
export interface NaiveService {
  readonly minutes: number;
  /** Stretches in which staff is needed, preparation and cleaning included. */
  readonly staff: readonly (readonly [from: number, to: number])[];
  /** The chair is taken from and to. */
  readonly chair: readonly [from: number, to: number];
  readonly cents: number;
  /** Minutes of cleaning up at the end of the last stretch, in which the chair is taken too. */
  readonly clean?: number;
  readonly asks?: true;
}

export interface NaiveLine {
  readonly service: NaiveService;
  readonly who: string;
  readonly at: number;
  /** When the customer had gone, where that was before the end. */
  readonly gone?: number | undefined;
}

export type Standing =
  'held' | 'released' | 'pending' | 'declined' | 'booked' | 'checked-in' | 'cancelled' | 'missed';

/** Something in the book: a hold, an appointment, or a slot kept for an appointment that is on its way. */
export interface Item {
  day: string;
  lines: readonly NaiveLine[];
  status: Standing;
  readonly customer?: string | undefined;
  readonly opening?: string | undefined;
  until?: number;
  gone?: number;
  voided?: boolean;
  over?: boolean;
  reinstated?: boolean;
  entering?: string | undefined;
  /** Grows with every change: a move counts only for the very state that it was begun on. */
  touched: number;
  dueCents: number;
  noShowCents: number;
  /** Value of what was dropped late, for which something is due. */
  goneCents?: number;
}

export interface Kept {
  readonly of: string;
  readonly from: string;
  readonly touched: number;
  readonly day: string;
  readonly lines: readonly NaiveLine[];
}

const TICK = 5;
/** Legal ways of an appointment (B2); whatever is not named here never follows. */
export const LEGAL: { readonly [from in Standing]: readonly Standing[] } = {
  held: ['released', 'pending', 'booked'],
  pending: ['booked', 'declined'],
  booked: ['cancelled', 'missed', 'booked', 'checked-in'],
  'checked-in': [],
  missed: ['booked'],
  released: [],
  declined: [],
  cancelled: [],
};

export class NaiveBook {
  now = 8 * 60;
  readonly items = new Map<string, Item>();
  readonly kept = new Map<string, Kept>();
  /** Units out of service: day, from, to. */
  outs: {
    readonly unit: string;
    readonly day: string;
    readonly from: number;
    readonly to: number;
  }[] = [];

  constructor(
    readonly opens: (day: string) => readonly [number, number],
    readonly chairs: number,
    readonly together: number,
  ) {}

  /** What takes place on a day now, but for one. */
  private standing(
    day: string,
    but: string | undefined,
  ): { lines: readonly NaiveLine[]; customer: string | undefined }[] {
    const items = [...this.items]
      .filter(([id, item]) => id !== but && item.day === day && this.takes(item))
      .map(([, { lines, customer, gone }]) => ({
        lines: lines.map((l) => ({ ...l, gone })),
        customer,
      }));
    return [
      ...items,
      ...[...this.kept.values()]
        .filter((kept) => kept.day === day)
        .map(({ lines, of }) => ({ lines, customer: this.items.get(of)!.customer })),
    ];
  }

  takes = ({ status, until }: Item): boolean =>
    status === 'booked' ||
    status === 'checked-in' ||
    status === 'pending' ||
    (status === 'held' && until! > this.now);

  out = (day: string): boolean => this.outs.some((out) => out.day === day);

  inside(day: string, lines: readonly NaiveLine[]): boolean {
    const [from, to] = this.opens(day);
    return (
      lines.every(
        ({ service, at }) =>
          service.staff.every(([a, b]) => at + a >= from && at + b <= to) &&
          at >= from &&
          at + service.minutes <= to,
      ) && lines[0]!.at >= this.now
    );
  }

  /** True when nobody and nothing would be taken twice. */
  free(
    day: string,
    lines: readonly NaiveLine[],
    customer: string | undefined,
    but?: string,
  ): boolean {
    const others = this.standing(day, but);
    const there = others.flatMap((o) => o.lines);
    for (const [n, line] of lines.entries()) {
      const before = lines.slice(0, n);
      const { service, who, at } = line;
      if (
        ticks(service.staff, at).some((t) =>
          [...there, ...before].some((l) => l.who === who && takesStaff(l, t)),
        )
      )
        return false;
      if (
        ticks([[0, service.minutes]], at).some(
          (t) => there.filter((l) => l.who === who && sees(l, t)).length >= this.together,
        )
      )
        return false;
      if (
        customer !== undefined &&
        ticks([[0, service.minutes]], at).some((t) =>
          others.some((o) => o.customer === customer && o.lines.some((l) => sees(l, t))),
        )
      )
        return false;
      if (
        ticks([service.chair], at).some(
          (t) =>
            [...there, ...before].filter((l) => takesChair(l, t)).length >=
            this.chairs - this.outs.filter((o) => o.day === day && o.from <= t && t < o.to).length,
        )
      )
        return false;
    }
    return true;
  }

  /** Cents for cancelling now by the customer: half within a day of the start, all within an hour; never more than the price. */
  cancelFee({ lines, dueCents, goneCents = 0 }: Item, of = lines): number {
    const [left, price] = [lines[0]!.at - this.now, priceOf(of)];
    return Math.max(
      0,
      Math.min(
        left <= 60 ? price : left <= 1440 ? Math.floor(price / 2) : 0,
        price + goneCents - dueCents,
      ),
    );
  }

  noShowFee = ({ lines, dueCents, goneCents = 0 }: Item): number =>
    Math.max(0, Math.min(4000, priceOf(lines) + goneCents - dueCents));
}

export const priceOf = (lines: readonly NaiveLine[]): number =>
  lines.reduce((sum, { service }) => sum + service.cents, 0);

const ticks = (spans: readonly (readonly [number, number])[], at: number): number[] =>
  spans.flatMap(([from, to]) =>
    Array.from({ length: (to - from) / TICK }, (_, n) => at + from + n * TICK),
  );
/** The customer left before the end; from then on only cleaning up is left, where anything was begun. */
const leftEarly = ({ service, at, gone = Infinity }: NaiveLine): boolean =>
  gone < at + service.minutes;
const takesStaff = (line: NaiveLine, t: number): boolean => {
  const { service, at, gone = Infinity } = line;
  const stretches = service.staff.map(([from, to]) => [at + from, at + to] as const);
  if (!leftEarly(line)) return stretches.some(([from, to]) => from <= t && t < to);
  if (gone <= at) return false;
  return (
    stretches.some(
      ([from, to]) => Math.max(from, at) < gone && from <= t && t < Math.min(to, gone),
    ) ||
    (t + TICK > gone && t < gone + (service.clean ?? 0))
  );
};
const sees = ({ service, at, gone = Infinity }: NaiveLine, t: number): boolean =>
  at <= t && t < Math.min(at + service.minutes, gone);
const takesChair = (line: NaiveLine, t: number): boolean => {
  const { service, at, gone = Infinity } = line;
  const [from, to] = [at + service.chair[0], at + service.chair[1]];
  if (!leftEarly(line)) return from <= t && t < to;
  return gone > at && from <= t && t < Math.min(to, gone + (service.clean ?? 0));
};
