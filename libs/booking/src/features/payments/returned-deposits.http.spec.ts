import { DEPOSIT_TOPIC } from '@chignon/contracts';
import type { DeliveredMessage } from '@chignon/eventing';
import { dayAhead } from '../../testing.http.js';
import { sums } from './testing.http.js';
import { desk, openForAll } from './deposits.testing.http.js';

openForAll();

describe('R-BK-32 cancelled, missed, moved', () => {
  it('by the customer late: the fee is kept, the rest returned; taken at the desk it is handed out there', async () => {
    const booked = await desk.book({
      startsAt: `${dayAhead(2)}T09:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.take(booked.appointmentId);
    const { fee } = (
      await desk.at.post(`appointments/${booked.appointmentId}/cancel`, {
        by: 'customer',
        reason: 'ill',
      })
    ).body;
    expect(fee.cents).toBe(1200);
    await desk.settle();
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      status: 'returning',
      forfeitedCents: 1200,
      heldCents: 1800,
      returns: [
        {
          returnId: 'r1',
          status: 'asked',
          method: 'cash',
          cents: 1800,
          reason: 'cancelled-by-customer',
        },
      ],
    });
    expect((await desk.at.get('deposits?storeId=soho&status=returning')).body.items).toEqual([
      expect.objectContaining({ appointmentId: booked.appointmentId, returningCents: 1800 }),
    ]);
    expect(
      await desk.at.post(`appointments/${booked.appointmentId}/deposit/returns/r1/done`, {
        reference: 'slip-18',
      }),
    ).toMatchObject({
      status: 200,
      body: { returnedCents: 1800, heldCents: 0, status: 'forfeited' },
    });
    await desk.at.post(`appointments/${booked.appointmentId}/fee/waive`, { reason: 'our-mistake' });
    await desk.settle();
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      forfeitedCents: 0,
      heldCents: 1200,
      returns: [{ status: 'done' }, { status: 'asked', cents: 1200 }],
    });
  });
  it('by the store: in full, through the provider', async () => {
    const booked = await desk.book({
      startsAt: `${dayAhead(2)}T11:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.paidOnline(booked.appointmentId);
    await desk.at.post(`appointments/${booked.appointmentId}/cancel`, {
      by: 'store',
      reason: 'power-cut',
    });
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'returned',
      3000,
      0,
      0,
      0,
      3000,
    ]);
  });
  it('a no-show is decided when its business day is over, since the customer may still turn up', async () => {
    const booked = await desk.book({
      startsAt: `${dayAhead(2)}T14:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.take(booked.appointmentId);
    const untilStart = Math.round((Date.parse(booked.startsAt) - Date.now()) / 60_000);
    desk.later(untilStart + 20);
    expect(
      (await desk.at.post(`appointments/${booked.appointmentId}/no-show`, {})).body.fee.cents,
    ).toBe(6000);
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual(['met', 3000, 3000, 0, 0, 0]);
    desk.later(untilStart + 24 * 60 + 1);
    await desk.clock();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'forfeited',
      3000,
      0,
      0,
      3000,
      0,
    ]);
  });
  it('moved, also to another day, it keeps its deposit', async () => {
    const booked = await desk.book();
    await desk.take(booked.appointmentId);
    const moved = (
      await desk.at.post(`appointments/${booked.appointmentId}/reschedule`, {
        startsAt: `${dayAhead(40)}T10:00`,
      })
    ).body;
    expect(moved.deposit).toMatchObject({ cents: 3000, status: 'met' });
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual(['met', 3000, 3000, 0, 0, 0]);
    await desk.at.post(`appointments/${booked.appointmentId}/cancel`, {
      by: 'customer',
      reason: 'changed-mind',
    });
    await desk.settle();
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      forfeitedCents: 0,
      returns: [{ cents: 3000 }],
    });
  });
});

describe('R-BK-32 the liability of a store', () => {
  it('is exact as of any instant', async () => {
    await desk.at.put('stores/noho', {
      regionId: 'r1',
      name: 'Noho',
      zone: 'America/New_York',
      currency: 'USD',
      openingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
        weekday,
        from: '09:00',
        to: '18:00',
      })),
      pools: [{ pool: 'chair', capacity: 2 }],
    });
    await desk.at.put('staff/cleo', {
      displayName: 'Cleo',
      storeIds: ['noho'],
      skills: [{ skill: 'cut', level: 2 }],
    });
    await desk.at.put('staff/cleo/shifts', {
      patterns: [
        {
          storeId: 'noho',
          validFrom: '2020-01-01',
          shifts: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
        },
      ],
    });
    const held = async (instant?: string) =>
      (
        await desk.at.get(
          `deposits/liability?storeId=noho${instant === undefined ? '' : `&at=${instant}`}`,
        )
      ).body.held;
    const now = (minutes: number) => {
      const instant = new Date(Date.UTC(2031, 0, 1) + minutes * 60_000).toISOString();
      desk.at.clock.set(instant);
      return instant;
    };
    now(0);
    const noho = (startsAt: string) =>
      desk.book({ storeId: 'noho', startsAt, services: [{ serviceId: 'long' }] });
    const [one, two] = [await noho('2031-03-03T10:00'), await noho('2031-03-04T10:00')];
    const first = now(10);
    await desk.take(one.appointmentId);
    const second = now(15);
    await desk.take(two.appointmentId, 'terminal');
    const third = now(60 * 48);
    await desk.at.post(`appointments/${one.appointmentId}/cancel`, {
      by: 'store',
      reason: 'closed',
    });
    await desk.settle();
    const fourth = now(60 * 48 + 5);
    await desk.at.post(`appointments/${one.appointmentId}/deposit/returns/r1/done`, {});
    await desk.settle();
    const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();
    expect(
      await Promise.all(
        [before(first), first, before(second), second, third, before(fourth), fourth].map(held),
      ),
    ).toEqual([
      [],
      [{ currency: 'USD', cents: 3000 }],
      [{ currency: 'USD', cents: 3000 }],
      [{ currency: 'USD', cents: 6000 }],
      [{ currency: 'USD', cents: 6000 }],
      [{ currency: 'USD', cents: 6000 }],
      [{ currency: 'USD', cents: 3000 }],
    ]);
    expect(await held()).toEqual([{ currency: 'USD', cents: 3000 }]);
    expect((await desk.at.get('deposits?storeId=noho&status=met')).body.items).toEqual([
      expect.objectContaining({ appointmentId: two.appointmentId, heldCents: 3000 }),
    ]);
    expect(
      (await desk.at.get('deposits/liability?storeId=noho', await desk.at.as('store-manager')))
        .status,
    ).toBe(404);
    expect(
      (
        await desk.at.get(
          `appointments/${two.appointmentId}/deposit`,
          await desk.at.as('store-manager'),
        )
      ).body.code,
    ).toBe('deposit-not-found');
  });
  it('money is published as ids and amounts, and nothing else of a deposit is', async () => {
    const heard: DeliveredMessage[] = [];
    const subscription = await desk.at.platform.host.engines.bus.subscribe({
      group: 'deposits-spec',
      topics: [DEPOSIT_TOPIC],
      handler: async (messages) => void heard.push(...messages),
    });
    const { appointmentId } = await desk.book({
      customerId: 'c9',
      startsAt: `${dayAhead(2)}T15:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.paidOnline(appointmentId);
    await desk.at.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    await desk.settle();
    await subscription.caughtUp();
    const facts = { appointmentId, storeId: 'soho', customerId: 'c9', currency: 'USD' };
    expect(
      heard
        .filter(({ data }) => data.appointmentId === appointmentId)
        .map(({ type, key, data }) => [type, key, data]),
    ).toEqual([
      ['DepositPaid', 'c9', { ...facts, cents: 3000, paymentId: 'p1', method: 'online' }],
      ['DepositForfeited', 'c9', { ...facts, cents: 1200, feeCents: 1200, because: 'late-cancel' }],
      ['DepositReturned', 'c9', { ...facts, cents: 1800, returnId: 'r1', paymentId: 'p1' }],
    ]);
    await subscription.close();
  });
});
