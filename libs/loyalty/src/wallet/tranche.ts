/* A wallet as its events leave it, and what of it may be spent at an instant. Pure; all amounts in minor units of the wallet's one currency. */
import type { KnownReservation, Reservations } from '@chignon/eventing';
import { reservations as kept } from '@chignon/eventing';
import type { TopUpTerms } from './top-up-terms.js';

/** Money of one kind each: what was paid, and what was added to it. */
export interface Parts {
  readonly principalCents: number;
  readonly bonusCents: number;
}

/** So much of one tranche. */
export interface TranchePart extends Parts {
  readonly trancheId: string;
  /** Store that issued the tranche. */
  readonly storeId: string;
}

/** One top-up (R-SV-01): what was sold, by which terms. */
export interface Tranche extends Parts {
  readonly trancheId: string;
  readonly storeId: string;
  /** ISO UTC. */
  readonly issuedAt: string;
  /** ISO UTC, exclusive. Absent: the bonus does not end. */
  readonly bonusExpiresAt?: string;
  /** ISO UTC, exclusive: until then the customer may go back on it. */
  readonly coolingOffUntil: string;
  readonly terms: TopUpTerms;
  /** What was paid out or forfeited when the rest was refunded. */
  readonly withdrawn: Parts;
  /** Bonus that was written down as expired; absent: not looked at yet. */
  readonly lapsedCents?: number;
}

export interface Wallet {
  readonly customerId: string;
  readonly currency: string;
  readonly tranches: readonly Tranche[];
  readonly reservations: Reservations;
  /** What each reservation takes, by its id. */
  readonly parts: ReadonlyMap<string, readonly TranchePart[]>;
  /** By reservation and settlement, the bonus that it took, or gave back below 0. None of bills of older releases, which told the two not apart. */
  readonly bonuses: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What is left of a tranche at an instant. */
export interface TrancheLeft extends Tranche {
  readonly left: Parts;
  /** Bonus that is over. */
  readonly expiredCents: number;
  readonly used: Parts;
}

/** A wallet at an instant. */
export interface Standing extends Parts {
  readonly tranches: readonly TrancheLeft[];
  /** Kept for bills that are not settled yet; no longer in the parts. */
  readonly heldCents: number;
  /** Taken by settlements that were heard after what they took was spent otherwise. */
  readonly owedCents: number;
}

/** n · a / b, rounded half up; exact for every amount of money. */
export const shareOf = (n: number, a: number, b: number): number =>
  b === 0 ? 0 : Number((2n * BigInt(n) * BigInt(a) + BigInt(b)) / (2n * BigInt(b)));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
export const sumParts = (parts: readonly Parts[]): Parts => ({
  principalCents: sum(parts.map(({ principalCents }) => principalCents)),
  bonusCents: sum(parts.map(({ bonusCents }) => bonusCents)),
});

/** What a bill has of a reservation in the end, of what settlements took and gave back in whatever order they were heard. */
export const takenOf = ({ moved }: KnownReservation): number =>
  Math.max(0, sum([...moved.values()]));

/**
 * So much of what was reserved, tranche after tranche. @param bonusCents of it, as its bill says (R-SV-06); left out, of bills that do not say it:
 * the share that bonus has of all that was reserved
 */
export function partsOf(
  parts: readonly TranchePart[],
  cents: number,
  bonusCents?: number,
): TranchePart[] {
  const all = sumParts(parts);
  const total = all.principalCents + all.bonusCents;
  const taken = Math.min(cents, total);
  let principal =
    bonusCents === undefined
      ? shareOf(taken, all.principalCents, total)
      : taken - Math.min(taken, Math.max(0, bonusCents));
  let bonus = taken - principal;
  return parts.map((part) => {
    const principalCents = Math.min(principal, part.principalCents);
    const bonusCents = Math.min(bonus, part.bonusCents);
    principal -= principalCents;
    bonus -= bonusCents;
    return { ...part, principalCents, bonusCents };
  });
}

/** The bonus that a bill has of a reservation in the end; undefined: no settlement of it says. */
export const bonusOf = (
  bySettlement: ReadonlyMap<string, number> | undefined,
): number | undefined => bySettlement && Math.max(0, sum([...bySettlement.values()]));

/** The wallet at an instant (ISO UTC). What is over is over, written down yet or not. */
export function standingAt(
  { tranches, reservations, parts, bonuses }: Wallet,
  at: string,
): Standing {
  const used = new Map<string, Parts>();
  let unfounded = 0;
  let heldCents = 0;
  for (const [id, known] of reservations) {
    const held = kept.statusOf(known) === 'held' ? (known.reservation?.cents ?? 0) : 0;
    heldCents += held;
    const cents = held || takenOf(known);
    const bonusCents = held > 0 ? undefined : bonusOf(bonuses.get(id));
    const own = partsOf(parts.get(id) ?? [], cents, bonusCents);
    const founded = sumParts(own);
    unfounded += cents - founded.principalCents - founded.bonusCents;
    for (const part of own)
      used.set(
        part.trancheId,
        sumParts([part, ...(used.has(part.trancheId) ? [used.get(part.trancheId)!] : [])]),
      );
  }
  const left = tranches.map((tranche): TrancheLeft => {
    const of = used.get(tranche.trancheId) ?? { principalCents: 0, bonusCents: 0 };
    const principalCents =
      tranche.principalCents - tranche.withdrawn.principalCents - of.principalCents;
    const bonusCents = tranche.bonusCents - tranche.withdrawn.bonusCents - of.bonusCents;
    const over = tranche.bonusExpiresAt !== undefined && tranche.bonusExpiresAt <= at;
    unfounded += Math.max(0, -principalCents) + Math.max(0, -bonusCents);
    return {
      ...tranche,
      used: of,
      expiredCents: over ? Math.max(0, bonusCents) : 0,
      left: {
        principalCents: Math.max(0, principalCents),
        bonusCents: over ? 0 : Math.max(0, bonusCents),
      },
    };
  });
  return {
    ...sumParts(left.map((one) => one.left)),
    tranches: left,
    heldCents,
    owedCents: unfounded,
  };
}

/** What may be spent; below 0 it is owed. */
export const freeCents = ({ principalCents, bonusCents, owedCents }: Standing): number =>
  principalCents + bonusCents - owedCents;

const NEVER = '9999';

/** What a payment takes of which tranche: the bonus that ends soonest first, then the oldest; within a tranche by its terms (R-SV-02). */
export function partsToSpend({ tranches }: Standing, cents: number): TranchePart[] {
  let open = cents;
  return [...tranches]
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
    .flatMap((tranche) => {
      const { left, used, terms } = tranche;
      const taken = Math.min(open, left.principalCents + left.bonusCents);
      if (taken <= 0) return [];
      open -= taken;
      const running = shareOf(
        used.principalCents + used.bonusCents + taken,
        tranche.principalCents,
        tranche.principalCents + tranche.bonusCents,
      );
      const wanted = {
        'pro-rata': running - used.principalCents,
        'principal-first': taken,
        'bonus-first': 0,
      }[terms.spendPolicy];
      const principalCents = Math.min(
        Math.max(wanted, taken - left.bonusCents),
        taken,
        left.principalCents,
      );
      return [
        {
          trancheId: tranche.trancheId,
          storeId: tranche.storeId,
          principalCents,
          bonusCents: taken - principalCents,
        },
      ];
    });
}

const orderOf = ({ left, bonusExpiresAt, issuedAt, trancheId }: TrancheLeft): string =>
  `${left.bonusCents > 0 ? (bonusExpiresAt ?? NEVER) : NEVER}|${issuedAt}|${trancheId}`;
