import { invalid, notFound, optional, refused } from '@chignon/eventing';
import type { TaxRate } from '../salon/stores/store.js';
import { roundedQuotient, sum } from './bill.js';
import { asPaid, takesOff } from './discounts.js';
import type { Discount, Money, SettledLine, Settlement, Share, VisitState } from './visit.js';

/** Takes back a part of a settled line. */
export interface RefundItem {
  readonly lineId: string;
  /** Thousandths; at most what is left of the line. */
  readonly quantityMilli: number;
}

/** What a settled line should have been (R-VS-02). */
export interface Replacement {
  readonly lineId: string;
  /** Before tax; the tax follows in proportion. */
  readonly netCents?: number;
  readonly performers?: readonly Share[];
}

const settledLines = (state: VisitState): SettledLine[] =>
  state.settlements.flatMap((s) => s.lines);

/** A settled line as it was paid, and what later lines took of it. */
function standing(state: VisitState, lineId: string, field: string) {
  const lines = asPaid(settledLines(state));
  const line = lines.find(
    (l) => l.lineId === lineId && (l.refersTo === undefined || l.quantityMilli > 0),
  );
  if (!line) throw notFound('line-unknown', 'There is no such settled line.', { field });
  if (line.quantityMilli <= 0 || takesOff(line))
    throw refused('line-not-refundable', 'This line is itself a refund.', { field });
  const taken = lines.filter((l) => l.refersTo === lineId && l.quantityMilli < 0);
  return { line, leftMilli: line.quantityMilli + sum(taken.map((l) => l.quantityMilli)), taken };
}

/** Signed part of `whole` for the share of the quantity that is taken in all, less what was taken before: rounded once on the running total, so that everything refunded is exactly everything paid. */
const running = (
  whole: number,
  takenMilli: number,
  quantityMilli: number,
  before: number,
): number => {
  const part = roundedQuotient(whole * takenMilli, quantityMilli) - before;
  // An older release may have given back more than a discounted line cost: nothing more goes back then, and nothing is asked for.
  return whole >= 0 ? Math.max(0, part) : part;
};

/** Lines that take back a quantity of settled lines; the sum never exceeds the original (R-VS-03). */
export function refundLines(
  state: VisitState,
  items: readonly RefundItem[],
  settlementNo: number,
): SettledLine[] {
  if (new Set(items.map((i) => i.lineId)).size !== items.length)
    throw invalid('line-repeated', 'A line is refunded twice.', { field: 'items' });
  return items.map(({ lineId, quantityMilli }, i) => {
    const { line, leftMilli, taken } = standing(state, lineId, `items.${i}.lineId`);
    if (quantityMilli > leftMilli)
      throw refused('refund-exceeds-line', 'The quantity is more than is left of the line.', {
        field: `items.${i}.quantityMilli`,
        expected: `at most ${leftMilli}`,
      });
    return takenBack(line, taken, quantityMilli, `${rootOf(lineId)}-r${settlementNo}`);
  });
}

/**
 * Takes what is left of a settled line back and puts what it should have been: the totals move by the difference only. The tax
 * follows in proportion; of a line that was settled at nothing, by the rates that hold now.
 */
export function replacementLines(
  state: VisitState,
  items: readonly Replacement[],
  settlementNo: number,
  rates: readonly TaxRate[],
): SettledLine[] {
  if (new Set(items.map((i) => i.lineId)).size !== items.length)
    throw invalid('line-repeated', 'A line is corrected twice.', { field: 'items' });
  return items.flatMap(({ lineId, netCents, performers }, i) => {
    const { line, leftMilli, taken } = standing(state, lineId, `items.${i}.lineId`);
    if (leftMilli === 0)
      throw refused('line-gone', 'The line was fully refunded.', {
        field: `items.${i}.lineId`,
        ...insteadOf(state, lineId),
      });
    const back = takenBack(line, taken, leftMilli, `${rootOf(lineId)}-c${settlementNo}`);
    const net = netCents ?? -back.netCents;
    if (net < 0)
      throw invalid('price-negative', 'The price is negative. Refund the line instead.', {
        field: `items.${i}.netCents`,
        expected: '0 or more',
      });
    const taxClass = state.lines.find((l) => l.lineId === rootOf(lineId))?.taxClass;
    const taxes =
      net === -back.netCents
        ? back.taxes.map(({ code, cents }) => ({ code, cents: -cents }))
        : back.netCents !== 0
          ? back.taxes.map(({ code, cents }) => ({
              code,
              cents: roundedQuotient(net * cents, back.netCents),
            }))
          : rates
              .filter(
                ({ on }) => taxClass !== undefined && taxClass !== 'none' && on.includes(taxClass),
              )
              .map(({ code, rateBp }) => ({ code, cents: roundedQuotient(net * rateBp, 10_000) }));
    const { discounts, bonusCents: _, ...plain } = line;
    // What was taken off stays visible while the price does; a price that was put right is the price.
    const kept =
      netCents === undefined && discounts
        ? {
            discounts: (back.discounts ?? []).map(({ source, cents }) => ({
              source,
              cents: -cents,
            })),
            ...(back.bonusCents === undefined ? {} : { bonusCents: 0 - back.bonusCents }),
          }
        : {};
    return [
      back,
      {
        ...plain,
        ...kept,
        lineId: `${rootOf(lineId)}-n${settlementNo}`,
        refersTo: lineId,
        quantityMilli: leftMilli,
        netCents: net,
        taxCents: sum(taxes.map((t) => t.cents)),
        taxes,
        performers: performers ?? line.performers,
      },
    ];
  });
}

/** The line that stands now for one that was corrected, where there is one. */
function insteadOf(state: VisitState, lineId: string): { expected?: string } {
  const lines = settledLines(state);
  const stands = lines.findLast(
    (l) =>
      rootOf(l.lineId) === rootOf(lineId) &&
      l.quantityMilli >
        lines.reduce(
          (gone, other) =>
            gone - (other.refersTo === l.lineId ? Math.min(0, other.quantityMilli) : 0),
          0,
        ),
  );
  return stands ? { expected: stands.lineId } : {};
}

/** The line of the bill that a later one goes back to: of each, one stands at a time, so that its id and the settlement name any. */
const rootOf = (lineId: string): string => lineId.split('-')[0]!;

function takenBack(
  line: SettledLine,
  taken: readonly SettledLine[],
  quantityMilli: number,
  lineId: string,
): SettledLine {
  const before = (part: (l: SettledLine) => number) => -sum(taken.map(part));
  const takenMilli = before((l) => l.quantityMilli) + quantityMilli;
  const taxes = line.taxes.map(({ code, cents }) => ({
    code,
    cents:
      0 -
      running(
        cents,
        takenMilli,
        line.quantityMilli,
        before((l) => l.taxes.find((t) => t.code === code)?.cents ?? 0),
      ),
  }));
  const off = line.discounts?.map(({ source, cents }): Discount => ({
    source,
    cents:
      0 -
      running(
        cents,
        takenMilli,
        line.quantityMilli,
        before((l) => l.discounts?.find((d) => d.source === source)?.cents ?? 0),
      ),
  }));
  const bonusCents =
    line.bonusCents === undefined
      ? undefined
      : 0 -
        running(
          line.bonusCents,
          takenMilli,
          line.quantityMilli,
          before((l) => l.bonusCents ?? 0),
        );
  return {
    ...line,
    ...optional({ discounts: off, bonusCents }),
    lineId,
    refersTo: line.lineId,
    quantityMilli: -quantityMilli,
    taxes,
    netCents:
      0 -
      running(
        line.netCents,
        takenMilli,
        line.quantityMilli,
        before((l) => l.netCents),
      ),
    taxCents: sum(taxes.map((t) => t.cents)),
  };
}

/** Sums of a settlement's lines. */
export function totalsOf(
  lines: readonly SettledLine[],
): Pick<Settlement, 'taxes' | 'netCents' | 'taxCents'> {
  const taxes = new Map<string, number>();
  for (const tax of lines.flatMap((l) => l.taxes))
    taxes.set(tax.code, (taxes.get(tax.code) ?? 0) + tax.cents);
  return {
    taxes: [...taxes].map(([code, cents]): Money => ({ code, cents })),
    netCents: sum(lines.map((l) => l.netCents)),
    taxCents: sum(lines.map((l) => l.taxCents)),
  };
}
