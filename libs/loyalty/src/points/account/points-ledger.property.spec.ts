import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { sumOf } from './lots.js';
import type { PointsAccount } from './points-account.js';
import type { PointsCommand, PointsEvent } from './points-events.js';
import { points } from './points-ledger.js';
import { DEFAULT_PROGRAMME, type ReturnTerms } from '../../rules/programme.js';

/** Milliseconds between the first and the last day a random visit may have: old enough for lots that are over. */
const day = fc
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
/** Stands for one of the ids that the account has given out: which one is known when the command is asked for. */
const nth = fc.integer({ min: 0, max: 20 }).map((n) => `nth-${n}`);
const command: fc.Arbitrary<PointsCommand> = fc.oneof(
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
  { weight: 1, arbitrary: fc.record({ type: fc.constant('ExpirePoints' as const), asOf: day }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('ReviewTier' as const), programme, asOf: day }),
  },
);

/** The command with an id that the account knows, in the order in which it gave them out. */
function named(state: PointsAccount, wish: PointsCommand): PointsCommand {
  const pick = (ids: readonly string[], id: string): string =>
    ids.length === 0 ? id : ids[Number(id.slice('nth-'.length)) % ids.length]!;
  if ('redemptionId' in wish)
    return { ...wish, redemptionId: pick([...state.redemptions.keys()], wish.redemptionId) };
  if ('adjustmentId' in wish)
    return { ...wish, adjustmentId: pick([...state.adjustments.keys()], wish.adjustmentId) };
  return wish;
}

let ids = 0;
const run = (state: PointsAccount, wish: PointsCommand, now: string): PointsEvent[] => {
  try {
    return (
      points.decide[wish.type] as (
        s: PointsAccount,
        c: PointsCommand,
        f: ReturnType<typeof fixedFacts>,
      ) => PointsEvent[]
    )(state, wish, { ...fixedFacts(now), newId: () => `id-${++ids}` });
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
};

const evolve = (state: PointsAccount, event: PointsEvent): PointsAccount =>
  (points.evolve[event.type] as (s: PointsAccount, e: unknown) => PointsAccount)(state, event);

/** Names of the invariants that a state breaks; plain comparisons, because there are many thousands of states. */
const broken = (account: PointsAccount): string[] => {
  const { earned, adjusted, available, redeemed, expired, reversed, debt, lots } = account;
  return Object.entries({
    L1: earned + adjusted === available + redeemed + expired + reversed,
    L2: available >= 0 && debt >= 0 && redeemed >= 0 && expired >= 0 && reversed >= 0,
    L3: [earned, available, redeemed, expired, reversed, debt].every(Number.isSafeInteger),
    L9:
      sumOf(lots.map((lot) => ({ points: lot.remaining }))) === available &&
      lots.every((lot) =>
        [
          lot.remaining,
          lot.consumed,
          lot.takenBack,
          lot.points - lot.remaining - lot.consumed - lot.takenBack,
        ].every((n) => n >= 0),
      ),
  }).flatMap(([name, held]) => (held ? [] : [name]));
};

describe('L1 L2 L3 L9 L10 over random lives of an account', () => {
  it('hold at every revision', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, day), { maxLength: 30 }), (steps) => {
        const log: PointsEvent[] = [];
        const wrong: string[] = [];
        let account = points.initial('c1');
        for (const [asked, now] of steps) {
          const wish = named(account, asked);
          for (const event of run(account, wish, now)) {
            log.push(event);
            account = evolve(account, event);
            wrong.push(...broken(account));
            if (
              'balanceAfter' in event.data &&
              event.data.balanceAfter !== account.available - account.debt
            )
              wrong.push('balanceAfter');
          }
          if (account.debt > 0 && account.available > 0) wrong.push('spendable while in debt');
          // Nothing that was undone is undone again, and nothing that undid is undone (L10).
          if (wish.type === 'CancelRedemption' || wish.type === 'ReverseAdjustment')
            if (run(account, wish, now).length > 0) wrong.push('undone twice');
          // The same visit fact again, by any other command id: nothing (L5).
          if (
            (wish.type === 'NoteSettlement' || wish.type === 'ReversePoints') &&
            run(account, wish, now).length > 0
          )
            wrong.push('L5');
        }
        for (const visitId of account.visits.keys()) {
          const of = <T extends PointsEvent['type']>(type: T) =>
            log.filter(
              (event): event is Extract<PointsEvent, { type: T }> =>
                event.type === type && 'visitId' in event.data && event.data.visitId === visitId,
            );
          const earned = of('PointsEarned').reduce((sum, event) => sum + event.data.points, 0);
          const taken = of('PointsReversed').reduce(
            (sum, { data }) => sum + sumOf([...data.lots, ...data.lapsed!, ...data.owed!]),
            0,
          );
          if (taken > earned || (account.visits.get(visitId)!.voided && taken !== earned))
            wrong.push('L10');
        }
        for (const event of log)
          if (event.type === 'PointsRedeemed' && sumOf(event.data.lots) !== event.data.points)
            wrong.push('R-LY-08');
        expect(wrong).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('decide and evolve never change the state they were given', () => {
    const freeze = <T>(value: T): T => {
      if (value && typeof value === 'object' && !Object.isFrozen(value))
        Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(command, day), { maxLength: 15 }), (steps) => {
        let account = freeze(points.initial('c1'));
        for (const [wish, now] of steps)
          for (const event of run(account, freeze(named(account, wish)), now))
            account = freeze(evolve(account, freeze(event)));
        expect(broken(account)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('L7 many small credits, one drain', () => {
  it('500 credits of 1 give 500; draining never overdraws', () => {
    let account = points.initial('c1');
    const log: PointsEvent[] = [];
    const step = (wish: PointsCommand) => {
      for (const event of run(account, wish, '2026-06-01T10:00:00.000Z')) {
        log.push(event);
        account = evolve(account, event);
      }
    };
    const credit = (n: number): PointsCommand => ({
      type: 'NoteSettlement',
      programme: DEFAULT_PROGRAMME,
      imported: false,
      visitId: `v${n}`,
      settlementNo: 1,
      storeId: 's1',
      zone: 'UTC',
      settledAt: '2026-05-01T10:00:00.000Z',
      currency: 'USD',
      lines: [{ lineId: 'l', kind: 'service', quantityMilli: 1000, netCents: 100, earning: true }],
      tenders: [],
    });
    for (let n = 0; n < 500; n++) step(credit(n));
    expect(account.available).toBe(500);
    for (let n = 0; n < 12; n++) step({ type: 'RedeemPoints', points: 50, reason: 'gift' });
    expect(account).toMatchObject({ available: 0, redeemed: 500 });
    expect(log.filter((event) => event.type === 'PointsRedeemed')).toHaveLength(10);
  });
});
