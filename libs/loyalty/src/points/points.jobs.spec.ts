import { runJob } from '@chignon/eventing/testing';
import { reviewTiers } from './points.jobs.js';
import type { PointsAccount } from './account/points-account.js';
import type { PointsEvent } from './account/points-events.js';
import { points } from './account/points-ledger.js';
import { NOW, noted, noting } from './heard.testing.js';

describe('R-LY-14, L11 the review of tiers', () => {
  /** One account in memory, and a clock. */
  function bench() {
    const log: PointsEvent[] = [];
    let state: PointsAccount = points.initial('c1');
    let clock = NOW;
    let review: object | undefined;
    const looked: string[] = [];
    const put = (command: { type: keyof typeof points.decide }) => {
      for (const event of (
        points.decide[command.type] as (s: PointsAccount, c: unknown, f: unknown) => PointsEvent[]
      )(state, command, { now: () => clock, newId: () => 'id' })) {
        log.push(event);
        state = (points.evolve[event.type] as (s: PointsAccount, e: unknown) => PointsAccount)(
          state,
          event,
        );
      }
    };
    const notice = () => log.findLast((event) => event.type === 'TierLossNoticed');
    const tools = {
      facts: { now: () => clock },
      collection: () => ({}),
      documents: {
        get: async (collection: { name: string }) =>
          collection.name === 'loyalty.tier-reviews' ? review : undefined,
        put: async (_: unknown, document: object) => void (review = document),
        find: async (
          _: unknown,
          {
            index,
            where,
            range,
          }: { index: string; where?: { tier: string }; range?: { lte: string } },
        ) => {
          looked.push(index);
          const found =
            index === 'byTier'
              ? where!.tier === state.tier
              : (notice()?.data.dropsAt ?? '9') <= range!.lte;
          return { items: found ? [{ id: 'c1' }] : [] };
        },
      },
      load: async () => ({ state, revision: log.length }),
      execute: async (_: unknown, __: string, command: never) => put(command),
    } as never;
    return {
      log,
      put,
      looked,
      run: async (at: string) => {
        [clock, looked.length] = [at, 0];
        await runJob(reviewTiers, tools);
      },
    };
  }

  it('says what the clock has brought about, once, and looks at few accounts in between', async () => {
    const { log, put, looked, run } = bench();
    put(noting({ settledAt: '2026-01-10T12:00:00.000Z', lines: [{ ...noted, netCents: 500_00 }] }));
    await run('2027-01-20T12:00:00.000Z');
    await run('2027-01-20T13:00:00.000Z');
    expect(looked).toEqual(['byTierDrop']);
    for (const at of [
      '2027-01-31T22:59:00.000Z',
      '2027-01-31T23:00:00.000Z',
      '2027-01-31T23:00:00.000Z',
      '2027-02-10T12:00:00.000Z',
      '2027-03-31T22:30:00.000Z',
      '2027-04-02T12:00:00.000Z',
    ])
      await run(at);
    expect(log.slice(3)).toMatchObject([
      { type: 'TierLossNoticed', effectiveAt: '2027-01-31T23:00:00.000Z' },
      { type: 'TierChanged', effectiveAt: '2027-03-31T22:00:00.000Z', data: { to: 'regular' } },
    ]);
  });
});
