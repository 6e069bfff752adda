/**
 * Stock of one product in one store. Stream `stock-<storeId>/<sku>`.
 *
 * The one rule people get wrong: what already happened is never refused. A visit that used more than the shelf held is
 * recorded and flagged; only an issue by hand at the desk can be blocked, and only for retail goods (R-IN-04). A fall
 * below the minimum is decided here, with the movement that caused it, so that it is told once per fall (IN-05).
 *
 * A count stands (R-IN-09): what happened before it was in what was counted, whenever it is heard. Such a movement is
 * recorded, and the count's difference is revised by as much in the same append, so that the shelf stays as it was counted.
 *
 * Quantities are thousandths. `changeMilli` and `onHandMilli` are in stock units, rounded down; they telescope: the sum of
 * all changes is what is on hand.
 */
import { type Decide, invalid, type Ledger, refused } from '@chignon/eventing';
import { Entries, stockUnits, total } from './stock-entries.js';
import type {
  GivenUse,
  LineUse,
  ProductData,
  StockCommand,
  StockEvent,
  StockFlag,
} from './stock-events.js';
import { evolve, initial, type Stock } from './stock.js';
import { inUseMilli, negated, NOTHING, plus, quantityOf, UNKNOWN_UNITS } from './units.js';
import { markOf } from './visit-marks.js';

const decide: Decide<Stock, StockCommand, StockEvent> = {
  DescribeProduct: (state, { product }, facts) =>
    new Entries(state, facts.now()).describe(product).done(),
  SetPar: (state, { product, minimumMilli, maximumMilli }, facts) =>
    new Entries(state, facts.now()).describe(product).par({ minimumMilli, maximumMilli }).done(),
  ReceiveStock: (state, { type: _, product, quantityMilli, lotId, ...cost }, facts) => {
    if (quantityMilli <= 0)
      throw invalid('quantity-invalid', 'The quantity of a receipt must be above zero.', {
        field: 'quantityMilli',
        expected: 'a whole number above 0',
      });
    return new Entries(state, facts.now())
      .describe(product)
      .move('StockReceived', stockUnits(quantityMilli), { lotId: lotId ?? facts.newId(), ...cost })
      .done();
  },
  IssueStock: (state, { product, movement, quantityMilli, unit, reason }, facts) => {
    const log = new Entries(state, facts.now()).describe(product);
    const { quantity, flag } = quantityOf(quantityMilli, unit, product);
    if (flag)
      throw invalid('unit-unknown', 'The product is not counted in this unit.', {
        field: 'unit',
        expected: `${product.stockUnit} or ${product.useUnit}`,
      });
    if (quantityMilli <= 0)
      throw invalid('quantity-invalid', 'The quantity of an issue must be above zero.', {
        field: 'quantityMilli',
        expected: 'a whole number above 0',
      });
    if (product.productClass === 'retail' && log.after(negated(quantity)) < 0) {
      throw refused('stock-insufficient', 'There is not enough on the shelf.', {
        field: 'quantityMilli',
        onHandMilli: log.state.onHandMilli,
      });
    }
    return log.move('StockIssued', negated(quantity), { movement, reason }).done();
  },
  CountStock: (state, { product, countedMilli, reason }, facts) =>
    new Entries(state, facts.now()).describe(product).count(countedMilli, reason, false).done(),
  OpenStock: (state, { type: _, product, countedMilli, at, ...par }, facts) => {
    if (state.opened) return [];
    return new Entries(state, at ?? facts.now())
      .describe(product)
      .count(countedMilli, 'opening', true)
      .par(par)
      .done();
  },
  ConsumeForVisit: (state, { visitId, businessDate, at, uses }) => {
    const mark = markOf(state.visits, visitId);
    if (mark.voided || mark.used) return [];
    const { quantity, flags, lines, useUnit } = readUses(state.product, uses);
    const log = new Entries(state, at);
    return log
      .move(
        'StockConsumed',
        negated(quantity),
        { visitId, businessDate, useUnit, uses: lines },
        log.flagged(flags),
      )
      .revise([{ quantity: negated(quantity), at }], { visitId, reason: 'late' })
      .done();
  },
  SellForVisit: (state, { visitId, settlementNo, at, lines }) => {
    const mark = markOf(state.visits, visitId);
    if (mark.voided || mark.sales?.some((sale) => sale.settlementNo === settlementNo)) return [];
    const log = new Entries(state, at);
    const flags = log.flagged(state.product ? [] : ['unknown-product']);
    const sold = lines.filter((line) => line.quantityMilli > 0);
    const back = lines.filter((line) => line.quantityMilli < 0);
    if (sold.length > 0)
      log.move(
        'StockSold',
        negated(stockUnits(total(sold))),
        { visitId, settlementNo, reason: 'sold', lines: sold },
        flags,
      );
    if (back.length > 0)
      log.move(
        'SaleReturned',
        negated(stockUnits(total(back))),
        { visitId, settlementNo, reason: 'returned', lines: back },
        flags,
      );
    return log
      .revise([{ quantity: negated(stockUnits(total(lines))), at }], { visitId, reason: 'late' })
      .done();
  },
  TakeBackVisit: (state, { visitId, businessDate, at, uses }) => {
    const { used, usedAt = at, sales = [], voided } = markOf(state.visits, visitId);
    if (voided) return [];
    const settlementNo = Math.max(0, ...sales.map((sale) => sale.settlementNo));
    const [soldMilli, returnedMilli] = [1, -1].map((sign) =>
      sales.reduce((sum, sale) => sum + Math.max(0, sign * sale.soldMilli), 0),
    ) as [number, number];
    const log = new Entries(state, at).push({ type: 'VisitTakenBack', data: { visitId, at } });
    if (used) {
      const { lines, useUnit } = readUses(state.product, uses);
      log.move('ConsumptionReturned', used, { visitId, businessDate, useUnit, uses: lines });
    }
    if (soldMilli !== 0)
      log.move('SaleReturned', stockUnits(soldMilli), {
        visitId,
        settlementNo,
        reason: 'voided',
        lines: [],
      });
    if (returnedMilli !== 0)
      log.move('StockSold', negated(stockUnits(returnedMilli)), {
        visitId,
        settlementNo,
        reason: 'return-voided',
        lines: [],
      });
    const undone = sales.map((sale) => ({ quantity: stockUnits(sale.soldMilli), at: sale.at }));
    return log
      .revise(used ? [{ quantity: used, at: usedAt }, ...undone] : undone, {
        visitId,
        reason: 'voided',
      })
      .done();
  },
};

/** Category `stock`, key = `stockKey(storeId, sku)`. */
export const stock: Ledger<Stock, StockCommand, StockEvent> = {
  category: 'stock',
  initial,
  evolve,
  decide,
};

/** Uses as a visit gave them, in the product's units. */
function readUses(product: ProductData | undefined, uses: readonly GivenUse[]) {
  const flags = new Set<StockFlag>();
  let quantity = NOTHING;
  const lines = uses.map(
    ({ lineId, serviceId, staffId, plannedMilli, usedMilli, unit }): LineUse => {
      const used = quantityOf(usedMilli, unit, product);
      if (used.flag) flags.add(used.flag);
      quantity = plus(quantity, used.quantity);
      const units = product ?? UNKNOWN_UNITS;
      return {
        lineId,
        serviceId,
        staffId,
        plannedMilli: inUseMilli(quantityOf(plannedMilli, unit, product).quantity, units),
        usedMilli: inUseMilli(used.quantity, units),
      };
    },
  );
  return {
    quantity,
    flags: [...flags],
    lines,
    useUnit: product?.useUnit ?? uses[0]?.unit ?? UNKNOWN_UNITS.useUnit,
  };
}
