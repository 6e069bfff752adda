import {
  ask,
  book,
  get,
  iso,
  openForAll,
  percent,
  post,
  put,
  setClock,
  storeBody,
  usual,
} from './policies.testing.http.js';

openForAll();

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
          'manager',
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
