import { MessageRequested, publication, StoreDescribed } from '@chignon/contracts';
import { ConfigError, Settings } from '@chignon/service-kit';
import { openService, type Service } from '@chignon/service-kit/testing';
import { customersContext } from '../index.js';
import { retentionFrom } from './retention.config.js';

// GW-13, R-PR-10: what has been kept for as long as its class is goes, and a report says so.

let service: Service;
beforeAll(async () => {
  service = await openService('customers', [
    customersContext({ retention: retentionFrom(new Settings({ CHIGNON_KEEP_MAILS_DAYS: '30' })) }),
  ]);
  service.clock.set('2026-03-01T16:00:00.000Z');
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
afterAll(() => service.close());

const mail = async (customerId: string, occurrence: string) => {
  await service.tell(
    publication(MessageRequested, customerId, {
      messageId: `rebook.${customerId}.cut.${occurrence}`,
      customerId,
      campaign: 'rebook',
      occurrence,
      purpose: 'service',
      template: 'rebook-reminder',
      facts: { serviceGroup: 'cut', lastVisitOn: '2026-02-01', intervalDays: 30 },
      storeId: 'harbour',
      validUntil: '2099-01-01T00:00:00.000Z',
    }),
  );
  await service.settle();
};
const run = () => service.platform.host.runtimes.get('customers')!.runJob('customers.retention');
const mails = async () => (await service.get('retention')).body.items[0];

it('GW-13: mails go when their days are over, not a moment before, and the report counts them', async () => {
  const { body } = await service.post('/v1/customers', {
    homeStoreId: 'harbour',
    name: 'Maya Lind',
    emails: ['maya@example.org'],
  });
  await mail(body.id, 'v1');
  await mail(body.id, 'v2');
  service.clock.set('2026-03-10T16:00:00.000Z');
  await mail(body.id, 'v3');

  service.clock.set('2026-03-31T16:00:00.000Z');
  await run();
  expect(await mails()).toMatchObject({ held: 3, removed: 0, removedEver: 0 });
  service.clock.set('2026-03-31T16:00:00.001Z');
  await run();
  expect((await service.get('outbox')).body.items.map((one: any) => one.at)).toEqual([
    '2026-03-10T16:00:00.000Z',
  ]);
  await run();
  expect(await mails()).toEqual({
    kind: 'mails',
    keptIn: 'customers.outbox',
    keptDays: 30,
    held: 1,
    oldestAt: '2026-03-10T16:00:00.000Z',
    ranAt: '2026-03-31T16:00:00.001Z',
    removed: 0,
    removedEver: 2,
  });
  // The message is told apart all the same: a repeat of its request sends nothing again.
  await mail(body.id, 'v1');
  expect(await mails()).toMatchObject({ held: 1 });
});

it('R-PR-10: the access log is kept for good, and the report is for the chain', async () => {
  await service.settle();
  const { body } = await service.get('retention');
  expect(body.items[1]).toEqual({
    kind: 'access-log',
    keptIn: 'customers.reads',
    held: expect.any(Number),
  });
  expect(body.items[1].held).toBeGreaterThan(0);
  const manager = await service.as('store-manager', { stores: ['harbour'] });
  expect((await service.get('retention', manager)).status).toBe(403);
});

it('takes a whole number of days', () => {
  const read = (CHIGNON_KEEP_MAILS_DAYS: string) =>
    retentionFrom(new Settings({ CHIGNON_KEEP_MAILS_DAYS }));
  expect(read('')).toEqual({ mailsDays: 395 });
  for (const wrong of ['0', '-1', '1.5', '36501', 'x'])
    expect(() => read(wrong)).toThrow(ConfigError);
});
