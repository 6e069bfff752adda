import fc from 'fast-check';
import { type Envelope, Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { StreamOfTests } from '../liability/liability.testing.js';
import { isOpen, sumOf } from '../points/account/lots.js';
import type { PointsAccount } from '../points/account/points-account.js';
import type { PointsCommand, PointsEvent } from '../points/account/points-events.js';
import { accountAt, points } from '../points/account/points-ledger.js';
import { command, day, named } from '../points/account/wishes.testing.js';
import { pointsProof } from './proof.js';

/* BY-02, BY-01: over random lives of an account the leaves sum to each part, the parts to the figure, and the figure to the balance of the account itself. */

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

it('BY-02: leaves sum to the balance of points, as of any instant and as known at any other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(command, day), { maxLength: 25 }),
      fc.array(fc.tuple(day, day), { minLength: 1, maxLength: 4 }),
      (steps, moments) => {
        const stream = new StreamOfTests('points-c1');
        let account = points.initial('c1');
        const nows = steps.map(([, now]) => now).sort();
        steps.forEach(([asked], i) => {
          const events = run(account, named(account, asked), nows[i]!);
          stream.record(events, nows[i]!);
          account = events.reduce(
            (state, event) =>
              (points.evolve[event.type] as (s: PointsAccount, e: unknown) => PointsAccount)(
                state,
                event,
              ),
            account,
          );
        });
        for (const [effectiveAt, knownAt] of [...moments, ['2027-01-01', '2027-01-01'] as const]) {
          const then = accountAt('c1', stream.events as Envelope[], effectiveAt, knownAt);
          const proof = pointsProof('c1', stream.events, { effectiveAt, knownAt });
          for (const part of proof.parts)
            expect(part.leaves.reduce((sum, { amount }) => sum + amount, 0)).toBe(part.amount);
          expect(proof.parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(proof.amount);
          const open = then.lots.filter((lot) => isOpen(lot, effectiveAt));
          expect(proof.amount).toBe(
            sumOf(open.map(({ remaining }) => ({ points: remaining }))) - then.debt,
          );
        }
      },
    ),
    { numRuns: Number(process.env['CHIGNON_RUNS'] ?? 100) },
  );
});
