/**
 * Points that were spent, or kept for a bill, and come back: into the lots that they came from, with their expiry (R-LY-12).
 * Pure. What a lot cannot hold any more, because its visit was taken back meanwhile, goes against the debt that this left, and
 * where other lots have repaid that debt, back to those.
 */
import type { ReturnTerms } from '../../rules/programme.js';
import { type Lot, type LotLeft, type LotPart, sumOf } from './lots.js';
import type { PointsAccount } from './points-account.js';

/** How points came back; together they are the points asked for. */
export interface GivenBack {
  /** `points`: how many came back. A lot with `from` is new, split off for its longer life. */
  readonly back: readonly Lot[];
  /** Their time was over, and they are gone. */
  readonly lapsed: readonly LotPart[];
  /** Went against the debt at once. */
  readonly debt: number;
  /** Of `debt` the part of bills that were paid with points which were not there: spent now, while the rest is taken back. */
  readonly overdrawn: number;
}

/** What decides how points come back. */
export interface Return {
  /** The lots that they came from, in the order of spending. */
  readonly from: readonly LotPart[];
  readonly points: number;
  readonly debt: number;
  readonly overdrawn: number;
  readonly terms: ReturnTerms;
  /** ISO UTC: until when they live at least, where the terms say so. */
  readonly graceTo: string;
  /** Kept and never spent: they live to `graceTo` also where they would expire before (R-LY-10). */
  readonly released: boolean;
  readonly now: string;
  /** Names lots that are split off. */
  readonly name: string;
}

/** Which lots points go back to: the last ones spent first. */
function returned(
  lots: readonly LotLeft[],
  { from, points, debt }: Return,
): { parts: LotPart[]; debt: number } {
  const taken = new Map<string, number>();
  let left = points;
  const take = (lot: LotLeft, most: number) => {
    const before = taken.get(lot.lotId) ?? 0;
    const part = Math.min(left, most, lot.consumed - before);
    if (part <= 0) return;
    taken.set(lot.lotId, before + part);
    left -= part;
  };
  const byId = new Map(lots.map((lot) => [lot.lotId, lot]));
  for (const { lotId, points: most } of from.toReversed()) {
    const lot = byId.get(lotId);
    if (!lot) continue;
    take(lot, most);
    // What had come back with a longer life, and was spent again, has another name now.
    for (const split of lots.filter((one) => one.from === lotId)) take(split, split.consumed);
  }
  const paid = Math.min(left, debt);
  left -= paid;
  for (const lot of lots.toReversed()) take(lot, lot.repaid);
  for (const lot of lots.toReversed()) take(lot, lot.consumed);
  return {
    parts: lots.flatMap(({ lotId }) => {
      const part = taken.get(lotId);
      return part === undefined ? [] : [{ lotId, points: part }];
    }),
    debt: paid,
  };
}

/** How so many points come back. */
export function givenBack(lots: readonly LotLeft[], asked: Return): GivenBack {
  const { terms, graceTo, released, now, name } = asked;
  const { parts, debt } = returned(lots, asked);
  const byId = new Map(lots.map((lot) => [lot.lotId, lot]));
  const back: Lot[] = [];
  const lapsed: LotPart[] = [];
  for (const { lotId, points } of parts) {
    const { remaining: _r, consumed: _c, repaid: _p, takenBack: _t, ...lot } = byId.get(lotId)!;
    const isOver = lot.expiresAt !== null && lot.expiresAt <= now;
    const isShort = lot.expiresAt !== null && lot.expiresAt < graceTo;
    if (isOver && !released && terms.expired === 'forfeit') lapsed.push({ lotId, points });
    else if (isShort && (isOver || released))
      back.push({ ...lot, lotId: `${lotId}~${name}`, from: lotId, points, expiresAt: graceTo });
    else back.push({ ...lot, points });
  }
  return { back, lapsed, debt, overdrawn: Math.max(0, debt - (asked.debt - asked.overdrawn)) };
}

/** Points that may be spent again. */
export const backAgain = ({ back }: Pick<GivenBack, 'back'>): number => sumOf(back);

/** All points that came back, wherever they went. */
export const pointsOf = ({ back, lapsed, debt }: GivenBack): number =>
  sumOf(back) + sumOf(lapsed) + debt;

/** The lots after points came back to them. */
export function afterGivingBack(
  lots: readonly LotLeft[],
  { back, lapsed }: Pick<GivenBack, 'back' | 'lapsed'>,
): LotLeft[] {
  const known = new Set(lots.map(({ lotId }) => lotId));
  const into = new Map(
    back.filter((lot) => known.has(lot.lotId)).map((lot) => [lot.lotId, lot.points]),
  );
  const split = back.filter((lot) => !known.has(lot.lotId));
  const away = new Map(split.map((lot) => [lot.from!, lot.points]));
  const gone = new Map(lapsed.map((part) => [part.lotId, part.points]));
  return [
    ...lots.map((lot) => {
      const [a, b, c] = [
        into.get(lot.lotId) ?? 0,
        away.get(lot.lotId) ?? 0,
        gone.get(lot.lotId) ?? 0,
      ];
      if (a + b + c === 0) return lot;
      const consumed = lot.consumed - a - b - c;
      return {
        ...lot,
        points: lot.points - b,
        remaining: lot.remaining + a,
        consumed,
        repaid: Math.min(lot.repaid, consumed),
      };
    }),
    ...split.map((lot) => ({
      ...lot,
      remaining: lot.points,
      consumed: 0,
      repaid: 0,
      takenBack: 0,
    })),
  ];
}

/** What of an account moves when points come back. */
type Sums = Pick<
  PointsAccount,
  'lots' | 'available' | 'expired' | 'redeemed' | 'reversed' | 'debt' | 'overdrawn'
>;

/** The account after points came back. What went against the debt of spent points is spent now, any other is taken back. */
export const withGivenBack = <S extends Sums>(s: S, given: GivenBack): S => ({
  ...s,
  lots: afterGivingBack(s.lots, given),
  available: s.available + backAgain(given),
  expired: s.expired + sumOf(given.lapsed),
  redeemed: s.redeemed + given.overdrawn,
  reversed: s.reversed + given.debt - given.overdrawn,
  debt: s.debt - given.debt,
  overdrawn: s.overdrawn - given.overdrawn,
});
