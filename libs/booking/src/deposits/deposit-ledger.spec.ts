import { given } from '@chignon/eventing/testing';
import { deposits } from './deposit-ledger.js';
import {
  after,
  bill,
  cash,
  clock,
  due,
  follow,
  lapse,
  over,
  paid,
  refusal,
  settled,
  start,
  state,
  told,
} from './deposit-ledger.testing.js';

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
