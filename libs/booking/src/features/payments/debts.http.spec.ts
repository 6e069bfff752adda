import { deposits, type DepositStanding } from '../../deposits/deposit-ledger.js';
import { DepositDesk } from './testing.http.js';

/* A bill that took a deposit in time and is heard after the money went back: the customer owes it, and whoever looks sees it. */

let desk: DepositDesk;
beforeAll(async () => {
  desk = await DepositDesk.open();
}, 60_000);
afterAll(() => desk.close());

/** What the bill says, told to the deposit at this instant. */
const hear = async (appointmentId: string, standing: DepositStanding, at: string) => {
  desk.at.clock.set(at);
  await desk.at.platform.host.runtimes
    .get('booking')!
    .tools.execute(
      deposits,
      appointmentId,
      { type: 'FollowAppointment', standing },
      { commandId: `heard-${at}`, actor: 'system:test', correlationId: 'c' },
    );
  await desk.settle();
};
const listed = async (status: string) =>
  (await desk.at.get(`deposits?storeId=soho&status=${status}`)).body.items;
const liability = async (at: string) =>
  (await desk.at.get(`deposits/liability?storeId=soho&at=${at}`)).body;

it('R-BK-32 a debt stands in the list of the store and in its liability, as of any instant, until it is settled', async () => {
  desk.at.clock.set('2031-01-01T09:00:00.000Z');
  const { appointmentId, customerId } = await desk.book({ startsAt: '2031-03-03T10:00' });
  await desk.take(appointmentId);
  expect(
    (
      await desk.at.post(`appointments/${appointmentId}/deposit/return`, {
        reason: 'goodwill',
        cents: 2000,
      })
    ).status,
  ).toBe(200);
  const settledAt = '2031-03-03T11:00:00.000Z';
  const bill = (cents: number): DepositStanding => ({
    is: 'settled',
    visitId: 'v1',
    cents,
    settledAt,
  });
  await hear(appointmentId, bill(2500), '2031-03-03T12:00:00.000Z');
  expect(await listed('owing')).toMatchObject([
    {
      appointmentId,
      status: 'owing',
      debtCents: 1500,
      ...(customerId === undefined ? {} : { customerId }),
    },
  ]);
  expect(await desk.deposit(appointmentId)).toMatchObject({ debtCents: 1500, appliedCents: 1000 });
  expect((await liability('2031-03-03T11:59:59.999Z')).owed).toEqual([]);
  expect((await liability('2031-03-03T12:00:00.000Z')).owed).toEqual([
    { currency: 'USD', cents: 1500 },
  ]);
  // A refund pays the debt before anything else.
  await hear(appointmentId, bill(1800), '2031-03-04T12:00:00.000Z');
  expect(await listed('owing')).toMatchObject([{ appointmentId, debtCents: 800 }]);
  await hear(appointmentId, bill(1000), '2031-03-05T12:00:00.000Z');
  expect(await listed('owing')).toEqual([]);
  expect((await listed('returning')).map((one: object) => 'debtCents' in one)).toEqual([false]);
  expect(
    await Promise.all(
      ['03', '04', '05'].map(async (day) => (await liability(`2031-03-${day}T12:00:00.000Z`)).owed),
    ),
  ).toEqual([[{ currency: 'USD', cents: 1500 }], [{ currency: 'USD', cents: 800 }], []]);
  desk.at.clock.release();
  await desk.settle();
});
