import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';
import { reminders } from './reminder-ledger.js';

// Reminders of the salon's appointments, through the routes. The clock is the test's; New York has winter time.

let at: Salon;
const clock = new Clock();
const iso = (local: string) => new Date(`${local}:00-05:00`).toISOString();
const setClock = (local: string) => clock.set(iso(local));
const runtime = () => at.platform.host.runtimes.get('booking')!;
const runJob = () => runtime().runJob('booking.release-reminders');
const settle = () => at.platform.settle();

beforeAll(async () => {
  setClock('2031-01-06T12:00');
  at = await salon({ clock });
  await at.put('stores/noho', {
    regionId: 'r1',
    name: 'Noho',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    pools: [{ pool: 'chair', capacity: 2 }],
  });
  await at.put('staff/cleo', {
    displayName: 'Cleo',
    storeIds: ['noho'],
    skills: [{ skill: 'cut', level: 2 }],
  });
  await at.put('staff/cleo/shifts', {
    patterns: [
      {
        storeId: 'noho',
        validFrom: '2020-01-01',
        shifts: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
      },
    ],
  });
}, 60_000);
afterAll(async () => {
  await at.close();
});

const book = async (startsAt: string, more: object = {}): Promise<string> => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt,
    services: [{ serviceId: 'cut', staffId: 'anna' }],
    customerId: 'c1',
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  await settle();
  return body.appointmentId;
};
const change = async (
  appointmentId: string,
  what: string,
  body?: object,
  headers?: Record<string, string>,
) => {
  const answered = await at.post(`appointments/${appointmentId}/${what}`, body ?? {}, headers);
  expect([what, answered.status, answered.body.code]).toEqual([what, 200, undefined]);
  await settle();
};
const remindersOf = async (appointmentId: string) =>
  (await at.get(`appointments/${appointmentId}/reminders`)).body.reminders;
const facts = async (appointmentId: string) =>
  (await runtime().tools.history(reminders, appointmentId)).map((event) => event.type);

describe('BK-06 reminders as facts of an appointment', () => {
  it('planned one day before, re-timed on its day, another day and another store, withdrawn when it is cancelled', async () => {
    const id = await book('2031-02-03T10:00');
    expect(await remindersOf(id)).toEqual([
      {
        reminderId: `${id}.r1`,
        hoursBefore: 24,
        startsAt: iso('2031-02-03T10:00'),
        dueAt: iso('2031-02-02T10:00'),
        status: 'planned',
      },
    ]);
    await change(id, 'reschedule', { startsAt: '2031-02-03T15:00' });
    expect(await remindersOf(id)).toMatchObject([
      { reminderId: `${id}.r1`, dueAt: iso('2031-02-02T15:00'), status: 'planned' },
    ]);
    await change(id, 'reschedule', { startsAt: '2031-02-05T10:00' });
    await change(id, 'reschedule', { startsAt: '2031-02-06T11:00', storeId: 'noho' });
    expect((await remindersOf(id))[0]).toMatchObject({
      reminderId: `${id}.r1`,
      dueAt: iso('2031-02-05T11:00'),
      status: 'planned',
    });
    expect((await at.get('stores/noho/reminders')).body.items).toMatchObject([
      {
        reminderId: `${id}.r1`,
        storeId: 'noho',
        appointmentId: id,
        customerId: 'c1',
        startsAt: iso('2031-02-06T11:00'),
      },
    ]);
    expect((await at.get('stores/soho/reminders')).body.items).toEqual([]);
    await change(id, 'cancel', { by: 'customer', reason: 'ill' });
    expect(await remindersOf(id)).toMatchObject([{ status: 'withdrawn', reason: 'cancelled' }]);
    expect(await facts(id)).toEqual([
      'ReminderPlanned',
      'ReminderRetimed',
      'ReminderRetimed',
      'ReminderRetimed',
      'ReminderWithdrawn',
    ]);
    setClock('2031-02-05T12:00');
    await runJob();
    expect((await facts(id)).at(-1)).toBe('ReminderWithdrawn');
    setClock('2031-01-06T12:00');
  });
  it('nobody is reminded who is not known; once named, they are; nor of what the store has not agreed to, or of a hold', async () => {
    const id = await book('2031-02-10T10:00', { customerId: undefined });
    expect(await remindersOf(id)).toEqual([]);
    await change(id, 'customer', { customerId: 'c2' });
    expect(await remindersOf(id)).toMatchObject([
      { status: 'planned', dueAt: iso('2031-02-09T10:00') },
    ]);
    const waits = await book('2031-02-10T11:00', {
      customerId: 'c3',
      services: [{ serviceId: 'balayage', staffId: 'anna' }],
    });
    expect(await remindersOf(waits)).toEqual([]);
    await change(waits, 'approve');
    expect(await remindersOf(waits)).toMatchObject([{ status: 'planned' }]);
    const hold = (
      await at.post('holds', {
        storeId: 'soho',
        startsAt: '2031-02-10T14:00',
        customerId: 'c4',
        services: [{ serviceId: 'cut', staffId: 'anna' }],
      })
    ).body.holdId;
    await settle();
    expect(await facts(hold)).toEqual([]);
  });
  it('a coming appointment of another system is reminded of when its time is known; history is passed over', async () => {
    const item = (externalId: string, date: string, more: object = {}) => ({
      externalId,
      customerId: 'c9',
      staffId: 'anna',
      serviceId: 'cut',
      serviceGroup: 'cut',
      date,
      startMinute: 600,
      minutes: 30,
      status: 'booked',
      ...more,
    });
    const { body } = await at.post('imports/appointments', {
      storeId: 'soho',
      items: [
        item('x1', '2031-02-11'),
        item('x2', '2031-02-12', { startMinute: undefined }),
        item('x3', '2020-02-12'),
        item('x4', '2031-02-13', { status: 'cancelled' }),
      ],
    });
    await settle();
    expect(await Promise.all(body.results.map((r: any) => facts(r.appointmentId)))).toEqual([
      ['ReminderPlanned'],
      [],
      [],
      [],
    ]);
  });
  it('who comes early needs none', async () => {
    const id = await book('2031-01-10T10:00', { customerId: 'c5' });
    await change(id, 'check-in');
    expect(await remindersOf(id)).toMatchObject([{ status: 'withdrawn', reason: 'arrived' }]);
  });
  it('R-CM-05 goes out once, however often and by however many the clock runs, and not for what is over', async () => {
    const id = await book('2031-02-17T10:00', { customerId: 'c6' });
    const gone = await book('2031-02-17T11:00', { customerId: 'c7' });
    setClock('2031-02-16T09:59');
    await runJob();
    expect(await facts(id)).toEqual(['ReminderPlanned']);
    setClock('2031-02-16T10:00');
    await Promise.all([runJob(), runJob(), runJob()]);
    await settle();
    await runJob();
    expect(await facts(id)).toEqual(['ReminderPlanned', 'ReminderReleased']);
    setClock('2031-02-17T11:30');
    await runJob();
    expect(await facts(gone)).toEqual(['ReminderPlanned', 'ReminderWithdrawn']);
    expect(await remindersOf(gone)).toMatchObject([{ status: 'withdrawn', reason: 'stale' }]);
    setClock('2031-01-06T12:00');
  });
  it('belongs to its store', async () => {
    const id = await book('2031-02-18T10:00', { customerId: 'c8' });
    const stranger = await at.as('front-desk', { stores: ['noho'] });
    expect([
      (await at.get(`appointments/${id}/reminders`, stranger)).status,
      (await at.get('stores/soho/reminders', stranger)).status,
      (await at.get('appointments/soho.2031-02-18.none/reminders')).status,
    ]).toEqual([404, 404, 404]);
    expect((await at.get(`appointments/${id}/reminders`, await at.as('front-desk'))).status).toBe(
      200,
    );
    await book('2031-02-19T10:00', { customerId: 'c12' });
    const page = (await at.get('stores/soho/reminders?limit=1')).body;
    expect(page.items).toHaveLength(1);
    expect(
      (await at.get(`stores/soho/reminders?limit=1&after=${page.next}`)).body.items[0].dueAt >
        page.items[0].dueAt,
    ).toBe(true);
    expect((await at.get('stores/soho/reminders?status=lost')).status).toBe(422);
  });
});

describe('BK-06 the rules of the chain and of a store', () => {
  it('are one day before and quiet nights, until somebody says otherwise; each change is a version', async () => {
    expect((await at.get('reminder-rules')).body).toEqual({
      version: 'default',
      reminders: [{ hoursBefore: 24 }],
      quietFrom: '21:00',
      quietTo: '09:00',
      revision: 0,
    });
    expect(
      await at.put('reminder-rules', { reminders: [{ hoursBefore: 72 }, { hoursBefore: 2 }] }),
    ).toMatchObject({
      version: 'chain.1',
      reminders: [{ hoursBefore: 2 }, { hoursBefore: 72 }],
      revision: 1,
    });
    expect((await at.get('stores/noho/reminder-rules')).body).toMatchObject({
      version: 'chain.1',
      revision: 0,
    });
    expect(await at.put('stores/noho/reminder-rules', { reminders: [] })).toMatchObject({
      version: 'store.noho.1',
      reminders: [],
      revision: 1,
    });
    const id = await book('2031-03-03T10:00', { customerId: 'c10' });
    expect(await remindersOf(id)).toMatchObject([
      { hoursBefore: 2, dueAt: iso('2031-03-02T20:45') },
      { hoursBefore: 72, dueAt: iso('2031-02-28T10:00') },
    ]);
    const quiet = await book('2031-03-03T10:00', {
      customerId: 'c11',
      storeId: 'noho',
      services: [{ serviceId: 'cut', staffId: 'cleo' }],
    });
    expect(await facts(quiet)).toEqual([]);
    expect(await at.put('stores/noho/reminder-rules', {})).toMatchObject({
      version: 'chain.1',
      revision: 2,
    });
    expect(await at.put('reminder-rules', {})).toMatchObject({ version: 'default', revision: 2 });
    expect(await remindersOf(id)).toMatchObject([{ status: 'planned' }, { status: 'planned' }]);
  });
  it.each<[string, object]>([
    ['reminders.0.hoursBefore', { reminders: [{ hoursBefore: 0 }] }],
    ['reminders.0.hoursBefore', { reminders: [{ hoursBefore: 1.5 }] }],
    ['reminders.1.hoursBefore', { reminders: [{ hoursBefore: 24 }, { hoursBefore: 24 }] }],
    ['reminders', { reminders: [1, 2, 3, 4, 5, 6].map((hoursBefore) => ({ hoursBefore })) }],
    ['quietFrom', { reminders: [], quietFrom: '24:00' }],
    ['quietTo', { reminders: [], quietFrom: '09:00', quietTo: '08:59' }],
    ['reminders', { quietFrom: '09:00' }],
    ['channel', { reminders: [], channel: 'sms' }],
  ])('refuses a wrong %s', async (field, body) => {
    const token = await at.platform.issuer!.token({ role: 'chain-ops' });
    const response = await fetch(`${await at.platform.url()}/v1/booking/reminder-rules`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, ((await response.json()) as any).field]).toEqual([422, field]);
    expect((await at.get('reminder-rules')).body.revision).toBe(2);
  });
  it('are written by those whose they are', async () => {
    const put = async (
      path: string,
      role: string,
      stores: string[],
      headers: Record<string, string> = {},
    ) =>
      (
        await fetch(`${await at.platform.url()}/v1/booking/${path}`, {
          method: 'PUT',
          headers: {
            ...(await at.as(role, { stores })),
            'content-type': 'application/json',
            ...headers,
          },
          body: JSON.stringify({ reminders: [] }),
        })
      ).status;
    expect(await put('reminder-rules', 'store-manager', ['soho'])).toBe(403);
    expect(await put('stores/soho/reminder-rules', 'store-manager', ['noho'])).toBe(404);
    expect(await put('stores/soho/reminder-rules', 'front-desk', ['soho'])).toBe(403);
    expect(
      await put('stores/soho/reminder-rules', 'store-manager', ['soho'], { 'if-match': '"7"' }),
    ).toBe(412);
    expect((await at.get('stores/nowhere/reminder-rules')).status).toBe(404);
  });
});
