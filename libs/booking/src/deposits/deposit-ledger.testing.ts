import { isoOf } from '@chignon/calendar';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { type DepositCommand, deposits, type DepositStanding } from './deposit-ledger.js';
import type { DepositEvent, DueDeposit } from './deposit-events.js';
import type { PaymentNews } from './payments.js';

export const UNTIL = Date.UTC(2031, 2, 9, 15, 30);

export const clock = (ms = UNTIL - 60_000) => fixedFacts(isoOf(ms));
export const facts = { appointmentId: 'a1', storeId: 's1', customerId: 'c1', currency: 'EUR' };
export const due: DueDeposit = {
  ...facts,
  cents: 3000,
  ruleId: 'r',
  version: 1,
  payUntilMs: UNTIL,
  startMs: UNTIL + 3_600_000,
  ofHold: false,
};
export const asked: DepositEvent = { type: 'DepositDue', data: due };

export const after = (
  ...commands: readonly (DepositCommand | [DepositCommand, number])[]
): DepositEvent[] =>
  commands.reduce<DepositEvent[]>(
    (log, one) => {
      const [command, at] = Array.isArray(one) ? one : [one, undefined];
      return [...log, ...given(deposits, 'a1', log).when(command, clock(at)).events()];
    },
    [asked],
  );

export const state = (log: readonly DepositEvent[]) => stateAfter(deposits, 'a1', log);

export const told = (log: readonly DepositEvent[]) =>
  log.slice(1).map(({ type, data }) => ('cents' in data ? `${type} ${data.cents}` : type));

export const hear = (news: PaymentNews): DepositCommand => ({ type: 'HearProvider', news });

export const follow = (standing: DepositStanding): DepositCommand => ({
  type: 'FollowAppointment',
  standing,
});
export const start: DepositCommand = { type: 'StartPayment' };
export const cash: DepositCommand = { type: 'TakePayment', method: 'cash' };
export const lapse: [DepositCommand, number] = [{ type: 'LapseDeposit' }, UNTIL];
export const paid = hear({
  is: 'paid',
  paymentId: 'p1',
  reference: 'pi_1',
  cents: 3000,
  currency: 'EUR',
});

export const over = (because: Extract<DepositStanding, { is: 'over' }>['because'], feeCents = 0) =>
  follow({ is: 'over', because, feeCents });

export const settled = (cents: number) =>
  follow({ is: 'settled', visitId: 'v1', cents, settledAt: isoOf(UNTIL) });

export const refusal = (log: readonly DepositEvent[], command: DepositCommand, at?: number) => {
  try {
    return void given(deposits, 'a1', log).when(command, clock(at)).events();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

export const bill = { reservationId: 'rv1', visitId: 'v1', expiresAt: '2031-01-01T00:10:00.000Z' };
