/**
 * Lots: every earning creates its own parcel of points, with its own expiry. The balance is the sum of what is left in
 * them (R-LY-01). Pure; lots are never changed, only replaced.
 */

/** A parcel of points as it was earned. Points are whole numbers above zero. */
export interface Lot {
  /** `<visit>:<settlement>:<line>`: a lot for each line of the bill, and one more where a correction adds to it; `adjustment:<id>` of what was given by hand; `<lot>~<why>` of points that came back with a longer life. */
  readonly lotId: string;
  /** Absent: given by hand. */
  readonly visitId?: string;
  /** Of the bill; absent: given by hand. */
  readonly lineId?: string;
  /** The lot whose points these were before they came back with an expiry of their own. */
  readonly from?: string;
  /** The store that issued the points. */
  readonly storeId: string;
  readonly points: number;
  readonly ruleVersion: string;
  readonly rulePriority: number;
  /** ISO UTC: the day of the visit, not of its recording. */
  readonly earnedAt: string;
  /** ISO UTC; from then on the points may be spent. */
  readonly availableAt: string;
  /** ISO UTC, exclusive; null: never expires. */
  readonly expiresAt: string | null;
}

/** A lot and what became of it: `points` = remaining + consumed + taken back + expired. */
export interface LotLeft extends Lot {
  readonly remaining: number;
  /** Spent, kept for a bill, or used against a debt: what must be owed when the visit is taken back. */
  readonly consumed: number;
  /** Of these the points that went against a debt. */
  readonly repaid: number;
  /** Earned no longer: taken out of the lot, owed, or expired before. */
  readonly takenBack: number;
}

/** A number of points of one lot. */
export interface LotPart {
  readonly lotId: string;
  readonly points: number;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** R-LY-08: soonest expiry, then oldest, then lowest rule priority; never-expiring last. The id makes it one order on every machine. */
export const spendOrder = (a: Lot, b: Lot): number =>
  byText(a.expiresAt ?? '~', b.expiresAt ?? '~') ||
  byText(a.earnedAt, b.earnedAt) ||
  a.rulePriority - b.rulePriority ||
  byText(a.lotId, b.lotId);

/** Points in lots. */
export const sumOf = (parts: readonly { readonly points: number }[]): number =>
  parts.reduce((sum, part) => sum + part.points, 0);

/** A lot whose points may be spent at `now`: not before they are available, and not once they are over. */
export const isOpen = (
  lot: Pick<LotLeft, 'remaining' | 'availableAt' | 'expiresAt'>,
  now: string,
): boolean =>
  lot.remaining > 0 && lot.availableAt <= now && (lot.expiresAt === null || lot.expiresAt > now);

/** The parts to take, in spend order, for at most `points`; fewer when the lots hold fewer. */
export function partsToSpend(lots: readonly LotLeft[], points: number): LotPart[] {
  const parts: LotPart[] = [];
  let left = points;
  for (const lot of lots.filter((lot) => lot.remaining > 0).sort(spendOrder)) {
    if (left === 0) break;
    const taken = Math.min(left, lot.remaining);
    parts.push({ lotId: lot.lotId, points: taken });
    left -= taken;
  }
  return parts;
}

/** How points that a visit no longer earns leave its lots. */
export interface TakenBack {
  /** Out of what was left. */
  readonly lots: readonly LotPart[];
  /** Had expired unspent: nothing to take. */
  readonly lapsed: readonly LotPart[];
  /** Had been spent: owed. */
  readonly owed: readonly LotPart[];
}

/** Takes `points` back from lots of one line, the newest first: what is left before what has expired, and only then what was spent. */
export function partsToTakeBack(lots: readonly LotLeft[], points: number): TakenBack {
  let left = points;
  const take = (has: (lot: LotLeft) => number): LotPart[] =>
    lots.toReversed().flatMap((lot) => {
      const taken = Math.min(left, has(lot));
      left -= taken;
      return taken === 0 ? [] : [{ lotId: lot.lotId, points: taken }];
    });
  return {
    lots: take((lot) => lot.remaining),
    lapsed: take(expiredOf),
    owed: take((lot) => lot.consumed),
  };
}

/** Points of a lot that expired unspent and are earned still. */
const expiredOf = (lot: LotLeft): number =>
  lot.points - lot.remaining - lot.consumed - lot.takenBack;

/** A lot as it is when it is new. */
export const fresh = (lot: Lot): LotLeft => ({
  ...lot,
  remaining: lot.points,
  consumed: 0,
  repaid: 0,
  takenBack: 0,
});

/** The lots after these parts left them: what was spent, or went against a debt, is remembered as consumed, what expired is gone. */
export function without<
  L extends Pick<LotLeft, 'lotId' | 'remaining' | 'consumed'> & { readonly repaid?: number },
>(lots: readonly L[], parts: readonly LotPart[], how: 'spent' | 'repaid' | 'gone'): L[] {
  const taken = new Map(parts.map((part) => [part.lotId, part.points]));
  return lots.map((lot) => {
    const points = taken.get(lot.lotId);
    if (points === undefined) return lot;
    return {
      ...lot,
      remaining: lot.remaining - points,
      consumed: lot.consumed + (how === 'gone' ? 0 : points),
      ...(how === 'repaid' ? { repaid: (lot.repaid ?? 0) + points } : {}),
    };
  });
}

/** The lots after points of them were taken back. */
export function afterTakingBack(
  lots: readonly LotLeft[],
  { lots: left, lapsed, owed }: TakenBack,
): LotLeft[] {
  const [fromLeft, fromLapsed, fromSpent] = [left, lapsed, owed].map(
    (parts) => new Map(parts.map((part) => [part.lotId, part.points])),
  );
  return lots.map((lot) => {
    const [a, b, c] = [
      fromLeft!.get(lot.lotId) ?? 0,
      fromLapsed!.get(lot.lotId) ?? 0,
      fromSpent!.get(lot.lotId) ?? 0,
    ];
    return a + b + c === 0
      ? lot
      : {
          ...lot,
          remaining: lot.remaining - a,
          consumed: lot.consumed - c,
          repaid: Math.min(lot.repaid, lot.consumed - c),
          takenBack: lot.takenBack + a + b + c,
        };
  });
}

/** Lots with something left whose time is over at `now`, in groups of one expiry instant, soonest first. */
export function due(
  lots: readonly LotLeft[],
  now: string,
): { expiredAt: string; parts: LotPart[] }[] {
  const groups = new Map<string, LotPart[]>();
  for (const { lotId, remaining, expiresAt } of lots
    .filter((lot) => lot.remaining > 0 && lot.expiresAt !== null && lot.expiresAt <= now)
    .sort(spendOrder)) {
    const parts = groups.get(expiresAt!) ?? [];
    groups.set(expiresAt!, [...parts, { lotId, points: remaining }]);
  }
  return [...groups].map(([expiredAt, parts]) => ({ expiredAt, parts }));
}
