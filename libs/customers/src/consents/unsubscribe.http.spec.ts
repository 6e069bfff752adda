import { MessageRequested, publication, StoreDescribed } from '@chignon/contracts';
import { openService, type Service } from '@chignon/service-kit/testing';
import { customersContext, type MailProvider } from '../index.js';
import { records } from '../identity/record.js';
import { upkeep } from '../identity/upkeep.js';
import { refusedAddresses } from './address.js';

// GW-06, PR-14, R-CM-08, R-CM-09: a link of a mail, one click, and the address gets nothing any more, whatever card it stands on.

/** A provider that is told what to answer, and keeps what it took. */
const taken: { messageId: string; to: string; unsubscribeUrl?: string; text: string }[] = [];
let busy = false;
const provider: MailProvider = {
  channel: 'email',
  send: (mail) => {
    if (busy) return Promise.resolve({ deferred: '451' });
    taken.push(mail);
    return Promise.resolve('accepted');
  },
};

let service: Service;
beforeAll(async () => {
  service = await openService('customers', [
    customersContext({ mail: provider, publicUrl: 'https://salon.example' }),
  ]);
  await service.tell(
    publication(StoreDescribed, 'harbour', {
      storeId: 'harbour',
      regionId: 'west',
      name: 'Harbour',
      zone: 'America/Winnipeg',
      currency: 'CAD',
      dayStartsAt: '00:00',
    }),
  );
  await service.settle();
});
beforeEach(() => {
  taken.length = 0;
  busy = false;
});
afterAll(() => service.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** As somebody without a token; the path of a link that a mail has. */
const open = async (url: string, init: RequestInit = {}) => {
  const { pathname, search } = new URL(url);
  const response = await fetch(`${await service.platform.url()}${pathname}${search}`, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
};
const click = (url: string, headers: Record<string, string> = FORM) =>
  open(url, { method: 'POST', headers, body: 'List-Unsubscribe=One-Click' });

const answer = async (id: string, granted: boolean, wordingVersion = 'w1') => {
  const { etag } = await service.get(id);
  const said = { purpose: 'marketing', channel: 'email', source: 'front-desk', wordingVersion };
  const items = [{ ...said, granted, evidence: 'form-17' }];
  const { status } = await service.ask('PUT', `${id}/consents`, { items }, { 'if-match': etag! });
  expect(status).toBe(200);
};
const register = async (name: string, email: string): Promise<string> => {
  const { body } = await service.post('/v1/customers', {
    homeStoreId: 'harbour',
    name,
    emails: [email],
    language: 'en',
  });
  await answer(body.id, true);
  return body.id;
};
const move = async (id: string, emails: string[]) => {
  const { etag } = await service.get(id);
  const change = emails.length > 0 ? { emails } : { remove: ['emails'] };
  const { status } = await service.ask('PATCH', id, change, { 'if-match': etag! });
  expect(status).toBe(200);
};
const ask = (customerId: string, occurrence: string, purpose: 'marketing' | 'service') =>
  service.tell(
    publication(MessageRequested, customerId, {
      messageId: `rebook.${customerId}.cut.${occurrence}`,
      customerId,
      campaign: 'rebook',
      occurrence,
      purpose,
      template: 'rebook-reminder',
      facts: { serviceGroup: 'cut', lastVisitOn: '2026-02-01', intervalDays: 30 },
      storeId: 'harbour',
      validUntil: '2099-01-01T00:00:00.000Z',
    }),
  );
let messages = 0;
/** What went out of one more message. */
const mailTo = async (customerId: string, purpose: 'marketing' | 'service' = 'marketing') => {
  const occurrence = `v${++messages}`;
  await ask(customerId, occurrence, purpose);
  await service.settle();
  return taken.find(({ messageId }) => messageId.endsWith(`${customerId}.cut.${occurrence}`));
};

it('GW-06, R-CM-08: the link of a mail asks, its button refuses, and the history says by which mail', async () => {
  const id = await register('Ida Berg', 'ida@example.org');
  const mail = (await mailTo(id))!;
  expect(mail.text).toContain(mail.unsubscribeUrl);
  const url = mail.unsubscribeUrl!;
  expect(url).toMatch(/^https:\/\/salon\.example\/v1\/customers\/unsubscribe\?key=[\w-]+$/);
  // Nothing of hers stands in it, also where texts are packed.
  const inside = url + Buffer.from(new URL(url).searchParams.get('key')!, 'base64url').toString();
  for (const hers of ['ida', 'example.org', id, 'rebook']) expect(inside).not.toContain(hers);

  // Programs that look at links beforehand change nothing.
  const page = await open(url);
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('<button>') });
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await mailTo(id)).toBeDefined();

  expect(await click(url)).toMatchObject({ status: 200, text: expect.stringContaining('Done.') });
  expect(await mailTo(id)).toBeUndefined();
  // Again, also as mail programs send it, is nothing new.
  const boundary = { 'content-type': 'multipart/form-data; boundary=b' };
  expect((await click(url, boundary)).status).toBe(200);
  expect((await open(url, { method: 'POST' })).status).toBe(200);
  const { body } = await service.get(`${id}/consents/history`);
  const refusal = {
    purpose: 'marketing',
    channel: 'email',
    source: 'unsubscribe-link',
    wordingVersion: 'rebook-reminder.2',
    by: 'customer',
    evidence: mail.messageId,
    at: expect.any(String),
  };
  expect(body.history).toEqual([
    expect.objectContaining({ granted: true, source: 'front-desk', evidence: 'form-17' }),
    { ...refusal, granted: false, customerId: id },
  ]);
  expect(body.addressRefusals).toEqual([
    { ...refusal, address: 'ida@example.org', ofThisCustomer: true, stands: true },
  ]);

  // She may say yes again, and no by the very same link.
  await answer(id, true, 'w2');
  expect(await mailTo(id)).toBeDefined();
  expect((await service.get(`${id}/consents/history`)).body.addressRefusals).toEqual([
    expect.objectContaining({ stands: false }),
  ]);
  await click(url);
  expect(await mailTo(id)).toBeUndefined();
});

it('R-CM-08: a refusal belongs to the address: it outlives its card, and holds on every card that gets the address', async () => {
  const [mother, child] = [
    await register('Mother', 'home@example.org'),
    await register('Child', 'home@example.org'),
  ];
  const { unsubscribeUrl } = (await mailTo(child))!;
  await click(unsubscribeUrl!);
  expect([await mailTo(mother), await mailTo(child)]).toEqual([undefined, undefined]);
  // What she asked for herself is no marketing.
  expect(await mailTo(mother, 'service')).toBeDefined();

  // The mother's yes is not the child's; but when the child's card has the address no more, nobody else can take it back.
  await answer(mother, true, 'w2');
  expect(await mailTo(mother)).toBeUndefined();
  await move(child, []);
  expect(await mailTo(mother)).toBeDefined();

  // Whoever said no on a card and takes the address away leaves the refusal with it.
  await answer(mother, false, 'w3');
  await move(mother, ['mother@example.org']);
  const other = await register('Other', 'other@example.org');
  await move(other, ['home@example.org']);
  expect(await mailTo(other)).toBeUndefined();
  const seen = (await service.get(`${other}/consents/history`)).body;
  expect(seen).toMatchObject({ refused: ['marketing'], inForce: [{ granted: true }] });
  expect(
    seen.addressRefusals.map(({ ofThisCustomer, stands }: any) => [ofThisCustomer, stands]),
  ).toContainEqual([false, true]);
  await answer(other, true, 'w2');
  expect(await mailTo(other)).toBeDefined();

  // The link of an old mail, of a card that has the address no more, stops mails to the address, and changes that card in nothing.
  await click(unsubscribeUrl!);
  expect(await mailTo(other)).toBeUndefined();
  const { history } = (await service.get(`${child}/consents/history`)).body;
  expect(history.filter(({ source }: any) => source === 'unsubscribe-link')).toHaveLength(1);
});

it('R-CM-09: a refusal while mails wait stops all that are not out', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push(await register(`Waits ${i}`, 'waits@example.org'));
  const { unsubscribeUrl } = (await mailTo(ids[0]!))!;
  taken.length = 0;
  busy = true;
  for (let i = 0; i < 60; i++) await ask(ids[i % 3]!, `waiting${i}`, 'marketing');
  await service.settle();
  busy = false;
  await click(unsubscribeUrl!);
  service.clock.set(new Date(Date.now() + 3_600_000).toISOString());
  await service.platform.host.runtimes.get('customers')!.runJob('customers.retry-deliveries');
  await service.settle();
  expect(taken).toEqual([]);
});

it('R-CM-08: two who click at the same time, of mails to one address', async () => {
  const ids = [
    await register('One', 'pair@example.org'),
    await register('Two', 'pair@example.org'),
  ];
  const urls = [];
  for (const id of ids) urls.push((await mailTo(id))!.unsubscribeUrl!);
  const answers = await Promise.all([...urls, ...urls].map((url) => click(url)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  for (const id of ids) {
    const { history, addressRefusals } = (await service.get(`${id}/consents/history`)).body;
    expect(history.map(({ granted }: any) => granted)).toEqual([true, false]);
    expect(addressRefusals).toHaveLength(2);
  }
});

it('is opened by nothing that was not sealed here', async () => {
  const id = await register('Eva', 'eva@example.org');
  const url = (await mailTo(id))!.unsubscribeUrl!;
  const key = new URL(url).searchParams.get('key')!;
  const other = key[30] === 'A' ? 'B' : 'A';
  for (const wrong of ['AAAA', key.slice(0, -4), key.slice(0, 30) + other + key.slice(31)]) {
    const answered = await click(url.replace(key, wrong));
    expect(answered.status).toBe(404);
    expect(JSON.parse(answered.text)).toMatchObject({ code: 'unsubscribe-link-invalid' });
  }
  expect((await click(url.split('?')[0]!)).status).toBe(404);
  expect((await open(`${url}&key=${key}`)).status).toBe(404);
  expect(await mailTo(id)).toBeDefined();
  // Forms are for this route alone.
  const { pathname } = new URL(url);
  const elsewhere = `https://salon.example${pathname.replace('unsubscribe', 'links')}`;
  expect((await click(elsewhere)).status).toBe(415);
});

it('refusals of before there was a place for them are kept with their addresses, once', async () => {
  const { documents } = service.platform.host.engines;
  const id = await register('Old', 'old@example.org');
  await answer(id, false);
  // As a folder of an earlier release has it.
  for await (const { id: address } of documents.scan(refusedAddresses))
    await documents.remove(refusedAddresses, address);
  await documents.remove(upkeep, 'address-refusals').catch(() => undefined);
  const fill = () =>
    service.platform.host.runtimes.get('customers')!.runJob('customers.fill-address-refusals');
  await fill();
  const kept = (await service.get(`${id}/consents/history`)).body.addressRefusals;
  expect(kept).toEqual([
    expect.objectContaining({ source: 'front-desk', evidence: 'form-17', stands: true }),
  ]);
  await fill();
  expect((await service.get(`${id}/consents/history`)).body.addressRefusals).toEqual(kept);
  // No address stands there, only what cannot be turned back into one.
  const found: unknown[] = [];
  for await (const one of documents.scan(refusedAddresses)) found.push(one);
  expect(found.length).toBeGreaterThan(0);
  expect(JSON.stringify(found)).not.toMatch(/@|example/);
  expect(await documents.count(records)).toBeGreaterThan(0);
});
