import type { Span } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { neighbours, type Seat, seated } from '../../salon/resources/seating.js';
import { type PlannedLine, type PoolSpan, poolSpan } from './line.js';
import { reservedClash } from './reserved.js';
import { SharedMap } from './shared-map.js';
import { strainOn } from './strain.js';

/** A busy stretch and the hold, appointment or reservation that it belongs to. */
export interface Busy extends Span {
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly by: string;
  /** Of a pool: attributes that the unit must have. */
  readonly needs?: readonly string[];
  /** Of the customer, where something was reserved for it. */
  readonly tier?: string;
}
type Timelines = ReadonlyMap<string, readonly Busy[]>;

/**
 * Who and what is busy on one day of one store: per resource a list ordered by begin. Never changed in place; a new
 * value shares every list that stayed the same, so that a booking copies a few short arrays.
 */
export interface Occupancy {
  readonly staff: Timelines;
  /** Whole lines per staff member, processing included: how many customers are under way at once. */
  readonly underWay: Timelines;
  readonly customers: SharedMap<readonly Busy[]>;
  readonly pools: Timelines;
}

const none: readonly Busy[] = [];

export const nobodyBusy: Occupancy = {
  staff: new Map(),
  underWay: new Map(),
  customers: SharedMap.empty(),
  pools: new Map(),
};

/** What stands in the way of a line. */
export interface Clash extends Span {
  readonly kind: 'staff' | 'staff-limit' | 'staff-day' | 'break' | 'customer' | 'pool' | 'reserved';
  readonly id: string;
  /** Of what is reserved: for whom, and when it is free for all. */
  readonly tiers?: readonly string[];
  readonly freeFromMs?: number;
}

type Kind = keyof Occupancy;

function* entriesOf(
  lines: readonly PlannedLine[],
  customerId: string | undefined,
): Generator<
  [
    Kind,
    string,
    Span & { beforeMs?: number; afterMs?: number; needs?: readonly string[] },
    string | undefined,
  ]
> {
  for (const line of lines) {
    for (const span of line.staff) yield ['staff', span.staffId, span, line.tier];
    for (const staffId of new Set(line.staff.map((s) => s.staffId)))
      yield ['underWay', staffId, underWayOf(line, staffId), line.tier];
    if (customerId !== undefined)
      for (const span of line.customer) yield ['customers', customerId, span, line.tier];
    for (const span of line.pools)
      if (span.pool !== undefined) yield ['pools', span.pool, span, line.tier];
  }
}

/** The lead has a customer under way for the whole line, an assistant from the begin to the end of their part. */
function underWayOf({ staffId: lead, staff, startMs, endMs }: PlannedLine, staffId: string): Span {
  if (staffId === lead) return { fromMs: startMs, toMs: endMs };
  const theirs = staff.filter((s) => s.staffId === staffId);
  return {
    fromMs: Math.min(...theirs.map((s) => s.fromMs)),
    toMs: Math.max(...theirs.map((s) => s.toMs)),
  };
}

/** The lists of an occupancy, to be changed one by one; the value they came from stays as it was. */
class Draft {
  private readonly staff: Map<string, readonly Busy[]>;
  private readonly underWay: Map<string, readonly Busy[]>;
  private readonly pools: Map<string, readonly Busy[]>;
  private customers: SharedMap<readonly Busy[]>;

  constructor(before: Occupancy) {
    this.staff = new Map(before.staff);
    this.underWay = new Map(before.underWay);
    this.pools = new Map(before.pools);
    this.customers = before.customers;
  }

  change(kind: Kind, id: string, how: (list: readonly Busy[]) => readonly Busy[]): void {
    const list = how(this[kind].get(id) ?? none);
    if (kind === 'customers')
      this.customers = list.length > 0 ? this.customers.with(id, list) : this.customers.without(id);
    else if (list.length > 0) this[kind].set(id, list);
    else this[kind].delete(id);
  }

  done(): Occupancy {
    return {
      staff: this.staff,
      underWay: this.underWay,
      customers: this.customers,
      pools: this.pools,
    };
  }
}

/** The occupancy with these lines in it. */
export function occupy(
  before: Occupancy,
  by: string,
  customerId: string | undefined,
  lines: readonly PlannedLine[],
): Occupancy {
  const draft = new Draft(before);
  let last: Busy | undefined;
  for (const [kind, id, { fromMs, toMs, beforeMs = 0, afterMs = 0, needs }, tier] of entriesOf(
    lines,
    customerId,
  )) {
    // Most lines take all their resources for the same stretch, which is then stored once.
    const same: Busy =
      last?.fromMs === fromMs &&
      last.toMs === toMs &&
      last.beforeMs === beforeMs &&
      last.afterMs === afterMs &&
      last.tier === tier
        ? last
        : tier === undefined
          ? { fromMs, toMs, beforeMs, afterMs, by }
          : { fromMs, toMs, beforeMs, afterMs, by, tier };
    last = same;
    const busy = needs === undefined ? same : { ...same, needs };
    draft.change(kind, id, (list) =>
      list.toSpliced(list.findLastIndex((other) => other.fromMs <= fromMs) + 1, 0, busy),
    );
  }
  return draft.done();
}

/** The occupancy without what belongs to `by`. `customerId` and `lines` are those it was occupied with. */
export function vacate(
  before: Occupancy,
  by: string,
  customerId: string | undefined,
  lines: readonly PlannedLine[],
): Occupancy {
  const draft = new Draft(before);
  for (const [kind, id] of entriesOf(lines, customerId))
    draft.change(kind, id, (list) => list.filter((busy) => busy.by !== by));
  return draft.done();
}

/**
 * What a line, `deltaMs` later, would clash with: staff with the gaps to both neighbours (R-BK-05), the limit of
 * interleaved customers (R-BK-02), the customer, pools that are full, and what is reserved for others (R-BK-46). `own`: lines of the same request already placed.
 */
export function clashOf(
  now: Occupancy,
  own: readonly PlannedLine[],
  line: PlannedLine,
  deltaMs: number,
  frame: DayFrame,
  customerId: string | undefined,
): Clash | undefined {
  const [startMs, endMs] = [line.startMs + deltaMs, line.endMs + deltaMs];
  for (const span of line.staff) {
    const [fromMs, toMs] = [span.fromMs + deltaMs, span.toMs + deltaMs];
    for (const busy of now.staff.get(span.staffId) ?? none) {
      if (tooClose(busy, fromMs, toMs, span.beforeMs, span.afterMs, frame.gapRule))
        return { kind: 'staff', id: span.staffId, fromMs: busy.fromMs, toMs: busy.toMs };
    }
    for (const other of own) {
      for (const busy of other.staff)
        if (
          busy.staffId === span.staffId &&
          tooClose(busy, fromMs, toMs, span.beforeMs, span.afterMs, frame.gapRule)
        )
          return { kind: 'staff', id: span.staffId, fromMs: busy.fromMs, toMs: busy.toMs };
    }
  }
  for (const staffId of line.assistants === undefined
    ? [line.staffId]
    : new Set(line.staff.map((s) => s.staffId))) {
    const customers = now.underWay.get(staffId) ?? none;
    if (customers.length < frame.interleaveLimit) continue;
    const { fromMs, toMs } = underWayOf(line, staffId);
    if (peak(customers, fromMs + deltaMs, toMs + deltaMs) >= frame.interleaveLimit)
      return { kind: 'staff-limit', id: staffId, fromMs: startMs, toMs: endMs };
  }
  const strain = strainOn(now, own, line, deltaMs, frame);
  if (strain) return strain;
  for (const span of line.customer) {
    const [fromMs, toMs] = [span.fromMs + deltaMs, span.toMs + deltaMs];
    const busy =
      customerId === undefined
        ? undefined
        : overlapping(now.customers.get(customerId) ?? none, fromMs, toMs);
    if (busy) return { kind: 'customer', id: customerId!, fromMs: busy.fromMs, toMs: busy.toMs };
    if (!line.parallel && own.some((o) => !o.parallel && overlapping(o.customer, fromMs, toMs)))
      return { kind: 'customer', id: customerId ?? 'guest', fromMs, toMs };
  }
  const mine: PoolSpan[] = [];
  for (const span of line.pools) {
    const pool = roomIn(now, own, mine, span, deltaMs, frame);
    if (pool === undefined)
      return {
        kind: 'pool',
        id: span.anyOf.join(' or '),
        fromMs: span.fromMs + deltaMs,
        toMs: span.toMs + deltaMs,
      };
    if (line.pools.length > 1) mine.push(poolSpan(span, deltaMs, pool));
  }
  return reservedClash(now, own, line, deltaMs, frame);
}

/** Binds each pool span of a line that fits to the first of its pools with room (R-BK-11). */
export function withPools(
  now: Occupancy,
  own: readonly PlannedLine[],
  line: PlannedLine,
  frame: DayFrame,
): PlannedLine {
  let bound: readonly PoolSpan[] = [];
  for (const span of line.pools)
    bound = bound.concat(poolSpan(span, 0, roomIn(now, own, bound, span, 0, frame)));
  return { ...line, pools: bound };
}

/** True when there is room for the places of a line that is bound already. */
export const hasRoom = (now: Occupancy, line: PlannedLine, frame: DayFrame): boolean =>
  line.pools.every(
    (span, i) =>
      span.pool === undefined ||
      roomIn(now, [], line.pools.slice(0, i), { ...span, anyOf: [span.pool] }, 0, frame) !==
        undefined,
  );

/** Half-open with the needed gap on either side; written for both neighbours, in either order. */
function tooClose(
  busy: Span & { beforeMs: number; afterMs: number },
  fromMs: number,
  toMs: number,
  beforeMs: number,
  afterMs: number,
  rule: 'sum' | 'max',
): boolean {
  const gapBefore = rule === 'sum' ? busy.afterMs + beforeMs : Math.max(busy.afterMs, beforeMs);
  const gapAfter = rule === 'sum' ? afterMs + busy.beforeMs : Math.max(afterMs, busy.beforeMs);
  return busy.toMs + gapBefore > fromMs && toMs + gapAfter > busy.fromMs;
}

const overlapping = (list: readonly Span[], fromMs: number, toMs: number): Span | undefined =>
  list.find((busy) => busy.fromMs < toMs && fromMs < busy.toMs);

/** Most spans that run at once somewhere in [fromMs, toMs). Those that end at an instant make room for those that begin at it. */
function peak(list: readonly Span[], fromMs: number, toMs: number): number {
  const inside = list.filter(
    (busy) => busy.fromMs < toMs && fromMs < busy.toMs && busy.fromMs < busy.toMs,
  );
  const begins = inside.map((busy) => Math.max(busy.fromMs, fromMs)).sort((x, y) => x - y);
  const ends = inside.map((busy) => busy.toMs).sort((x, y) => x - y);
  let most = 0;
  let over = 0;
  for (const [i, at] of begins.entries()) {
    while (ends[over]! <= at) over++;
    most = Math.max(most, i + 1 - over);
  }
  return most;
}

/** No pool has room for the line, `deltaMs` later, under any staff member. */
export function lacksPlace(
  now: Occupancy,
  own: readonly PlannedLine[],
  line: PlannedLine,
  deltaMs: number,
  frame: DayFrame,
): boolean {
  return line.pools.some((span) => roomIn(now, own, [], span, deltaMs, frame) === undefined);
}

function roomIn(
  now: Occupancy,
  own: readonly PlannedLine[],
  mine: readonly PoolSpan[],
  span: PoolSpan,
  deltaMs: number,
  frame: DayFrame,
): string | undefined {
  const [fromMs, toMs] = [span.fromMs + deltaMs, span.toMs + deltaMs];
  return span.anyOf.find((pool) => {
    const capacity = lookUp(frame.capacities, pool) ?? 0;
    const busy: readonly Seat[] = now.pools.get(pool) ?? none;
    const ours: readonly Seat[] =
      own.length + mine.length === 0
        ? none
        : [...own.flatMap((line) => line.pools), ...mine].filter((p) => p.pool === pool);
    const units = lookUp(frame.units, pool);
    if (units === undefined && span.needs !== undefined) return false;
    if (
      capacity === 0 ||
      (busy.length + ours.length >= capacity &&
        peak(ours.length === 0 ? busy : [...busy, ...ours], fromMs, toMs) >= capacity)
    )
      return false;
    if (units !== undefined) {
      const wanted = { fromMs, toMs, needs: span.needs };
      const near = [wanted, ...neighbours(wanted, [...busy, ...ours])];
      // Which customer gets which unit matters only where units differ in their attributes or in when they are out of service.
      if (
        near.some((seat) => seat.needs) ||
        units.some((unit) =>
          unit.out.some((out) =>
            near.some((seat) => out.fromMs < seat.toMs && seat.fromMs < out.toMs),
          ),
        )
      )
        return seated(near, units) !== undefined;
    }
    return true;
  });
}

/** Busy time of a staff member in milliseconds, buffers included. */
export const busyMs = (now: Occupancy, staffId: string): number =>
  (now.staff.get(staffId) ?? none).reduce(
    (sum, b) => sum + b.toMs - b.fromMs + b.beforeMs + b.afterMs,
    0,
  );
