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
  /** Of the net, what was given as tips; absent: nothing. */
  readonly tipCents?: number;
}
export type Breakdown = { readonly [key: string]: Amounts };

/** What a set of bills comes to. Breakdowns of a sort that a view does not want are absent. */
export interface Figures {
  readonly total: Amounts;
  readonly staff: Breakdown;
  /** By `service/<id>`, `product/<sku>`, `adjustment/<code>`. */
  readonly items: Breakdown;
  /** By `service`, `product`, `adjustment`. Absent in documents begun by older releases: their items do not tell how many visits had any. */
  readonly kinds?: Breakdown;
  /** By local hour of the visit's beginning (of the settlement, in figures by its day), or `unknown`. */
  readonly hours: Breakdown;
}

export const NOTHING: Amounts = { visits: 0, lines: 0, quantityMilli: 0, netCents: 0, taxCents: 0 };
export const blankFigures: Figures = { total: NOTHING, staff: {}, items: {}, kinds: {}, hours: {} };

export const plus = (a: Amounts, b: Amounts): Amounts => {
  const tipCents = (a.tipCents ?? 0) + (b.tipCents ?? 0);
  return {
    visits: a.visits + b.visits,
    lines: a.lines + b.lines,
    quantityMilli: a.quantityMilli + b.quantityMilli,
    netCents: a.netCents + b.netCents,
    taxCents: a.taxCents + b.taxCents,
    ...(tipCents === 0 ? {} : { tipCents }),
  };
};

export const isNothing = (a: Amounts): boolean =>
  a.visits === 0 && a.lines === 0 && a.quantityMilli === 0 && a.netCents === 0 && a.taxCents === 0;

/**
 * The figures with a bill added, or taken out when it is a void. Sums commute, keys stand in order and nothing stands at
 * zero: whatever the order of bills of different visits, the figures are the same bytes.
 * @param portions the bill's own, or one performer's of it
 */
export function withBill(
  figures: Figures,
  bill: Bill,
  portions: readonly Portion[] = bill.portions,
): Figures {
  const change = (part: readonly Portion[]): Amounts => changeBy(bill, part, visitsBy(bill, part));
  const by = (breakdown: Breakdown, keyOf: (portion: Portion) => string): Breakdown =>
    [...grouped(portions, keyOf)].reduce(
      (after, [key, part]) => added(after, key, change(part)),
      breakdown,
    );
  // The whole stands for the visit itself, which is there even without lines.
  const total =
    portions === bill.portions ? changeBy(bill, portions, wholeVisitsOf(bill)) : change(portions);
  return {
    total: plus(figures.total, total),
    staff: by(figures.staff, (p) => p.staffId),
    items: by(figures.items, (p) => p.item),
    ...(figures.kinds === undefined ? {} : { kinds: by(figures.kinds, (p) => p.kind) }),
    hours: added(figures.hours, bill.hour, total),
  };
}

/** How a bill changes the number of visits. */
export const wholeVisitsOf = ({ kind }: Pick<Bill, 'kind'>): number =>
  ({ bill: 1, correction: 0, void: -1 })[kind];

/** The same for a key: a visit has it when its first settlement had. What occurred in corrections only never counted, and is not taken out. */
const visitsBy = (bill: Bill, part: readonly Portion[]): number =>
  part.some((portion) => portion.first) ? wholeVisitsOf(bill) : 0;

function changeBy(bill: Bill, portions: readonly Portion[], visits: number): Amounts {
  const sign = bill.kind === 'void' ? -1 : 1;
  const seen = new Set<number>();
  let { lines, quantityMilli, netCents, taxCents } = NOTHING;
  let tipCents = 0;
  for (const portion of portions) {
    if (!seen.has(portion.line)) lines += sign * portion.lineSign;
    seen.add(portion.line);
    quantityMilli += sign * portion.quantityMilli;
    netCents += sign * portion.netCents;
    taxCents += sign * portion.taxCents;
    if (portion.tip) tipCents += sign * portion.netCents;
  }
  return {
    visits,
    lines,
    quantityMilli,
    netCents,
    taxCents,
    ...(tipCents === 0 ? {} : { tipCents }),
  };
}

function grouped(
  portions: readonly Portion[],
  keyOf: (portion: Portion) => string,
): Map<string, Portion[]> {
  const groups = new Map<string, Portion[]>();
  for (const portion of portions) {
    const key = keyOf(portion);
    const group = groups.get(key);
    if (group) group.push(portion);
    else groups.set(key, [portion]);
  }
  return groups;
}

/** The breakdown with amounts added at a key, which somebody outside may have chosen: `constructor` is a key like any other. */
export function added(breakdown: Breakdown, key: string, amounts: Amounts): Breakdown {
  const before = Object.hasOwn(breakdown, key) ? breakdown[key] : undefined;
  const sum = before ? plus(before, amounts) : amounts;
  if (isNothing(sum)) return inOrder(Object.entries(breakdown).filter(([other]) => other !== key));
  return inOrder([...Object.entries(breakdown).filter(([other]) => other !== key), [key, sum]]);
}

/** Plain data with its keys in order. `fromEntries` makes own properties, whatever they are called. */
export const inOrder = <T>(entries: readonly (readonly [string, T])[]): { [key: string]: T } =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
