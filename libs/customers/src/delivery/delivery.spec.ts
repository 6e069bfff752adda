import {
  MessageDelivered,
  MessageRefused,
  MessageRequested,
  publication,
  ReminderDue,
  ReminderRequested,
} from '@chignon/contracts';
import { type CommandMetadata, type RecordedEvent, type Tools } from '@chignon/eventing';
import { fixedFacts, given, perform, runJob, stateAfter } from '@chignon/eventing/testing';
import { SMTPServer } from 'smtp-server';
import { registered, type CustomerRecord } from '../identity/record.js';
import { deliveryAnnouncements } from './customers.announcements.js';
import {
  deliveryEffect,
  messageIdOf,
  outbox,
  outboxMailProvider,
  smtpMailProvider,
  type MailProvider,
  type OutboxMail,
} from './customers.effects.js';
import { takeMessages, takeReminders } from './customers.reactions.js';
import { deferredDeliveries } from './deferred.view.js';
import { retryDeliveries } from './delivery.jobs.js';
import {
  delivery,
  type Delivery,
  type DeliveryCommand,
  type DeliveryEvent,
} from './delivery-ledger.js';
import { resolve } from './resolve.js';

const now = '2026-03-01T09:00:00.000Z';
const facts = fixedFacts(now);
const asked: Delivery = {
  messageId: 'rebook.c1.cut.v1',
  customerId: 'c1',
  campaign: 'rebook',
  occurrence: 'cut:v1',
  purpose: 'marketing',
  template: 'rebook-reminder',
  facts: { serviceGroup: 'cut', lastVisitOn: '2026-02-01' },
  storeId: 's1',
  validUntil: '2026-03-08T09:00:00.000Z',
};
const requested: DeliveryEvent = { type: 'DeliveryRequested', data: asked };
const yes = {
  purpose: 'marketing',
  channel: 'email',
  granted: true,
  source: 'app',
  wordingVersion: 'w1',
  at: now,
} as const;
const person: CustomerRecord = {
  ...registered(
    { name: 'Ada', emails: ['ada@example.com'], language: 'en' },
    {
      id: 'c1',
      homeStoreId: 's1',
      at: now,
      source: 'app',
      madeBy: { commandId: 'k', inputHash: 'h' },
    },
  ),
  consents: [yes],
};

describe('the delivery ledger: one outcome a message', () => {
  it('is requested once', () => {
    given(delivery, asked.messageId, [])
      .when({ type: 'RequestDelivery', ...asked }, facts)
      .then([requested]);
    given(delivery, asked.messageId, [requested])
      .when({ type: 'RequestDelivery', ...asked }, facts)
      .then([]);
  });
  it('ends once', () => {
    const sent: DeliveryEvent = {
      type: 'DeliverySucceeded',
      data: { customerId: 'c1', channel: 'email', templateVersion: 1, language: 'en' },
    };
    given(delivery, asked.messageId, [requested])
      .when({ type: 'RecordSuccess', channel: 'email', templateVersion: 1, language: 'en' }, facts)
      .then([sent]);
    given(delivery, asked.messageId, [requested, sent])
      .when({ type: 'RecordRefusal', reason: 'stale' }, facts)
      .then([]);
    given(delivery, asked.messageId, [])
      .when({ type: 'RecordRefusal', reason: 'stale' }, facts)
      .then([]);
  });
  it('is asked for by MessageRequested, and announces its end', () => {
    const heard = {
      ...publication(MessageRequested, 'c1', { ...asked, facts: { ...asked.facts } }),
      id: 'e1',
    };
    expect(takeMessages.on['MessageRequested']!(heard as never)).toEqual([
      { ledger: delivery, key: asked.messageId, command: { type: 'RequestDelivery', ...asked } },
    ]);
    const ended = (type: string, data: object) =>
      deliveryAnnouncements[type]!({
        stream: `delivery-${asked.messageId}`,
        data,
        meta: { effectiveAt: now },
      } as unknown as RecordedEvent);
    expect(ended('DeliverySucceeded', { customerId: 'c1', channel: 'email' })).toEqual(
      publication(MessageDelivered, 'c1', {
        messageId: asked.messageId,
        customerId: 'c1',
        channel: 'email',
        deliveredAt: now,
      }),
    );
    expect(
      ended('DeliveryRefused', {
        customerId: 'c1',
        reason: 'provider-rejected',
        providerCode: '550',
      }),
    ).toEqual(
      publication(MessageRefused, 'c1', {
        messageId: asked.messageId,
        customerId: 'c1',
        reason: 'provider-rejected',
        refusedAt: now,
        providerCode: '550',
      }),
    );
  });
});

describe('R-CM-08, R-PR-01 address, consent and wording are found at the instant of sending', () => {
  it.each([
    ['stale', asked, person, '2026-03-08T09:00:00.001Z'],
    ['unknown-customer', asked, undefined, now],
    ['no-consent', asked, { ...person, consents: [yes, { ...yes, granted: false }] }, now],
    ['no-address', asked, { ...person, emails: [] }, now],
  ])('refuses %s', (refusal, message, customer, at) =>
    expect(resolve(message, customer, at)).toEqual({ refusal }),
  );

  it.each([
    ['en', 'Time for your next haircut', 'Hello Ada,'],
    ['zh-CN', '该预约剪发了', 'Ada，您好'],
  ] as const)('speaks the customer’s language: %s', (language, subject, greeting) => {
    const mail = resolve(asked, { ...person, language }, now);
    expect(mail).toMatchObject({ to: 'ada@example.com', subject, language, templateVersion: 1 });
    expect((mail as { text: string }).text).toContain(greeting);
    expect((mail as { text: string }).text).toContain('2026-02-01');
  });

  it('waits for a release that knows the template', () =>
    expect(() => resolve({ ...asked, template: 'new' }, person, now)).toThrow(
      'not known to this release',
    ));
});

/** The ledger and two collections in memory: what the effect sees of the platform. */
function bench(customer: CustomerRecord | undefined) {
  const log: DeliveryEvent[] = [requested];
  const mails = new Map<string, OutboxMail>();
  const tools = {
    facts,
    documents: {
      get: (collection: { name: string }, id: string) =>
        Promise.resolve(collection.name === outbox.name ? mails.get(id) : customer),
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
    return perform(deliveryEffect(provider), event, tools);
  };
  return { log, mails, tools, hear };
}

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

describe('BK-06 a due reminder', () => {
  const due: ReminderRequested = {
    reminderId: 's1.2026-03-29.a1.r1',
    appointmentId: 's1.2026-03-29.a1',
    customerId: 'c1',
    storeId: 's1',
    storeName: 'Mitte',
    zone: 'Europe/Berlin',
    startsAt: '2026-03-29T08:05:00.000Z',
    hoursBefore: 24,
    validUntil: '2026-03-28T20:00:00.000Z',
  };
  const heard = (shape: typeof ReminderRequested, id: string) =>
    takeReminders.on[shape.name]!({ ...publication(shape, 'c1', due), id } as never);
  const [ask] = heard(ReminderRequested, 'e1');
  it('is the same by the name that older releases gave it', () => {
    expect(heard(ReminderDue, 'e0')).toEqual([ask]);
  });

  const { type: _, ...wanted } = ask!.command as unknown as Delivery & { type: string };
  it("is a delivery of its own, once however often it is heard, for the customer's own sake", () => {
    expect(ask).toMatchObject({
      ledger: delivery,
      key: 'reminder.s1.2026-03-29.a1.r1',
      command: { type: 'RequestDelivery', purpose: 'service', template: 'appointment-reminder' },
    });
    given(delivery, ask!.key, [{ type: 'DeliveryRequested', data: wanted }])
      .when(ask!.command as DeliveryCommand, facts)
      .then([]);
    expect(resolve(wanted, { ...person, consents: [] }, now)).toMatchObject({
      to: 'ada@example.com',
    });
    expect(
      resolve(
        wanted,
        { ...person, consents: [{ ...yes, purpose: 'service', granted: false }] },
        now,
      ),
    ).toEqual({ refusal: 'no-consent' });
    expect(resolve(wanted, person, '2026-03-28T20:00:00.001Z')).toEqual({ refusal: 'stale' });
  });
  it.each([
    ['en', '2026-03-29T08:05:00.000Z', 'Your appointment on Sunday, 29 March 2026 at 10:05'],
    ['zh-CN', '2026-03-29T08:05:00.000Z', '预约提醒：2026年3月29日（星期日） 10:05'],
    ['en', '2026-03-28T23:30:00.000Z', 'Your appointment on Sunday, 29 March 2026 at 00:30'],
    ['zh-CN', '2026-12-31T22:59:00.000Z', '预约提醒：2026年12月31日（星期四） 23:59'],
  ] as const)(
    'says in %s when %s is on the wall clock of the store',
    (language, startsAt, subject) => {
      const mail = resolve(
        { ...wanted, facts: { ...wanted.facts, startsAt } },
        { ...person, language },
        now,
      );
      expect(mail).toMatchObject({ language, subject, text: expect.stringContaining('Mitte') });
    },
  );
});

describe('F14: temporary failures back off over hours', () => {
  /** A mail server that says 451 at every attempt; the clock runs to each. */
  function refusedAlways() {
    const log: DeliveryEvent[] = [requested];
    let clock = now;
    for (let n = 0; n < 40 && !log.some(({ type }) => type === 'DeliveryRefused'); n++) {
      log.push(
        ...given(delivery, asked.messageId, log)
          .when({ type: 'RecordDeferral', providerCode: '451' }, fixedFacts(clock))
          .events(),
      );
      const last = log.at(-1)!;
      if (last.type === 'DeliveryDeferred') clock = last.data.retryAt;
    }
    return log;
  }
  const minutes = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000;

  it('after 1, 4, 16, 64 and 256 minutes, then every six hours, and ends after three days', () => {
    const log = refusedAlways();
    const retries = log.flatMap((event) =>
      event.type === 'DeliveryDeferred' ? [event.data.retryAt] : [],
    );
    expect(retries.map((at, i) => minutes(retries[i - 1] ?? now, at)).slice(0, 7)).toEqual([
      1, 4, 16, 64, 256, 360, 360,
    ]);
    expect(log.at(-1)).toEqual({
      type: 'DeliveryRefused',
      data: { customerId: 'c1', reason: 'undeliverable', providerCode: '451' },
    });
    expect(minutes(now, retries.at(-1)!)).toBeGreaterThanOrEqual(72 * 60);
    expect(minutes(now, retries.at(-2)!)).toBeLessThan(72 * 60);
  });

  it('has no outcome before, takes the success in between, and nothing after', () => {
    const deferred: DeliveryEvent = {
      type: 'DeliveryDeferred',
      data: { customerId: 'c1', attempt: 1, providerCode: '451', firstTriedAt: now, retryAt: now },
    };
    given(delivery, asked.messageId, [requested, deferred])
      .when({ type: 'RecordSuccess', channel: 'email', templateVersion: 1, language: 'en' }, facts)
      .thenTypes('DeliverySucceeded');
    given(delivery, asked.messageId, refusedAlways())
      .when({ type: 'RecordDeferral', providerCode: '451' }, facts)
      .then([]);
  });

  it('stands in its read model until it has ended', () => {
    const event = (type: string, data: object) =>
      ({
        id: 'e',
        type,
        version: 1,
        data,
        stream: `delivery-${asked.messageId}`,
        revision: 2,
        position: '1',
        meta: {},
      }) as never;
    const { on } = deferredDeliveries;
    expect(on['DeliveryDeferred']!.ids(event('DeliveryDeferred', {}))).toEqual([asked.messageId]);
    expect(
      on['DeliveryDeferred']!.fold(
        undefined,
        event('DeliveryDeferred', { attempt: 2, retryAt: now, providerCode: '421' }),
        asked.messageId,
      ),
    ).toEqual({ id: asked.messageId, attempt: 2, retryAt: now, providerCode: '421' });
    for (const type of ['DeliverySucceeded', 'DeliveryRefused'])
      expect(
        on[type]!.fold(
          { id: 'x', attempt: 1, retryAt: now, providerCode: '4' },
          event(type, {}),
          'x',
        ),
      ).toBeUndefined();
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
    expect(received[0]).toContain('Subject: Time for your next haircut');
    expect(log.at(-1)).toMatchObject({
      type: 'DeliverySucceeded',
      data: { channel: 'email', templateVersion: 1, language: 'en' },
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
      collection: () => outbox,
      documents: {
        ...tools.documents,
        find: () => Promise.resolve({ items: [{ id: asked.messageId, attempt: 1 }] }),
      },
    } as unknown as Tools;
    await runJob(retryDeliveries(smtpMailProvider(url)), clock);
    await runJob(retryDeliveries(smtpMailProvider(url)), clock);
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
