import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';

// A front desk in Amsterdam from opening to closing, as docs/desk.md tells it: each step in at most two calls, with the ids that the answers before gave.

const DAY = '2031-03-05';
const TOMORROW = '2031-03-06';
const STORE = 'canal';
const everyDay = [1, 2, 3, 4, 5, 6, 7];

type Call = (
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
  by?: ApiClient,
) => Promise<{ status: number; body: any }>;

describe('BK-02 BK-03 BK-19 R-BK-14 R-BK-35 R-BK-42 R-BK-47 a day at the desk', () => {
  let running: Running;
  let desk: ApiClient;
  let manager: ApiClient;
  const customer: Record<string, string> = {};
  const booked: Record<string, any> = {};

  /** What the desk does for one wish of one customer: two calls at the most. */
  async function step<T>(act: (call: Call) => Promise<T>): Promise<T> {
    let calls = 0;
    const done = await act(async (method, path, body, by = desk) => {
      calls++;
      return by.ask(
        method,
        path,
        body,
        method === 'GET' ? {} : { 'idempotency-key': `${calls}-${path}-${running.clock.now()}` },
      );
    });
    await running.settle();
    expect(calls).toBeLessThanOrEqual(2);
    return done;
  }
  const at = (time: string, day = DAY) => running.clock.set(`${day}T${time}:00+01:00`);
  const book = async (
    name: string,
    startsAt: string,
    serviceId: string,
    staffId: string,
  ): Promise<void> => {
    booked[name] = await running.api.post('/v1/booking/appointments', {
      storeId: STORE,
      startsAt,
      services: [{ serviceId, staffId }],
      customerId: customer[name],
    });
  };
  const appointments = '/v1/booking/appointments';

  beforeAll(async () => {
    running = await runPlatform({ demo: false });
    at('08:30');
    const { api } = running;
    await api.put(`/v1/booking/stores/${STORE}`, {
      regionId: 'north',
      name: 'Canal',
      zone: 'Europe/Amsterdam',
      currency: 'EUR',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
      pools: [{ pool: 'chair', capacity: 5 }],
      prerequisiteGate: 'block',
    });
    const service = (id: string, minutes: number, more: object = {}) =>
      api.put(`/v1/booking/services/${id}`, {
        name: id,
        category: 'hair',
        serviceGroup: id,
        priceCents: 5000,
        currency: 'EUR',
        phases: [{ name: 'do', kind: 'active', minutes }],
        place: { match: 'all', pools: ['chair'] },
        ...more,
      });
    await service('cut', 60);
    await service('blow-dry', 30);
    await service('patch-test', 15);
    await service('colour', 60, {
      requires: { serviceGroup: 'patch-test', validForDays: 180, minHoursBefore: 48 },
    });
    for (const staffId of ['ann', 'bo', 'cy', 'di', 'ed']) {
      await api.put(`/v1/booking/staff/${staffId}`, { displayName: staffId, storeIds: [STORE] });
      await api.put(`/v1/booking/staff/${staffId}/shifts`, {
        patterns: [
          {
            storeId: STORE,
            validFrom: '2020-01-01',
            shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
          },
        ],
      });
    }
    await api.put('/v1/inventory/products/SHA', {
      name: 'Shampoo',
      productClass: 'retail',
      stockUnit: 'bottle',
      useUnit: 'ml',
      useUnitsPerStockUnitMilli: 250_000,
      priceCents: 1200,
      currency: 'EUR',
    });
    await running.settle();
    await api.post(`/v1/inventory/stores/${STORE}/receipts`, { sku: 'SHA', quantityMilli: 2_000 });
    for (const [i, name] of ['Mia', 'Noa', 'Eva', 'Liv', 'Ida', 'Zoe'].entries())
      customer[name] = (
        await api.post('/v1/customers', {
          name,
          homeStoreId: STORE,
          phones: [`+3161234567${i}`],
        })
      ).id;
    await running.settle();
    await book('Mia', `${TOMORROW}T10:00`, 'cut', 'ann');
    await book('Noa', `${DAY}T10:00`, 'cut', 'ann');
    await book('Eva', `${DAY}T14:00`, 'cut', 'ann');
    await book('Liv', `${DAY}T11:00`, 'cut', 'bo');
    await book('Ida', `${DAY}T15:00`, 'cut', 'bo');
    desk = await running.as({ role: 'front-desk', stores: [STORE] });
    manager = await running.as({ role: 'store-manager', stores: [STORE] });
    await running.settle();
  }, 120_000);
  afterAll(() => running.close());
  afterEach(() => running.settle());

  it('opens with the board of the day', () =>
    step(async (call) => {
      const { status, body } = await call('GET', `/v1/booking/stores/${STORE}/board/${DAY}`);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain(booked['Noa'].appointmentId);
    }));

  it('"I have something tomorrow": found by the last digits, and moved by a quarter of an hour', async () => {
    const found = await step(async (call) => {
      const { body } = await call('GET', '/v1/customers/search?q=5670');
      return call('GET', `${appointments}?customerId=${body.items[0].id}&from=${TOMORROW}`);
    });
    expect(found.body.items).toHaveLength(1);
    const { appointmentId, zone } = found.body.items[0];
    expect([appointmentId, zone]).toEqual([booked['Mia'].appointmentId, 'Europe/Amsterdam']);
    const moved = await step(async (call) => {
      const { body } = await call(
        'GET',
        `/v1/booking/availability?storeId=${STORE}&services=cut&staffId=ann&from=${TOMORROW}&moving=${appointmentId}`,
      );
      const later = body.items.find((slot: any) => slot.startsAt === `${TOMORROW}T09:15:00.000Z`);
      return call('POST', `${appointments}/${appointmentId}/reschedule`, {
        startsAt: later.startsAt,
      });
    });
    expect([moved.status, moved.body.startsAt]).toEqual([200, `${TOMORROW}T09:15:00.000Z`]);
  });

  it('a party of four, two of whom want the same stylist: refused with who is in the way, then booked', () =>
    step(async (call) => {
      const guest = (staffId?: string) => ({
        services: [{ serviceId: 'cut', ...(staffId === undefined ? {} : { staffId }) }],
      });
      const party = (second?: string) =>
        call('POST', '/v1/booking/groups', {
          storeId: STORE,
          startsAt: `${TOMORROW}T14:00`,
          bookerId: customer['Mia'],
          guests: [guest('ann'), guest(second), guest(), guest()],
        });
      const refused = await party('ann');
      expect(refused).toMatchObject({ status: 409, body: { code: 'slot-taken' } });
      expect(refused.body.detail).toMatch(/ann/);
      const four = await party();
      expect([four.status, four.body.appointments.length]).toEqual([201, 4]);
    }));

  it('a walk-in whose patch test is missing is refused, and let in by the manager with the reason', () =>
    step(async (call) => {
      at('09:30');
      const walkIn = (more: object, by?: ApiClient) =>
        call(
          'POST',
          '/v1/booking/visits',
          {
            storeId: STORE,
            customerId: customer['Zoe'],
            services: [{ serviceId: 'colour', performers: [{ staffId: 'di', sharePercent: 100 }] }],
            ...more,
          },
          by,
        );
      const refused = await walkIn({});
      expect(refused).toMatchObject({ status: 409, body: { code: 'prerequisite-missing' } });
      const here = await walkIn({ overridePrerequisite: { reason: 'tested-elsewhere' } }, manager);
      expect(here.status).toBe(201);
      booked['walk-in'] = here.body;
    }));

  it('a wrong check-in is undone, and the right customer is named', async () => {
    const { appointmentId } = booked['Noa'];
    const undone = await step(async (call) => {
      const here = await call('POST', `${appointments}/${appointmentId}/check-in`);
      expect(here.status).toBe(200);
      return call('POST', `${appointments}/${appointmentId}/check-in/undo`);
    });
    expect([undone.status, undone.body.status]).toEqual([200, 'booked']);
    const corrected = await step((call) =>
      call('POST', `${appointments}/${appointmentId}/customer/correct`, {
        customerId: customer['Zoe'],
      }),
    );
    expect([corrected.status, corrected.body.customerId]).toEqual([200, customer['Zoe']]);
  });

  it('"also a blow-dry": one more service after what is booked', async () => {
    const { appointmentId, lines } = booked['Eva'];
    const changed = await step((call) =>
      call('POST', `${appointments}/${appointmentId}/services`, {
        lines: [{ lineId: lines[0].lineId }, { serviceId: 'blow-dry', staffId: 'ann' }],
      }),
    );
    expect([changed.status, changed.body.lines.length]).toEqual([200, 2]);
    expect(changed.body.endsAt).toBe(`${DAY}T14:30:00.000Z`);
  });

  it('two change places', async () => {
    const exchanged = await step((call) =>
      call('POST', `${appointments}/${booked['Liv'].appointmentId}/exchange`, {
        with: booked['Ida'].appointmentId,
      }),
    );
    expect(exchanged.status).toBe(200);
    const liv = await desk.get(`${appointments}/${booked['Liv'].appointmentId}`);
    expect(liv.startsAt).toBe(`${DAY}T14:00:00.000Z`);
  });

  it('a colleague is sick: the roster says so, and all of it is given to others', () =>
    step(async (call) => {
      const away = await call(
        'PATCH',
        '/v1/booking/staff/bo/shifts?onStranded=list',
        { absences: [{ kind: 'leave', fromDate: DAY, toDate: DAY }] },
        manager,
      );
      expect([away.status, away.body.strandedCount]).toEqual([200, 2]);
      const { body } = await call('POST', `/v1/booking/stores/${STORE}/stranded/reassign`, {
        staffId: 'bo',
      });
      expect([body.moved.length, body.left]).toEqual([2, []]);
      expect(body.moved.map((one: any) => one.startsAt)).toEqual([
        `${DAY}T10:00:00.000Z`,
        `${DAY}T14:00:00.000Z`,
      ]);
      expect(body.moved.every((one: any) => one.lines[0].staffId !== 'bo')).toBe(true);
    }));

  it('who was thought not to come stands in the door: the no-show is undone', () =>
    step(async (call) => {
      at('11:30');
      const { appointmentId } = booked['Ida'];
      const missed = await call('POST', `${appointments}/${appointmentId}/no-show`);
      expect([missed.status, missed.body.status]).toEqual([200, 'missed']);
      const back = await call('POST', `${appointments}/${appointmentId}/no-show/undo`);
      expect([back.status, back.body.status]).toEqual([200, 'booked']);
    }));

  it('"do you still have the shampoo?": what is on the shelf', () =>
    step(async (call) => {
      const { status, body } = await call('GET', `/v1/inventory/stores/${STORE}/levels/SHA`);
      expect([status, body]).toMatchObject([200, { sku: 'SHA', onHandMilli: 2_000 }]);
    }));

  it('closes: what nobody finished stands on a list, and the drawer is counted', async () => {
    at('18:10');
    const open = await step(async (call) => {
      const { body } = await call('GET', `/v1/booking/visits?storeId=${STORE}&status=arrived`);
      expect(body.items.map((one: any) => one.visitId)).toEqual([booked['walk-in'].visitId]);
      return call('POST', `/v1/booking/visits/${body.items[0].visitId}/abandon`, {
        reason: 'left',
      });
    });
    expect(open.status).toBe(200);
    const closed = await step((call) =>
      call('POST', `/v1/booking/stores/${STORE}/day-closes/${DAY}/close`, {
        counted: [{ kind: 'cash', cents: 10_000 }],
        floatCents: 10_000,
      }),
    );
    expect([closed.status, closed.body.code]).toEqual([200, undefined]);
  });
});
