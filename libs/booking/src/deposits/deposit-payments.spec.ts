import { given } from '@chignon/eventing/testing';
import { type DepositCommand, deposits } from './deposit-ledger.js';
import {
  after,
  cash,
  clock,
  hear,
  lapse,
  paid,
  refusal,
  start,
  told,
  UNTIL,
} from './deposit-ledger.testing.js';

const failed = hear({ is: 'failed', paymentId: 'p1', code: 'declined', final: false });

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
