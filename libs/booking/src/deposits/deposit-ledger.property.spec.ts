import fc from 'fast-check';
import { type DepositCommand, deposits, strayPayments } from './deposit-ledger.js';
import { type DepositState, keptCents, returningCents } from './deposit.js';
import type { DepositEvent } from './deposit-events.js';
import {
  asked,
  bill,
  cash,
  clock,
  due,
  follow,
  hear,
  over,
  settled,
  start,
  state,
  UNTIL,
} from './deposit-ledger.testing.js';

describe('R-BK-32 money is neither made nor lost', () => {
  const amount = fc.constantFrom(1, 1000, 3000, 5000);
  const payment = fc.constantFrom('p1', 'p2', 'p3');
  const command: fc.Arbitrary<DepositCommand> = fc.oneof(
    fc.constantFrom<DepositCommand>(
      start,
      cash,
      { type: 'LapseDeposit' },
      { type: 'WaiveDeposit', reason: 'x' },
      { type: 'ReturnDeposit', reason: 'x' },
      follow({ is: 'voided' }),
    ),
    fc
      .record({ paymentId: payment, cents: amount })
      .map(({ paymentId, cents }) =>
        hear({ is: 'paid', paymentId, reference: `pi_${paymentId}`, cents, currency: 'EUR' }),
      ),
    payment.map((paymentId): DepositCommand => ({
      type: 'NotePayment',
      paymentId,
      reference: `pi_${paymentId}`,
    })),
    fc
      .record({ paymentId: payment, final: fc.boolean() })
      .map(({ paymentId, final }) => hear({ is: 'failed', paymentId, code: 'x', final })),
    fc.record({ paymentId: payment, cents: amount, n: fc.nat(2) }).map(({ paymentId, cents, n }) =>
      hear({
        is: 'returned',
        paymentId,
        ofReference: `pi_${paymentId}`,
        reference: `re_${n}`,
        cents,
      }),
    ),
    fc
      .record({ paymentId: payment, cents: amount, returnId: fc.constantFrom('r1', 'r2') })
      .map(({ paymentId, cents, returnId }) =>
        hear({
          is: 'returned',
          paymentId,
          returnId,
          ofReference: `pi_${paymentId}`,
          reference: `re_${returnId}`,
          cents,
        }),
      ),
    fc
      .constantFrom('r1', 'r2', 'r3')
      .map((returnId): DepositCommand => ({ type: 'FinishReturn', returnId })),
    fc
      .constantFrom('r1', 'r2')
      .map((returnId): DepositCommand => ({ type: 'FailReturn', returnId, code: 'x' })),
    amount.map((cents): DepositCommand => ({
      type: 'ReserveDeposit',
      ...bill,
      cents,
      currency: 'EUR',
    })),
    amount.map((cents) => settled(cents)),
    fc
      .record({
        because: fc.constantFrom(
          'cancelled-by-customer' as const,
          'missed' as const,
          'cancelled-by-store' as const,
          'hold-over' as const,
        ),
        feeCents: fc.constantFrom(0, 1000, 9000),
      })
      .map(({ because, feeCents }) => over(because, feeCents)),
    amount.map((cents) => follow({ is: 'standing', due: { ...due, cents } })),
  );
  const REPEATED = new Set(['HearProvider', 'FollowAppointment', 'FinishReturn', 'LapseDeposit']);
  const decided = (now: DepositState, wish: DepositCommand, at: number): DepositEvent[] => {
    try {
      return (
        deposits.decide[wish.type] as (
          state: DepositState,
          command: unknown,
          facts: unknown,
        ) => DepositEvent[]
      )(now, wish, clock(at));
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
      return [];
    }
  };
  const evolved = (now: DepositState, events: readonly DepositEvent[]): DepositState =>
    events.reduce(
      (before, event) =>
        (deposits.evolve[event.type] as (state: DepositState, event: unknown) => DepositState)(
          before,
          event,
        ),
      now,
    );

  it('whatever happens in whatever order and as often as it likes: paid = held + applied + forfeited + returned, nothing negative, each once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(command, fc.constantFrom(UNTIL - 1, UNTIL)), { maxLength: 30 }),
        (steps) => {
          let now = state([asked]);
          const log: DepositEvent[] = [];
          for (const [step, at] of steps) {
            const events = decided(now, step, at);
            log.push(...events);
            now = evolved(now, events);
            const {
              paidCents,
              heldCents,
              appliedCents,
              forfeitedCents,
              returnedCents,
              payments,
              end,
            } = now;
            expect(paidCents).toBe(heldCents + appliedCents + forfeitedCents + returnedCents);
            expect(
              Math.min(
                paidCents,
                heldCents,
                appliedCents,
                forfeitedCents,
                returnedCents,
                keptCents(now),
                returningCents(now),
                ...[...payments.values()].map(({ cents, backCents }) => cents - backCents),
              ),
            ).toBeGreaterThanOrEqual(0);
            if (end !== undefined) expect([end, keptCents(now)]).toEqual([end, 0]);
            // At most one payment may still be made, and none when nothing is owed.
            const stray = strayPayments(now).map(({ paymentId }) => paymentId);
            const open = [...payments].filter(
              ([id, { status, reference }]) =>
                status === 'started' && reference !== undefined && !stray.includes(id),
            );
            expect(open.length).toBeLessThanOrEqual(
              end === undefined && keptCents(now) < now.due!.cents ? 1 : 0,
            );
            // Each decline is a fact of its own, and moves no money.
            if (REPEATED.has(step.type))
              expect(
                decided(now, step, at).filter(({ type }) => type !== 'DepositPaymentFailed'),
              ).toEqual([]);
          }
          const ids = (type: DepositEvent['type'], id: 'paymentId' | 'returnId') =>
            log
              .filter((event) => event.type === type)
              .map(({ data }) => (data as unknown as { [id: string]: string })[id]);
          for (const all of [
            ids('DepositPaid', 'paymentId'),
            ids('DepositReturned', 'returnId'),
            ids('DepositReturnAsked', 'returnId'),
          ])
            expect(new Set(all).size).toBe(all.length);
        },
      ),
      { numRuns: 400 },
    );
  });
});
