import { dayAhead, type Desk, everyDay, openDesk } from '../../testing.http.js';

// K8, booking-1 S1-1 and S2-3: money has its currency. A chain with a store in Shanghai, two in New York, one in Tokyo that nobody came to yet.

let at: Desk;
const hours = everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' }));
const store = (id: string, currency: string, zone: string, more: object = {}) => ({
  regionId: 'r1',
  name: id,
  zone,
  currency,
  openingHours: hours,
  ...more,
});
const service = {
  name: 'Cut',
  category: 'hair',
  serviceGroup: 'cut',
  phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
};
const PLACES = {
  cn: ['CNY', 'Asia/Shanghai'],
  us: ['USD', 'America/New_York'],
  us2: ['USD', 'America/New_York'],
  jp: ['JPY', 'Asia/Tokyo'],
} as const;
let day = 3;
beforeAll(async () => {
  at = await openDesk();
  for (const [id, [currency, zone]] of Object.entries(PLACES)) {
    await at.put(`stores/${id}`, store(id, currency, zone));
    await at.put(`staff/anna-${id}`, { displayName: 'Anna', storeIds: [id], level: 'senior' });
    await at.put(`staff/anna-${id}/shifts`, {
      patterns: [
        { storeId: id, validFrom: '2020-01-01', shifts: hours.map((shift) => ({ ...shift })) },
      ],
    });
  }
  await at.put('services/cut', { ...service, priceCents: 20_000 });
  await at.put('services/dear', {
    ...service,
    priceCents: 30_000,
    currency: 'CNY',
    prices: [{ currency: 'USD', priceCents: 4500 }],
  });
}, 60_000);
afterAll(() => at.close());

const priceAt = async (storeId: string, serviceId = 'cut', more = '') => {
  const { status, body } = await at.get(
    `availability?storeId=${storeId}&services=${serviceId}&from=${dayAhead(3)}&limit=1${more}`,
  );
  return status === 200 ? (body.items[0]?.priceCents ?? 'nothing') : body.code;
};
const book = async (storeId: string, serviceId = 'cut', more: object = {}) =>
  at.post('appointments', {
    storeId,
    startsAt: `${dayAhead(day++)}T10:00`,
    services: [{ serviceId }],
    customerId: 'c1',
    ...more,
  });

describe('S1-1 a move to a store of another currency', () => {
  it('is refused and names the currencies; to one of the same it is made', async () => {
    const { body: booked } = await book('cn');
    const move = (storeId: string) =>
      at.post(`appointments/${booked.appointmentId}/reschedule`, {
        storeId,
        startsAt: `${dayAhead(4)}T14:00`,
      });
    expect(await move('us')).toMatchObject({
      status: 409,
      body: {
        code: 'currency-differs',
        field: 'storeId',
        expected: 'a store that counts in CNY',
        found: 'USD',
      },
    });
    expect((await at.get(`appointments/${booked.appointmentId}`)).body).toMatchObject({
      storeId: 'cn',
      priceCents: 20_000,
    });
    const { body: other } = await book('us');
    expect(
      (
        await at.post(`appointments/${other.appointmentId}/reschedule`, {
          storeId: 'us2',
          startsAt: `${dayAhead(5)}T14:00`,
        })
      ).body,
    ).toMatchObject({ storeId: 'us2' });
  });
});

describe('S2-3 BK-10 prices by currency, store, level and customer', () => {
  afterEach(async () => {
    for (const table of ['store/us', 'level/senior', 'customer/c7', 'staff/anna-us'])
      await at.put(`durations/${table}`, { overrides: [] });
  });
  it('a price with a currency counts where the store counts in it, and a store without one does not sell', async () => {
    expect([
      await priceAt('cn', 'dear'),
      await priceAt('us', 'dear'),
      await priceAt('jp', 'dear'),
    ]).toEqual([30_000, 4500, 'nothing']);
    expect((await book('jp', 'dear')).body).toMatchObject({
      code: 'price-missing',
      field: 'services.0.serviceId',
    });
    expect(
      (
        await at.post('visits', {
          storeId: 'jp',
          services: [
            { serviceId: 'dear', performers: [{ staffId: 'anna-jp', sharePercent: 100 }] },
          ],
        })
      ).body.code,
    ).toBe('price-missing');
    expect(
      (await at.get('stores/jp/staff-cards/anna-jp')).body.services.map((s: any) => s.serviceId),
    ).toEqual(['cut']);
  });
  it("every table's price counts, the most particular first", async () => {
    const put = (table: string, priceCents: number, more: object = {}) =>
      at.put(`durations/${table}`, {
        overrides: [{ serviceId: 'cut', minutes: [], priceCents, ...more }],
      });
    await put('store/us', 3000);
    expect([await priceAt('us'), await priceAt('us2'), await priceAt('cn')]).toEqual([
      3000, 20_000, 20_000,
    ]);
    await put('level/senior', 3500, { currency: 'USD' });
    expect([await priceAt('us'), await priceAt('cn')]).toEqual([3500, 20_000]);
    await put('staff/anna-us', 3600);
    expect(await priceAt('us')).toBe(3600);
    await put('customer/c7', 2500, { currency: 'USD' });
    expect([
      await priceAt('us', 'cut', '&customerId=c7'),
      await priceAt('us', 'cut', '&customerId=c8'),
      await priceAt('cn', 'cut', '&customerId=c7'),
    ]).toEqual([2500, 3600, 20_000]);
    await at.put('durations/customer/c7', {
      overrides: [
        { serviceId: 'cut', staffId: 'anna-us', minutes: [], priceCents: 2000 },
        { serviceId: 'cut', minutes: [], priceCents: 2500 },
      ],
    });
    expect([
      await priceAt('us', 'cut', '&customerId=c7'),
      await priceAt('us2', 'cut', '&customerId=c7'),
    ]).toEqual([2000, 2500]);
    expect((await book('us', 'cut', { customerId: 'c7' })).body.priceCents).toBe(2000);
    expect(
      (
        await at.post('visits', {
          storeId: 'us',
          customerId: 'c7',
          services: [{ serviceId: 'cut', performers: [{ staffId: 'anna-us', sharePercent: 100 }] }],
        })
      ).body.lines[0],
    ).toMatchObject({ priceCents: 2000, listCents: 2000 });
  });
  it.each([
    ['currency-unknown', 'services/x', { ...service, priceCents: 1, currency: 'XTS' }],
    [
      'currency-unknown',
      'services/x',
      { ...service, priceCents: 1, prices: [{ currency: 'ZZZ', priceCents: 1 }] },
    ],
    [
      'currency-repeated',
      'services/x',
      { ...service, priceCents: 1, currency: 'USD', prices: [{ currency: 'USD', priceCents: 1 }] },
    ],
    [
      'currency-unknown',
      'durations/store/us',
      { overrides: [{ serviceId: 'cut', minutes: [], priceCents: 1, currency: 'XXX' }] },
    ],
    [
      'price-missing',
      'durations/store/us',
      { overrides: [{ serviceId: 'cut', minutes: [], currency: 'USD' }] },
    ],
    ['currency-unknown', 'deposit-rules/x', { kind: 'fixed', amountCents: 1, currency: 'XAU' }],
    ['currency-unknown', 'policies/x', { windows: [], currency: 'XAU' }],
  ])('refuses %s of %s', async (code, path, body) =>
    expect((await at.tryPut(path, body)).body.code).toBe(code),
  );
});

describe("K8 a store's currency", () => {
  it.each(['XXX', 'ZZZ', 'XTS'])('is none of %s', async (currency) =>
    expect((await at.tryPut('stores/new', store('new', currency, 'UTC'))).body).toMatchObject({
      code: 'currency-unknown',
      field: 'currency',
    }),
  );
  it('may be corrected until money was booked, and never after', async () => {
    expect((await at.tryPut('stores/jp', store('jp', 'KRW', 'Asia/Tokyo'))).status).toBe(200);
    await at.post('visits', { storeId: 'jp', services: [] });
    await at.platform.settle();
    expect(await at.tryPut('stores/jp', store('jp', 'JPY', 'Asia/Tokyo'))).toMatchObject({
      status: 409,
      body: { code: 'currency-in-use', field: 'currency', expected: 'KRW' },
    });
    expect(
      (await at.tryPut('stores/jp', store('jp', 'KRW', 'Asia/Tokyo', { name: 'Tokyo' }))).status,
    ).toBe(200);
    await book('us');
    await at.platform.settle();
    expect((await at.tryPut('stores/us', store('us', 'GBP', 'America/New_York'))).body.code).toBe(
      'currency-in-use',
    );
  });
});

describe('K8 fees and deposits by currency', () => {
  it('amounts of a currency count only where the store counts in it', async () => {
    await at.put('deposit-rules/cny', { kind: 'fixed', amountCents: 5000, currency: 'CNY' });
    await at.put('policies/cny', {
      windows: [{ hoursBefore: 240, kind: 'flat', amountCents: 900 }],
      currency: 'CNY',
    });
    expect(
      (await at.tryPut('stores/us', { ...store('us', 'USD', 'America/New_York'), policyId: 'cny' }))
        .body,
    ).toMatchObject({ code: 'currency-differs', field: 'policyId' });
    await at.put('policies/default', {
      windows: [{ hoursBefore: 240, kind: 'flat', amountCents: 900 }],
      currency: 'CNY',
    });
    const [inChina, inNewYork] = [(await book('cn')).body, (await book('us')).body];
    expect([inChina.deposit, inNewYork.deposit]).toMatchObject([
      { cents: 5000, currency: 'CNY' },
      undefined,
    ]);
    const fee = async (id: string) => (await at.get(`appointments/${id}/cancellation-terms`)).body;
    expect([await fee(inChina.appointmentId), await fee(inNewYork.appointmentId)]).toMatchObject([
      { currency: 'CNY', cancel: { cents: 900 } },
      { policyId: 'free', cancel: { cents: 0 } },
    ]);
  });
});
