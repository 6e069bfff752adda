import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import type { ProductData } from '../../products/units.js';

/** The stock of one product at one store. */
export const KEY = 'soho/TUBE';

/** When commands are decided. */
export const NOW = '2026-06-01T10:00:00.000Z';

/** When visits were completed and bills settled. */
export const AT = '2026-05-30T16:00:00.000Z';

/** The clock and ids of a spec. */
export const facts = () => fixedFacts(NOW);

/** A tube of 60 g, used in services. */
export const colour: ProductData = {
  productClass: 'colour',
  productVersion: 1,
  stockUnit: 'tube',
  useUnit: 'g',
  useUnitsPerStockUnitMilli: 60_000,
};

/** A product that is sold by the piece. */
export const retail: ProductData = {
  productClass: 'retail',
  productVersion: 1,
  stockUnit: 'piece',
  useUnit: 'piece',
  useUnitsPerStockUnitMilli: 1_000,
};

/** The events of these commands, from an empty shelf on. */
export const played = (...commands: StockCommand[]): StockEvent[] =>
  commands.reduce<StockEvent[]>(
    (events, command) => [
      ...events,
      ...(given(stock, KEY, events).when(command, facts()).events() as StockEvent[]),
    ],
    [],
  );

/** The stock after these events. */
export const stateOf = (events: readonly StockEvent[]) => stateAfter(stock, KEY, events);

/** Tubes that were delivered. */
export const receive = (tubes: number, product = colour): StockCommand => ({
  type: 'ReceiveStock',
  product,
  quantityMilli: tubes * 1_000,
});

/** Grams that a visit used, and how many were planned. */
export const use = (visitId: string, grams: number, planned = grams, unit = 'g'): StockCommand => ({
  type: 'ConsumeForVisit',
  visitId,
  businessDate: '2026-05-30',
  at: AT,
  uses: [
    {
      lineId: 'l1',
      serviceId: 'colour',
      staffId: 'jo',
      plannedMilli: planned * 1_000,
      usedMilli: grams * 1_000,
      unit,
    },
  ],
});

/** Lines of a bill, in thousandths. */
export const sell = (visitId: string, quantities: number[], settlementNo = 1): StockCommand => ({
  type: 'SellForVisit',
  visitId,
  settlementNo,
  at: AT,
  lines: quantities.map((quantityMilli, i) => ({
    lineId: `p${i}`,
    quantityMilli,
    netCents: 30_00,
  })),
});

/** A visit that was voided. */
export const takeBack = (
  visitId: string,
  uses: Extract<StockCommand, { type: 'ConsumeForVisit' }>['uses'] = [],
): StockCommand => ({ type: 'TakeBackVisit', visitId, businessDate: '2026-05-30', at: NOW, uses });
