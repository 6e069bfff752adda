import { BooksOfTests, instant } from '../support/books.js';
import type { TillOfTests } from '../support/till.js';

/* Why a balance is what it is (BY-02): the leaves sum exactly to what the account, the wallet and the card say. */

let books: BooksOfTests;
let till: TillOfTests;
let customerId: string;
beforeAll(async () => {
  books = await BooksOfTests.open();
  ({ till, customerId } = books);
  await till.platform.settle();
}, 60_000);
afterAll(() => books.close());

const explain = async (path: string, query = '') => {
  await till.platform.settle();
  const proof = await books.done('GET', `/v1/loyalty/${path}/explain${query}`);
  const sum = (all: { amount: number }[]) => all.reduce((total, { amount }) => total + amount, 0);
  for (const part of proof.parts) expect(sum(part.leaves)).toBe(part.amount);
  expect(sum(proof.parts)).toBe(proof.amount);
  return proof;
};

it('BY-02: points, down to the line of the bill, who did it, the store and the rules', async () => {
  await books.done('POST', `/v1/loyalty/accounts/${customerId}/redemptions`, {
    points: 30,
    reason: 'gift',
    storeId: 'soho',
  });
  books.setClock('01-21T10:00');
  const proof = await explain(`accounts/${customerId}`);
  const account = await books.done('GET', `/v1/loyalty/accounts/${customerId}`);
  expect(proof.amount).toBe(65);
  expect(account.balance).toBe(65);
  expect(proof.parts).toHaveLength(2);
  const [first] = proof.parts;
  expect(first).toMatchObject({
    kind: 'points',
    storeId: 'queens',
    ruleVersion: 'base-2',
    programmeVersion: 'programme-1',
    visitId: expect.any(String),
    lineId: 'l1',
    staffIds: ['queens-anna'],
    leaves: [
      { flow: 'issued', storeId: 'queens', entryNo: expect.any(Number) },
      { flow: 'used', amount: -30, storeId: 'soho' },
    ],
  });
  // Before the redemption, and before anything.
  expect(
    (await explain(`accounts/${customerId}`, `?effectiveAt=${instant('01-19T10:00')}`)).amount,
  ).toBe(0);
});

it('BY-02: stored value by top-up, principal and bonus apart, and a gift card; what a bill keeps of them too', async () => {
  const wallet = await explain(`wallets/${customerId}/USD`);
  expect(wallet).toMatchObject({
    amount: 300_00,
    parts: [
      {
        kind: 'principal',
        amount: 225_00,
        storeId: 'soho',
        leaves: [
          { flow: 'issued', amount: 300_00 },
          { flow: 'used', amount: -75_00, storeId: 'queens' },
        ],
      },
      { kind: 'bonus', amount: 75_00, expiresAt: expect.any(String) },
    ],
  });
  // The bonus is over without an entry: its leaf names none.
  books.setClock('02-20T10:00');
  const over = await explain(`wallets/${customerId}/USD`);
  expect(over.amount).toBe(225_00);
  const last = over.parts[1].leaves.at(-1);
  expect(last).toMatchObject({ flow: 'expired', amount: -75_00 });
  expect(last).not.toHaveProperty('entryNo');
  const now = await books.done('GET', `/v1/loyalty/wallets/${customerId}/USD`);
  expect(now.availableCents).toBe(over.amount);

  const { card, code } = await books.done('POST', '/v1/loyalty/gift-cards', {
    storeId: 'soho',
    cents: 80_00,
    tender: 'card',
  });
  const visitId = await till.bill('soho');
  const kept = await till.ask('POST', '/v1/loyalty/tenders/gift-card/reservations', {
    storeId: 'soho',
    visitId,
    account: code,
    cents: 60_00,
    currency: 'USD',
  });
  expect([kept.status, kept.body.code]).toEqual([201, undefined]);
  expect(await explain(`gift-cards/${card.number}`)).toMatchObject({
    amount: 20_00,
    parts: [
      { kind: 'gift-card', amount: 80_00 },
      { kind: 'kept', amount: -60_00 },
    ],
  });
  const none = await till.ask('GET', '/v1/loyalty/gift-cards/NOSUCHCARD/explain');
  expect([none.status, none.body.code]).toEqual([404, 'gift-card-not-found']);
});
