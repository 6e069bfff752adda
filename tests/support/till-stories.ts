import fc from 'fast-check';
import { type Asked, type TillOfTests, value } from './till.js';

/* Bills of two stores that deposits and purses pay, and what may happen to them in any order. */

export const STORES = { soho: 'USD', mitte: 'EUR' } as const;
type StoreId = keyof typeof STORES;
const DEPOSIT = 2500;

/** Hours of the stores that are booked so far: nobody takes one twice. */
let appointments = 0;

/** The stores take bookings, and ask for a deposit for those of the app. */
export async function takeBookings(till: TillOfTests): Promise<void> {
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  for (const [storeId, zone] of [
    ['soho', 'America/New_York'],
    ['mitte', 'Europe/Berlin'],
  ] as const) {
    await till.put(`stores/${storeId}`, {
      regionId: 'r1',
      name: storeId,
      zone,
      currency: STORES[storeId],
      openingHours: weekdays.map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
      checkInDaysAhead: 60,
    });
    await till.put(`staff/${storeId}-anna/shifts`, {
      patterns: [
        {
          storeId,
          validFrom: '2020-01-01',
          shifts: weekdays.map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
        },
      ],
    });
  }
  await till.put('deposit-rules/app', {
    kind: 'fixed',
    amountCents: DEPOSIT,
    channels: ['app'],
    payWithinMinutes: 600,
  });
}

export interface Bill {
  readonly storeId: StoreId;
  readonly visitId: string;
  /** Absent: nobody booked it, so there is no deposit. */
  readonly appointmentId?: string;
  readonly purse: string;
  /** First answers, by key. */
  readonly answered: Map<number, Asked['body']>;
}

/** A bill of 60.00, of a walk-in or of an appointment whose deposit was paid. */
export async function opened(
  till: TillOfTests,
  storeId: StoreId,
  booked: boolean,
  purse: string,
): Promise<Bill> {
  const bill = { storeId, purse, answered: new Map() };
  if (!booked) return { ...bill, visitId: await till.bill(storeId) };
  const n = appointments++;
  const startsAt = `2031-03-${String(5 + Math.floor(n / 10)).padStart(2, '0')}T${String(9 + (n % 10)).padStart(2, '0')}:00`;
  const made = await till.ask('POST', '/v1/booking/appointments', {
    storeId,
    startsAt,
    services: [{ serviceId: 'cut', staffId: `${storeId}-anna` }],
    channel: 'app',
  });
  expect([made.status, made.body.code]).toEqual([201, undefined]);
  const { appointmentId } = made.body;
  await till.platform.settle();
  const at = `/v1/booking/appointments/${appointmentId}`;
  const paid = await till.ask('POST', `${at}/deposit/payments`, { method: 'cash' });
  expect([paid.status, paid.body.code]).toEqual([200, undefined]);
  const { body, status } = await till.ask('POST', `${at}/check-in`, {});
  expect([status, body.code]).toEqual([200, undefined]);
  const { visitId } = body;
  expect((await till.ask('POST', `/v1/booking/visits/${visitId}/complete`, {})).status).toBe(200);
  return { ...bill, visitId, appointmentId };
}

/** How each key pays: the same whenever it is repeated. */
export const splits = ({ purse, appointmentId }: Bill): object[][] => {
  const deposit = appointmentId === undefined ? [] : [{ kind: 'deposit', cents: 1500 }];
  const rest = 6000 - (deposit.length > 0 ? 1500 : 0);
  return [
    [...deposit, value(3000, purse), { kind: 'cash', cents: rest - 3000 }],
    [
      value(2000, purse),
      value(1000, `${purse}-b`),
      ...deposit,
      { kind: 'card', cents: rest - 3000 },
    ],
  ];
};

const which = fc.nat(1);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('checkout' as const),
      which,
      key: fc.nat(1),
      /** The gateway dies after so many of its requests. */
      dies: fc.option(
        fc.record({
          steps: fc.integer({ min: 1, max: 9 }),
          when: fc.constantFrom('before' as const, 'after' as const),
        }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('both' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('reserve' as const), which, given: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('refund' as const, 'correct' as const),
      which,
      part: fc.constantFrom(250, 500, 1000),
      named: fc.boolean(),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('void' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(3, 11, 16) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);
export const story = fc.record({
  bills: fc.tuple(
    ...[0, 1].map(() =>
      fc.record({
        storeId: fc.constantFrom('soho' as const, 'mitte' as const),
        booked: fc.boolean(),
      }),
    ),
  ),
  steps: fc.array(step, { minLength: 3, maxLength: 12 }),
});
export type Step = ReturnType<typeof step.generate>['value'];
