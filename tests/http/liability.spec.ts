import { BooksOfTests, instant, period, rowsOf } from '../support/books.js';
import type { TillOfTests } from '../support/till.js';

/* What the chain owes (LY-23, BY-04, R-LY-20, R-LY-21), from the till to the books. */

let books: BooksOfTests;
let till: TillOfTests;
let customerId: string;
beforeAll(async () => {
  books = await BooksOfTests.open();
  ({ till, customerId } = books);
}, 60_000);
afterAll(() => books.close());

it('S8, LY-22, R-LY-21: sold at one store and used at another: who owes whom, and at an earlier instant what was true then', async () => {
  books.setClock('01-21T10:00');
  const now = await books.report(period('01-01T00:00', '01-21T09:00'));
  expect(rowsOf(now)).toMatchObject({
    'principal soho': { currency: 'USD', opening: 0, issued: 300_00, used: 75_00, closing: 225_00 },
    'bonus soho': { issued: 100_00, used: 25_00, closing: 75_00, ages: [{ amount: 75_00 }] },
    // Of 120.00 the bonus took 25.00 off, and it earns on what is left.
    'points queens': { currency: 'USD', issued: 95, closing: 95 },
  });
  expect(now.settlements).toEqual([
    {
      kind: 'bonus',
      currency: 'USD',
      issuerStoreId: 'soho',
      redeemerStoreId: 'queens',
      amount: 25_00,
      owedCents: 0,
    },
    {
      kind: 'principal',
      currency: 'USD',
      issuerStoreId: 'soho',
      redeemerStoreId: 'queens',
      amount: 75_00,
      owedCents: 75_00,
    },
  ]);
  expect(rowsOf(await books.report(`?to=${instant('01-15T10:00')}`))).toMatchObject({
    'principal soho': { closing: 300_00, opening: 300_00, issued: 0 },
    'bonus soho': { closing: 100_00 },
  });
  // One store: what it issued, wherever it went.
  const soho = await books.report(period('01-01T00:00', '01-21T09:00'), 'soho');
  expect(Object.keys(rowsOf(soho))).toEqual(['bonus soho', 'principal soho']);
  expect(soho.settlements).toHaveLength(2);
  expect(Object.keys(rowsOf(await books.report('', 'queens')))).toEqual(['points queens']);
  // At the wallet the same.
  const wallet = await books.done('GET', `/v1/loyalty/wallets/${customerId}/USD`);
  expect(wallet).toMatchObject({ principalCents: 225_00, bonusCents: 75_00 });
});

it('R-LY-20: breakage and the price of points are estimates with versions; a report goes by the one in force at its end', async () => {
  const path = '/v1/loyalty/liability-estimate';
  expect(await books.done('GET', path)).toEqual({
    version: 0,
    pointsPrices: [],
    breakage: [],
    revision: 0,
  });
  const before = rowsOf(await books.report());
  expect(before['points queens']).not.toHaveProperty('valueCents');
  books.setClock('01-25T10:00');
  const first = {
    pointsPrices: [{ currency: 'USD', points: 100, cents: 150 }],
    breakage: [
      { kind: 'points', basisPoints: 1_000 },
      { kind: 'principal', currency: 'USD', basisPoints: 200 },
    ],
  };
  expect(await books.done('PUT', path, first)).toMatchObject({
    version: 1,
    since: instant('01-25T10:00'),
  });
  for (const [body, code, field] of [
    [
      { ...first, pointsPrices: [...first.pointsPrices, ...first.pointsPrices] },
      'currency-repeated',
      'pointsPrices.1.currency',
    ],
    [
      { pointsPrices: [{ currency: 'XXX', points: 1, cents: 1 }], breakage: [] },
      'currency-unknown',
      'pointsPrices.0.currency',
    ],
    [
      { pointsPrices: [], breakage: [...first.breakage, { kind: 'points', basisPoints: 1 }] },
      'breakage-repeated',
      'breakage.2.kind',
    ],
  ] as const) {
    const no = await till.ask('PUT', path, body);
    expect([no.status, no.body.code, no.body.field]).toEqual([422, code, field]);
  }
  const stale = await till.ask('PUT', path, first, { 'if-match': '"9"' });
  expect(stale.status).toBe(412);
  books.setClock('01-26T10:00');
  await books.done('PUT', path, { ...first, breakage: [] });
  books.setClock('01-27T10:00');
  // 95 points at 1.5 cents are 142.5.
  expect(await books.report(`?to=${instant('01-25T12:00')}`)).toMatchObject({ estimateVersion: 1 });
  expect(rowsOf(await books.report(`?to=${instant('01-25T12:00')}`))).toMatchObject({
    'points queens': { valueCents: 143, breakageCents: 14, expectedCents: 129 },
    'principal soho': { valueCents: 225_00, breakageCents: 450, expectedCents: 220_50 },
    'bonus soho': { valueCents: 75_00, breakageCents: 0, expectedCents: 75_00 },
  });
  expect(rowsOf(await books.report())['points queens']).toMatchObject({ breakageCents: 0 });
  expect((await books.report(`?to=${instant('01-20T12:00')}`)).estimateVersion).toBe(0);
});

it('LY-23: gift cards, adjustments, payouts and points that pay bills stand under their own names; as CSV too', async () => {
  books.setClock('03-05T10:00');
  const { card } = await books.done('POST', '/v1/loyalty/gift-cards', {
    storeId: 'mitte',
    cents: 50_00,
    tender: 'card',
  });
  await books.done('POST', `/v1/loyalty/gift-cards/${card.number}/refund`, {
    storeId: 'mitte',
    tender: 'cash',
  });
  await books.done('POST', '/v1/loyalty/gift-cards', {
    storeId: 'mitte',
    cents: 70_00,
    tender: 'card',
  });
  await books.done('POST', `/v1/loyalty/accounts/${customerId}/adjustments`, {
    points: 40,
    reason: 'goodwill',
    storeId: 'soho',
  });
  await books.done('POST', `/v1/loyalty/accounts/${customerId}/redemptions`, {
    points: 30,
    reason: 'gift',
    storeId: 'soho',
  });
  const wallet = await books.done('GET', `/v1/loyalty/wallets/${customerId}/USD`);
  await books.done('POST', `/v1/loyalty/wallets/${customerId}/USD/refunds`, {
    storeId: 'soho',
    trancheId: wallet.tranches[0].trancheId,
    policy: 'customer-fault',
    tender: 'cash',
  });
  const march = rowsOf(await books.report(period('03-01T00:00', '03-05T10:00')));
  expect(march).toMatchObject({
    'gift-card mitte': { currency: 'EUR', issued: 120_00, refunded: 50_00, closing: 70_00 },
    'points soho': { opening: 0, adjusted: 40, closing: 40 },
    'points queens': { opening: 95, used: 30, closing: 65 },
    // Principal less what was used at list price is paid out, the rest is kept.
    'principal soho': { opening: 225_00, refunded: 200_00, forfeited: 25_00, closing: 0 },
  });
  const account = await books.done('GET', `/v1/loyalty/accounts/${customerId}`);
  expect(account.available).toBe(105);
  const csv = await books.file(`/v1/loyalty/liability.csv${period('03-01T00:00', '03-05T10:00')}`);
  expect(csv.type).toBe('text/csv; charset=utf-8');
  const lines = csv.text.split('\r\n');
  expect(lines[0]).toMatch(/^kind,storeId,currency,opening,issued,used,/);
  expect(lines[1]).toBe('gift-card,mitte,EUR,0,12000,0,0,5000,0,0,0,0,7000,0,0,7000,0,7000');
  expect(lines).toHaveLength(Object.keys(march).length + 2);
  const soho = await books.file('/v1/loyalty/stores/soho/liability.csv');
  expect(soho.text).toContain('points,soho,USD,40,0,0,');
});

it('LY-23, LY-11: points that a bill keeps stay owed by the store whose lots they are, until the bill has them', async () => {
  books.setClock('03-06T10:00');
  const { currencies } = await books.done('GET', '/v1/loyalty/programme');
  await books.done('PUT', '/v1/loyalty/programme', {
    currencies: currencies.map((one: any) =>
      one.currency === 'USD' ? { ...one, worth: { points: 1, cents: 100 } } : one,
    ),
  });
  // Of 40 points of soho and 65 of queens those of queens end first.
  const visitId = await till.bill('soho', 1, customerId);
  const kept = await till.ask('POST', '/v1/loyalty/tenders/points/reservations', {
    storeId: 'soho',
    visitId,
    customerId,
    cents: 50_00,
    currency: 'USD',
  });
  expect([kept.status, kept.body.code]).toEqual([201, undefined]);
  const held = async () =>
    (await books.done('GET', `/v1/loyalty/accounts/${customerId}`)).held as number;
  expect(await held()).toBe(50);
  const from = instant('03-06T09:00');
  for (const body of [
    await books.report(`?from=${from}`),
    await books.report(`?from=${from}`, 'queens'),
  ])
    expect(rowsOf(body)['points queens']).toMatchObject({ used: 0, transferred: 0, closing: 65 });
  const paid = await till.settle(visitId, [
    { kind: 'points', cents: 50_00, reservation: kept.body.reservation },
    { kind: 'card', cents: 10_00 },
  ]);
  expect([paid.status, paid.body.code]).toEqual([200, undefined]);
  for (const body of [
    await books.report(`?from=${from}`),
    await books.report(`?from=${from}`, 'queens'),
  ]) {
    expect(rowsOf(body)['points queens']).toMatchObject({ used: 50, transferred: 0, closing: 15 });
    expect(body.settlements).toMatchObject([
      {
        kind: 'points',
        issuerStoreId: 'queens',
        redeemerStoreId: 'soho',
        amount: 50,
        owedCents: 75,
      },
    ]);
  }
  expect(await held()).toBe(0);
});

it('answers nothing of what is still to come, and no store that the caller does not see', async () => {
  const codeOf = async (query: string) => {
    const { status, body } = await till.ask('GET', `/v1/loyalty/liability?${query}`);
    return [status, body.code, body.field];
  };
  expect(await codeOf('to=2032-01-01T00:00:00Z')).toEqual([422, 'period-crossed', 'to']);
  expect(await codeOf('from=2031-03-02T00:00:00Z&to=2031-03-01T00:00:00Z')).toEqual([
    422,
    'period-crossed',
    'from',
  ]);
  expect(await codeOf('to=2031-02-30T00:00:00Z')).toEqual([422, 'instant-invalid', 'to']);
  const token = await till.platform.issuer!.token({ role: 'store-manager', stores: ['soho'] });
  const manager = { authorization: `Bearer ${token}` };
  const ask = (path: string) => till.ask('GET', `/v1/loyalty/${path}`, undefined, manager);
  expect((await ask('liability')).status).toBe(403);
  expect((await ask('stores/queens/liability')).status).toBe(404);
  expect((await ask('stores/soho/liability')).status).toBe(200);
  await till.platform.settle();
});
