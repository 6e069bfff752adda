import { type CommandMetadata, type Tools } from '@chignon/eventing';
import { given, perform, runJob, stateAfter } from '@chignon/eventing/testing';
import { SMTPServer } from 'smtp-server';
import { consentSecrets } from '../consents/secret.flow.js';
import { records, type CustomerRecord } from '../identity/record.js';
import {
  deliveryEffect,
  messageIdOf,
  outbox,
  outboxMailProvider,
  smtpMailProvider,
  type MailProvider,
  type OutboxMail,
} from './customers.effects.js';
import { deferredDeliveries } from './deferred.view.js';
import { retryDeliveries } from './delivery.jobs.js';
import { delivery, type DeliveryCommand, type DeliveryEvent } from './delivery-ledger.js';
import { resolve } from './resolve.js';
import { now, facts, asked, requested, yes, person } from './delivery.testing.js';

const publicUrl = 'https://salon.example';
const link = (address: string) => `${publicUrl}/stop/${address.length}`;

/** The ledger and some collections in memory: what the effect sees of the platform. */
function bench(customer: CustomerRecord | undefined) {
  const log: DeliveryEvent[] = [requested];
  const mails = new Map<string, OutboxMail>();
  const secret = { id: 'consents', secret: 'a1'.repeat(32) };
  const tools = {
    facts,
    collection: ({ name }: { name: string }) => ({ name }),
    documents: {
      find: () => Promise.resolve({ items: [] }),
      getMany: () => Promise.resolve([]),
      get: ({ name }: { name: string }, id: string) =>
        Promise.resolve(
          {
            [outbox.name]: mails.get(id),
            [records.name]: customer,
            [consentSecrets.name]: secret,
          }[name],
        ),
      put: (_: unknown, mail: OutboxMail) => Promise.resolve(void mails.set(mail.id, mail)),
    },
    load: () =>
      Promise.resolve({ state: stateAfter(delivery, asked.messageId, log), revision: log.length }),
    execute: (_ledger: unknown, key: string, command: DeliveryCommand, _cause: CommandMetadata) =>
      Promise.resolve(void log.push(...given(delivery, key, log).when(command, facts).events())),
  } as unknown as Tools;
  const hear = (provider: MailProvider) => {
    const meta = { correlationId: 'x' };
    const event = { id: 'e1', type: 'DeliveryRequested', version: 1, data: asked, meta } as never;
    return perform(deliveryEffect({ provider, publicUrl }), event, tools);
  };
  return { log, mails, tools, hear };
}

describe('R-CM-08, R-PR-01 address, consent and wording are found at the instant of sending', () => {
  it.each([
    ['stale', asked, person, '2026-03-08T09:00:00.001Z'],
    ['unknown-customer', asked, undefined, now],
    ['no-consent', asked, { ...person, consents: [yes, { ...yes, granted: false }] }, now],
    ['no-address', asked, { ...person, emails: [] }, now],
  ])('refuses %s', (refusal, message, customer, at) =>
    expect(resolve(message, customer, at, link)).toEqual({ refusal }),
  );

  it.each([
    ['en', 'Time for your next haircut', 'Hello Ada,'],
    ['zh-CN', '该预约剪发了', 'Ada，您好'],
  ] as const)('speaks the customer’s language: %s', (language, subject, greeting) => {
    const mail = resolve(asked, { ...person, language }, now, link);
    expect(mail).toMatchObject({ to: 'ada@example.com', subject, language, templateVersion: 2 });
    expect((mail as { text: string }).text).toContain(greeting);
    expect((mail as { text: string }).text).toContain('2026-02-01');
    expect((mail as { text: string }).text).toContain(`\n${link('ada@example.com')}\n`);
  });

  it('R-CM-08: what is no marketing has no link to refuse it by', () =>
    expect(resolve({ ...asked, purpose: 'service' }, person, now, link)).not.toHaveProperty(
      'unsubscribeUrl',
    ));

  it('waits for a release that knows the template', () =>
    expect(() => resolve({ ...asked, template: 'new' }, person, now, link)).toThrow(
      'not known to this release',
    ));
});

describe('the outbox, where there is no SMTP server', () => {
  it('keeps the mail readable, once, and records the delivery', async () => {
    const { log, mails, hear } = bench(person);
    await hear(outboxMailProvider);
    await hear(outboxMailProvider);
    expect([...mails.values()]).toEqual([
      expect.objectContaining({ id: asked.messageId, to: 'ada@example.com', at: now }),
    ]);
    expect(log.map((e) => e.type)).toEqual(['DeliveryRequested', 'DeliverySucceeded']);
    expect(JSON.stringify(log)).not.toContain('example.com');
  });
  it('records why a message does not go out', async () => {
    const { log, mails, hear } = bench({ ...person, consents: [] });
    await hear(outboxMailProvider);
    expect(mails.size).toBe(0);
    expect(log.at(-1)).toEqual({
      type: 'DeliveryRefused',
      data: { customerId: 'c1', reason: 'no-consent' },
    });
  });
});

describe('a real SMTP server in this process', () => {
  const received: string[] = [];
  let answer: { code: number } | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_to, _session, done) =>
      done(answer && Object.assign(new Error('no'), { responseCode: answer.code })),
    onData: (stream, _session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => (received.push(text), done()));
    },
  });
  let url: string;
  beforeAll((done) => {
    server.listen(0, '127.0.0.1', () => {
      url = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}?from=salon@chignon.example`;
      done();
    });
  });
  afterAll((done) => server.close(() => done()));
  beforeEach(() => {
    received.length = 0;
    answer = undefined;
  });

  it('gets the mail with a Message-ID that depends on the message alone', async () => {
    const { log, hear } = bench(person);
    await hear(smtpMailProvider(url));
    expect(received).toHaveLength(1);
    expect(received[0]).toContain(
      `Message-ID: ${messageIdOf(asked.messageId, 'salon@chignon.example')}`,
    );
    expect(received[0]).toContain('To: ada@example.com');
    // RFC 8058, as programs read it; long lines are folded.
    const headers = received[0]!.split('\r\n\r\n')[0]!.replace(/\r\n[ \t]+/g, ' ');
    expect(headers).toMatch(
      /^List-Unsubscribe: <https:\/\/salon\.example\/v1\/customers\/unsubscribe\?key=[\w-]+>\r$/m,
    );
    expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(received[0]).toContain('Subject: Time for your next haircut');
    expect(log.at(-1)).toMatchObject({
      type: 'DeliverySucceeded',
      data: { channel: 'email', templateVersion: 2, language: 'en' },
    });
  });

  it('a repeat after a crash carries the same Message-ID', async () => {
    await bench(person).hear(smtpMailProvider(url));
    await bench(person).hear(smtpMailProvider(url));
    const ids = received.map((mail) => /^Message-ID: (.*)\r$/m.exec(mail)?.[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@chignon\.example>$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('a permanent no about the recipient is the end of the message', async () => {
    answer = { code: 550 };
    const { log, hear } = bench(person);
    await hear(smtpMailProvider(url));
    expect(log.at(-1)).toEqual({
      type: 'DeliveryRefused',
      data: { customerId: 'c1', reason: 'provider-rejected', providerCode: '550' },
    });
  });

  it("F14: a temporary no is recorded with the next attempt, which is the clock's", async () => {
    answer = { code: 451 };
    const { log, tools, hear } = bench(person);
    await hear(smtpMailProvider(url));
    expect(log.at(-1)).toEqual({
      type: 'DeliveryDeferred',
      data: {
        customerId: 'c1',
        attempt: 1,
        providerCode: '451',
        firstTriedAt: now,
        retryAt: '2026-03-01T09:01:00.000Z',
      },
    });
    await hear(smtpMailProvider(url));
    expect(log).toHaveLength(2);
    answer = undefined;
    const clock = {
      ...tools,
      documents: {
        ...tools.documents,
        find: ({ name }: { name: string }) =>
          Promise.resolve({
            items: name === deferredDeliveries.name ? [{ id: asked.messageId, attempt: 1 }] : [],
          }),
      },
    } as unknown as Tools;
    await runJob(retryDeliveries({ provider: smtpMailProvider(url), publicUrl }), clock);
    await runJob(retryDeliveries({ provider: smtpMailProvider(url), publicUrl }), clock);
    expect(log.map(({ type }) => type)).toEqual([
      'DeliveryRequested',
      'DeliveryDeferred',
      'DeliverySucceeded',
    ]);
    expect(received).toHaveLength(1);
  });

  it('a server that is away makes every mail wait', async () => {
    const { log, hear } = bench(person);
    await expect(hear(smtpMailProvider('smtp://127.0.0.1:1'))).rejects.toMatchObject({
      code: 'mail-unavailable',
    });
    expect(log).toHaveLength(1);
  });
});
