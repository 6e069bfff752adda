/**
 * Stock of one product in one store. Stream `stock-<storeId>/<sku>`.
 *
 * The one rule people get wrong: what already happened is never refused. A visit that used more than the shelf held is
 * recorded and flagged; only a wish of somebody at the desk can be blocked, and only for retail goods (R-IN-04). A fall
 * below the minimum is decided here, with the movement that caused it, so that it is told once per fall (IN-05).
 *
 * A count stands (R-IN-09): what happened before it was in what was counted, whenever it is heard. Such a movement is
 * recorded, and the count's difference is revised by as much in the same append, so that the shelf stays as it was counted.
 *
 * Quantities are thousandths. `changeMilli` and `onHandMilli` are in stock units, rounded down; they telescope: the sum of
 * all changes is what is on hand.
 */
import { invalid, refused, type Decide, type DomainEvent, type Envelope, type Evolve, type Ledger } from '@chignon/eventing';
import { partsOfKey } from './stock-key.js';
import { inStockMilli, inUseMilli, negated, NOTHING, plus, quantityOf, UNKNOWN_UNITS, type Quantity, type UnitFlag, type Units } from './units.js';
import { marked, markOf, NO_MARKS, type VisitMarks } from './visit-marks.js';

export type ProductClass = 'retail' | 'professional' | 'colour';
/** What the ledger must know of the product; commands from the desk bring it along. */
export interface ProductFacts extends Units { readonly productClass: ProductClass; readonly productVersion: number }

/** `negative`: the shelf holds less than nothing. `before-count`: it happened before a count that was known already. */
export type StockFlag = UnitFlag | 'negative' | 'before-count';
/** What every movement says. `quantity` is the exact signed change. */
export interface Movement {
  readonly quantity: Quantity;
  readonly changeMilli: number;
  readonly onHandMilli: number;
  readonly flags: readonly StockFlag[];
  /** When it happened, ISO UTC. */
  readonly at: string;
}
/** Material of one service line: plan and what was used, in thousandths of the use unit (IN-06, IN-07). */
export interface LineUse { readonly lineId: string; readonly serviceId: string; readonly staffId: string; readonly plannedMilli: number; readonly usedMilli: number }
export interface SoldLine { readonly lineId: string; readonly quantityMilli: number; readonly netCents: number }

/** How the product is counted from now on; what was used so far is read anew. */
export type UnitsSet = DomainEvent<'UnitsSet', ProductFacts & { changeMilli: number; onHandMilli: number; at: string }>;
export type ParSet = DomainEvent<'ParSet', { minimumMilli: number; maximumMilli: number; at: string }>;
/** Goods came in: one lot. */
export type StockReceived = DomainEvent<'StockReceived', Movement & { lotId: string; expiresOn?: string; costCents?: number; currency?: string }>;
/** Left the shelf at the desk: `sale`, `consume`, `waste`, `sample`. */
export type StockIssued = DomainEvent<'StockIssued', Movement & { movement: IssueKind; reason: string }>;
/** Sold on a visit's bill; `return-voided` undoes a return of a voided visit. */
export type StockSold = DomainEvent<'StockSold', Movement & { visitId: string; settlementNo: number; reason: 'sold' | 'return-voided'; lines: readonly SoldLine[] }>;
export type SaleReturned = DomainEvent<'SaleReturned', Movement & { visitId: string; settlementNo: number; reason: 'returned' | 'voided'; lines: readonly SoldLine[] }>;
/** Used for the services of a visit. */
export type StockConsumed = DomainEvent<'StockConsumed', Movement & { visitId: string; businessDate: string; useUnit: string; uses: readonly LineUse[] }>;
export type ConsumptionReturned = DomainEvent<'ConsumptionReturned', Movement & { visitId: string; businessDate: string; useUnit: string; uses: readonly LineUse[] }>;
/** Counted: from here on this is what is on hand. `opening` is the first count, of an import. */
export type StockCounted = DomainEvent<'StockCounted', Movement & { countedMilli: number; reason: string; opening: boolean }>;
/** Something that happened before a count was heard after it: the count's difference is another, the shelf is as it was counted. `varianceMilli`: the difference from now on. */
export type CountRevised = DomainEvent<'CountRevised', Movement & { countedAt: string; varianceMilli: number; reason: 'late' | 'voided'; visitId: string }>;
/** The visit counts no more. What it had taken follows in the same append. */
export type VisitTakenBack = DomainEvent<'VisitTakenBack', { visitId: string; at: string }>;
export type StockFellBelowMinimum = DomainEvent<'StockFellBelowMinimum', { onHandMilli: number; minimumMilli: number; at: string }>;
export type StockRecovered = DomainEvent<'StockRecovered', { onHandMilli: number; minimumMilli: number; at: string }>;
export type MovementEvent = StockReceived | StockIssued | StockSold | SaleReturned | StockConsumed | ConsumptionReturned | StockCounted | CountRevised;
export type StockEvent = MovementEvent | UnitsSet | ParSet | VisitTakenBack | StockFellBelowMinimum | StockRecovered;

export type IssueKind = 'sale' | 'consume' | 'waste' | 'sample';
type Par = { readonly minimumMilli: number; readonly maximumMilli: number };
export interface DescribeProduct { readonly type: 'DescribeProduct'; readonly product: ProductFacts }
export interface SetPar extends Par { readonly type: 'SetPar'; readonly product: ProductFacts }
export interface ReceiveStock { readonly type: 'ReceiveStock'; readonly product: ProductFacts; readonly quantityMilli: number; readonly lotId?: string; readonly expiresOn?: string; readonly costCents?: number; readonly currency?: string }
/** At the desk; `unit` is the product's stock unit or use unit. */
export interface IssueStock { readonly type: 'IssueStock'; readonly product: ProductFacts; readonly movement: IssueKind; readonly quantityMilli: number; readonly unit: string; readonly reason: string }
export interface CountStock { readonly type: 'CountStock'; readonly product: ProductFacts; readonly countedMilli: number; readonly reason: string }
/** Opening stock and par of an import, in one append; once per ledger. */
/** `at`: the instant as of which it lies there; absent: now. What is imported afterwards has sold from it. */
export interface OpenStock extends Par { readonly type: 'OpenStock'; readonly product: ProductFacts; readonly countedMilli: number; readonly at?: string }
/** As the visit gave it: thousandths of `unit`. */
export interface GivenUse extends LineUse { readonly unit: string }
/** What happened in a visit: never refused. Once per visit. */
export interface ConsumeForVisit { readonly type: 'ConsumeForVisit'; readonly visitId: string; readonly businessDate: string; readonly at: string; readonly uses: readonly GivenUse[] }
/** Once per visit and settlement number; negative quantities are returns. */
export interface SellForVisit { readonly type: 'SellForVisit'; readonly visitId: string; readonly settlementNo: number; readonly at: string; readonly lines: readonly SoldLine[] }
/** Once per visit; gives back what the ledger took for it. `uses` names the lines, for the variance. */
export interface TakeBackVisit { readonly type: 'TakeBackVisit'; readonly visitId: string; readonly businessDate: string; readonly at: string; readonly uses: readonly GivenUse[] }
export type StockCommand = DescribeProduct | SetPar | ReceiveStock | IssueStock | CountStock | OpenStock | ConsumeForVisit | SellForVisit | TakeBackVisit;

export interface Stock {
  readonly storeId: string;
  readonly sku: string;
  /** Absent until somebody who knows the product wrote here. */
  readonly product?: ProductFacts;
  readonly onHand: Quantity;
  readonly onHandMilli: number;
  readonly par?: Par;
  readonly below: boolean;
  readonly opened: boolean;
  /** Counts, oldest first, and what each found too much (or too little). An opening is none: what is imported after it is history that it knows nothing of. */
  readonly counts: readonly { readonly at: string; readonly varianceMilli: number }[];
  readonly visits: VisitMarks;
}

const initial = (key: string): Stock => ({ ...partsOfKey(key), onHand: NOTHING, onHandMilli: 0, below: false, opened: false, counts: [], visits: NO_MARKS });

const moved = (s: Stock, { quantity, onHandMilli }: Movement): Stock => ({ ...s, onHand: plus(s.onHand, quantity), onHandMilli });
const noted = (s: Stock, visitId: string, change: (mark: ReturnType<typeof markOf>) => ReturnType<typeof markOf>): Stock => ({ ...s, visits: marked(s.visits, visitId, change(markOf(s.visits, visitId))) });

/** A settlement of a visit is remembered, so that a void gives back exactly what it moved; what the void itself moves is not. */
const sold = (s: Stock, data: Movement & { visitId: string; settlementNo: number }, remembered: boolean): Stock => {
  if (!remembered) return moved(s, data);
  const { settlementNo, at, quantity } = data;
  return noted(moved(s, data), data.visitId, ({ sales = [] }) => ({ sales: [...sales, { settlementNo, soldMilli: 0 - quantity.stockMilli, at }] }));
};

const evolve: Evolve<Stock, StockEvent> = {
  UnitsSet: (s, { data: { changeMilli: _, onHandMilli, at: __, ...product } }) => ({ ...s, product, onHandMilli }),
  ParSet: (s, { data: { minimumMilli, maximumMilli } }) => ({ ...s, par: { minimumMilli, maximumMilli } }),
  StockReceived: (s, { data }) => moved(s, data),
  StockIssued: (s, { data }) => moved(s, data),
  StockSold: (s, { data }) => sold(s, data, data.reason === 'sold'),
  SaleReturned: (s, { data }) => sold(s, data, data.reason === 'returned'),
  StockConsumed: (s, { data }) => noted(moved(s, data), data.visitId, () => ({ used: negated(data.quantity), usedAt: data.at })),
  ConsumptionReturned: (s, { data }) => moved(s, data),
  StockCounted: (s, { data }) => ({ ...moved(s, data), opened: s.opened || data.opening, counts: data.opening ? s.counts : [...s.counts, { at: data.at, varianceMilli: data.changeMilli }] }),
  CountRevised: (s, { data }) => ({ ...moved(s, data), counts: s.counts.map((count) => (count.at === data.countedAt ? { ...count, varianceMilli: data.varianceMilli } : count)) }),
  VisitTakenBack: (s, { data }) => noted(s, data.visitId, () => ({ voided: true })),
  StockFellBelowMinimum: (s) => ({ ...s, below: true }),
  StockRecovered: (s) => ({ ...s, below: false }),
};

const decide: Decide<Stock, StockCommand, StockEvent> = {
  DescribeProduct: (state, { product }, facts) => new Entries(state, facts.now()).describe(product).done(),
  SetPar: (state, { product, minimumMilli, maximumMilli }, facts) => new Entries(state, facts.now()).describe(product).par({ minimumMilli, maximumMilli }).done(),
  ReceiveStock: (state, { type: _, product, quantityMilli, lotId, ...cost }, facts) => {
    if (quantityMilli <= 0) throw invalid('quantity-invalid', 'A receipt brings more than nothing.', { field: 'quantityMilli', expected: 'a whole number above 0' });
    return new Entries(state, facts.now()).describe(product).move('StockReceived', stockUnits(quantityMilli), { lotId: lotId ?? facts.newId(), ...cost }).done();
  },
  IssueStock: (state, { product, movement, quantityMilli, unit, reason }, facts) => {
    const log = new Entries(state, facts.now()).describe(product);
    const { quantity, flag } = quantityOf(quantityMilli, unit, product);
    if (flag) throw invalid('unit-unknown', 'The product is not counted in this unit.', { field: 'unit', expected: `${product.stockUnit} or ${product.useUnit}` });
    if (quantityMilli <= 0) throw invalid('quantity-invalid', 'An issue takes more than nothing.', { field: 'quantityMilli', expected: 'a whole number above 0' });
    if (product.productClass === 'retail' && log.after(negated(quantity)) < 0) {
      throw refused('stock-insufficient', 'There is not enough on the shelf.', { field: 'quantityMilli', onHandMilli: log.state.onHandMilli });
    }
    return log.move('StockIssued', negated(quantity), { movement, reason }).done();
  },
  CountStock: (state, { product, countedMilli, reason }, facts) => new Entries(state, facts.now()).describe(product).count(countedMilli, reason, false).done(),
  OpenStock: (state, { type: _, product, countedMilli, at, ...par }, facts) => {
    if (state.opened) return [];
    return new Entries(state, at ?? facts.now()).describe(product).count(countedMilli, 'opening', true).par(par).done();
  },
  ConsumeForVisit: (state, { visitId, businessDate, at, uses }) => {
    const mark = markOf(state.visits, visitId);
    if (mark.voided || mark.used) return [];
    const { quantity, flags, lines, useUnit } = readUses(state.product, uses);
    const log = new Entries(state, at);
    return log.move('StockConsumed', negated(quantity), { visitId, businessDate, useUnit, uses: lines }, log.flagged(flags)).revise([{ quantity: negated(quantity), at }], { visitId, reason: 'late' }).done();
  },
  SellForVisit: (state, { visitId, settlementNo, at, lines }) => {
    const mark = markOf(state.visits, visitId);
    if (mark.voided || mark.sales?.some((sale) => sale.settlementNo === settlementNo)) return [];
    const log = new Entries(state, at);
    const flags = log.flagged(state.product ? [] : ['unknown-product']);
    const sold = lines.filter((line) => line.quantityMilli > 0);
    const back = lines.filter((line) => line.quantityMilli < 0);
    if (sold.length > 0) log.move('StockSold', negated(stockUnits(total(sold))), { visitId, settlementNo, reason: 'sold', lines: sold }, flags);
    if (back.length > 0) log.move('SaleReturned', negated(stockUnits(total(back))), { visitId, settlementNo, reason: 'returned', lines: back }, flags);
    return log.revise([{ quantity: negated(stockUnits(total(lines))), at }], { visitId, reason: 'late' }).done();
  },
  TakeBackVisit: (state, { visitId, businessDate, at, uses }) => {
    const { used, usedAt = at, sales = [], voided } = markOf(state.visits, visitId);
    if (voided) return [];
    const settlementNo = Math.max(0, ...sales.map((sale) => sale.settlementNo));
    const [soldMilli, returnedMilli] = [1, -1].map((sign) => sales.reduce((sum, sale) => sum + Math.max(0, sign * sale.soldMilli), 0)) as [number, number];
    const log = new Entries(state, at).push({ type: 'VisitTakenBack', data: { visitId, at } });
    if (used) {
      const { lines, useUnit } = readUses(state.product, uses);
      log.move('ConsumptionReturned', used, { visitId, businessDate, useUnit, uses: lines });
    }
    if (soldMilli !== 0) log.move('SaleReturned', stockUnits(soldMilli), { visitId, settlementNo, reason: 'voided', lines: [] });
    if (returnedMilli !== 0) log.move('StockSold', negated(stockUnits(returnedMilli)), { visitId, settlementNo, reason: 'return-voided', lines: [] });
    const undone = sales.map((sale) => ({ quantity: stockUnits(sale.soldMilli), at: sale.at }));
    return log.revise(used ? [{ quantity: used, at: usedAt }, ...undone] : undone, { visitId, reason: 'voided' }).done();
  },
};

/** Category `stock`, key = `stockKey(storeId, sku)`. */
export const stock: Ledger<Stock, StockCommand, StockEvent> = { category: 'stock', initial, evolve, decide };

type Facts<T extends MovementEvent['type']> = Omit<Extract<MovementEvent, { type: T }>['data'], keyof Movement>;

/** Events being decided: each is applied at once, so that the next is decided on what it left. */
class Entries {
  private readonly events: StockEvent[] = [];
  constructor(public state: Stock, private readonly at: string) {}

  push(event: StockEvent, at = this.at): this {
    const step = (evolve as unknown as Record<string, (s: Stock, e: Pick<Envelope, 'type' | 'data'>) => Stock>)[event.type]!;
    this.state = step(this.state, event);
    this.events.push({ ...event, effectiveAt: at });
    return this;
  }

  after(change: Quantity): number {
    return inStockMilli(plus(this.state.onHand, change), this.state.product ?? UNKNOWN_UNITS);
  }

  describe(product: ProductFacts): this {
    const { product: known, onHand, onHandMilli } = this.state;
    if (known && known.productClass === product.productClass && known.stockUnit === product.stockUnit && known.useUnit === product.useUnit && known.useUnitsPerStockUnitMilli === product.useUnitsPerStockUnitMilli) return this;
    const next = inStockMilli(onHand, product);
    return this.push({ type: 'UnitsSet', data: { ...product, changeMilli: next - onHandMilli, onHandMilli: next, at: this.at } });
  }

  move<T extends MovementEvent['type']>(type: T, quantity: Quantity, facts: Facts<T>, flags: readonly StockFlag[] = [], at = this.at): this {
    const onHandMilli = this.after(quantity);
    const changeMilli = onHandMilli - this.state.onHandMilli;
    // What a count makes good is not missing on the shelf.
    const all: StockFlag[] = changeMilli < 0 && onHandMilli < 0 && !flags.includes('before-count') ? [...flags, 'negative'] : [...flags];
    return this.push({ type, data: { ...facts, quantity, changeMilli, onHandMilli, flags: all, at } } as unknown as StockEvent, at);
  }

  /** The flags of a movement of a visit that happened at the entries' instant. */
  flagged(flags: readonly StockFlag[]): StockFlag[] {
    return this.state.counts.some((count) => this.at < count.at) ? [...flags, 'before-count'] : [...flags];
  }

  /** Takes out of the shelf again what movements just changed and a later count had seen: the first count after each is revised. */
  revise(changes: readonly { readonly quantity: Quantity; readonly at: string }[], why: Pick<CountRevised['data'], 'visitId' | 'reason'>): this {
    const seen = new Map<number, Quantity>();
    for (const { quantity, at } of changes) {
      const count = this.state.counts.findIndex((one) => at < one.at);
      if (count >= 0) seen.set(count, plus(seen.get(count) ?? NOTHING, quantity));
    }
    for (const [index, quantity] of seen) {
      const { at: countedAt, varianceMilli } = this.state.counts[index]!;
      const change = negated(quantity);
      if (change.stockMilli === 0 && change.useMilli === 0) continue;
      this.move('CountRevised', change, { ...why, countedAt, varianceMilli: varianceMilli + this.after(change) - this.state.onHandMilli }, [], countedAt);
    }
    return this;
  }

  count(countedMilli: number, reason: string, opening: boolean): this {
    const { stockMilli, useMilli } = this.state.onHand;
    return this.move('StockCounted', { stockMilli: countedMilli - stockMilli, useMilli: 0 - useMilli }, { countedMilli, reason, opening });
  }

  par({ minimumMilli, maximumMilli }: Par): this {
    if (minimumMilli > maximumMilli) throw invalid('par-crossed', 'The minimum is above the maximum.', { field: 'minimumMilli', expected: 'at most maximumMilli' });
    const { par } = this.state;
    return par?.minimumMilli === minimumMilli && par.maximumMilli === maximumMilli ? this : this.push({ type: 'ParSet', data: { minimumMilli, maximumMilli, at: this.at } });
  }

  /** The events, and the crossing of the minimum when they left the stock on its other side. */
  done(): StockEvent[] {
    const { par, below, onHandMilli } = this.state;
    if (!par || onHandMilli < par.minimumMilli === below) return this.events;
    this.push({ type: below ? 'StockRecovered' : 'StockFellBelowMinimum', data: { onHandMilli, minimumMilli: par.minimumMilli, at: this.at } });
    return this.events;
  }
}

const stockUnits = (stockMilli: number): Quantity => ({ stockMilli, useMilli: 0 });
const total = (lines: readonly SoldLine[]): number => lines.reduce((sum, line) => sum + line.quantityMilli, 0);

/** Uses as a visit gave them, in the product's units. */
function readUses(product: ProductFacts | undefined, uses: readonly GivenUse[]) {
  const flags = new Set<StockFlag>();
  let quantity = NOTHING;
  const lines = uses.map(({ lineId, serviceId, staffId, plannedMilli, usedMilli, unit }): LineUse => {
    const used = quantityOf(usedMilli, unit, product);
    if (used.flag) flags.add(used.flag);
    quantity = plus(quantity, used.quantity);
    const units = product ?? UNKNOWN_UNITS;
    return { lineId, serviceId, staffId, plannedMilli: inUseMilli(quantityOf(plannedMilli, unit, product).quantity, units), usedMilli: inUseMilli(used.quantity, units) };
  });
  return { quantity, flags: [...flags], lines, useUnit: product?.useUnit ?? uses[0]?.unit ?? UNKNOWN_UNITS.useUnit };
}
