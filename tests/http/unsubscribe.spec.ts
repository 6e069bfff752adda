import { MessageRequested, publication, StoreDescribed } from '@chignon/contracts';
import { customers } from '@chignon/customers';
import { gateway } from '@chignon/gateway';
import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { openService, type Service } from '@chignon/service-kit/testing';
import { join } from 'node:path';
import { tempDir } from '../support/temp.js';

// GW-06, R-CM-08: the link of a mail through the gateway of a cluster, as browsers and mail programs follow it.

let service: Service;
let door: Platform;
beforeAll(async () => {
  service = await openService('customers', [customers]);
  door = await startPlatform(
    readConfig({ CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'silent' }, [
      ...['--data', join(tempDir(), 'data')],
      ...['--no-demo', '--port', '0'],
    ]),
    'gateway',
    [],
    {
      listen: true,
      extra: gateway({
        customers: (await service.platform.url()).replace('[::1]', 'localhost'),
      }),
    },
  );
  await service.tell(
    publication(StoreDescribed, 'harbour', {
      storeId: 'harbour',
      regionId: 'west',
      name: 'Harbour',
      zone: 'Asia/Shanghai',
      currency: 'CNY',
      dayStartsAt: '00:00',
    }),
  );
  await service.settle();
});
afterAll(async () => {
  await door.close();
  await service.close();
});

it('opens the page, and takes the one click as a form and as a form of parts, without a token', async () => {
  const { body } = await service.post('/v1/customers', {
    homeStoreId: 'harbour',
    name: '李蕾',
    emails: ['lei@example.org'],
  });
  const { etag } = await service.get(body.id);
  const said = { purpose: 'marketing', channel: 'email', source: 'app', wordingVersion: 'w1' };
  await service.ask(
    'PUT',
    `${body.id}/consents`,
    { items: [{ ...said, granted: true }] },
    { 'if-match': etag! },
  );
  await service.tell(
    publication(MessageRequested, body.id, {
      messageId: `rebook.${body.id}.cut.v1`,
      customerId: body.id,
      campaign: 'rebook',
      occurrence: 'v1',
      purpose: 'marketing',
      template: 'rebook-reminder',
      facts: { serviceGroup: 'cut', lastVisitOn: '2026-02-01', intervalDays: 30 },
      storeId: 'harbour',
      validUntil: '2099-01-01T00:00:00.000Z',
    }),
  );
  await service.settle();
  const [mail] = (await service.get('outbox')).body.items;
  const { pathname, search } = new URL(mail.unsubscribeUrl);
  const url = `${await door.url()}${pathname}${search}`;

  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
  expect(await page.text()).toContain('<button>退订</button>');

  const parts = new FormData();
  parts.set('List-Unsubscribe', 'One-Click');
  const form = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  for (const one of [parts, form]) {
    const clicked = await fetch(url, { method: 'POST', body: one });
    expect(clicked.status).toBe(200);
    expect(await clicked.text()).toContain('已退订');
  }
  const { history } = (await service.get(`${body.id}/consents/history`)).body;
  expect(history.map(({ granted, source }: any) => [granted, source])).toEqual([
    [true, 'app'],
    [false, 'unsubscribe-link'],
  ]);

  const wrong = await fetch(url.slice(0, -5), { method: 'POST', body: form });
  expect(wrong.status).toBe(404);
  expect(await wrong.json()).toMatchObject({ code: 'unsubscribe-link-invalid' });
  // Whatever else takes no forms, and wants a token.
  const links = `${await door.url()}/v1/customers/links`;
  expect((await fetch(links, { method: 'POST', body: form })).status).toBe(415);
  expect((await fetch(links)).status).toBe(401);
});
