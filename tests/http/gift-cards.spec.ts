import { customers } from '@chignon/customers';
import { loyalty } from '@chignon/loyalty';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TillOfTests } from '../support/till.js';
import { tempDir } from '../support/temp.js';

/* Gift cards from the sale to the last cent, through the checkout of the gateway: S3, S4, R-CP-09. */

const dir = tempDir();
let till: TillOfTests;

beforeAll(async () => {
  till = await TillOfTests.open(dir, [customers, loyalty]);
  await till.platform.settle();
}, 60_000);
afterAll(() => till.close());

const PATH = '/v1/loyalty/gift-cards';
const sell = (body: object = {}, key = till.key()) =>
  till.ask(
    'POST',
    PATH,
    { storeId: 'soho', cents: 100_00, tender: 'cash', ...body },
    { 'idempotency-key': key },
  );
const sold = async (body: object = {}): Promise<{ code: string; number: string }> => {
  const { status, body: answer } = await sell(body);
  expect([status, answer.code.length]).toEqual([201, 26]);
  return { code: answer.code, number: answer.card.number };
};
const check = (code: string, storeId = 'mitte') =>
  till.ask('POST', `${PATH}/balance`, { storeId, code });
const card = async (number: string) => {
  await till.platform.settle();
  return (await till.ask('GET', `${PATH}/${number}`)).body;
};
const gift = (cents: number, code: string) => ({ kind: 'gift-card', cents, account: code });
const as = async (claims: { role: string; stores: string[] }) => ({
  authorization: `Bearer ${await till.platform.issuer!.token(claims)}`,
});

it('is sold for money, once for a key, and only a repeat of the sale is told its code again', async () => {
  const first = await sell({}, 'same');
  expect([first.status, first.body.card]).toMatchObject([
    201,
    { status: 'open', currency: 'USD', storeId: 'soho', soldCents: 100_00, availableCents: 100_00 },
  ]);
  expect((await sell({}, 'same')).body).toEqual(first.body);
  expect((await sell({ cents: 1 }, 'same')).body.code).toBe('idempotency-key-reused');
  expect((await sell()).body.code).not.toBe(first.body.code);
  for (const tender of ['points', 'gift-card', 'stored-value'])
    expect((await sell({ tender })).body).toMatchObject({
      code: 'gift-card-tender',
      field: 'tender',
    });
  const shown = await card(first.body.card.number);
  expect(JSON.stringify(shown)).not.toContain(first.body.code);
});

it('S4, LY-22: whoever has the code pays a part of any bill with it, with tax and points as any money', async () => {
  const { code, number } = await sold();
  const registered = await till.ask('POST', '/v1/customers', { name: 'Ada', homeStoreId: 'soho' });
  const visitId = await till.bill('soho', 1, registered.body.id);
  const paid = await till.checkout({
    visitId,
    tenders: [gift(45_00, code.toLowerCase()), { kind: 'card', cents: 15_00 }],
  });
  expect([paid.status, paid.body]).toMatchObject([
    200,
    { netCents: 60_00, reserved: [{ kind: 'gift-card', account: number, cents: 45_00 }] },
  ]);
  expect(await card(number)).toMatchObject({ availableCents: 55_00, takenCents: 45_00 });
  const account = await till.ask('GET', `/v1/loyalty/accounts/${registered.body.id}`);
  expect(account.body.available).toBe(60);
  // Somebody else's, nobody's: it is a bearer's.
  const other = await till.bill('soho');
  expect(
    (await till.checkout({ visitId: other, tenders: [gift(60_00, code)] })).body,
  ).toMatchObject({ code: 'tender-insufficient', availableCents: 55_00 });
  const rest = await till.checkout({
    visitId: other,
    tenders: [gift(55_00, code), { kind: 'cash', cents: 5_00 }],
  });
  expect(rest.status).toBe(200);
  expect((await card(number)).availableCents).toBe(0);
  // S3: what is refunded to it may be spent again, and no more.
  const back = [{ kind: 'gift-card', cents: -30_00 }];
  await till.platform.settle();
  const preview = await till.ask('POST', '/v1/corrections/preview', {
    visitId,
    change: 'refund',
    reason: 'returned',
    items: [{ lineId: 'l1', quantityMilli: 500 }],
    tenders: back,
  });
  const change = { context: 'loyalty', subject: 'gift-card', id: number, unit: 'USD' };
  expect(preview.body.changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...change, figure: 'availableCents', before: 0, after: 30_00 }),
      expect.objectContaining({ ...change, figure: 'takenCents', before: 100_00, after: 70_00 }),
    ]),
  );
  expect((await till.refund(visitId, 500, back)).status).toBe(200);
  expect((await card(number)).availableCents).toBe(30_00);
  const dear = await till.bill('soho');
  expect((await till.checkout({ visitId: dear, tenders: [gift(60_00, code)] })).body.code).toBe(
    'tender-insufficient',
  );
});

it('S2: two tills at once: one is paid', async () => {
  const { code, number } = await sold();
  const bills = await Promise.all([1, 2].map(() => till.bill('soho')));
  const answers = await Promise.all(
    bills.map((visitId) => till.checkout({ visitId, tenders: [gift(60_00, code)] })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await card(number)).toMatchObject({ availableCents: 40_00, heldCents: 0 });
});

it('S9: a bill in another currency is refused, and so is one without a code', async () => {
  const { code } = await sold();
  const visitId = await till.bill('mitte');
  const paid = await till.checkout({ visitId, tenders: [gift(60_00, code)] });
  expect([paid.status, paid.body.code]).toEqual([422, 'gift-card-currency']);
  const none = await till.checkout({ visitId, tenders: [{ kind: 'gift-card', cents: 60_00 }] });
  expect([none.status, none.body.code]).toEqual([422, 'gift-card-code-missing']);
});

it('R-CP-09: unknown cards and wrong codes are told alike, and five wrong ones close it; its code stands nowhere', async () => {
  const { code, number } = await sold();
  const wrong = `${code.slice(0, -4)}${code.endsWith('0000') ? '1111' : '0000'}`;
  const unknown = await check('00000-00000-0000-0000-0000');
  for (let i = 0; i < 5; i++) {
    const answer = await check(wrong);
    expect([answer.status, { ...answer.body, correlationId: '' }]).toEqual([
      404,
      { ...unknown.body, correlationId: '' },
    ]);
  }
  expect((await check(code)).body.code).toBe('gift-card-attempts');
  const visitId = await till.bill('soho');
  const paid = await till.checkout({ visitId, tenders: [gift(60_00, code)] });
  expect([paid.status, paid.body.code]).toEqual([409, 'gift-card-attempts']);
  expect((await till.ask('POST', `${PATH}/${number}/unlock`, {})).status).toBe(200);
  expect((await check(code)).body).toMatchObject({ number, availableCents: 100_00 });
  const secret = code.replaceAll('-', '').slice(10);
  for (const file of ['streams.sqlite', 'documents.sqlite'])
    for (const text of [secret, code])
      for (const part of [file, `${file}-wal`]) expect(contents(part).includes(text)).toBe(false);
});

const contents = (file: string): Buffer => {
  try {
    return readFileSync(join(dir, file));
  } catch {
    return Buffer.alloc(0);
  }
};

it('lost: the desk locks it, a manager replaces its code, and the finder has nothing', async () => {
  const { code, number } = await sold();
  const desk = await as({ role: 'front-desk', stores: ['soho'] });
  const manager = await as({ role: 'store-manager', stores: ['soho'] });
  const elsewhere = await as({ role: 'store-manager', stores: ['mitte'] });
  const ask = (what: string, who: { authorization: string }, body: object = {}) =>
    till.ask('POST', `${PATH}/${number}/${what}`, body, who);
  expect((await ask('lock', elsewhere)).body.code).toBe('gift-card-not-found');
  expect((await ask('lock', desk)).body.status).toBe('locked');
  const visitId = await till.bill('soho');
  const finder = await till.checkout({ visitId, tenders: [gift(60_00, code)] });
  expect([finder.status, finder.body.code]).toEqual([409, 'gift-card-locked']);
  expect((await ask('replace', desk)).status).toBe(403);
  expect((await ask('unlock', desk)).status).toBe(403);
  const replaced = await ask('replace', manager);
  expect([replaced.status, replaced.body.card]).toMatchObject([
    200,
    { number, status: 'open', availableCents: 100_00 },
  ]);
  expect((await check(code)).status).toBe(404);
  const paid = await till.checkout({ visitId, tenders: [gift(60_00, replaced.body.code)] });
  expect(paid.status).toBe(200);
});

it('VS-15: the sale of an unused card is undone in money; what came and went lies in the books of the day', async () => {
  const visitId = await till.bill('soho');
  const { businessDate } = (await till.ask('GET', `/v1/booking/visits/${visitId}`)).body;
  const books = async (): Promise<{ [kind: string]: number }> => {
    await till.platform.settle();
    const { expected } = (
      await till.ask('GET', `/v1/booking/stores/soho/day-closes/${businessDate}`)
    ).body;
    return Object.fromEntries(
      expected.map(({ kind, cents }: { kind: string; cents: number }) => [kind, cents]),
    );
  };
  const { cash = 0, card: byCard = 0 } = await books();
  const { code, number } = await sold();
  expect(await books()).toMatchObject({ cash: cash + 100_00 });
  const refund = (storeId = 'soho', tender = 'card') =>
    till.ask('POST', `${PATH}/${number}/refund`, { storeId, tender });
  expect((await refund('mitte')).body.code).toBe('gift-card-currency');
  expect((await refund('soho', 'points')).body.code).toBe('gift-card-tender');
  expect((await refund()).body).toMatchObject({ status: 'refunded', availableCents: 0 });
  expect(await books()).toMatchObject({ cash: cash + 100_00, card: byCard - 100_00 });
  expect((await refund()).body.code).toBe('gift-card-refunded');
  expect((await till.checkout({ visitId, tenders: [gift(60_00, code)] })).status).toBe(409);
  const used = await sold();
  await till.checkout({ visitId, tenders: [gift(60_00, used.code)] });
  await till.platform.settle();
  const late = await till.ask('POST', `${PATH}/${used.number}/refund`, {
    storeId: 'soho',
    tender: 'cash',
  });
  expect([late.status, late.body.code]).toEqual([409, 'gift-card-used']);
});

it('ends by the law of the country of its store, and holds at most what the rules say', async () => {
  const rules = (countries: object[], limits: object[] = []) =>
    till.ask('PUT', '/v1/loyalty/gift-card-rules', { countries, limits });
  const us = { country: 'US', storeIds: ['soho'] };
  expect((await till.ask('GET', '/v1/loyalty/gift-card-rules')).body).toMatchObject({
    countries: [],
    revision: 0,
  });
  expect((await rules([{ ...us, months: 12 }])).body).toMatchObject({
    code: 'gift-card-law',
    field: 'countries.0.months',
  });
  expect((await rules([us, { ...us, country: 'CA' }])).body.code).toBe('store-repeated');
  const usd = { currency: 'USD', maxCents: 150_00 };
  expect((await rules([], [usd, usd])).body.code).toBe('currency-repeated');
  expect((await rules([{ ...us, months: 60 }], [usd])).status).toBe(200);
  expect((await sell({ cents: 150_01 })).body.code).toBe('gift-card-limit');
  const { code, number } = await sold();
  const { soldAt, expiresAt } = await card(number);
  expect(Number(expiresAt.slice(0, 4)) - Number(soldAt.slice(0, 4))).toBe(5);
  // Midnight in New York.
  expect(['04:00:00.000Z', '05:00:00.000Z']).toContain(expiresAt.slice(11));
  till.clock.set(expiresAt);
  till.token = await till.platform.issuer!.token({ role: 'chain-ops' });
  expect((await check(code)).body).toMatchObject({
    status: 'expired',
    availableCents: 0,
    expiredCents: 100_00,
  });
});
