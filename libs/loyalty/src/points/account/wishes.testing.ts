/* Random wishes of an account: settlements in any order, redemptions, adjustments, reservations, and all that undoes them. */
import fc from 'fast-check';
import { DEFAULT_PROGRAMME, type ReturnTerms } from '../../rules/programme.js';
import type { PointsAccount } from './points-account.js';
import type { PointsCommand } from './points-events.js';

/** Days that random visits may have: old enough for lots that are over. */
export const day = fc
  .integer({ min: 0, max: 2_400 })
  .map((n) => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString());
const visit = fc.integer({ min: 1, max: 8 }).map((n) => `v${n}`);
const programme = fc.constant(DEFAULT_PROGRAMME);
/** Settlements as booking writes them: the bill has lines `a` and `b`, later ones take back or replace. Net amounts are free, also nonsense. */
const settlement = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(
      fc.tuple(
        fc.constantFrom('a', 'b'),
        fc.integer({ min: 1, max: 60_000 }),
        fc.constantFrom('r', 'cn'),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([settlementNo, parts]) => ({
    settlementNo,
    lines: parts.flatMap(([of, cents, how], i) => {
      const one = (lineId: string, netCents: number) => ({
        lineId,
        kind: 'service',
        quantityMilli: netCents < 0 ? -1000 : 1000,
        netCents,
        earning: true,
        ...(settlementNo === 1 ? {} : { refersTo: of }),
      });
      if (settlementNo === 1) return i === 0 || parts[0]![0] !== of ? [one(of, cents)] : [];
      return how === 'r'
        ? [one(`${of}-r${settlementNo}`, -cents)]
        : [
            one(`${of}-c${settlementNo}`, -cents),
            one(`${of}-n${settlementNo}`, Math.floor(cents * 1.5)),
          ];
    }),
  }));
const terms: fc.Arbitrary<ReturnTerms> = fc.record({
  expired: fc.constantFrom('grace', 'forfeit'),
  graceDays: fc.integer({ min: 0, max: 30 }),
});
const reservationId = fc.constantFrom('r1', 'r2', 'r3');
/** Stands for one of the ids that the account has given out: which one is known when the command is asked for. */
const nth = fc.integer({ min: 0, max: 20 }).map((n) => `nth-${n}`);
export const command: fc.Arbitrary<PointsCommand> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        type: fc.constant('NoteSettlement' as const),
        programme,
        visitId: visit,
        storeId: fc.constantFrom('s1', 's2'),
        zone: fc.constantFrom('Asia/Shanghai', 'America/New_York'),
        settledAt: day,
        currency: fc.constantFrom('USD', 'USD', 'CNY'),
        imported: fc.constant(false),
        tenders: fc.constant([]),
        settlement,
      })
      .map(({ settlement: one, ...rest }) => ({ ...rest, ...one })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('RedeemPoints' as const),
      points: fc.integer({ min: 1, max: 600 }),
      reason: fc.constant('gift'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ReversePoints' as const),
      programme,
      visitId: visit,
      voidedAt: day,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('CancelRedemption' as const),
      redemptionId: nth,
      reason: fc.constant('mistake'),
      terms,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('AdjustPoints' as const),
      points: fc.integer({ min: -300, max: 300 }),
      reason: fc.constant('goodwill'),
      storeId: fc.constant('s1'),
      limit: fc.constantFrom(100, 1_000),
      by: fc.constant('user:a'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('ApproveAdjustment' as const, 'RefuseAdjustment' as const),
      adjustmentId: nth,
      by: fc.constantFrom('user:a', 'user:b'),
      limit: fc.constant(1_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('ReverseAdjustment' as const),
      adjustmentId: nth,
      reason: fc.constant('mistake'),
      by: fc.constant('user:a'),
      limit: fc.constant(1_000),
      terms,
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ id: reservationId, cents: fc.integer({ min: 1, max: 300 }), visitId: visit })
      .map(({ id, cents, visitId }) => ({
        type: 'ReservePoints' as const,
        worth: { points: 2, cents: 1 },
        reservation: {
          id,
          owner: 'loyalty',
          kind: 'points',
          use: 'tender' as const,
          account: 'c1',
          cents,
          currency: 'USD',
          purpose: { storeId: 's1', visitId, customerId: 'c1' },
          expiresAt: '2026-01-01T00:00:00.000Z',
        },
      })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        reservationId,
        settlement: fc.constantFrom('1', '2', '3', 'void'),
        cents: fc.integer({ min: 1, max: 300 }),
        terms,
      })
      .map(({ terms: returns, cents, settlement: no, ...rest }) => ({
        type: 'TenderPoints' as const,
        movement: {
          ...rest,
          settlement: no,
          cents: no === '1' ? cents : -cents,
          owner: 'loyalty',
          kind: 'points',
          use: 'tender' as const,
          account: 'c1',
          currency: 'USD',
          storeId: 's1',
          visitId: 'v1',
          settledAt: '2024-01-01T00:00:00.000Z',
        },
        worth: { points: 2, cents: 1 },
        terms: returns,
      })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ReleasePoints' as const),
      reservationId,
      because: fc.constant('expired' as const),
      terms,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('ExpirePoints' as const), asOf: day }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('ReviewTier' as const), programme, asOf: day }),
  },
);

/** The command with an id that the account knows, in the order in which it gave them out. */
export function named(state: PointsAccount, wish: PointsCommand): PointsCommand {
  const pick = (ids: readonly string[], id: string): string =>
    ids.length === 0 ? id : ids[Number(id.slice('nth-'.length)) % ids.length]!;
  if ('redemptionId' in wish)
    return { ...wish, redemptionId: pick([...state.redemptions.keys()], wish.redemptionId) };
  if ('adjustmentId' in wish)
    return { ...wish, adjustmentId: pick([...state.adjustments.keys()], wish.adjustmentId) };
  return wish;
}
