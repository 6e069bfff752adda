import type { Bill, Portion } from './bill.js';

/** Exact sums. Money in minor units, quantities in thousandths. */
export interface Amounts {
  /** Visits in which it occurred, by their first settlement. */
  readonly visits: number;
  /** Lines, those that take back counting -1. */
  readonly lines: number;
  readonly quantityMilli: number;
  readonly netCents: number;
  readonly taxCents: number;
}
export type Breakdown = { readonly [key: string]: Amounts };

/** What a set of bills comes to. Breakdowns of a sort that a view does not want are absent. */
export interface Figures {
  readonly total: Amounts;
  readonly staff: Breakdown;
  /** By `service/<id>`, `product/<sku>`, `adjustment/<code>`. */
  readonly items: Breakdown;
  /** By local hour of the visit's beginning, or `unknown`. */
  readonly hours: Breakdown;
  /**
   * Lines of corrections by visit and key. A void repeats all lines of a visit and does not say which were on the first
   * bill; what occurred in corrections only never counted as a visit of that key and must not be taken out as one.
   */
  readonly corrections: { readonly [visitId: string]: { readonly [key: string]: number } };
}

export const NOTHING: Amounts = { visits: 0, lines: 0, quantityMilli: 0, netCents: 0, taxCents: 0 };
export const blankFigures: Figures = { total: NOTHING, staff: {}, items: {}, hours: {}, corrections: {} };

export const plus = (a: Amounts, b: Amounts): Amounts => ({
  visits: a.visits + b.visits, lines: a.lines + b.lines, quantityMilli: a.quantityMilli + b.quantityMilli, netCents: a.netCents + b.netCents, taxCents: a.taxCents + b.taxCents,
});

export const isNothing = (a: Amounts): boolean => a.visits === 0 && a.lines === 0 && a.quantityMilli === 0 && a.netCents === 0 && a.taxCents === 0;

/**
 * The figures with a bill added, or taken out when it is a void. Sums commute, keys stand in order and nothing stands at
 * zero: whatever the order of bills of different visits, the figures are the same bytes.
 * @param portions the bill's own, or one performer's of it
 */
export function withBill(figures: Figures, bill: Bill, portions: readonly Portion[] = bill.portions): Figures {
  const byStaff = grouped(portions, (p) => p.staffId);
  const byItem = grouped(portions, (p) => p.item);
  const all = new Map([['', portions]]);
  const { [bill.visitId]: corrected = {}, ...otherCorrections } = figures.corrections;
  const change = (key: string, part: readonly Portion[]): Amounts => changeBy(bill, part, visitsBy(bill, part, corrected[key] ?? 0, key === 'total' && portions === bill.portions));
  const total = change('total', portions);
  const next: Record<string, number> = { ...corrected };
  if (bill.kind === 'correction') {
    for (const [prefix, groups] of [['total', all], ['staff/', byStaff], ['items/', byItem]] as const) for (const [key, part] of groups) next[prefix + key] = (next[prefix + key] ?? 0) + linesIn(part);
  }
  return {
    total: plus(figures.total, total),
    staff: merged(figures.staff, byStaff, (key, part) => change(`staff/${key}`, part)),
    items: merged(figures.items, byItem, (key, part) => change(`items/${key}`, part)),
    hours: added(figures.hours, bill.hour, total),
    corrections: bill.kind === 'void' ? otherCorrections : bill.kind === 'bill' ? figures.corrections : inOrder({ ...otherCorrections, [bill.visitId]: inOrder(next) }),
  };
}

/** How the number of visits changes. `whole`: the key stands for the visit itself, which is there even without lines. */
function visitsBy(bill: Bill, part: readonly Portion[], linesOfCorrections: number, whole: boolean): number {
  if (bill.kind === 'correction') return 0;
  if (bill.kind === 'bill') return whole || part.length > 0 ? 1 : 0;
  return whole || linesIn(part) > linesOfCorrections ? -1 : 0;
}

function changeBy(bill: Bill, portions: readonly Portion[], visits: number): Amounts {
  const sign = bill.kind === 'void' ? -1 : 1;
  const seen = new Set<number>();
  let { lines, quantityMilli, netCents, taxCents } = NOTHING;
  for (const portion of portions) {
    if (!seen.has(portion.line)) lines += sign * portion.lineSign;
    seen.add(portion.line);
    quantityMilli += sign * portion.quantityMilli;
    netCents += sign * portion.netCents;
    taxCents += sign * portion.taxCents;
  }
  return { visits, lines, quantityMilli, netCents, taxCents };
}

const linesIn = (portions: readonly Portion[]): number => new Set(portions.map((p) => p.line)).size;

function grouped(portions: readonly Portion[], keyOf: (portion: Portion) => string): Map<string, Portion[]> {
  const groups = new Map<string, Portion[]>();
  for (const portion of portions) {
    const key = keyOf(portion);
    const group = groups.get(key);
    if (group) group.push(portion);
    else groups.set(key, [portion]);
  }
  return groups;
}

const merged = (breakdown: Breakdown, groups: Map<string, Portion[]>, change: (key: string, part: readonly Portion[]) => Amounts): Breakdown =>
  [...groups].reduce((after, [key, part]) => added(after, key, change(key, part)), breakdown);

/** The breakdown with amounts added at a key. */
export function added(breakdown: Breakdown, key: string, amounts: Amounts): Breakdown {
  const before = breakdown[key];
  const sum = before ? plus(before, amounts) : amounts;
  if (isNothing(sum)) {
    const { [key]: _gone, ...rest } = breakdown;
    return rest;
  }
  return before ? { ...breakdown, [key]: sum } : inOrder({ ...breakdown, [key]: sum });
}

const inOrder = <T>(map: { readonly [key: string]: T }): { [key: string]: T } => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
