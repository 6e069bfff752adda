/* What arrived of a product, compared with what left, lot by lot (I7). Pure. */
import { invalid, notFound, optional } from '@chignon/eventing';
import { inStockMilli, negated, NOTHING, plus, type Quantity } from '../products/units.js';
import { covers, type LotPart, sumOf, takeFrom } from '../stock/ledger/lots.js';
import type { ArrivingLine, ReceivedLine } from './transfer.js';

const stockUnits = (stockMilli: number): Quantity => ({ stockMilli, useMilli: 0 });

/**
 * @param parcel which lots left, above zero
 * @throws Refusal 422 `arrival-ambiguous`, `difference-unexplained`; 404 `lot-not-found`
 */
export function arrivalOf(line: ArrivingLine, parcel: readonly LotPart[]): ReceivedLine {
  const { sku, product, unitCents, currency, field = 'lines', reason } = line;
  const came = arrivedLots(line, parcel);
  const differs = differences(parcel, came);
  const shown = (quantity: Quantity) => inStockMilli(quantity, product);
  const isSome = ({ quantity }: LotPart) => !covers(NOTHING, quantity, product);
  const over = differs.filter(isSome);
  const short = differs
    .map((part) => ({ ...part, quantity: negated(part.quantity) }))
    .filter(isSome);
  if (over.length + short.length > 0 && reason === undefined)
    throw invalid('difference-unexplained', 'Say why this is not what was sent.', {
      field: `${field}.reason`,
      expected: 'a code of the list `adjustment` of /v1/inventory/reasons',
      sku,
      sentMilli: shown(sumOf(parcel)),
    });
  // Lots that were mixed up: what one has too much another has too little, and the sender still has that.
  const { parts, short: onTop } = takeFrom(places(short), sumOf(over), product);
  const back = parts.map((part) => ({ ...part, quantity: negated(part.quantity) }));
  const lost = plus(sumOf(short), negated(sumOf(back)));
  const lostMilli = shown(lost);
  return {
    sku,
    product,
    sentMilli: shown(sumOf(parcel)),
    receivedMilli: shown(sumOf(came)),
    lostMilli,
    lostCents: Number((BigInt(unitCents) * BigInt(lostMilli) + 999n) / 1000n),
    currency,
    overMilli: shown(onTop),
    lots: came,
    corrected: [...over.map((part) => ({ ...part, quantity: negated(part.quantity) })), ...back],
    ...optional({ reason }),
  };
}

const places = (parts: readonly LotPart[]) =>
  parts.map(({ lotId, quantity }) => ({ ...optional({ lotId }), onHand: quantity }));

/** What arrived less what left, lot by lot. */
function differences(parcel: readonly LotPart[], came: readonly LotPart[]): readonly LotPart[] {
  const all = [...came, ...parcel.filter((part) => !came.some((one) => one.lotId === part.lotId))];
  return all.map(({ quantity: _, ...lot }) => {
    const of = (parts: readonly LotPart[]) =>
      sumOf(parts.filter(({ lotId }) => lotId === lot.lotId));
    return { ...lot, quantity: plus(of(came), negated(of(parcel))) };
  });
}

function arrivedLots(line: ArrivingLine, parcel: readonly LotPart[]): readonly LotPart[] {
  const { receivedMilli, lots, field = 'lines' } = line;
  const ids = new Set(lots?.map(({ lotId }) => lotId));
  if (lots && (receivedMilli !== undefined || ids.size !== lots.length))
    throw invalid('arrival-ambiguous', 'Say what arrived once: in one figure, or lot by lot.', {
      field: `${field}.lots`,
      expected: '`receivedMilli`, or `lots` with each lot once',
    });
  if (lots) return byLot(line, lots, parcel);
  return receivedMilli === undefined ? parcel : firstOf(line, receivedMilli, parcel);
}

/** A lot that arrived whole is what left of it, to the last drop. */
function byLot(
  { product, field = 'lines' }: ArrivingLine,
  lots: NonNullable<ArrivingLine['lots']>,
  parcel: readonly LotPart[],
): readonly LotPart[] {
  return lots
    .map(({ lotId, receivedMilli }, i): LotPart => {
      const known = parcel.find((part) => part.lotId === lotId);
      if (lotId !== undefined && !known)
        throw notFound('lot-not-found', 'This lot was not in the transfer.', {
          field: `${field}.lots.${i}.lot`,
        });
      const whole = known && inStockMilli(known.quantity, product) === receivedMilli;
      return {
        ...optional({ lotId, expiresOn: known?.expiresOn }),
        quantity: whole ? known.quantity : stockUnits(receivedMilli),
      };
    })
    .filter(({ quantity }) => !covers(NOTHING, quantity, product));
}

/** The first that left arrived first; what came on top is of the one lot that there was, or else of nobody knows which. */
function firstOf(
  { product }: ArrivingLine,
  receivedMilli: number,
  parcel: readonly LotPart[],
): readonly LotPart[] {
  if (inStockMilli(sumOf(parcel), product) === receivedMilli) return parcel;
  const { parts, short } = takeFrom(places(parcel), stockUnits(receivedMilli), product);
  const came = parts.map((part): LotPart => {
    const expiresOn = parcel.find(({ lotId }) => lotId === part.lotId)?.expiresOn;
    return { ...part, ...optional({ expiresOn }), quantity: negated(part.quantity) };
  });
  if (covers(NOTHING, short, product)) return came;
  const [only] = came;
  if (only && came.length === 1) return [{ ...only, quantity: plus(only.quantity, short) }];
  return [...came.filter(({ lotId }) => lotId !== undefined), unnamed(came, short)];
}

const unnamed = (came: readonly LotPart[], more: Quantity): LotPart => ({
  quantity: plus(sumOf(came.filter(({ lotId }) => lotId === undefined)), more),
});
