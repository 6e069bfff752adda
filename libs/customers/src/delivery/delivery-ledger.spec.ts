import {
  MessageDelivered,
  MessageRefused,
  MessageRequested,
  publication,
  ReminderDue,
  ReminderRequested,
} from '@chignon/contracts';
import { type RecordedEvent } from '@chignon/eventing';
import { fixedFacts, given } from '@chignon/eventing/testing';
import { deliveryAnnouncements } from './customers.announcements.js';
import { takeMessages, takeReminders } from './customers.reactions.js';
import { deferredDeliveries } from './deferred.view.js';
import {
  delivery,
  type Delivery,
  type DeliveryCommand,
  type DeliveryEvent,
} from './delivery-ledger.js';
import { resolve } from './resolve.js';
import { now, facts, asked, requested, yes, person } from './delivery.testing.js';

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

  // A reminder is no marketing, and has none.
  const noLink = (): string => 'https://salon.example/stop';
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
    expect(resolve(wanted, { ...person, consents: [] }, now, noLink)).toMatchObject({
      to: 'ada@example.com',
    });
    expect(
      resolve(
        wanted,
        { ...person, consents: [{ ...yes, purpose: 'service', granted: false }] },
        now,
        noLink,
      ),
    ).toEqual({ refusal: 'no-consent' });
    expect(resolve(wanted, person, '2026-03-28T20:00:00.001Z', noLink)).toEqual({
      refusal: 'stale',
    });
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
        noLink,
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
