import { customers } from '@chignon/customers';
import { loyalty } from '@chignon/loyalty';
import { TillOfTests } from '../support/till.js';
import { tempDir } from '../support/temp.js';

/* Stored value from the top-up to the refund, through the checkout of the gateway. */

let till: TillOfTests;
let customerId: string;

beforeAll(async () => {
  till = await TillOfTests.open(tempDir(), [customers, loyalty]);
  const registered = await till.ask('POST', '/v1/customers', { name: 'Rosa', homeStoreId: 'soho' });
  expect([registered.status, registered.body.code]).toEqual([201, undefined]);
  customerId = registered.body.id;
  for (const [termsId, currency] of [
    ['gold', 'USD'],
    ['oro', 'EUR'],
  ]) {
    const terms = { currency, principalCents: 300_00, bonusCents: 100_00, bonusMonths: 12 };
    const put = await till.ask('PUT', `/v1/loyalty/top-ups/terms/${termsId}`, terms);
    expect([put.status, put.body]).toMatchObject([
      200,
      { version: 1, spendPolicy: 'pro-rata', coolingOffDays: 0, offered: true },
    ]);
  }
  await till.platform.settle();
}, 60_000);
afterAll(() => till.close());

const topUp = (body: object = {}, key = till.key()) =>
  till.ask(
    'POST',
    `/v1/loyalty/wallets/${customerId}/top-ups`,
    { storeId: 'soho', termsId: 'gold', tender: 'card', ...body },
    { 'idempotency-key': key },
  );
const wallet = async (query = '', currency = 'USD') => {
  await till.platform.settle();
  const { status, body } = await till.ask(
    'GET',
    `/v1/loyalty/wallets/${customerId}/${currency}${query}`,
  );
  expect([status, body.code]).toEqual([200, undefined]);
  return body;
};
const parts = async (query = '') => {
  const { principalCents, bonusCents, heldCents } = await wallet(query);
  return [principalCents, bonusCents, heldCents];
};

it('F8: stored value is bought with money, not with what the chain owes already', async () => {
  for (const tender of ['points', 'stored-value', 'deposit']) {
    const { status, body } = await topUp({ tender });
    expect([status, body.code, body.field]).toEqual([422, 'top-up-tender', 'tender']);
  }
  expect(await wallet()).toMatchObject({ availableCents: 0, tranches: [] });
});

it('LY-19, R-SV-01: a top-up is a tranche by the version of its terms, once for a key', async () => {
  expect(await wallet()).toMatchObject({ availableCents: 0, tranches: [], revision: 0 });
  const first = await topUp({}, 'same');
  expect([first.status, first.body]).toMatchObject([
    201,
    {
      wallet: {
        customerId,
        currency: 'USD',
        availableCents: 400_00,
        principalCents: 300_00,
        bonusCents: 100_00,
        tranches: [{ storeId: 'soho', terms: { termsId: 'gold', version: 1 } }],
      },
    },
  ]);
  expect((await topUp({}, 'same')).body.trancheId).toBe(first.body.trancheId);
  expect(await parts()).toEqual([300_00, 100_00, 0]);
});

it('R-SV-01, S9: terms of another currency, unknown, withdrawn, or above the legal limit are refused', async () => {
  expect((await topUp({ termsId: 'oro' })).body.code).toBe('terms-currency');
  expect((await topUp({ termsId: 'nope' })).body.code).toBe('terms-not-found');
  const old = { currency: 'USD', principalCents: 100, bonusCents: 0, offered: false };
  await till.ask('PUT', '/v1/loyalty/top-ups/terms/old', old);
  expect((await topUp({ termsId: 'old' })).body.code).toBe('terms-not-offered');
  const above = await till.ask('PUT', '/v1/loyalty/top-ups/terms/china', {
    currency: 'CNY',
    principalCents: 5_000_01,
    bonusCents: 0,
  });
  expect([above.status, above.body.code]).toEqual([422, 'top-up-limit']);
  const limits = { limits: [{ currency: 'USD', maxCents: 299_99 }] };
  expect((await till.ask('PUT', '/v1/loyalty/top-ups/limits', limits)).status).toBe(200);
  expect((await topUp()).body.code).toBe('top-up-limit');
  await till.ask('PUT', '/v1/loyalty/top-ups/limits', { limits: [] });
  expect((await till.ask('GET', '/v1/loyalty/top-ups/limits')).body.limits).toEqual([]);
  const items = (await till.ask('GET', '/v1/loyalty/top-ups/terms')).body.items;
  expect(items.map(({ termsId }: { termsId: string }) => termsId)).toEqual(['gold', 'old', 'oro']);
});

it('LY-20, S4, S5, R-SV-06: pays a bill, its bonus as a discount that earns nothing; a refund goes back to the same parts', async () => {
  const before = (await wallet()).revision;
  const visitId = await till.bill('soho', 1, customerId);
  const paid = await till.checkout({
    visitId,
    tenders: [
      { kind: 'stored-value', cents: 4000 },
      { kind: 'card', cents: 2000 },
    ],
  });
  expect([paid.status, paid.body]).toMatchObject([
    200,
    {
      netCents: 50_00,
      tenders: [
        { kind: 'stored-value', cents: 30_00 },
        { kind: 'card', cents: 20_00 },
      ],
      reserved: [
        {
          owner: 'loyalty',
          kind: 'stored-value',
          account: `${customerId}.USD`,
          cents: 40_00,
          bonusCents: 10_00,
        },
      ],
    },
  ]);
  expect(await parts()).toEqual([270_00, 90_00, 0]);
  expect((await wallet()).revision).toBe(before + 2);
  const points = async () => {
    await till.platform.settle();
    return (await till.ask('GET', `/v1/loyalty/accounts/${customerId}`)).body.available;
  };
  expect(await points()).toBe(50);
  const again = await till.checkout({
    visitId,
    tenders: [
      { kind: 'stored-value', cents: 4000 },
      { kind: 'card', cents: 2000 },
    ],
  });
  expect([again.status, again.body.settledAt]).toEqual([200, paid.body.settledAt]);
  const receipt = await till.ask('GET', `/v1/booking/visits/${visitId}/bill-proof`);
  expect([receipt.status, receipt.body.parts?.[0].lines[0].leaves]).toEqual([
    200,
    [
      { kind: 'price', cents: 60_00 },
      { kind: 'discount', code: 'bonus', cents: -10_00 },
    ],
  ]);
  const back = [{ kind: 'stored-value', cents: -2500 }];
  expect((await till.refund(visitId, 500, back)).status).toBe(200);
  expect(await parts()).toEqual([295_00, 95_00, 0]);
  expect(await points()).toBe(25);
  const voided = await till.ask('POST', `/v1/booking/visits/${visitId}/void`, {
    reason: 'mistake',
  });
  expect([voided.status, voided.body.code]).toEqual([200, undefined]);
  expect(await parts()).toEqual([300_00, 100_00, 0]);
  expect(await points()).toBe(0);
});

it('S2: two tills at once: one is paid, the other is told what there is', async () => {
  const bills = await Promise.all([1, 2].map(() => till.bill('soho', 5, customerId)));
  const answers = await Promise.all(
    bills.map((visitId) =>
      till.checkout({ visitId, tenders: [{ kind: 'stored-value', cents: 300_00 }] }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    code: 'tender-insufficient',
    availableCents: 100_00,
  });
  expect(await parts()).toEqual([75_00, 25_00, 0]);
});

it('S6: a reservation that no settlement took is back in the same parts', async () => {
  const visitId = await till.bill('soho', 1, customerId);
  const asked = { storeId: 'soho', visitId, customerId, cents: 60_00, currency: 'USD' };
  const path = '/v1/loyalty/tenders/stored-value/reservations';
  const kept = await till.ask('POST', path, asked);
  expect(kept.status).toBe(201);
  expect(await parts()).toEqual([30_00, 10_00, 60_00]);
  const { reservation } = kept.body;
  expect((await till.ask('POST', `${path}/release`, { reservation })).body.status).toBe('released');
  expect((await till.ask('POST', `${path}/release`, { reservation })).body.status).toBe('released');
  expect(await parts()).toEqual([75_00, 25_00, 0]);
  const { customerId: _, ...anonymous } = asked;
  expect((await till.ask('POST', path, anonymous)).body.code).toBe('wallet-customer-missing');
  const other = await till.ask('POST', path, { ...asked, account: 'somebody.USD' });
  expect([other.status, other.body.code]).toEqual([422, 'wallet-not-of-bill']);
});

it('R-SV-03, R-SV-07: what is left is paid out by a policy; the wallet as of before is what it was', async () => {
  const { tranches } = await wallet();
  const { trancheId } = tranches[0];
  const path = `/v1/loyalty/wallets/${customerId}/USD/refunds`;
  const body = { storeId: 'soho', trancheId, policy: 'no-fault', tender: 'cash' };
  const desk = {
    authorization: `Bearer ${await till.platform.issuer!.token({ role: 'front-desk', stores: ['soho'] })}`,
  };
  expect((await till.ask('POST', path, body, desk)).status).toBe(403);
  const cooling = await till.ask('POST', path, { ...body, policy: 'cooling-off' });
  expect([cooling.status, cooling.body.code]).toEqual([409, 'cooling-off-over']);
  const elsewhere = await till.ask('POST', path, { ...body, storeId: 'mitte' });
  expect([elsewhere.status, elsewhere.body.code, elsewhere.body.field]).toEqual([
    422,
    'wallet-currency',
    'storeId',
  ]);
  const paid = await till.ask('POST', path, body);
  expect([paid.status, paid.body]).toMatchObject([
    201,
    { refundCents: 75_00, principalCents: 75_00, bonusCents: 25_00, currency: 'USD' },
  ]);
  expect(await parts()).toEqual([0, 0, 0]);
  expect((await till.ask('POST', path, body)).body.code).toBe('principal-spent');
  expect(await parts('?asOf=2020-01-01T00:00:00Z')).toEqual([0, 0, 0]);
  expect(await parts(`?asOf=${tranches[0].issuedAt}`)).toEqual([300_00, 100_00, 0]);
});

it('VS-15: what is taken for a top-up and paid out of it lies in the books of the day, by its tender', async () => {
  const visitId = await till.bill('soho', 1, customerId);
  const { businessDate } = (await till.ask('GET', `/v1/booking/visits/${visitId}`)).body;
  const books = async (): Promise<{ [kind: string]: number }> => {
    await till.platform.settle();
    const path = `/v1/booking/stores/soho/day-closes/${businessDate}`;
    const { expected } = (await till.ask('GET', path)).body;
    return Object.fromEntries(
      expected.map(({ kind, cents }: { kind: string; cents: number }) => [kind, cents]),
    );
  };
  const { cash = 0, card = 0 } = await books();
  const { trancheId } = (await topUp({ tender: 'cash' })).body;
  expect(await books()).toMatchObject({ cash: cash + 300_00, card });
  const paidOut = await till.ask(
    'POST',
    `/v1/loyalty/wallets/${customerId}/USD/refunds`,
    { storeId: 'soho', trancheId, policy: 'no-fault', tender: 'card' },
    { 'idempotency-key': till.key() },
  );
  expect([paidOut.status, paidOut.body.refundCents]).toEqual([201, 300_00]);
  expect(await books()).toMatchObject({ cash: cash + 300_00, card: card - 300_00 });
});
