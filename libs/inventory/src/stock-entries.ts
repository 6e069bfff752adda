/* What one command writes: every entry is applied at once, so that the next sees it. */
import { type Envelope, invalid } from '@chignon/eventing';
import type {
  CountRevised,
  Movement,
  MovementEvent,
  Par,
  ProductData,
  SoldLine,
  StockEvent,
  StockFlag,
} from './stock-events.js';
import { evolve, type Stock } from './stock.js';
import { inStockMilli, negated, NOTHING, plus, type Quantity, UNKNOWN_UNITS } from './units.js';

export type MovementDetails<T extends MovementEvent['type']> = Omit<
  Extract<MovementEvent, { type: T }>['data'],
  keyof Movement
>;

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
    return this.push({
      type: 'UnitsSet',
      data: { ...product, changeMilli: next - onHandMilli, onHandMilli: next, at: this.at },
    });
  }

  move<T extends MovementEvent['type']>(
    type: T,
    quantity: Quantity,
    facts: MovementDetails<T>,
    flags: readonly StockFlag[] = [],
    at = this.at,
  ): this {
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
        data: { ...facts, quantity, changeMilli, onHandMilli, flags: all, at },
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

  /** Takes out of the shelf again what movements just changed and a later count had seen: the first count after each is revised. */
  revise(
    changes: readonly { readonly quantity: Quantity; readonly at: string }[],
    why: Pick<CountRevised['data'], 'visitId' | 'reason'>,
  ): this {
    const seen = new Map<number, Quantity>();
    for (const { quantity, at } of changes) {
      const count = this.state.counts.findIndex((one) => at < one.at);
      if (count >= 0) seen.set(count, plus(seen.get(count) ?? NOTHING, quantity));
    }
    for (const [index, quantity] of seen) {
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
        [],
        countedAt,
      );
    }
    return this;
  }

  count(countedMilli: number, reason: string, opening: boolean): this {
    const { stockMilli, useMilli } = this.state.onHand;
    return this.move(
      'StockCounted',
      { stockMilli: countedMilli - stockMilli, useMilli: 0 - useMilli },
      { countedMilli, reason, opening },
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
