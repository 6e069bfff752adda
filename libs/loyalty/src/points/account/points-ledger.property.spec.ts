import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { sumOf } from './lots.js';
import type { PointsAccount } from './points-account.js';
import type { PointsCommand, PointsEvent } from './points-events.js';
import { points } from './points-ledger.js';
import { statusOf } from './reserved.js';
import { command, day, named } from './wishes.testing.js';
import { DEFAULT_PROGRAMME } from '../../rules/programme.js';

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
  const { earned, adjusted, available, held, redeemed, expired, reversed, debt, lots } = account;
  return Object.entries({
    L1: earned + adjusted === available + held + redeemed + expired + reversed,
    L2: [available, held, debt, account.overdrawn, redeemed, expired, reversed].every(
      (n) => n >= 0,
    ),
    held:
      held === sumOf([...account.reservations.values()].filter((one) => statusOf(one) === 'held')),
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
          // A settlement is applied once, a reservation kept and released once (L5, L10).
          if (
            (wish.type === 'ReservePoints' ||
              wish.type === 'TenderPoints' ||
              wish.type === 'ReleasePoints') &&
            run(account, wish, now).length > 0
          )
            wrong.push('kept, applied or released twice');
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
      { numRuns: Number(process.env['CHIGNON_RUNS'] ?? 150) },
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
