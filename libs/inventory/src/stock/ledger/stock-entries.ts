/* What one command writes: every entry is applied at once, so that the next sees it. */
import { type Envelope, invalid, optional } from '@chignon/eventing';
import { countChange, expectedAt } from './frozen.js';
import {
  countParts,
  lotChanges,
  type LotChange,
  type LotPart,
  negatedParts,
  sumOf,
} from './lots.js';
import type {
  CountRevised,
  Movement,
  MovementEvent,
  Par,
  PostCount,
  SoldLine,
  StockEvent,
  StockFlag,
} from './stock-events.js';
import { evolve, type Stock } from './stock.js';
import {
  type ProductData,
  inStockMilli,
  negated,
  NOTHING,
  plus,
  type Quantity,
  UNKNOWN_UNITS,
} from '../../products/units.js';

export type MovementDetails<T extends MovementEvent['type']> = Omit<
  Extract<MovementEvent, { type: T }>['data'],
  keyof Movement
>;

/** How a movement moves: which lots (left out: the unnamed one), what is odd about it, and when it happened. */
export interface Manner {
  readonly parts?: readonly LotPart[];
  readonly flags?: readonly StockFlag[];
  readonly at?: string;
}

/** Events being decided: each is applied at once, so that the next is decided on what it left. */
export class Entries {
  private readonly events: StockEvent[] = [];
  constructor(
    public state: Stock,
    private readonly at: string,
  ) {}

  push(event: StockEvent, at = this.at): this {
    const step = (
      evolve as unknown as Record<string, (s: Stock, e: Pick<Envelope, 'type' | 'data'>) => Stock>
    )[event.type]!;
    this.state = step(this.state, event);
    this.events.push({ ...event, effectiveAt: at });
    return this;
  }

  pushAll(events: readonly StockEvent[]): this {
    for (const event of events) this.push(event);
    return this;
  }

  after(change: Quantity): number {
    return inStockMilli(plus(this.state.onHand, change), this.state.product ?? UNKNOWN_UNITS);
  }

  describe(product: ProductData): this {
    const { product: known, onHand, onHandMilli } = this.state;
    if (
      known &&
      known.productClass === product.productClass &&
      known.stockUnit === product.stockUnit &&
      known.useUnit === product.useUnit &&
      known.useUnitsPerStockUnitMilli === product.useUnitsPerStockUnitMilli
    )
      return this;
    const next = inStockMilli(onHand, product);
    // Each lot is shown in the new units, and one that would be below zero in them is empty.
    const lots = lotChanges(
      this.state,
      this.state.lots.map(({ lotId }) => ({ lotId, quantity: NOTHING })),
      product,
    );
    return this.push({
      type: 'UnitsSet',
      data: { ...product, changeMilli: next - onHandMilli, onHandMilli: next, lots, at: this.at },
    });
  }

  move<T extends MovementEvent['type']>(
    type: T,
    quantity: Quantity,
    facts: MovementDetails<T>,
    { parts = [{ quantity }], flags = [], at = this.at }: Manner = {},
  ): this {
    const lots = lotChanges(this.state, parts);
    const onHandMilli = this.after(quantity);
    const changeMilli = onHandMilli - this.state.onHandMilli;
    // What a count makes good is not missing on the shelf.
    const all: StockFlag[] =
      changeMilli < 0 && onHandMilli < 0 && !flags.includes('before-count')
        ? [...flags, 'negative']
        : [...flags];
    return this.push(
      {
        type,
        data: { ...facts, quantity, changeMilli, onHandMilli, flags: all, lots, at },
      } as unknown as StockEvent,
      at,
    );
  }

  /** The flags of a movement of a visit that happened at the entries' instant. */
  flagged(flags: readonly StockFlag[]): StockFlag[] {
    return this.state.counts.some((count) => this.at < count.at)
      ? [...flags, 'before-count']
      : [...flags];
  }

  /** What this command has moved so far in lots. */
  get lotsMoved(): readonly LotChange[] {
    return this.events.flatMap(({ data }) => ('lots' in data ? (data.lots ?? []) : []));
  }

  /** Takes out of the shelf again, from the same lots, what movements just changed and a later count had seen: the first count after each is revised. */
  revise(
    changes: readonly {
      readonly quantity: Quantity;
      readonly at: string;
      readonly lots?: readonly LotPart[] | undefined;
    }[],
    why: Pick<CountRevised['data'], 'visitId' | 'transferId' | 'reason'>,
  ): this {
    const seen = new Map<number, { quantity: Quantity; parts: readonly LotPart[] }>();
    for (const { quantity, at, lots = [{ quantity }] } of changes) {
      const count = this.state.counts.findIndex((one) => at < one.at);
      if (count < 0) continue;
      const before = seen.get(count);
      seen.set(count, {
        quantity: plus(before?.quantity ?? NOTHING, quantity),
        parts: [...(before?.parts ?? []), ...lots],
      });
    }
    for (const [index, { quantity, parts }] of seen) {
      const { at: countedAt, varianceMilli } = this.state.counts[index]!;
      const change = negated(quantity);
      if (change.stockMilli === 0 && change.useMilli === 0) continue;
      this.move(
        'CountRevised',
        change,
        {
          ...why,
          countedAt,
          varianceMilli: varianceMilli + this.after(change) - this.state.onHandMilli,
        },
        { parts: negatedParts(parts), at: countedAt },
      );
    }
    return this;
  }

  /** Counts after the entries' instant stand: what this command moved was in what they counted. */
  standing(why: Pick<CountRevised['data'], 'visitId' | 'transferId'>): this {
    const lots = this.lotsMoved;
    return this.revise([{ quantity: sumOf(lots), at: this.at, lots }], { ...why, reason: 'late' });
  }

  count(countedMilli: number, reason: string, opening: boolean): this {
    const { stockMilli, useMilli } = this.state.onHand;
    const change = { stockMilli: countedMilli - stockMilli, useMilli: 0 - useMilli };
    return this.move(
      'StockCounted',
      change,
      { countedMilli, reason, opening },
      { parts: countParts(this.state, change) },
    );
  }

  freeze(countId: string): this {
    const { onHandMilli } = this.state;
    return this.push({ type: 'PositionFrozen', data: { countId, onHandMilli, at: this.at } });
  }

  /** What was counted at an instant since the freeze, against what the books say of that instant. */
  post({ countId, countedMilli, countedAt, lots, reason }: Omit<PostCount, 'type'>): this {
    const { change, parts } = countChange(this.state, {
      countedAt,
      countedMilli,
      ...optional({ lots }),
    });
    const units = this.state.product ?? UNKNOWN_UNITS;
    const expectedMilli = inStockMilli(expectedAt(this.state, countedAt), units);
    return this.move(
      'CountPosted',
      change,
      { countId, countedMilli, expectedMilli, reason },
      { parts, at: countedAt },
    );
  }

  par({ minimumMilli, maximumMilli }: Par): this {
    if (minimumMilli > maximumMilli)
      throw invalid('par-crossed', 'The minimum is above the maximum.', {
        field: 'minimumMilli',
        expected: 'at most maximumMilli',
      });
    const { par } = this.state;
    return par?.minimumMilli === minimumMilli && par.maximumMilli === maximumMilli
      ? this
      : this.push({ type: 'ParSet', data: { minimumMilli, maximumMilli, at: this.at } });
  }

  /** The events, and the crossing of the minimum when they left the stock on its other side. */
  done(): StockEvent[] {
    const { par, below, onHandMilli } = this.state;
    if (!par || onHandMilli < par.minimumMilli === below) return this.events;
    this.push({
      type: below ? 'StockRecovered' : 'StockFellBelowMinimum',
      data: { onHandMilli, minimumMilli: par.minimumMilli, at: this.at },
    });
    return this.events;
  }
}

export const stockUnits = (stockMilli: number): Quantity => ({ stockMilli, useMilli: 0 });

export const total = (lines: readonly SoldLine[]): number =>
  lines.reduce((sum, line) => sum + line.quantityMilli, 0);
