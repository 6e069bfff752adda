/**
 * What is kept for bills that are not settled yet (R-IN-04, I5). Pure. A claim is decided here, where everything that the shelf holds is known,
 * so that the last bottle is on one bill only, whichever of two tills asks first. It moves nothing: the goods leave with the sale. A claim
 * whose time is over holds nothing from that instant on; that it ended is written down a little later, by the clock.
 */
import { type DomainEvent, type Refusal, refused } from '@chignon/eventing';
import { covers, type Shelf, unitsOf, usable } from './lots.js';
import { inStockMilli, plus, type ProductData, type Quantity } from '../../products/units.js';

/** Goods that are kept for the bill of a visit. */
export interface Claim {
  readonly claimId: string;
  readonly visitId: string;
  /** Thousandths of the stock unit. */
  readonly quantityMilli: number;
  /** ISO UTC, exclusive: from then on it holds nothing. */
  readonly expiresAt: string;
}

/**
 * Why a claim ended: its visit's bill took the goods (`sold`), the line was taken off the bill (`removed`), the till gave it back (`given-back`), its
 * time was over (`expired`), or the visit was abandoned, voided or settled without the goods (`visit-over`).
 */
export type ClaimEnd = 'sold' | 'removed' | 'given-back' | 'expired' | 'visit-over';

/** `short`: there was not enough on the shelf, of goods that are never refused. */
export type StockClaimed = DomainEvent<'StockClaimed', Claim & { short: boolean; at: string }>;

/** So much of a claim ended; `leftMilli` of it is still kept. */
export type ClaimEnded = DomainEvent<
  'ClaimEnded',
  Pick<Claim, 'claimId' | 'visitId' | 'quantityMilli'> & {
    leftMilli: number;
    because: ClaimEnd;
    at: string;
  }
>;

export type ClaimEvent = StockClaimed | ClaimEnded;

/** Keeps goods for a bill. Once per claim. */
export interface ClaimStock extends Claim {
  readonly type: 'ClaimStock';
  readonly product: ProductData;
  /** Today's date in the store: what has expired is not kept. */
  readonly localDate: string;
  /** Why the visit may have no more goods. */
  readonly no?: Refusal;
}

/** Ends the claim that is named, or of a visit's claims the latest ones up to a quantity, or all. */
export interface EndClaims {
  readonly type: 'EndClaims';
  readonly of: { readonly claimId: string } | { readonly visitId: string };
  readonly quantityMilli?: number;
  readonly because: Exclude<ClaimEnd, 'expired'>;
}

/** Writes down which claims are over. */
export interface ExpireClaims {
  readonly type: 'ExpireClaims';
}

export type ClaimCommand = ClaimStock | EndClaims | ExpireClaims;

type Claimed = Shelf & { readonly claims: readonly Claim[]; readonly onHandMilli: number };

/** Kept at an instant (ISO UTC), in thousandths of the stock unit. */
export const claimedMilli = ({ claims }: Pick<Claimed, 'claims'>, now: string): number =>
  claims.reduce(
    (sum, { quantityMilli, expiresAt }) => (expiresAt > now ? sum + quantityMilli : sum),
    0,
  );

/** What may be sold and is on no other bill. */
const free = (shelf: Claimed, localDate: string, now: string): Quantity =>
  plus(usable(shelf, localDate), { stockMilli: 0 - claimedMilli(shelf, now), useMilli: 0 });

/** True when so much is there, good on this day, and on no bill. */
export const hasFree = (
  shelf: Claimed,
  quantity: Quantity,
  localDate: string,
  now: string,
): boolean => covers(free(shelf, localDate, now), quantity, unitsOf(shelf));

/** @returns Refusal 409 `stock-claimed` where the goods are there and on other bills, `stock-insufficient` where they are not */
export function notEnough(shelf: Claimed, quantity: Quantity, localDate: string, now: string) {
  const good = usable(shelf, localDate);
  const details = {
    field: 'quantityMilli',
    onHandMilli: shelf.onHandMilli,
    usableMilli: inStockMilli(good, unitsOf(shelf)),
    claimedMilli: claimedMilli(shelf, now),
  };
  return covers(good, quantity, unitsOf(shelf))
    ? refused('stock-claimed', 'What is on the shelf is on other bills.', details)
    : refused('stock-insufficient', 'There is not enough on the shelf.', details);
}

/**
 * Retail that is not there is refused; of other goods it is said that they run short (R-IN-04).
 * @throws Refusal 409 `stock-claimed`, `stock-insufficient`, and why the visit may have no more
 */
export function claimed(
  shelf: Claimed,
  { product, localDate, claimId, visitId, quantityMilli, expiresAt, no }: ClaimStock,
  now: string,
): readonly StockClaimed[] {
  if (shelf.claims.some((claim) => claim.claimId === claimId)) return [];
  if (no) throw no;
  const quantity: Quantity = { stockMilli: quantityMilli, useMilli: 0 };
  const short = !hasFree(shelf, quantity, localDate, now);
  if (short && product.productClass === 'retail') throw notEnough(shelf, quantity, localDate, now);
  const claim = { claimId, visitId, quantityMilli, expiresAt };
  return [{ type: 'StockClaimed', data: { ...claim, short, at: now } }];
}

/** The latest first, so that what was put on the bill before stays kept. */
export function endedClaims(
  { claims }: Pick<Claimed, 'claims'>,
  { of, quantityMilli = Infinity, because }: Omit<EndClaims, 'type'>,
  now: string,
): readonly ClaimEnded[] {
  let left = quantityMilli;
  return claims.toReversed().flatMap((claim): ClaimEnded[] => {
    if ('claimId' in of ? claim.claimId !== of.claimId : claim.visitId !== of.visitId) return [];
    const ended = Math.min(left, claim.quantityMilli);
    left -= ended;
    return ended > 0 ? [ending(claim, ended, because, now)] : [];
  });
}

/** Claims whose time is over at this instant. */
export const expiredClaims = (
  { claims }: Pick<Claimed, 'claims'>,
  now: string,
): readonly ClaimEnded[] =>
  claims
    .filter(({ expiresAt }) => expiresAt <= now)
    .map((claim) => ending(claim, claim.quantityMilli, 'expired', now));

const ending = (claim: Claim, ended: number, because: ClaimEnd, at: string): ClaimEnded => ({
  type: 'ClaimEnded',
  data: {
    claimId: claim.claimId,
    visitId: claim.visitId,
    quantityMilli: ended,
    leftMilli: claim.quantityMilli - ended,
    because,
    at,
  },
});

/** The claims after one of them ended, or a part of it. */
export const claimsAfter = (
  claims: readonly Claim[],
  { claimId, leftMilli }: Pick<ClaimEnded['data'], 'claimId' | 'leftMilli'>,
): readonly Claim[] =>
  claims.flatMap((claim) =>
    claim.claimId !== claimId
      ? [claim]
      : leftMilli > 0
        ? [{ ...claim, quantityMilli: leftMilli }]
        : [],
  );
