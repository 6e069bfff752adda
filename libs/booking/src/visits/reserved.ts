import {
  invalid,
  isOwned,
  notFound,
  optional,
  refused,
  type Reservation,
  type TenderMovement,
} from '@chignon/eventing';
import type { Settlement, Tender, VisitLine, VisitOpening, VisitState } from './visit.js';

/*
 * Tenders and discounts that other ledgers stand behind (ADR 0047). Their owners reserved and signed them; whether the signature is theirs was
 * checked before, everything else is decided here. What a settlement took of each reservation stands in its event, and its owner hears it.
 */

/** A tender, with what its owner reserved for it. */
export interface OfferedTender extends Tender {
  readonly reservation?: Reservation;
}

/** A discount that its owner reserved. */
export interface OfferedDiscount {
  readonly kind: string;
  /** What it takes off, in the terms of the store's prices; 1 or more. */
  readonly cents: number;
  readonly reservation: Reservation;
  /** Left out: all services and products. */
  readonly reduces?: readonly string[];
}

interface Offer {
  readonly kind: string;
  readonly cents: number;
  readonly use: 'tender' | 'discount';
  readonly reservation: Reservation | undefined;
  readonly field: string;
}

/**
 * Each owned tender and discount has a reservation for this very bill that still stands, and pays exactly what was reserved.
 * @param kinds that the chain takes: of others without a reservation nobody knows who stands behind them
 * @throws Refusal 422 `reservation-missing`, `-kind`, `-purpose`, `-currency`, `-amount`, `-repeated`; 409 `reservation-expired`, naming the field
 */
export function checkReserved(
  tenders: readonly OfferedTender[],
  discounts: readonly OfferedDiscount[],
  { opening, kinds, now }: { opening: VisitOpening; kinds: readonly string[]; now: string },
): void {
  const offers: Offer[] = [
    ...tenders.map(({ kind, cents, reservation }, i): Offer => ({
      kind,
      cents,
      use: 'tender',
      reservation,
      field: `tenders.${i}`,
    })),
    ...discounts.map((discount, i): Offer => ({
      ...discount,
      use: 'discount',
      field: `discounts.${i}`,
    })),
  ];
  const seen = new Set<string>();
  for (const { kind, cents, use, reservation, field } of offers) {
    if (!reservation) {
      if (isOwned(kind) && kinds.includes(kind))
        throw invalid(
          'reservation-missing',
          'Its owner keeps the money for this bill first: reserve it, or settle by checkout.',
          { field: `${field}.reservation`, expected: `a reservation of ${kind}` },
        );
      continue;
    }
    mustFit(reservation, { kind, use, cents }, opening, field);
    const account = `${reservation.owner}|${reservation.kind}|${reservation.account}`;
    if (seen.has(account))
      throw invalid('reservation-repeated', 'An account pays once on a bill.', {
        field: `${field}.reservation`,
        expected: 'one reservation of each account',
      });
    seen.add(account);
    if (now >= reservation.expiresAt)
      throw refused('reservation-expired', 'The reservation is over: reserve anew.', {
        field: `${field}.reservation`,
        expected: `a settlement before ${reservation.expiresAt}`,
      });
  }
}

function mustFit(
  reservation: Reservation,
  offered: Pick<Offer, 'kind' | 'use' | 'cents'>,
  { storeId, visitId, customerId, currency }: VisitOpening,
  field: string,
): void {
  const { purpose } = reservation;
  if (reservation.kind !== offered.kind || reservation.use !== offered.use)
    throw invalid('reservation-kind', 'The reservation is of another kind.', {
      field: `${field}.kind`,
      expected: `${reservation.kind} as a ${reservation.use}`,
    });
  if (
    purpose.visitId !== visitId ||
    purpose.storeId !== storeId ||
    purpose.customerId !== customerId
  )
    throw invalid(
      'reservation-purpose',
      'The reservation is for the bill of another visit, store or customer.',
      { field: `${field}.reservation`, expected: `one for visit ${visitId}` },
    );
  if (reservation.currency !== currency)
    throw invalid('reservation-currency', 'The reservation is in another currency.', {
      field: `${field}.reservation`,
      expected: currency,
    });
  if (reservation.cents !== offered.cents)
    throw invalid('reservation-amount', 'Another amount was reserved.', {
      field: `${field}.cents`,
      expected: String(reservation.cents),
    });
}

/** Reserved discounts as lines of the bill: parts of the lines that they reduce. Who may give them is their owner's business, so they count against nobody's limit. */
export function discountLines(
  discounts: readonly OfferedDiscount[],
  lines: readonly VisitLine[],
): VisitLine[] {
  return discounts.map(({ kind, cents, reduces }, i) => {
    const stranger = (reduces ?? []).findIndex(
      (lineId) => !lines.some((line) => line.lineId === lineId && line.kind !== 'adjustment'),
    );
    if (stranger >= 0)
      throw notFound('line-unknown', 'The line is unknown.', {
        field: `discounts.${i}.reduces.${stranger}`,
      });
    return {
      lineId: `d${i + 1}`,
      kind: 'adjustment',
      itemId: kind,
      quantityMilli: 1000,
      priceCents: -cents,
      taxClass: 'none',
      performers: [],
      requested: false,
      plannedMinutes: 0,
      steps: [],
      plannedUse: [],
      earning: false,
      approved: true,
      ...optional({ reduces }),
    };
  });
}

/** What the first settlement takes of each reservation. */
export const takenParts = (
  tenders: readonly OfferedTender[],
  discounts: readonly OfferedDiscount[],
): { reserved?: readonly TenderMovement[] } =>
  said(
    [...tenders, ...discounts].flatMap(({ reservation }) => {
      if (!reservation) return [];
      const { id, owner, kind, use, account, cents, bonusCents, currency } = reservation;
      const bonus = optional({ bonusCents });
      return [{ reservationId: id, owner, kind, use, account, cents, ...bonus, currency }];
    }),
  );

/** What is left of each reservation, in the order in which they were taken. Of its cents, the bonus apart where its owner told it. */
export function leftOfReservations(settlements: readonly Settlement[]): TenderMovement[] {
  const byId = new Map<string, TenderMovement>();
  for (const part of settlements.flatMap(({ reserved = [] }) => reserved)) {
    const before = byId.get(part.reservationId);
    const bonusCents = (before?.bonusCents ?? 0) + (part.bonusCents ?? 0);
    byId.set(part.reservationId, {
      ...part,
      cents: (before?.cents ?? 0) + part.cents,
      ...(part.bonusCents === undefined ? {} : { bonusCents }),
    });
  }
  return [...byId.values()].filter(({ cents }) => cents > 0);
}

/** A visit that never counted gives back all that is left. */
export const voidedParts = ({
  settlements,
}: Pick<VisitState, 'settlements'>): { reserved?: readonly TenderMovement[] } =>
  said(leftOfReservations(settlements).map((part) => backOf(part, part.cents, part.bonusCents)));

/** So much of a reservation goes back, the bonus of it said where its owner told it. */
export const backOf = (
  part: TenderMovement,
  cents: number,
  bonusCents: number | undefined,
): TenderMovement => ({
  ...part,
  cents: 0 - cents,
  ...(bonusCents === undefined ? {} : { bonusCents: 0 - bonusCents }),
});

/** What was paid of it: bonus is not. */
export const paidOf = ({ cents, bonusCents = 0 }: TenderMovement): number => cents - bonusCents;

/** Nothing is not written down, so that bills without such tenders are as they were. */
export const said = (
  reserved: readonly TenderMovement[],
): { reserved?: readonly TenderMovement[] } => (reserved.length === 0 ? {} : { reserved });
