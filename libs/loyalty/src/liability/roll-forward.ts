/*
 * What is owed between two instants (R-LY-20, R-LY-21, BY-04). Pure. `opening` is what is owed at `from`, `closing` at `to`, both instants included, and
 *
 *   opening + issued - used - reversed - refunded - forfeited - expired + adjusted + transferred = closing
 *
 * for any two instants and whatever was known when. Facts that were true by `to` and were written down after it are in all of that, and stand apart in
 * `late` once more: `closing` less `late.net` is what `to` itself would have said.
 */
import { optional } from '@chignon/eventing';
import {
  type Flow,
  FLOWS,
  type ItemLine,
  type LiabilityItem,
  type LiabilityKind,
  OPEN,
} from './item.js';

/** From when to when, as known at which instant: all ISO UTC, all included. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly knownAt: string;
}

/** Signed as they change what is owed: `used` is below 0. */
export type Flows = { readonly [F in Flow]: number };

/** What is owed of one kind by one store in one currency. */
export interface LiabilityRow {
  readonly kind: LiabilityKind;
  /** Absent: no store issued it, such as points that went against a debt. */
  readonly storeId?: string;
  /** Absent for those. */
  readonly currency?: string;
  readonly opening: number;
  readonly flows: Flows;
  readonly closing: number;
  /** Of the closing: what customers owe the chain, above 0, by which it is less. */
  readonly owing: number;
  /** What was written down after `to`. */
  readonly late: Flows & { readonly net: number };
  /** The closing by age in whole months. */
  readonly ages: readonly AgeBand[];
}

/** What is owed on items of an age, in months since they were issued. */
export interface AgeBand {
  readonly fromMonths: number;
  /** Exclusive; absent: any age above. */
  readonly toMonths?: number;
  readonly amount: number;
}

/** What one store redeemed of what another issued. */
export interface StoreUse {
  readonly kind: LiabilityKind;
  readonly currency?: string;
  readonly issuer: string;
  readonly redeemer: string;
  readonly amount: number;
}

export interface RollForward {
  readonly rows: readonly LiabilityRow[];
  readonly uses: readonly StoreUse[];
}

/** Where ages divide, in months. */
const AGES = [0, 3, 6, 12, 24, 36] as const;

const NO_FLOWS: Flows = Object.fromEntries(FLOWS.map((flow) => [flow, 0])) as Flows;

/** What the lines of one kind of an item come to at an instant. */
export interface Cut {
  readonly flows: { -readonly [F in Flow]: number };
  balance: number;
}

/** The kinds that end: principal never does. */
const ENDS: ReadonlySet<LiabilityKind> = new Set(['points', 'bonus', 'gift-card']);

/** An item at an instant as known at another. What is over is over, written down yet or not. */
export function cutAt(
  item: LiabilityItem,
  kind: LiabilityKind,
  lines: readonly ItemLine[],
  at: string,
  knownAt: string,
): Cut {
  const cut: Cut = { flows: { ...NO_FLOWS }, balance: 0 };
  for (const line of lines) {
    if (line.at > at || line.recordedAt > knownAt) continue;
    cut.flows[line.flow] += line.amount;
    cut.balance += line.amount;
  }
  const end = item.ends.findLast(({ recordedAt }) => recordedAt <= knownAt)?.expiresAt;
  if (end === undefined || end > at || !ENDS.has(kind)) return cut;
  // What a bill keeps is not over; at an earlier instant what it kept then.
  const kept = (item.kept ?? []).reduce(
    (sum, { cents, since, endedAt = OPEN }) =>
      since <= at && since <= knownAt && (endedAt > at || endedAt > knownAt) ? sum + cents : sum,
    0,
  );
  const over = Math.max(0, cut.balance - kept);
  cut.flows.expired -= over;
  cut.balance -= over;
  return cut;
}

/** Whole months from one instant to another. */
function monthsBetween(from: string, to: string): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7));
  return Math.max(0, months - (to.slice(8) < from.slice(8) ? 1 : 0));
}

interface Sum {
  readonly kind: LiabilityKind;
  readonly storeId?: string;
  readonly currency?: string;
  opening: number;
  closing: number;
  owing: number;
  readonly flows: { -readonly [F in Flow]: number };
  readonly late: { -readonly [F in Flow]: number };
  readonly ages: number[];
}

/** Adds items up, one after another. */
export class RollForwardOf {
  private readonly sums = new Map<string, Sum>();
  private readonly between = new Map<string, StoreUse>();

  constructor(private readonly period: Period) {}

  /** @param item with its store and currency */
  add(item: LiabilityItem): void {
    const byKind = new Map<LiabilityKind, ItemLine[]>();
    for (const line of item.lines) {
      const own = byKind.get(line.kind);
      if (own) own.push(line);
      else byKind.set(line.kind, [line]);
    }
    for (const [kind, lines] of byKind) this.addKind(item, kind, lines);
  }

  private addKind(item: LiabilityItem, kind: LiabilityKind, lines: readonly ItemLine[]): void {
    const { from, to, knownAt } = this.period;
    const opening = cutAt(item, kind, lines, from, knownAt);
    const closing = cutAt(item, kind, lines, to, knownAt);
    const inTime = cutAt(item, kind, lines, to, to < knownAt ? to : knownAt);
    const sum = this.sumOf(item, kind);
    sum.opening += opening.balance;
    sum.closing += closing.balance;
    sum.owing += Math.max(0, -closing.balance);
    for (const flow of FLOWS) {
      sum.flows[flow] += closing.flows[flow] - opening.flows[flow];
      sum.late[flow] += closing.flows[flow] - inTime.flows[flow];
    }
    if (closing.balance !== 0) {
      const age = monthsBetween(item.issuedAt, to);
      sum.ages[AGES.findLastIndex((months) => months <= age)]! += closing.balance;
    }
    for (const line of lines)
      if (line.flow === 'used' && line.at > from && line.at <= to && line.recordedAt <= knownAt)
        this.addUse(item, line);
  }

  private addUse({ storeId: issuer, currency }: LiabilityItem, line: ItemLine): void {
    const { kind, storeId: redeemer, amount } = line;
    if (issuer === undefined || redeemer === undefined || issuer === redeemer) return;
    const key = [kind, currency ?? '', issuer, redeemer].join('|');
    const before = this.between.get(key)?.amount ?? 0;
    this.between.set(key, {
      kind,
      issuer,
      redeemer,
      ...optional({ currency }),
      amount: before - amount,
    });
  }

  private sumOf({ storeId, currency }: LiabilityItem, kind: LiabilityKind): Sum {
    const key = [kind, storeId ?? '', currency ?? ''].join('|');
    let sum = this.sums.get(key);
    if (!sum)
      this.sums.set(
        key,
        (sum = {
          kind,
          ...optional({ storeId, currency }),
          opening: 0,
          closing: 0,
          owing: 0,
          flows: { ...NO_FLOWS },
          late: { ...NO_FLOWS },
          ages: AGES.map(() => 0),
        }),
      );
    return sum;
  }

  /** Without rows in which nothing stands, in order of kind, store and currency. */
  result(): RollForward {
    const rows = [...this.sums]
      .filter(
        ([, { opening, closing, owing, flows, late }]) =>
          opening !== 0 ||
          closing !== 0 ||
          owing !== 0 ||
          FLOWS.some((flow) => flows[flow] !== 0 || late[flow] !== 0),
      )
      .sort(byKey)
      .map(([, { ages, late, ...sum }]): LiabilityRow => ({
        ...sum,
        late: { ...late, net: FLOWS.reduce((net, flow) => net + late[flow], 0) },
        ages: ages.flatMap((amount, i) =>
          amount === 0
            ? []
            : [{ fromMonths: AGES[i]!, ...optional({ toMonths: AGES[i + 1] }), amount }],
        ),
      }));
    const uses = [...this.between].sort(byKey).map(([, use]) => use);
    return { rows, uses: uses.filter(({ amount }) => amount !== 0) };
  }
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** Items one after another, added up. */
export function rollForward(items: Iterable<LiabilityItem>, period: Period): RollForward {
  const sums = new RollForwardOf(period);
  for (const item of items) sums.add(item);
  return sums.result();
}
