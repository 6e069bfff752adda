import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { type DepositCommand, deposits } from './deposit-ledger.js';
import { keptCents } from './deposit.js';
import type { DepositEvent } from './deposit-events.js';

const facts = { appointmentId: 'a1', storeId: 's1', customerId: 'c1', currency: 'EUR' };
const before: DepositEvent[] = [
  {
    type: 'DepositDue',
    data: {
      ...facts,
      cents: 3000,
      ruleId: 'r',
      version: 1,
      payUntilMs: 0,
      startMs: 0,
      ofHold: false,
    },
  },
  { type: 'DepositPaid', data: { ...facts, paymentId: 'p1', cents: 3000, method: 'cash' } },
];
const after = (...commands: DepositCommand[]): DepositEvent[] =>
  commands.reduce<DepositEvent[]>(
    (log, command) => [
      ...log,
      ...given(deposits, 'a1', log).when(command, fixedFacts('2031-01-01T00:00:00.000Z')).events(),
    ],
    before,
  );
const state = (...commands: DepositCommand[]) => stateAfter(deposits, 'a1', after(...commands));
const reserve = (reservationId: string, cents: number): DepositCommand => ({
  type: 'ReserveDeposit',
  reservationId,
  visitId: 'v1',
  cents,
  currency: 'EUR',
  expiresAt: '2031-01-01T00:10:00.000Z',
});
const release = (reservationId: string): DepositCommand => ({
  type: 'ReleaseDeposit',
  reservationId,
  because: 'expired',
});
const settled = (cents: number): DepositCommand => ({
  type: 'FollowAppointment',
  standing: { is: 'settled', visitId: 'v1', cents, settledAt: '2031-01-01T00:05:00.000Z' },
});
const voided: DepositCommand = { type: 'FollowAppointment', standing: { is: 'voided' } };
const back: DepositCommand = { type: 'ReturnDeposit', reason: 'goodwill' };

describe('R-BK-32 a deposit and the bill', () => {
  it('a reservation is given back once, a later one replaces it, and one that was applied is not given back', () => {
    expect(state(reserve('r1', 2000)).reserved).toMatchObject({ reservationId: 'r1', cents: 2000 });
    expect(state(reserve('r1', 2000), release('r1'), release('r1')).reserved).toBeUndefined();
    expect(
      after(reserve('r1', 2000), release('r1'), release('r1')).filter(
        ({ type }) => type === 'DepositReservationReleased',
      ),
    ).toHaveLength(1);
    expect(state(reserve('r1', 2000), reserve('r2', 500), release('r1')).reserved).toMatchObject({
      reservationId: 'r2',
      cents: 500,
    });
    const applied = state(reserve('r1', 2000), settled(2000), release('r1'));
    expect([applied.appliedCents, applied.debtCents, keptCents(applied)]).toEqual([2000, 0, 0]);
  });

  it('reservations of older releases have no end, and no release reaches them', () => {
    const old: DepositEvent[] = [
      ...before,
      { type: 'DepositReserved', data: { ...facts, visitId: 'v1', cents: 2000 } },
    ];
    expect(
      given(deposits, 'a1', old)
        .when(release('r1'), fixedFacts('2031-01-01T00:00:00.000Z'))
        .events(),
    ).toEqual([]);
    expect(stateAfter(deposits, 'a1', old).reserved?.cents).toBe(2000);
  });

  it('a bill heard after its reservation was over is honoured: what is gone by then is a debt, never a deposit below nothing', () => {
    const gone = state(reserve('r1', 2500), release('r1'), back, settled(2500), settled(2500));
    expect([gone.appliedCents, gone.debtCents, gone.debtOf]).toEqual([0, 2500, 'v1']);
    expect(gone.heldCents).toBeGreaterThanOrEqual(0);
    const refunded = state(reserve('r1', 2500), release('r1'), back, settled(2500), settled(1000));
    expect([refunded.appliedCents, refunded.debtCents]).toEqual([0, 1000]);
    const never = state(reserve('r1', 2500), release('r1'), back, settled(2500), voided, voided);
    expect([never.appliedCents, never.debtCents]).toEqual([0, 0]);
    const part = state(
      reserve('r1', 2500),
      release('r1'),
      { ...back, cents: 1000 } as DepositCommand,
      settled(2500),
    );
    expect([part.appliedCents, part.debtCents]).toEqual([2000, 500]);
    for (const cents of [2400, 2000, 700, 0]) {
      const later = state(
        reserve('r1', 2500),
        release('r1'),
        { ...back, cents: 1000 } as DepositCommand,
        settled(2500),
        settled(cents),
      );
      expect(later.appliedCents + later.debtCents).toBe(cents);
      expect(later.debtCents).toBe(Math.max(0, cents - 2000));
      expect(
        later.heldCents + later.appliedCents + later.forfeitedCents + later.returnedCents,
      ).toBe(3000);
    }
  });
});
