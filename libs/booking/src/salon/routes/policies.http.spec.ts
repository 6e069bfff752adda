import { Clock, type Headers, type Method } from '@chignon/service-kit/testing';
import { agenda } from '../../index.js';
import { type Answered, type Desk, openDesk } from '../../testing.http.js';

// A salon in New York whose customers cancel late, move too often, and do not come. The clock is the test's.

let at: Desk;
const clock = new Clock();
const callers = new Map<Who, Headers>();

type Who = 'ops' | 'desk' | 'manager' | 'elsewhere';
const ask = (
  method: Method,
  path: string,
  body?: unknown,
  headers: Headers = {},
  who: Who = 'ops',
): Promise<Answered> => at.ask(method, path, body, { ...callers.get(who), ...headers });
const get = (path: string, who?: Who) => ask('GET', path, undefined, {}, who);
const post = (path: string, body?: unknown, headers?: Headers, who?: Who) =>
  ask('POST', path, body, headers, who);
const put = (path: string, body: unknown) => at.put(path, body);
/** New York, in winter time. */
const iso = (date: string, time: string) => new Date(`${date}T${time}:00-05:00`).toISOString();
const setClock = (date: string, time: string) => clock.set(iso(date, time));
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const storeBody = (storeId: string, more: object = {}) => ({
  regionId: 'r1',
  name: storeId,
  zone: 'America/New_York',
  currency: 'USD',
  openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  ...more,
});
const percent = (hoursBefore: number, of: number) => ({
  hoursBefore,
  kind: 'percent',
  percent: of,
});
const usual = {
  windows: [percent(24, 50), percent(2, 100)],
  noShow: { kind: 'percent', percent: 100 },
};
/** A booking of anna's at the store of the usual policy. */
const book = async (date: string, time: string, more: object = {}): Promise<any> => {
  const { status, body } = await post('appointments', {
    storeId: 'soho',
    startsAt: iso(date, time),
    services: [{ serviceId: 'cut', staffId: 'anna' }],
    channel: 'app',
    customerId: 'c1',
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};

beforeAll(async () => {
  setClock('2031-01-06', '08:00');
  at = await openDesk({ clock });
  callers.set('desk', await at.as('front-desk'));
  callers.set('manager', await at.as('store-manager'));
  callers.set('elsewhere', await at.as('store-manager', { stores: ['free-town'] }));
  await put('policies/usual', usual);
  await put('stores/soho', storeBody('soho', { policyId: 'usual' }));
  await put('stores/free-town', storeBody('free-town'));
  await put('services/cut', {
    name: 'Cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
    priceCents: 6001,
  });
  for (const [staffId, storeId] of [
    ['anna', 'soho'],
    ['bob', 'soho'],
    ['cleo', 'free-town'],
  ] as const) {
    await put(`staff/${staffId}`, { displayName: staffId, storeIds: [storeId] });
    await put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId,
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
        },
      ],
    });
  }
}, 60_000);

afterAll(() => at.close());

describe('BK-04 policies as master data', () => {
  it('makes a version of each change, none of a repeat; every version stays readable', async () => {
    const first = await put('policies/strict', usual);
    expect(first).toMatchObject({
      policyId: 'strict',
      version: 1,
      windows: [percent(2, 100), percent(24, 50)],
      lateMoveHours: 24,
      freeLateMoves: 2,
      graceMinutes: 15,
      autoNoShow: false,
      chargeWindowDays: 14,
      basis: 'all-lines',
      noShow: usual.noShow,
    });
    expect(
      (await put('policies/strict', { ...usual, windows: [...usual.windows].reverse() })).version,
    ).toBe(1);
    expect(
      await put('policies/strict', { windows: [percent(48, 100)], capCents: 3000 }),
    ).toMatchObject({ version: 2, capCents: 3000 });
    expect([
      (await get('policies/strict', 'desk')).body.version,
      (await get('policies/strict/versions/1', 'desk')).body,
      (await get('policies/strict/versions/2')).body.version,
    ]).toMatchObject([2, { version: 1, windows: first.windows }, 2]);
    expect([
      (await get('policies/strict/versions/3')).body.code,
      (await get('policies/strict/versions/x')).body.code,
      (await get('policies/none')).body.code,
    ]).toEqual(['policy-version-not-found', 'policy-version-not-found', 'policy-not-found']);
  });
  it('of eight changes at once, those that were told so made a version each, and nothing between is missing', async () => {
    const written = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        ask('PUT', 'policies/busy', { windows: [percent(10 + i, 10)] }),
      ),
    );
    expect(new Set(written.map(({ status, body }) => (status === 200 ? 200 : body.code)))).toEqual(
      new Set([200, 'changed-meanwhile']),
    );
    const done = written.filter(({ status }) => status === 200).map(({ body }) => body);
    for (const { version, windows } of done)
      expect((await get(`policies/busy/versions/${version}`)).body.windows).toEqual(windows);
    expect(done.map(({ version }) => version).sort()).toEqual(done.map((_, i) => i + 1));
  });
  it('is listed by the page', async () => {
    const page = (await get('policies?limit=1', 'desk')).body;
    expect(page.items.map((p: any) => p.policyId)).toEqual(['busy']);
    expect((await get(`policies?limit=2&after=${page.next}`)).body).toMatchObject({
      items: [
        { policyId: 'strict', version: 2 },
        { policyId: 'usual', version: 1 },
      ],
    });
  });
  it.each<[string, string, object]>([
    ['windows-not-monotone', 'windows.1', { windows: [percent(24, 50), percent(2, 40)] }],
    ['window-repeated', 'windows.1.hoursBefore', { windows: [percent(24, 50), percent(24, 50)] }],
    ['rate-invalid', 'windows.0', { windows: [{ hoursBefore: 1, kind: 'flat' }] }],
    ['late-window-too-wide', 'lateMoveHours', { windows: [], lateMoveHours: 24 }],
    ['field-invalid', 'windows.0.percent', { windows: [percent(24, 101)] }],
    ['field-invalid', 'windows.0.hoursBefore', { windows: [percent(-1, 10)] }],
    ['field-invalid', 'windows', { windows: Array.from({ length: 21 }, (_, i) => percent(i, 10)) }],
    ['field-missing', 'windows', {}],
    ['field-invalid', 'capCents', { windows: [], capCents: -1 }],
    ['field-unknown', 'name', { windows: [], name: 'x' }],
  ])('refuses %s at %s', async (code, field, body) => {
    expect(await ask('PUT', 'policies/wrong', body)).toMatchObject({
      status: 422,
      body: { code, field },
    });
    expect((await get('policies/wrong')).status).toBe(404);
  });
  it('is written by the chain alone, not over a newer one, and never under the name of the free one', async () => {
    expect(await ask('PUT', 'policies/usual', usual, {}, 'manager')).toMatchObject({
      status: 403,
      body: { code: 'scope-too-narrow' },
    });
    expect(await ask('PUT', 'policies/usual', usual, {}, 'desk')).toMatchObject({
      status: 403,
      body: { code: 'permission-missing' },
    });
    expect(
      (await ask('PUT', 'policies/usual', { windows: [] }, { 'if-match': '"7"' })).status,
    ).toBe(412);
    expect((await ask('PUT', 'policies/free', usual)).body.code).toBe('policy-reserved');
    expect((await ask('PUT', 'policies/a%20b', usual)).body.code).toBe('id-invalid');
    expect(
      (await ask('PUT', 'stores/free-town', storeBody('free-town', { policyId: 'nothing' }))).body,
    ).toMatchObject({ code: 'policy-unknown', field: 'policyId' });
    expect((await get('policies/usual')).body).toMatchObject({ version: 1 });
  });
});

describe('R-BK-33 R-BK-06 what was accepted holds', () => {
  it('freezes policy, version, instant and channel in the booking; a hold when it is held', async () => {
    setClock('2031-01-06', '09:00');
    const hold = (
      await post('holds', {
        storeId: 'soho',
        startsAt: iso('2031-02-03', '10:00'),
        services: [{ serviceId: 'cut', staffId: 'anna' }],
        channel: 'app',
      })
    ).body;
    expect(hold.policy).toEqual({
      policyId: 'usual',
      version: 1,
      currency: 'USD',
      acceptedAt: iso('2031-01-06', '09:00'),
    });
    const direct = await book('2031-02-03', '11:00');
    await put('policies/usual', { ...usual, windows: [percent(24, 60), percent(2, 100)] });
    setClock('2031-01-06', '09:02');
    const confirmed = (await post('appointments', { holdId: hold.holdId, customerId: 'c9' })).body;
    expect([confirmed.policy, confirmed.channel, direct.policy]).toEqual([
      hold.policy,
      'app',
      hold.policy,
    ]);
    const newer = await book('2031-02-03', '12:00');
    expect(newer.policy).toMatchObject({ version: 2, acceptedAt: iso('2031-01-06', '09:02') });
    const preview = async (id: string) =>
      (await get(`appointments/${id}/cancellation-terms`, 'desk')).body;
    setClock('2031-02-02', '11:30');
    expect([
      (await preview(direct.appointmentId)).cancel.cents,
      (await preview(newer.appointmentId)).cancel.cents,
    ]).toEqual([3000, 0]);
    setClock('2031-02-03', '08:00');
    expect([
      (await preview(direct.appointmentId)).cancel.cents,
      (await preview(newer.appointmentId)).cancel.cents,
    ]).toEqual([3000, 3600]);
    await put('policies/usual', usual);
  });
  it('without a policy everything is free; `default` holds for stores that name none, from then on', async () => {
    setClock('2031-01-06', '09:30');
    const free = {
      storeId: 'free-town',
      startsAt: iso('2031-02-04', '10:00'),
      services: [{ serviceId: 'cut' }],
    };
    const before = (await post('appointments', free)).body;
    expect(before.policy).toBeUndefined();
    await put('policies/default', {
      windows: [{ hoursBefore: 48, kind: 'flat', amountCents: 700 }],
    });
    const after = (await post('appointments', { ...free, startsAt: iso('2031-02-04', '11:00') }))
      .body;
    expect(after.policy).toMatchObject({ policyId: 'default', version: 1 });
    setClock('2031-02-04', '09:00');
    expect(
      (await get(`appointments/${before.appointmentId}/cancellation-terms`)).body,
    ).toMatchObject({ policyId: 'free', version: 0, cancel: { cents: 0 }, noShow: { cents: 0 } });
    const fees = [before, after].map(({ appointmentId }) =>
      post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' }),
    );
    expect((await Promise.all(fees)).map(({ body }) => body.fee?.cents)).toEqual([undefined, 700]);
  });
});

describe('BK-03 cancelling, evaluated at that instant', () => {
  const at = async (date: string, time: string, id: string) => {
    setClock(date, time);
    return (await get(`appointments/${id}/cancellation-terms`, 'desk')).body;
  };
  it('shows beforehand what the cancellation then costs, with the reason; the edge of a window belongs to it', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id } = await book('2031-02-05', '10:00');
    expect(await at('2031-02-04', '09:59', id)).toMatchObject({
      currency: 'USD',
      policyId: 'usual',
      version: 3,
      cancel: { cents: 0, because: 'outside-windows' },
      freeUntil: iso('2031-02-04', '10:00'),
      move: { because: 'move-in-time' },
      noShow: { cents: 6001 },
      noShowFrom: iso('2031-02-05', '10:15'),
      freeLateMovesLeft: 2,
    });
    expect(await at('2031-02-04', '10:00', id)).toMatchObject({
      evaluatedAt: iso('2031-02-04', '10:00'),
      cancel: { cents: 3000, because: 'window', hoursBefore: 24, percent: 50, basisCents: 6001 },
      move: { because: 'late-move-free' },
    });
    expect((await at('2031-02-05', '07:59', id)).cancel.cents).toBe(3000);
    expect((await at('2031-02-05', '08:00', id)).cancel.cents).toBe(6001);
    const cancelled = await post(`appointments/${id}/cancel`, { by: 'customer', reason: 'ill' });
    expect(cancelled.body).toMatchObject({
      status: 'cancelled',
      fee: { cents: 6001, currency: 'USD', status: 'due', chargeUntil: iso('2031-02-19', '10:00') },
    });
    expect(await get(`appointments/${id}/cancellation-terms`)).toMatchObject({
      status: 409,
      body: { code: 'appointment-cancelled' },
    });
  });
  it('answers a repeat as the first time, also under a newer policy and at a later hour', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id, revision } = await book('2031-02-06', '10:00');
    setClock('2031-02-05', '12:00');
    const wish = { by: 'customer', reason: 'ill' };
    expect(
      (await post(`appointments/${id}/cancel`, wish, { 'if-match': `"${revision + 1}"` })).status,
    ).toBe(412);
    const first = await post(`appointments/${id}/cancel`, wish, {
      'idempotency-key': 'once',
      'if-match': `"${revision}"`,
    });
    expect(first.body.fee.cents).toBe(3000);
    await put('policies/usual', { ...usual, windows: [percent(72, 90)] });
    setClock('2031-02-06', '09:30');
    expect(
      await post(`appointments/${id}/cancel`, wish, {
        'idempotency-key': 'once',
        'if-match': `"${revision}"`,
      }),
    ).toEqual(first);
    expect(
      (
        await post(
          `appointments/${id}/cancel`,
          { ...wish, by: 'store' },
          { 'idempotency-key': 'once' },
        )
      ).body.code,
    ).toBe('idempotency-key-reused');
    expect((await post(`appointments/${id}/cancel`, wish)).body.fee).toEqual(first.body.fee);
    await put('policies/usual', usual);
  });
  it('costs nothing when the store cancels, or when somebody who may exempts it', async () => {
    setClock('2031-01-06', '10:00');
    const [one, other] = [await book('2031-02-07', '10:00'), await book('2031-02-07', '11:00')];
    setClock('2031-02-07', '09:30');
    expect(
      (
        await post(
          `appointments/${one.appointmentId}/cancel`,
          { by: 'store', reason: 'staff-ill' },
          {},
          'desk',
        )
      ).body,
    ).toMatchObject({ status: 'cancelled' });
    expect((await get(`appointments/${one.appointmentId}`)).body).not.toHaveProperty('fee');
    const wish = { by: 'customer', reason: 'ill', exemption: 'bereavement' };
    expect(
      await post(`appointments/${other.appointmentId}/cancel`, wish, {}, 'desk'),
    ).toMatchObject({
      status: 403,
      body: { code: 'permission-missing', permission: 'booking.fees:write' },
    });
    expect((await get(`appointments/${other.appointmentId}`)).body.status).toBe('booked');
    const exempt = await post(`appointments/${other.appointmentId}/cancel`, wish, {}, 'manager');
    expect([exempt.status, exempt.body.status, exempt.body.fee]).toEqual([
      200,
      'cancelled',
      undefined,
    ]);
  });
});

describe('R-BK-34 late moves', () => {
  it('tells the customer of the fee of the third, within the day and to another one; the repeat says the same', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id, revision } = await book('2031-02-10', '10:00');
    const path = `appointments/${id}/reschedule`;
    const move = async (
      date: string,
      time: string,
      more: object = {},
      headers: Record<string, string> = {},
    ) => (await post(path, { startsAt: iso(date, time), ...more }, headers)).body;
    setClock('2031-02-08', '10:00');
    expect(await move('2031-02-10', '10:30')).not.toHaveProperty('lateMoves');
    setClock('2031-02-10', '08:00');
    expect(
      (await post(path, { startsAt: iso('2031-02-10', '12:00') }, { 'if-match': `"${revision}"` }))
        .status,
    ).toBe(412);
    expect(await move('2031-02-10', '12:00')).toMatchObject({ lateMoves: 1 });
    expect(await move('2031-02-10', '13:00', { by: 'store' })).toMatchObject({ lateMoves: 1 });
    expect((await get(`appointments/${id}/cancellation-terms`)).body).toMatchObject({
      lateMoves: 1,
      freeLateMovesLeft: 1,
      move: { cents: 0, because: 'late-move-free' },
    });
    expect(await move('2031-02-11', '09:00')).toMatchObject({
      lateMoves: 2,
      businessDate: '2031-02-11',
    });
    expect((await get(`appointments/${id}/cancellation-terms`)).body).toMatchObject({
      freeLateMovesLeft: 0,
      move: { cents: 0, because: 'move-in-time' },
    });
    setClock('2031-02-10', '10:00');
    const third = await move('2031-02-12', '10:00', {}, { 'idempotency-key': 'third' });
    expect(third).toMatchObject({
      lateMoves: 3,
      policy: { policyId: 'usual' },
      fee: { cents: 3000, status: 'due', currency: 'USD' },
    });
    expect(await move('2031-02-12', '10:00', {}, { 'idempotency-key': 'third' })).toEqual(third);
    setClock('2031-02-12', '09:30');
    expect(
      (await post(`appointments/${id}/cancel`, { by: 'customer', reason: 'ill' })).body,
    ).toMatchObject({ lateMoves: 3, fee: { cents: 6001 } });
  });
  it('refuses who else could wish it', async () => {
    const { appointmentId } = await book('2031-02-13', '10:00');
    expect(
      (
        await post(`appointments/${appointmentId}/reschedule`, {
          startsAt: iso('2031-02-13', '11:00'),
          by: 'nobody',
        })
      ).body,
    ).toMatchObject({ code: 'field-invalid', field: 'by' });
  });
});

describe('R-BK-35 no-shows', () => {
  it('by hand: not before the grace is over, once, taken back the same day, waived with a reason', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id, revision } = await book('2031-02-17', '10:00');
    const path = `appointments/${id}`;
    setClock('2031-02-17', '10:14');
    expect(await post(`${path}/no-show`, {}, {}, 'desk')).toMatchObject({
      status: 409,
      body: { code: 'grace-not-over', until: iso('2031-02-17', '10:15') },
    });
    setClock('2031-02-17', '10:15');
    expect((await post(`${path}/no-show`, {}, { 'if-match': `"${revision + 1}"` })).status).toBe(
      412,
    );
    const missed = await post(`${path}/no-show`, {}, { 'idempotency-key': 'ns' }, 'desk');
    expect(missed).toMatchObject({
      status: 200,
      body: { status: 'missed', fee: { cents: 6001, status: 'due' } },
    });
    await put('policies/usual', { windows: [] });
    expect(await post(`${path}/no-show`, {}, { 'idempotency-key': 'ns' }, 'desk')).toEqual(missed);
    await put('policies/usual', usual);
    expect(await post(`${path}/fee/waive`, { reason: 'our-mistake' }, {}, 'desk')).toMatchObject({
      status: 403,
      body: { permission: 'booking.fees:write' },
    });
    const back = await post(
      `${path}/no-show/undo`,
      undefined,
      { 'idempotency-key': 'undo' },
      'desk',
    );
    expect([back.body.status, back.body.fee]).toEqual(['booked', undefined]);
    const again = await post(`${path}/no-show`, {}, {}, 'desk');
    expect(again.body).toMatchObject({ status: 'missed', fee: { cents: 6001 } });
    expect(
      (
        await post(
          `${path}/fee/waive`,
          { reason: 'our-mistake' },
          { 'if-match': `"${revision}"` },
          'manager',
        )
      ).status,
    ).toBe(412);
    const waived = await post(
      `${path}/fee/waive`,
      { reason: 'our-mistake' },
      { 'idempotency-key': 'w', 'if-match': `"${again.body.revision}"` },
      'manager',
    );
    expect(waived.body.fee).toMatchObject({ cents: 6001, status: 'waived', reason: 'our-mistake' });
    expect(
      await post(
        `${path}/fee/waive`,
        { reason: 'our-mistake' },
        { 'idempotency-key': 'w', 'if-match': `"${again.body.revision}"` },
        'manager',
      ),
    ).toEqual(waived);
    expect(
      (await post(`${path}/fee/waive`, { reason: 'free text, that is' }, {}, 'manager')).body.field,
    ).toBe('reason');
    expect(
      await post(`${path}/no-show/undo`, undefined, { 'idempotency-key': 'undo' }, 'desk'),
    ).toEqual(back);
    setClock('2031-02-18', '00:00');
    expect((await post(`${path}/no-show/undo`)).body).toMatchObject({
      code: 'business-day-over',
      until: iso('2031-02-18', '00:00'),
    });
  });
  it("a freed slot is somebody else's: the no-show stays, its fee may be waived", async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id } = await book('2031-02-19', '10:00');
    setClock('2031-02-19', '10:20');
    await post(`appointments/${id}/no-show`, {});
    setClock('2031-02-19', '10:00');
    await book('2031-02-19', '10:15', { customerId: 'c2' });
    setClock('2031-02-19', '10:30');
    expect(await post(`appointments/${id}/no-show/undo`)).toMatchObject({
      status: 409,
      body: { code: 'slot-taken', resource: { kind: 'staff', id: 'anna' } },
    });
    expect(
      (await post(`appointments/${id}/fee/waive`, { reason: 'our-mistake' })).body.fee.status,
    ).toBe('waived');
  });
  it.each<[string, string, unknown]>([
    ['GET', 'cancellation-terms', undefined],
    ['POST', 'no-show', {}],
    ['POST', 'no-show/undo', {}],
    ['POST', 'fee/waive', { reason: 'other' }],
  ])(
    "%s %s: another store's appointment does not exist, nor one that is not",
    async (method, path, body) => {
      setClock('2031-01-06', '10:00');
      const { appointmentId, revision } = await book('2031-02-20', `${9 + (path.length % 8)}:00`);
      setClock('2031-02-20', '17:59');
      expect(
        await ask(method as 'POST', `appointments/${appointmentId}/${path}`, body, {}, 'elsewhere'),
      ).toMatchObject({ status: 404, body: { code: 'appointment-not-found' } });
      for (const id of ['nonsense', 'soho.2031-02-20.zzz', '%2e%2e'])
        expect((await ask(method as 'POST', `appointments/${id}/${path}`, body)).status).toBe(404);
      expect((await get(`appointments/${appointmentId}`)).body).toMatchObject({
        status: 'booked',
        revision,
      });
    },
  );
  it('of sixteen who say so at once, one did; waiving and taking back at once keep one order', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id } = await book('2031-02-21', '10:00');
    setClock('2031-02-21', '11:00');
    const said = await Promise.all(
      Array.from({ length: 16 }, () => post(`appointments/${id}/no-show`, {})),
    );
    expect(
      new Set(said.map(({ status, body }) => `${status} ${body.status} ${body.fee.cents}`)),
    ).toEqual(new Set(['200 missed 6001']));
    await Promise.all([
      post(`appointments/${id}/fee/waive`, { reason: 'goodwill' }),
      post(`appointments/${id}/no-show/undo`),
    ]);
    const types = (
      await at.platform.host.runtimes.get('booking')!.tools.history(agenda, 'soho-2031-02-21')
    ).map(({ type }) => type);
    expect(types.filter((type) => type === 'AppointmentMissed')).toHaveLength(1);
    expect((await get(`appointments/${id}`)).body).not.toHaveProperty('fee');
  });
});

describe("R-BK-35 no-shows by the store's clock", () => {
  const runJob = () => at.platform.host.runtimes.get('booking')!.runJob('booking.no-shows');
  const statuses = async (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await get(`appointments/${id}`)).body.status));
  const history = async (key: string) =>
    (await at.platform.host.runtimes.get('booking')!.tools.history(agenda, key)).map(
      ({ type, id }) => `${type} ${id}`,
    );

  it('marks who did not come once, however often it runs; what people took back it leaves alone', async () => {
    setClock('2031-01-06', '10:00');
    const ids = [
      await book('2031-02-24', '10:00'),
      await book('2031-02-24', '11:00', { customerId: 'c2' }),
      await book('2031-02-24', '12:00', { customerId: 'c3' }),
      await book('2031-02-24', '15:00', { customerId: 'c4' }),
    ].map((a) => a.appointmentId as string);
    setClock('2031-02-24', '10:14');
    await post(`appointments/${ids[1]}/check-in`);
    await at.platform.settle();
    await put('policies/usual', { ...usual, autoNoShow: true, graceMinutes: 0 });
    await runJob();
    expect(await statuses(ids)).toEqual(['booked', 'checked-in', 'booked', 'booked']);
    setClock('2031-02-24', '12:15');
    await runJob();
    const log = await history('soho-2031-02-24');
    await Promise.all([runJob(), runJob()]);
    await at.platform.settle();
    await runJob();
    expect(await history('soho-2031-02-24')).toEqual(log);
    expect(await statuses(ids)).toEqual(['missed', 'checked-in', 'missed', 'booked']);
    expect((await get(`appointments/${ids[0]}`)).body.fee).toMatchObject({
      cents: 6001,
      status: 'due',
    });
    await post(`appointments/${ids[2]}/no-show/undo`);
    await at.platform.settle();
    await runJob();
    expect(await statuses(ids)).toEqual(['missed', 'checked-in', 'booked', 'booked']);
  });
  it('also the day after, when it stood still; neither imports nor stores without it', async () => {
    const free = (
      await post('appointments', {
        storeId: 'free-town',
        startsAt: iso('2031-02-24', '16:00'),
        services: [{ serviceId: 'cut' }],
      })
    ).body.appointmentId;
    const recorded = (
      await post('imports/appointments', {
        storeId: 'soho',
        items: [
          {
            externalId: 'x1',
            staffId: 'bob',
            serviceId: 'cut',
            serviceGroup: 'cut',
            date: '2031-02-24',
            startMinute: 600,
            minutes: 30,
            status: 'booked',
          },
        ],
      })
    ).body.results[0].appointmentId;
    const late = (await get('stores/soho/days/2031-02-24')).body.appointments.find(
      (a: any) => a.customerId === 'c4',
    ).appointmentId;
    await at.platform.settle();
    setClock('2031-02-25', '23:00');
    await runJob();
    expect(await statuses([late, free, recorded])).toEqual(['missed', 'booked', 'booked']);
  });
});
