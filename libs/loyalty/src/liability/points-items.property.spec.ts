import fc from 'fast-check';
import { type Envelope, Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { accountAt, points } from '../points/account/points-ledger.js';
import type { PointsAccount } from '../points/account/points-account.js';
import type { PointsCommand, PointsEvent } from '../points/account/points-events.js';
import { command, day, named } from '../points/account/wishes.testing.js';
import { FLOWS, OPEN } from './item.js';
import { ItemsOfTests, StreamOfTests } from './liability.testing.js';
import { pointsItems } from './points-items.view.js';
import { postingsOf } from './points-postings.js';
import { type Period, rollForward } from './roll-forward.js';

/*
 * LY-23, BY-04, R-LY-20: random lives of an account, in which anything may be written down late, against the account itself, which knows nothing of items.
 */

const RUNS = Number(process.env['CHIGNON_RUNS'] ?? 100);

let ids = 0;
function run(state: PointsAccount, wish: PointsCommand, now: string): PointsEvent[] {
  try {
    return (
      points.decide[wish.type] as (s: PointsAccount, c: PointsCommand, f: unknown) => PointsEvent[]
    )(state, wish, { ...fixedFacts(now), newId: () => `id-${++ids}` });
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
const evolve = (state: PointsAccount, event: PointsEvent): PointsAccount =>
  (points.evolve[event.type] as (s: PointsAccount, e: unknown) => PointsAccount)(state, event);

/** Sums of a roll-forward over its rows. */
function total(items: ItemsOfTests, period: Period) {
  const { rows } = rollForward(items.all(), period);
  const of = (value: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0);
  return {
    opening: of((row) => row.opening),
    closing: of((row) => row.closing),
    late: of((row) => row.late.net),
    flows: Object.fromEntries(FLOWS.map((flow) => [flow, of((row) => row.flows[flow])])) as {
      [F in (typeof FLOWS)[number]]: number;
    },
    ages: of((row) => row.ages.reduce((sum, { amount }) => sum + amount, 0)),
  };
}

const owed = ({ available, held }: PointsAccount): number => available + held;
const counted = (account: PointsAccount) => ({
  issued: account.earned,
  used: -account.redeemed,
  reversed: -account.reversed,
  expired: -account.expired,
  adjusted: account.adjusted,
});

const life = fc.array(fc.tuple(command, day), { maxLength: 25 });

describe('LY-23, BY-04 points that are owed', () => {
  it(`double entry: over each event of ${RUNS} lives what items gain the flows lose, and they come to what the account counts`, () => {
    fc.assert(
      fc.property(life, (steps) => {
        const wrong: unknown[] = [];
        let account = points.initial('c1');
        for (const [asked, now] of steps)
          for (const event of run(account, named(account, asked), now)) {
            const before = account;
            account = evolve(account, event);
            const postings = postingsOf(event);
            const sum = (flow?: string) =>
              postings
                .filter((one) => flow === undefined || one.flow === flow)
                .reduce((a, { amount }) => a + amount, 0);
            const [was, is] = [counted(before), counted(account)];
            const contra = Object.entries(is).map(
              ([flow, value]) => [flow, value - was[flow as keyof typeof was]] as const,
            );
            // The items on one side, the account's own counters on the other: together 0.
            const balanced =
              sum() - contra.reduce((a, [, value]) => a + value, 0) === 0 &&
              sum() === owed(account) - owed(before);
            const named_ = contra.every(([flow, value]) => sum(flow) === value);
            if (!balanced || !named_ || sum('transferred') !== 0)
              wrong.push([event, postings, contra]);
          }
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('R-LY-20: opening and flows give the closing between any two instants, as known at any third', () => {
    fc.assert(
      fc.property(life, fc.tuple(day, day, day, day), (steps, [a, b, c, knownAt]) => {
        const stream = new StreamOfTests('points-c1');
        const items = new ItemsOfTests(pointsItems);
        let account = points.initial('c1');
        const nows = steps.map(([, now]) => now).sort();
        steps.forEach(([asked], i) => {
          const events = run(account, named(account, asked), nows[i]!);
          items.hear(stream.record(events, nows[i]!));
          account = events.reduce(evolve, account);
        });
        const [from, mid, to] = [a, b, c].sort() as [string, string, string];
        const known = stream.events.filter(({ meta }) => meta.recordedAt <= knownAt);
        for (const period of [
          { from, to: mid, knownAt },
          { from: mid, to, knownAt },
          { from, to, knownAt: '9' },
        ]) {
          const one = total(items, period);
          const flows = FLOWS.reduce((sum, flow) => sum + one.flows[flow], 0);
          expect(one.opening + flows).toBe(one.closing);
          expect(one.ages).toBe(one.closing);
          expect(one.flows.transferred).toBe(0);
        }
        const first = total(items, { from, to: mid, knownAt });
        expect(total(items, { from: mid, to, knownAt }).opening).toBe(first.closing);
        // Late facts apart: without them it is what that instant itself would have said.
        const inTime = knownAt < mid ? knownAt : mid;
        expect(first.closing - first.late).toBe(
          total(items, { from, to: mid, knownAt: inTime }).closing,
        );
        // The account as it was known then, and as it stood: the ledger's own fold.
        expect(total(items, { from, to, knownAt }).closing).toBe(
          owed(accountAt('c1', known as Envelope[], to)),
        );
        // An item that is over is one on which nothing is owed any more, at any later instant.
        for (const item of items.all())
          if (item.until !== OPEN)
            expect(rollForward([item], { from: item.until, to: '9', knownAt: '9' }).rows).toEqual(
              [],
            );
      }),
      { numRuns: RUNS },
    );
  });
});
