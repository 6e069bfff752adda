import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, Settings } from '@chignon/service-kit';
import type { Tools } from '@chignon/eventing';
import { outboxMailProvider } from './customers.effects.js';
import { asked, now, person, yes } from './delivery.testing.js';
import { gatewaysFrom } from './gateway.config.js';
import { gatewayProvider } from './gateway.effects.js';
import { type Mail, resolve } from './resolve.js';

const link = () => 'https://salon.example/stop';
const reminder = {
  ...asked,
  purpose: 'service' as const,
  template: 'appointment-reminder',
  facts: {
    startsAt: '2026-03-02T02:00:00.000Z',
    zone: 'Asia/Shanghai',
    storeName: 'Riverside',
  },
};
const reached = { ...person, consents: [], phones: ['+8613800000000'] };
const byPhone = { ...reached, emails: [] };
const no = (channel: 'email' | 'sms' | 'app') => ({
  ...yes,
  purpose: 'service' as const,
  channel,
  granted: false,
});
const yesTo = (channel: 'email' | 'sms' | 'app') => ({ ...no(channel), granted: true });

describe('BK-06 R-CM-08 the way to a customer', () => {
  it.each([
    ['an e-mail address first', reached, false, { way: 'email', to: 'ada@example.com' }],
    ['else the telephone', byPhone, false, { way: 'sms', to: '+8613800000000' }],
    [
      'else the app, where the chain has one',
      { ...byPhone, phones: [] },
      true,
      { way: 'push', to: 'c1' },
    ],
    ['nothing, where it has none', { ...byPhone, phones: [] }, false, { refusal: 'no-address' }],
    [
      'not the telephone of who said no to mails',
      { ...reached, consents: [no('email')] },
      false,
      { refusal: 'no-consent' },
    ],
    [
      'the telephone of who said no to mails and yes to text messages',
      { ...reached, consents: [no('email'), yesTo('sms')] },
      false,
      { way: 'sms' },
    ],
    [
      'nothing to who said no to text messages and has no other address',
      { ...byPhone, consents: [no('sms')] },
      true,
      { refusal: 'no-consent' },
    ],
  ])('is %s', (_, customer, push, expected) =>
    expect(resolve(reminder, customer, now, link, push)).toMatchObject(expected),
  );

  it('never is the telephone for marketing, whatever was said', () =>
    expect(
      resolve(asked, { ...byPhone, consents: [{ ...yes, channel: 'sms' }, yes] }, now, link, true),
    ).toEqual({ refusal: 'no-address' }));

  it('says it shortly, in the customer’s language', () => {
    expect((resolve(reminder, byPhone, now, link) as Mail).text).toBe(
      'Riverside: hello Ada, we look forward to seeing you on Monday, 2 March 2026 at 10:00 (local time). If you cannot come, please tell us early.',
    );
    expect((resolve(reminder, { ...byPhone, language: 'zh-CN' }, now, link) as Mail).text).toBe(
      '【Riverside】Ada，您好：您已预约 2026年3月2日（星期一） 10:00（当地时间）到店。如需改期或取消，请尽早告知我们。',
    );
  });
});

describe('BK-06 a gateway for text messages', () => {
  let server: Server;
  let url: string;
  let answer = 202;
  const received: { headers: NodeJS.Dict<string | string[]>; body: unknown }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        received.push({ headers: request.headers, body: JSON.parse(text) });
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://salon:s%40fe@127.0.0.1:${(server.address() as AddressInfo).port}/send`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const mail = resolve(reminder, byPhone, now, link) as Mail;
  const send = (to = url) => gatewayProvider('sms', to).send(mail, {} as Tools);

  it('gets number and text, named by the message, with user and password beside it', async () => {
    expect(await send()).toBe('accepted');
    expect(received.at(-1)).toMatchObject({
      headers: {
        'idempotency-key': asked.messageId,
        authorization: `Basic ${Buffer.from('salon:s@fe').toString('base64')}`,
      },
      body: {
        messageId: asked.messageId,
        to: '+8613800000000',
        text: mail.text,
        language: 'en',
        storeId: 's1',
      },
    });
  });
  it.each([
    [400, { rejected: '400' }],
    [404, { rejected: '404' }],
    [429, { deferred: '429' }],
    [503, { deferred: '503' }],
  ])('answers %s', async (status, expected) => {
    answer = status;
    expect(await send()).toEqual(expected);
  });
  it('that does not know us, or does not answer, makes every message wait', async () => {
    answer = 401;
    await expect(send()).rejects.toMatchObject({ code: 'message-gateway-unavailable' });
    await expect(send('http://127.0.0.1:1/send')).rejects.toMatchObject({
      code: 'message-gateway-unavailable',
    });
  });
  it('is named by the configuration; without one text messages lie in the outbox', () => {
    expect(gatewaysFrom(new Settings({ SMS_URL: 'https://sms.example/x' }))).toEqual({
      sms: 'https://sms.example/x',
    });
    expect(gatewaysFrom(new Settings({ PUSH_URL: 'https://app.example/x' }))).toEqual({
      push: 'https://app.example/x',
    });
    expect(() => gatewaysFrom(new Settings({ SMS_URL: 'sms.example' }))).toThrow(ConfigError);
    expect(outboxMailProvider.channel).toBe('outbox');
  });
});
