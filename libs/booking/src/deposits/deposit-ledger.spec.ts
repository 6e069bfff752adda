import fc from 'fast-check';
import { isoOf } from '@chignon/calendar';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import {
  type DepositCommand,
  deposits,
  type DepositStanding,
  strayPayments,
} from './deposit-ledger.js';
import {
  type DepositEvent,
  type DepositState,
  type DueDeposit,
  keptCents,
  returningCents,
} from './deposit.js';
import type { PaymentNews } from './payments.js';

const UNTIL = Date.UTC(2031, 2, 9, 15, 30);
const clock = (ms = UNTIL - 60_000) => fixedFacts(isoOf(ms));
const facts = { appointmentId: 'a1', storeId: 's1', customerId: 'c1', currency: 'EUR' };
const due: DueDeposit = {
  ...facts,
  cents: 3000,
  ruleId: 'r',
  version: 1,
  payUntilMs: UNTIL,
  startMs: UNTIL + 3_600_000,
  ofHold: false,
};
const asked: DepositEvent = { type: 'DepositDue', data: due };
const after = (
  ...commands: readonly (DepositCommand | [DepositCommand, number])[]
): DepositEvent[] =>
  commands.reduce<DepositEvent[]>(
    (log, one) => {
      const [command, at] = Array.isArray(one) ? one : [one, undefined];
      return [...log, ...given(deposits, 'a1', log).when(command, clock(at)).events()];
    },
    [asked],
  );
const state = (log: readonly DepositEvent[]) => stateAfter(deposits, 'a1', log);
const told = (log: readonly DepositEvent[]) =>
  log.slice(1).map(({ type, data }) => ('cents' in data ? `${type} ${data.cents}` : type));
const hear = (news: PaymentNews): DepositCommand => ({ type: 'HearProvider', news });
const follow = (standing: DepositStanding): DepositCommand => ({
  type: 'FollowAppointment',
  standing,
});
const start: DepositCommand = { type: 'StartPayment' };
const cash: DepositCommand = { type: 'TakePayment', method: 'cash' };
const lapse: [DepositCommand, number] = [{ type: 'LapseDeposit' }, UNTIL];
const paid = hear({ is: 'paid', paymentId: 'p1', reference: 'pi_1', cents: 3000, currency: 'EUR' });
const failed = hear({ is: 'failed', paymentId: 'p1', code: 'declined', final: false });
const over = (because: Extract<DepositStanding, { is: 'over' }>['because'], feeCents = 0) =>
  follow({ is: 'over', because, feeCents });
const settled = (cents: number) =>
  follow({ is: 'settled', visitId: 'v1', cents, settledAt: isoOf(UNTIL) });
const refusal = (log: readonly DepositEvent[], command: DepositCommand, at?: number) => {
  try {
    return void given(deposits, 'a1', log).when(command, clock(at)).events();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const bill = { reservationId: 'rv1', visitId: 'v1', expiresAt: '2031-01-01T00:10:00.000Z' };
describe('R-BK-32 a deposit is a liability until the visit', () => {
  it('is due, paid, and applied to the bill', () => {
    const log = after(
      start,
      paid,
      { type: 'ReserveDeposit', ...bill, cents: 3000, currency: 'EUR' },
      settled(3000),
      settled(3000),
    );
    expect(told(log)).toEqual([
      'PaymentStarted 3000',
      'DepositPaid 3000',
      'DepositReserved 3000',
      'DepositApplied 3000',
      'DepositClosed',
    ]);
    expect(state(log)).toMatchObject({ paidCents: 3000, heldCents: 0, appliedCents: 3000 });
  });
  it('a bill that takes less leaves the rest to be returned; a bill without it all', () => {
    expect(told(after(cash, settled(1000)))).toEqual([
      'DepositPaid 3000',
      'DepositApplied 1000',
      'DepositClosed',
      'DepositReturnAsked 2000',
    ]);
    expect(told(after(cash, settled(0)))).toEqual([
      'DepositPaid 3000',
      'DepositClosed',
      'DepositReturnAsked 3000',
    ]);
  });
  it('not more than is held is reserved for a bill, and what is reserved is not returned', () => {
    expect(refusal(after(), { type: 'ReserveDeposit', ...bill, cents: 1, currency: 'EUR' })).toBe(
      'deposit-insufficient',
    );
    expect(
      refusal(after(cash), { type: 'ReserveDeposit', ...bill, cents: 3001, currency: 'EUR' }),
    ).toBe('deposit-insufficient');
    expect(
      refusal(after(cash), { type: 'ReserveDeposit', ...bill, cents: 3000, currency: 'USD' }),
    ).toBe('deposit-currency');
    const reserved = after(cash, {
      type: 'ReserveDeposit',
      ...bill,
      cents: 2500,
      currency: 'EUR',
    });
    expect(refusal(reserved, { type: 'ReturnDeposit', reason: 'x', cents: 501 })).toBe(
      'deposit-insufficient',
    );
    expect(
      told([
        ...reserved,
        ...given(deposits, 'a1', reserved)
          .when({ type: 'ReturnDeposit', reason: 'x' }, clock())
          .events(),
      ]).at(-1),
    ).toBe('DepositReturnAsked 500');
    expect(
      refusal(after(cash, { type: 'ReturnDeposit', reason: 'x' }), {
        type: 'ReserveDeposit',
        ...bill,
        cents: 1,
        currency: 'EUR',
      }),
    ).toBe('deposit-insufficient');
  });
  it('is forfeited up to the fee on a late cancel or a no-show, the rest returned', () => {
    expect(
      told(after(cash, over('cancelled-by-customer', 1000), over('cancelled-by-customer', 1000))),
    ).toEqual([
      'DepositPaid 3000',
      'DepositForfeited 1000',
      'DepositClosed',
      'DepositReturnAsked 2000',
    ]);
    expect(told(after(cash, over('missed', 9000)))).toEqual([
      'DepositPaid 3000',
      'DepositForfeited 3000',
      'DepositClosed',
    ]);
    expect(told(after(cash, over('cancelled-by-customer', 0)))).toEqual([
      'DepositPaid 3000',
      'DepositClosed',
      'DepositReturnAsked 3000',
    ]);
  });
  it('is returned in full when the store cancels, whatever fee stands', () =>
    expect([
      told(after(cash, over('cancelled-by-store', 2000))),
      told(after(cash, over('declined', 2000))),
    ]).toEqual([
      ['DepositPaid 3000', 'DepositClosed', 'DepositReturnAsked 3000'],
      ['DepositPaid 3000', 'DepositClosed', 'DepositReturnAsked 3000'],
    ]));
  it('what was forfeited goes back when the fee is waived, once', () =>
    expect(told(after(cash, over('missed', 9000), over('missed', 0), over('missed', 0)))).toEqual([
      'DepositPaid 3000',
      'DepositForfeited 3000',
      'DepositClosed',
      'DepositRestored 3000',
      'DepositReturnAsked 3000',
    ]));
  it('what was applied goes back when the visit is voided, once', () =>
    expect(
      told(after(cash, settled(3000), follow({ is: 'voided' }), follow({ is: 'voided' })).slice(3)),
    ).toEqual(['DepositRestored 3000', 'DepositClosed', 'DepositReturnAsked 3000']));
  it('is asked for anew when the booking changed what is due: what is too much goes back', () => {
    const log = after(
      cash,
      follow({ is: 'standing', due: { ...due, cents: 2000 } }),
      follow({ is: 'standing', due: { ...due, cents: 2000 } }),
    );
    expect(told(log)).toEqual(['DepositPaid 3000', 'DepositDue 2000', 'DepositReturnAsked 1000']);
    expect(told(after(cash, follow({ is: 'standing', due: undefined })))).toEqual([
      'DepositPaid 3000',
      'DepositClosed',
      'DepositReturnAsked 3000',
    ]);
  });
  it('is waived for a reason, and then goes back', () => {
    expect(
      told(
        after(
          cash,
          { type: 'WaiveDeposit', reason: 'regular' },
          { type: 'WaiveDeposit', reason: 'regular' },
        ),
      ),
    ).toEqual(['DepositPaid 3000', 'DepositWaived', 'DepositReturnAsked 3000']);
    expect(refusal(after(lapse), { type: 'WaiveDeposit', reason: 'regular' })).toBe(
      'deposit-lapsed',
    );
  });
});

describe('BK-05 payments', () => {
  it('lapse at the instant, not before, and never when they are paid', () => {
    expect(told(after([{ type: 'LapseDeposit' }, UNTIL - 1]))).toEqual([]);
    expect(told(after(lapse, lapse))).toEqual(['DepositLapsed']);
    expect(told(after(cash, lapse))).toEqual(['DepositPaid 3000']);
    expect([
      refusal(after(), cash, UNTIL),
      refusal(after(lapse), cash),
      refusal(after(cash), start),
      refusal([], start),
    ]).toEqual(['deposit-overdue', 'deposit-lapsed', 'deposit-paid', 'deposit-not-found']);
  });
  it('paid after it was released goes back in full', () =>
    expect(told(after(start, lapse, paid, paid))).toEqual([
      'PaymentStarted 3000',
      'DepositLapsed',
      'DepositPaid 3000',
      'DepositReturnAsked 3000',
    ]));
  it('paid twice over, at the desk and online, goes back as far as it is too much', () =>
    expect(told(after(start, cash, paid))).toEqual([
      'PaymentStarted 3000',
      'DepositPaid 3000',
      'DepositPaid 3000',
      'DepositReturnAsked 3000',
    ]));
  it('is one payment however often it is begun, and another one when that can no longer succeed', () => {
    expect(told(after(start, start))).toEqual(['PaymentStarted 3000']);
    expect(told(after(start, failed, start))).toEqual([
      'PaymentStarted 3000',
      'DepositPaymentFailed',
    ]);
    expect(
      told(
        after(
          start,
          hear({ is: 'failed', paymentId: 'p1', code: 'abandoned', final: true }),
          start,
        ),
      ),
    ).toEqual(['PaymentStarted 3000', 'DepositPaymentFailed', 'PaymentStarted 3000']);
  });
  it.each<[string, readonly DepositCommand[], readonly string[]]>([
    ['succeeded twice', [start, paid, paid], ['PaymentStarted 3000', 'DepositPaid 3000']],
    ['failed after succeeded', [start, paid, failed], ['PaymentStarted 3000', 'DepositPaid 3000']],
    [
      'succeeded after failed',
      [start, failed, paid],
      ['PaymentStarted 3000', 'DepositPaymentFailed', 'DepositPaid 3000'],
    ],
    [
      "refunded in the provider's desk before it was heard of as paid",
      [
        start,
        hear({
          is: 'returned',
          paymentId: 'p1',
          ofReference: 'pi_1',
          reference: 're_1',
          cents: 3000,
        }),
        paid,
      ],
      ['PaymentStarted 3000', 'DepositPaid 3000', 'DepositReturned 3000'],
    ],
    [
      'refunded there twice',
      [
        start,
        paid,
        hear({
          is: 'returned',
          paymentId: 'p1',
          ofReference: 'pi_1',
          reference: 're_1',
          cents: 1000,
        }),
        hear({
          is: 'returned',
          paymentId: 'p1',
          ofReference: 'pi_1',
          reference: 're_1',
          cents: 1000,
        }),
      ],
      ['PaymentStarted 3000', 'DepositPaid 3000', 'DepositReturned 1000'],
    ],
    [
      'our own refund said twice, in two ways',
      [
        start,
        paid,
        { type: 'ReturnDeposit', reason: 'x' },
        hear({
          is: 'returned',
          returnId: 'r1',
          paymentId: 'p1',
          ofReference: 'pi_1',
          reference: 're_1',
          cents: 3000,
        }),
        { type: 'FinishReturn', returnId: 'r1' },
        paid,
      ],
      [
        'PaymentStarted 3000',
        'DepositPaid 3000',
        'DepositReturnAsked 3000',
        'DepositReturned 3000',
      ],
    ],
    [
      'a refund that failed, then done by hand',
      [
        start,
        paid,
        { type: 'ReturnDeposit', reason: 'x' },
        hear({ is: 'return-failed', returnId: 'r1', code: 'expired_card' }),
        hear({ is: 'return-failed', returnId: 'r1', code: 'expired_card' }),
        { type: 'FinishReturn', returnId: 'r1', reference: 'cash-1' },
      ],
      [
        'PaymentStarted 3000',
        'DepositPaid 3000',
        'DepositReturnAsked 3000',
        'DepositReturnFailed',
        'DepositReturned 3000',
      ],
    ],
    [
      'a second charge under the same id',
      [
        start,
        paid,
        hear({ is: 'paid', paymentId: 'p1', reference: 'pi_2', cents: 3000, currency: 'EUR' }),
        hear({ is: 'paid', paymentId: 'p1', reference: 'pi_2', cents: 3000, currency: 'EUR' }),
        paid,
      ],
      ['PaymentStarted 3000', 'DepositPaid 3000', 'DepositPaid 3000', 'DepositReturnAsked 3000'],
    ],
  ])('news of a provider: %s', (_, commands, events) =>
    expect(told(after(...commands))).toEqual(events),
  );
  it('news of a payment in another currency is refused: it cannot be added up', () =>
    expect(
      refusal(
        after(start),
        hear({ is: 'paid', paymentId: 'p1', reference: 'pi_1', cents: 3000, currency: 'JPY' }),
      ),
    ).toBe('payment-currency'));
  it('news of a deposit that is not here has no effect', () =>
    given(deposits, 'a1', []).when(paid, clock()).then([]));
});

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
