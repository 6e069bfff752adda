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
 * What goes out is taken from lots, soonest expiry first (R-IN-02, R-IN-03), and each movement says from which. What has expired is neither
 * sold nor used at the desk; where a visit used it all the same, that is recorded and flagged. What comes back goes to the lots it came from.
 *
 * Quantities are thousandths. `changeMilli` and `onHandMilli` are in stock units, rounded down; they telescope: the sum of
 * all changes is what is on hand.
 */
import { type Decide, invalid, type Ledger, optional, refused } from '@chignon/eventing';
import { claimed, endedClaims, expiredClaims } from './claims.js';
import { Entries, stockUnits, total } from './stock-entries.js';
import { issueParts, openParts } from './issues.js';
import { liftLotRecall, recallLot, recallsOf } from './recalled.js';
import { arrive, correctSent, returnSent, send } from './sent.js';
import { writtenOff } from './written-off.js';
import { badOf, giveBack, type LotPart, negatedParts, takeForUse, unitsOf } from './lots.js';
import type { GivenUse, LineUse, StockCommand, StockEvent, StockFlag } from './stock-events.js';
import { evolve, initial, type Stock } from './stock.js';
import {
  type ProductData,
  inUseMilli,
  negated,
  NOTHING,
  plus,
  type Quantity,
  quantityOf,
  UNKNOWN_UNITS,
} from '../../products/units.js';
import { markOf, type SaleMark } from './visit-marks.js';

const decide: Decide<Stock, StockCommand, StockEvent> = {
  DescribeProduct: (state, { product }, facts) =>
    new Entries(state, facts.now()).describe(product).done(),
  SetPar: (state, { product, minimumMilli, maximumMilli }, facts) =>
    new Entries(state, facts.now()).describe(product).par({ minimumMilli, maximumMilli }).done(),
  ReceiveStock: (
    state,
    { type: _, product, quantityMilli, lotId, localDate, ...details },
    facts,
  ) => {
    mustBeAboveZero(quantityMilli, 'receipt');
    const { expiresOn } = details;
    const known = state.lots.find((lot) => lot.lotId === lotId)?.expiresOn;
    if (known !== undefined && expiresOn !== undefined && known !== expiresOn)
      throw refused('lot-expiry-differs', 'This lot has another expiry date already.', {
        field: 'expiresOn',
        expiresOn: known,
      });
    const quantity = stockUnits(quantityMilli);
    const lot = {
      lotId: lotId ?? facts.newId(),
      ...optional({ expiresOn }),
    };
    return new Entries(state, facts.now())
      .describe(product)
      .move(
        'StockReceived',
        quantity,
        { lotId: lot.lotId, ...details },
        {
          parts: [{ ...lot, quantity }],
          flags: badOf(state, [lot], localDate),
        },
      )
      .done();
  },
  OpenLot: (state, { type: _, product, ...which }, facts) => {
    const log = new Entries(state, facts.now()).describe(product);
    const { opened, parts } = openParts(log.state, which);
    return log.move('LotOpened', NOTHING, opened, { parts }).done();
  },
  IssueStock: (state, { product, movement, quantityMilli, unit, reason, ...which }, facts) => {
    const log = new Entries(state, facts.now()).describe(product);
    const { quantity, flag } = quantityOf(quantityMilli, unit, product);
    if (flag)
      throw invalid('unit-unknown', 'The product is not counted in this unit.', {
        field: 'unit',
        expected: `${product.stockUnit} or ${product.useUnit}`,
      });
    mustBeAboveZero(quantityMilli, 'issue');
    const parts = issueParts(log.state, product, {
      movement,
      quantity,
      lotId: which.lotId,
      localDate: which.localDate ?? facts.now().slice(0, 10),
      now: facts.now(),
    });
    const written = writtenOff(log.state, product, { movement, quantity, ...which });
    return log
      .move('StockIssued', negated(quantity), { movement, reason, ...written }, { parts })
      .done();
  },
  CountStock: (state, { product, countedMilli, reason }, facts) => {
    mustNotBeFrozen(state);
    return new Entries(state, facts.now())
      .describe(product)
      .count(countedMilli, reason, false)
      .done();
  },
  FreezePosition: (state, { product, countId }, facts) => {
    if (state.frozen?.countId === countId || wasPosted(state, countId)) return [];
    mustNotBeFrozen(state);
    return new Entries(state, facts.now()).describe(product).freeze(countId).done();
  },
  ReleasePosition: (state, { countId }, facts) =>
    state.frozen?.countId === countId
      ? [{ type: 'PositionReleased', data: { countId, at: facts.now() } }]
      : [],
  PostCount: (state, { type: _, ...count }, facts) => {
    if (wasPosted(state, count.countId)) return [];
    if (state.frozen?.countId !== count.countId)
      throw refused('count-not-open', 'This count is not under way.', { field: 'countId' });
    return new Entries(state, facts.now()).post(count).done();
  },
  OpenStock: (state, { type: _, product, countedMilli, at, ...par }, facts) => {
    if (state.opened) return [];
    mustNotBeFrozen(state);
    return new Entries(state, at ?? facts.now())
      .describe(product)
      .count(countedMilli, 'opening', true)
      .par(par)
      .done();
  },
  ClaimStock: (state, command, facts) => {
    mustBeAboveZero(command.quantityMilli, 'claim');
    const log = new Entries(state, facts.now()).describe(command.product);
    return log.pushAll(claimed(log.state, command, facts.now())).done();
  },
  EndClaims: (state, { type: _, ...which }, facts) => [...endedClaims(state, which, facts.now())],
  ExpireClaims: (state, _, facts) => [...expiredClaims(state, facts.now())],
  SendStock: (state, command, facts) => {
    mustBeAboveZero(command.quantityMilli, 'transfer');
    return send(state, command, facts.now());
  },
  RecallLot: recallLot,
  LiftLotRecall: liftLotRecall,
  CorrectSent: correctSent,
  ReturnSent: returnSent,
  ArriveStock: arrive,
  ConsumeForVisit: (state, { visitId, businessDate, at, localDate = businessDate, uses }) => {
    const mark = markOf(state.visits, visitId);
    if (mark.voided || mark.used) return [];
    const { quantity, flags, lines, useUnit } = readUses(state.product, uses);
    const log = new Entries(state, at);
    const { parts, flags: bad } = takeForUse(state, quantity, localDate);
    log.move(
      'StockConsumed',
      negated(quantity),
      { visitId, businessDate, useUnit, uses: lines, ...recallsOf(state, parts) },
      { parts, flags: log.flagged([...flags, ...bad]) },
    );
    return log
      .revise([{ quantity: negated(quantity), at, lots: log.lotsMoved }], {
        visitId,
        reason: 'late',
      })
      .done();
  },
  SellForVisit: (state, { visitId, settlementNo, at, localDate = at.slice(0, 10), lines }) => {
    const mark = markOf(state.visits, visitId);
    if (mark.voided || mark.sales?.some((sale) => sale.settlementNo === settlementNo)) return [];
    const log = new Entries(state, at);
    const flags = log.flagged(state.product ? [] : ['unknown-product']);
    const sold = lines.filter((line) => line.quantityMilli > 0);
    const back = lines.filter((line) => line.quantityMilli < 0);
    if (sold.length > 0) {
      const quantity = stockUnits(total(sold));
      const { parts, flags: bad } = takeForUse(state, quantity, localDate);
      log.move(
        'StockSold',
        negated(quantity),
        { visitId, settlementNo, reason: 'sold', lines: sold, ...recallsOf(state, parts) },
        { parts, flags: [...flags, ...bad] },
      );
    }
    if (back.length > 0) {
      const quantity = negated(stockUnits(total(back)));
      const { sales = [] } = markOf(log.state.visits, visitId);
      log.move(
        'SaleReturned',
        quantity,
        { visitId, settlementNo, reason: 'returned', lines: back },
        { parts: giveBack(lotsOf(sales), quantity, unitsOf(state)), flags },
      );
    }
    return log
      .revise([{ quantity: negated(stockUnits(total(lines))), at, lots: log.lotsMoved }], {
        visitId,
        reason: 'late',
      })
      .pushAll(endedClaims(state, { of: { visitId }, because: 'sold' }, at))
      .done();
  },
  TakeBackVisit: (state, { visitId, businessDate, at, uses }) => {
    const { used, usedAt = at, lots, sales = [], voided } = markOf(state.visits, visitId);
    if (voided) return [];
    const settlementNo = Math.max(0, ...sales.map((sale) => sale.settlementNo));
    const [sold, returned] = [1, -1].map((sign) => {
      const marks = sales.filter((sale) => sign * sale.soldMilli > 0);
      const milli = marks.reduce((sum, sale) => sum + sale.soldMilli, 0);
      return { quantity: stockUnits(milli), parts: negatedParts(lotsOf(marks)) };
    }) as [Moved, Moved];
    const log = new Entries(state, at).push({ type: 'VisitTakenBack', data: { visitId, at } });
    const usedParts = used && negatedParts(lots ?? [{ quantity: negated(used) }]);
    if (used) {
      const { lines, useUnit } = readUses(state.product, uses);
      log.move(
        'ConsumptionReturned',
        used,
        { visitId, businessDate, useUnit, uses: lines },
        { parts: usedParts! },
      );
    }
    if (sold.quantity.stockMilli !== 0)
      log.move(
        'SaleReturned',
        sold.quantity,
        { visitId, settlementNo, reason: 'voided', lines: [] },
        { parts: sold.parts },
      );
    if (returned.quantity.stockMilli !== 0)
      log.move(
        'StockSold',
        returned.quantity,
        { visitId, settlementNo, reason: 'return-voided', lines: [] },
        { parts: returned.parts },
      );
    const undone = sales.map((sale) => ({
      quantity: stockUnits(sale.soldMilli),
      at: sale.at,
      lots: negatedParts(lotsOf([sale])),
    }));
    return log
      .revise(used ? [{ quantity: used, at: usedAt, lots: usedParts }, ...undone] : undone, {
        visitId,
        reason: 'voided',
      })
      .pushAll(endedClaims(state, { of: { visitId }, because: 'visit-over' }, at))
      .done();
  },
};

/** @throws Refusal 422 `quantity-invalid` */
function mustBeAboveZero(
  quantityMilli: number,
  what: 'receipt' | 'issue' | 'claim' | 'transfer',
): void {
  if (quantityMilli <= 0)
    throw invalid(
      'quantity-invalid',
      `The quantity of a${what === 'issue' ? 'n' : ''} ${what} must be above zero.`,
      {
        field: 'quantityMilli',
        expected: 'a whole number above 0',
      },
    );
}

const wasPosted = ({ counts }: Stock, countId: string): boolean =>
  counts.some((count) => count.countId === countId);

/** @throws Refusal 409 `count-open`: what is found now would be found once more when the count is approved */
function mustNotBeFrozen({ frozen }: Stock): void {
  if (frozen)
    throw refused('count-open', 'A count of this product is under way.', {
      field: 'sku',
      countId: frozen.countId,
    });
}

/** What is given back, or taken again, and in which lots. */
interface Moved {
  readonly quantity: Quantity;
  readonly parts: readonly LotPart[];
}

/** What settlements changed in lots, as they changed it; one of before lots were kept: in the unnamed one. */
const lotsOf = (sales: readonly SaleMark[]): readonly LotPart[] =>
  sales.flatMap(({ lots, soldMilli }) => lots ?? [{ quantity: stockUnits(0 - soldMilli) }]);

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
