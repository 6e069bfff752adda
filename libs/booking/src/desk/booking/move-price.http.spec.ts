import {
  ask,
  at,
  book,
  get,
  iso,
  openForAll,
  percent,
  post,
  put,
  setClock,
  storeBody,
} from '../../salon/routes/policies.testing.http.js';

// F9, S3-10: a fifth off on Mondays, half more on Saturdays. 2031-03-10 is a Monday; the price is 6001.

const [MONDAY, TUESDAY, SATURDAY] = ['2031-03-10', '2031-03-11', '2031-03-15'] as const;
const [LOW, LIST, HIGH] = [4801, 6001, 9002];

openForAll();
beforeAll(async () => {
  setClock('2031-03-03', '08:00');
  await put('price-rules/monday', { weekdays: [1], percent: -20 });
  await put('price-rules/saturday', { weekdays: [6], percent: 50 });
  for (const movePrice of ['keep', 'new', 'lower'])
    await put(`policies/${movePrice}`, { windows: [percent(24, 100)], movePrice });
});
afterAll(() => at.platform.settle());

/** From now on bookings accept the policy of this name. */
const under = (policyId: string) => put('stores/soho', storeBody('soho', { policyId }));
const move = async (id: string, date: string, time: string, more: object = {}) =>
  (await post(`appointments/${id}/reschedule`, { startsAt: iso(date, time), ...more })).body;

describe('F9 S3-10 BK-28 R-BK-06 which price a move leaves, and why', () => {
  beforeEach(() => void setClock('2031-03-03', '08:00'));

  it.each([
    ['keep', MONDAY, TUESDAY, LOW, LIST, 'agreed', 'policy-keep', LOW],
    ['new', MONDAY, TUESDAY, LOW, LIST, 'of-new-time', 'policy-new', LIST],
    ['new', TUESDAY, MONDAY, LIST, LOW, 'of-new-time', 'policy-new', LOW],
    ['lower', MONDAY, SATURDAY, LOW, HIGH, 'agreed', 'policy-lower', LOW],
    ['lower', SATURDAY, MONDAY, HIGH, LOW, 'of-new-time', 'policy-lower', LOW],
  ] as const)(
    'by %s from %s to %s',
    async (policyId, from, to, agreedCents, newTimeCents, price, because, priceCents) => {
      await under(policyId);
      const { appointmentId } = await book(from, '09:00');
      const moved = await move(appointmentId, to, '09:00');
      const movePricing = { price, because, agreedCents, newTimeCents, currency: 'USD' };
      expect(moved).toMatchObject({ priceCents, movePricing });
      expect((await get(`appointments/${appointmentId}`)).body).toMatchObject({
        priceCents,
        movePricing,
      });
      await post(`appointments/${appointmentId}/cancel`, { by: 'store', reason: 'ill' });
    },
  );

  it('names the rule of the new time with its list price, and drops the one of the old', async () => {
    await under('new');
    const { appointmentId } = await book(TUESDAY, '09:00');
    const [monday] = (await move(appointmentId, MONDAY, '09:00')).lines;
    expect(monday).toMatchObject({ priceCents: LOW, listCents: LIST, priceRuleId: 'monday' });
    const [tuesday] = (await move(appointmentId, TUESDAY, '10:00')).lines;
    expect([tuesday.priceCents, tuesday.listCents, tuesday.priceRuleId]).toEqual([
      LIST,
      undefined,
      undefined,
    ]);
  });

  it('within a day follows the hour; at the same time nothing changes, whatever the rules say by now', async () => {
    await under('new');
    await put('price-rules/early', {
      fromTime: '09:00',
      toTime: '11:00',
      percent: -50,
      priority: 9,
    });
    const { appointmentId } = await book(TUESDAY, '12:00', { customerId: 'c5' });
    expect(await move(appointmentId, TUESDAY, '09:00')).toMatchObject({ priceCents: 3001 });
    await put('price-rules/early', {
      fromTime: '09:00',
      toTime: '11:00',
      percent: 10,
      priority: 9,
    });
    const staff = [{ lineId: 'l1', staffId: 'bob' }];
    expect(await move(appointmentId, TUESDAY, '09:00', { staff })).toMatchObject({
      priceCents: 3001,
      movePricing: { price: 'agreed', because: 'same-time' },
    });
    await put('price-rules/early', { weekdays: [7], validUntil: '2030-01-01', percent: 10 });
  });

  it('late makes nothing cheaper, so that moving and cancelling costs what cancelling costs', async () => {
    await under('new');
    const { appointmentId } = await book(TUESDAY, '14:00', { customerId: 'c6' });
    setClock(MONDAY, '15:00');
    expect(await move(appointmentId, '2031-03-17', '14:00')).toMatchObject({
      priceCents: LIST,
      lateMoves: 1,
      movePricing: { price: 'agreed', because: 'late-move', newTimeCents: LOW },
    });
    const cancelled = await post(`appointments/${appointmentId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    expect(cancelled.body.fee).toMatchObject({ cents: LIST });
  });

  it('what the store moves becomes no dearer, and cheaper where the new time is', async () => {
    await under('new');
    const { appointmentId } = await book(MONDAY, '15:00', { customerId: 'c7' });
    expect(await move(appointmentId, SATURDAY, '15:00', { by: 'store' })).toMatchObject({
      priceCents: LOW,
      movePricing: { price: 'agreed', because: 'moved-by-store', newTimeCents: HIGH },
    });
    const other = await book(SATURDAY, '11:00', { customerId: 'c8' });
    expect(await move(other.appointmentId, MONDAY, '11:00', { by: 'store' })).toMatchObject({
      priceCents: LOW,
    });
  });

  it('an exchange prices both, on one day and between two', async () => {
    await under('new');
    const one = await book(MONDAY, '10:00', { customerId: 'c1' });
    const other = await book(TUESDAY, '11:00', { customerId: 'c2' });
    const { body } = await post(`appointments/${one.appointmentId}/exchange`, {
      with: other.appointmentId,
    });
    // The customer who asks pays what Tuesday costs; the other one, moved by the store, what Monday does.
    expect(body.appointment).toMatchObject({
      priceCents: LIST,
      movePricing: { because: 'policy-new' },
    });
    expect(body.exchangedWith).toMatchObject({
      priceCents: LOW,
      movePricing: { because: 'policy-new' },
    });
  });

  it('a party has the prices of its new day', async () => {
    await under('new');
    const guest = (staffId: string) => ({ services: [{ serviceId: 'cut', staffId }] });
    const { body: group } = await post('groups', {
      storeId: 'soho',
      startsAt: iso(MONDAY, '16:00'),
      guests: [guest('anna'), guest('bob')],
    });
    const { body } = await post(`groups/${group.groupId}/reschedule`, {
      startsAt: iso(TUESDAY, '16:00'),
    });
    expect(body.appointments.map((each: { priceCents: number }) => each.priceCents)).toEqual([
      LIST,
      LIST,
    ]);
  });

  it('a deposit follows the price', async () => {
    await under('new');
    await put('deposit-rules/full', { kind: 'full', channels: ['app'] });
    const { appointmentId, deposit } = await book(MONDAY, '12:00', { customerId: 'c9' });
    expect(deposit).toMatchObject({ cents: LOW });
    const moved = await move(appointmentId, SATURDAY, '12:00');
    expect(moved.deposit).toMatchObject({ cents: HIGH });
    await at.platform.settle();
    expect((await get(`appointments/${appointmentId}/deposit`)).body).toMatchObject({
      cents: HIGH,
      status: 'due',
    });
    await put('deposit-rules/full', { kind: 'none' });
  });

  it('is a term of the policy: left out it is `keep`, and a word that is none is refused', async () => {
    const { body } = await get('policies/keep');
    expect(body.movePrice).toBeUndefined();
    expect((await get('policies/lower')).body).toMatchObject({ movePrice: 'lower' });
    const wrong = { windows: [], movePrice: 'higher' };
    expect(await ask('PUT', 'policies/odd', wrong)).toMatchObject({ status: 422 });
  });
});
