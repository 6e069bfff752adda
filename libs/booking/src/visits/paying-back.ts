import { isOwned, notFound, refused, type TenderMovement } from '@chignon/eventing';
import { backOf, leftOfReservations, paidOf, said } from './reserved.js';
import { sum } from './bill.js';
import { leftByKind } from './tenders.js';
import type { SettledLine, Settlement, Tender } from './visit.js';

/* Where money goes that a refund or a correction gives back: to the tender that paid, and of several reservations of a kind to the one that is named. */

/** A part of what goes back. */
export interface PayBackTender extends Tender {
  /** Of an owned kind: the reservation that it goes back to. Left out: the last one of the kind first. */
  readonly reservationId?: string;
}

/** Drawers are emptied last: what can go back to an account or a card does. */
const LAST = 'cash';

/**
 * Money that nobody said where it goes: to accounts of owners first, then to other tenders, the last that paid first, and in cash at last; of each
 * at most what is left of it. @param cents 0 or more
 */
export function payBackOf(settlements: readonly Settlement[], cents: number): PayBackTender[] {
  const rank = (kind: string): number => (kind === LAST ? 2 : isOwned(kind) ? 0 : 1);
  let open = cents;
  return [...leftByKind(settlements)]
    .reverse()
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([kind, left]) => {
      const part = Math.min(open, Math.max(0, left));
      open -= part;
      return part > 0 ? [{ kind, cents: -part }] : [];
    });
}

/**
 * Reservations that are named gave so much to this bill, and it has not gone back yet.
 * @throws Refusal 404 `reservation-not-found`, 409 `refund-exceeds-reservation`, naming the tender
 */
export function checkNamed(
  tenders: readonly PayBackTender[],
  settlements: readonly Settlement[],
): void {
  const parts = settlements.flatMap(({ reserved = [] }) => reserved);
  const left = new Map(
    leftOfReservations(settlements).map((part) => [part.reservationId, paidOf(part)]),
  );
  tenders.forEach(({ kind, cents, reservationId }, i) => {
    if (reservationId === undefined) return;
    const ofKind = parts.filter((part) => part.use === 'tender' && part.kind === kind);
    if (!ofKind.some((part) => part.reservationId === reservationId))
      throw notFound('reservation-not-found', 'The bill was not paid from this reservation.', {
        field: `tenders.${i}.reservationId`,
        expected:
          [...new Set(ofKind.map((part) => part.reservationId))].join(' or ') ||
          'no reservation: none of this kind paid',
      });
    const most = left.get(reservationId) ?? 0;
    if (-cents > most)
      throw refused(
        'refund-exceeds-reservation',
        'The refund is more than is left of what this reservation paid.',
        { field: `tenders.${i}.cents`, expected: `at most ${most} to it` },
      );
    left.set(reservationId, most + cents);
  });
}

/**
 * What goes back of reservations when a bill is refunded or corrected: of tenders to those that are named, and what else is given back by their
 * kind; of discounts what the lines bore of them, and of bonus the same. Of several of a kind the last one first. Each reservation stands once.
 */
export function givenBackParts(
  settlements: readonly Settlement[],
  tenders: readonly PayBackTender[],
  lines: readonly SettledLine[],
): { reserved?: readonly TenderMovement[] } {
  const back = new Map<string, number>();
  const add = (key: string, cents: number) => back.set(key, (back.get(key) ?? 0) + cents);
  for (const { kind, cents, reservationId } of tenders)
    add(reservationId === undefined ? `tender|${kind}` : `named|${reservationId}`, -cents);
  for (const { source, cents } of lines.flatMap(({ discounts = [] }) => discounts))
    add(`discount|${source}`, -cents);
  let bonus = 0 - sum(lines.map(({ bonusCents = 0 }) => bonusCents));
  return said(
    leftOfReservations(settlements)
      .reverse()
      .flatMap((part) => {
        const key = `${part.use}|${part.kind}`;
        const named = part.use === 'tender' ? (back.get(`named|${part.reservationId}`) ?? 0) : 0;
        const more = Math.min(paidOf(part) - named, Math.max(0, back.get(key) ?? 0));
        add(key, -more);
        const off = Math.min(part.bonusCents ?? 0, Math.max(0, bonus));
        bonus -= off;
        const cents = named + more + off;
        return cents > 0
          ? [backOf(part, cents, part.bonusCents === undefined ? undefined : off)]
          : [];
      }),
  );
}
