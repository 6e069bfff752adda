import { MessageRequested, publication, StoreDescribed } from '@chignon/contracts';
import { openService, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';

// GW-06, PR-14, R-CM-08, R-CM-09, M1, F28: one address that refused gets nothing on any card, and every answer can be read.

let service: Service;
beforeAll(async () => {
  service = await openService('customers', [customers]);
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

const register = async (name: string, emails: string[]): Promise<string> =>
  (await service.post('/v1/customers', { homeStoreId: 'harbour', name, emails })).body.id;
const answer = async (
  id: string,
  granted: boolean,
  wordingVersion = 'w1',
  purpose = 'marketing',
) => {
  const { etag } = await service.get(id);
  const items = [{ purpose, channel: 'email', granted, source: 'front-desk', wordingVersion }];
  const { status } = await service.ask('PUT', `${id}/consents`, { items }, { 'if-match': etag! });
  expect(status).toBe(200);
};
const mailTo = async (customerId: string, occurrence: string): Promise<boolean> => {
  const messageId = `rebook.${customerId}.cut.${occurrence}`;
  await service.tell(
    publication(MessageRequested, customerId, {
      messageId,
      customerId,
      campaign: 'rebook',
      occurrence,
      purpose: 'marketing',
      template: 'rebook-reminder',
      facts: { serviceGroup: 'cut', lastVisitOn: '2026-02-01', intervalDays: 30 },
      storeId: 'harbour',
      validUntil: '2099-01-01T00:00:00.000Z',
    }),
  );
  await service.settle();
  const { items } = (await service.get('outbox')).body;
  return items.some((mail: { messageId: string }) => mail.messageId === messageId);
};

it('M1: when one of two cards with one address refuses, the other gets no mail either, and shows why', async () => {
  const [one, two] = [
    await register('Ida', ['home@example.org']),
    await register('Ole', ['Home@Example.org']),
  ];
  await answer(one, true);
  await answer(two, true);
  expect([await mailTo(one, 'v1'), await mailTo(two, 'v1')]).toEqual([true, true]);
  await answer(one, false);
  expect([await mailTo(one, 'v2'), await mailTo(two, 'v2')]).toEqual([false, false]);
  expect((await service.get(`${two}/consents/history`)).body).toMatchObject({
    inForce: [{ purpose: 'marketing', granted: true }],
    refused: ['marketing'],
  });
  await answer(one, true, 'w2');
  expect(await mailTo(two, 'v3')).toBe(true);
});

it('F28: every answer with who recorded it, where, to which wording and when', async () => {
  const id = await register('Uma', ['uma@example.org']);
  await answer(id, true);
  await answer(id, true);
  await answer(id, false, 'w2');
  const { body } = await service.get(`${id}/consents/history`);
  const entry = {
    customerId: id,
    source: 'front-desk',
    by: expect.stringMatching(/^user:/),
    at: expect.any(String),
  };
  expect(body.history).toEqual([
    expect.objectContaining({ ...entry, granted: true, wordingVersion: 'w1' }),
    expect.objectContaining({ ...entry, granted: false, wordingVersion: 'w2' }),
  ]);
  expect(body.refused).toEqual(['marketing']);
  const stylist = await service.as('stylist', { stores: ['harbour'] });
  expect((await service.get(`${id}/consents/history`, stylist)).status).toBe(403);
});
