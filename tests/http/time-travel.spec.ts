import { BooksOfTests, instant } from '../support/books.js';
import type { TillOfTests } from '../support/till.js';

/* Account, tier, wallet and gift card as of one instant and as known at another (BY-01), through their routes. */

let books: BooksOfTests;
let till: TillOfTests;
let customerId: string;
beforeAll(async () => {
  books = await BooksOfTests.open();
  ({ till, customerId } = books);
  await till.platform.settle();
}, 60_000);
afterAll(() => books.close());

const then = (effective: string, known: string) =>
  `?effectiveAt=${instant(effective)}&knownAt=${instant(known)}`;
const account = (query = '') => books.done('GET', `/v1/loyalty/accounts/${customerId}${query}`);
const wallet = (query = '') => books.done('GET', `/v1/loyalty/wallets/${customerId}/USD${query}`);

it('BY-01: a bill of 5 January that is told in February is there on the 6th as known then, and not as known in January', async () => {
  books.setClock('02-03T10:00');
  await books.done('POST', '/v1/booking/imports/visits', {
    storeId: 'queens',
    items: [
      {
        externalId: 'old-1',
        billId: 'b1',
        customerId,
        businessDate: '2031-01-05',
        localHour: 11,
        taxes: [],
        tenders: [{ kind: 'cash', cents: 600_00 }],
        lines: [
          {
            kind: 'service',
            itemId: 'cut',
            serviceGroup: 'cut',
            quantityMilli: 1000,
            netCents: 600_00,
            taxCents: 0,
            performers: [{ staffId: 'queens-anna', sharePercent: 100 }],
            earning: true,
          },
        ],
      },
    ],
  });
  await till.platform.settle();
  books.setClock('02-04T10:00');
  expect(await account(then('01-06T10:00', '02-04T10:00'))).toMatchObject({
    available: 600,
    tier: 'silver',
    asOf: instant('01-06T10:00'),
    knownAt: instant('02-04T10:00'),
  });
  expect(await account(then('01-06T10:00', '01-25T10:00'))).toMatchObject({
    available: 0,
    tier: 'regular',
  });
  // Without an effective instant: as the books stood.
  expect(await account(`?knownAt=${instant('01-25T10:00')}`)).toMatchObject({
    available: 95,
    tier: 'regular',
    asOf: instant('01-25T10:00'),
  });
  const now = await account();
  expect(now).toMatchObject({ available: 695, tier: 'silver' });
  expect(now).not.toHaveProperty('knownAt');
});

it('BY-01: the tier of an instant goes by the programme that was in force then', async () => {
  books.setClock('02-05T10:00');
  const { currencies } = await books.done('GET', '/v1/loyalty/programme');
  await books.done('PUT', '/v1/loyalty/programme', {
    currencies: currencies.map((one: any) => ({ ...one, tiers: { silver: 1_000_00 } })),
  });
  books.setClock('02-06T10:00');
  const next = async (at: string) => (await account(then(at, '02-06T10:00'))).nextTier;
  expect(await next('02-04T10:00')).toMatchObject({ tier: 'gold' });
  expect(await next('02-06T10:00')).toMatchObject({ tier: 'silver', missingCents: 305_00 });
});

it('BY-01: a wallet and a gift card too; before it was sold there is no card', async () => {
  expect(await wallet(then('01-15T10:00', '02-06T10:00'))).toMatchObject({
    principalCents: 300_00,
    bonusCents: 100_00,
  });
  expect(await wallet(then('01-21T10:00', '02-06T10:00'))).toMatchObject({
    principalCents: 225_00,
    bonusCents: 75_00,
    asOf: instant('01-21T10:00'),
    knownAt: instant('02-06T10:00'),
  });
  // As known before it was bought there is nothing.
  expect(await wallet(then('01-21T10:00', '01-09T10:00'))).toMatchObject({
    availableCents: 0,
    tranches: [],
  });
  const { card } = await books.done('POST', '/v1/loyalty/gift-cards', {
    storeId: 'soho',
    cents: 50_00,
    tender: 'card',
  });
  books.setClock('02-08T10:00');
  const path = `/v1/loyalty/gift-cards/${card.number}`;
  expect(await books.done('GET', `${path}?effectiveAt=${instant('02-07T10:00')}`)).toMatchObject({
    availableCents: 50_00,
    asOf: instant('02-07T10:00'),
  });
  const before = await till.ask('GET', `${path}?effectiveAt=${instant('02-01T10:00')}`);
  expect([before.status, before.body.code]).toEqual([404, 'gift-card-not-found']);
});

it('refuses instants that are no instants, or named twice', async () => {
  for (const [query, code, field] of [
    ['knownAt=2031-02-30T00:00:00Z', 'instant-invalid', 'knownAt'],
    ['effectiveAt=2031-02-30T00:00:00Z', 'instant-invalid', 'effectiveAt'],
    [
      'asOf=2031-02-01T00:00:00Z&effectiveAt=2031-02-01T00:00:00Z',
      'instant-repeated',
      'effectiveAt',
    ],
  ] as const)
    for (const path of [`accounts/${customerId}`, `wallets/${customerId}/USD`]) {
      const no = await till.ask('GET', `/v1/loyalty/${path}?${query}`);
      expect([no.status, no.body.code, no.body.field]).toEqual([422, code, field]);
    }
  await till.platform.settle();
});
