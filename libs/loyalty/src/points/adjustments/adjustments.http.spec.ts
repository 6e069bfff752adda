import { CustomerRegistered, publication, StoreDescribed, VisitSettled } from '@chignon/contracts';
import { openService, type Headers, type Service } from '@chignon/service-kit/testing';
import { loyalty } from '../../index.js';

/* LY-17 R-LY-12 R-LY-22: points undone and adjusted by hand, through the routes. */

let service: Service;
let desk: Headers;
let manager: Headers;
let other: Headers;
const NOW = '2026-06-01T10:00:00.000Z';

const STORE = {
  regionId: 'west',
  name: 'Harbour Street',
  zone: 'America/Winnipeg',
  currency: 'CAD',
  dayStartsAt: '00:00',
};

beforeAll(async () => {
  service = await openService('loyalty', [loyalty]);
  service.clock.set(NOW);
  desk = await service.as('front-desk', { stores: ['s1'] });
  manager = await service.as('store-manager', { stores: ['s1'], subject: 'manager-1' });
  other = await service.as('store-manager', { stores: ['s1', 's2'], subject: 'manager-2' });
  for (const storeId of ['s1', 's2'])
    await service.tell(publication(StoreDescribed, storeId, { storeId, ...STORE }));
  await service.tell(
    publication(CustomerRegistered, 'c1', {
      customerId: 'c1',
      homeStoreId: 's1',
      registeredAt: '2026-01-01T00:00:00.000Z',
      source: 'front-desk',
    }),
  );
  await service.tell(
    publication(VisitSettled, 'c1', {
      visitId: 'v1',
      storeId: 's1',
      customerId: 'c1',
      zone: 'UTC',
      businessDate: '2026-05-20',
      settlementNo: 1,
      billId: 'b1',
      settledAt: '2026-05-20T15:00:00.000Z',
      currency: 'EUR',
      lines: [
        {
          lineId: 'l1',
          kind: 'service',
          itemId: 'cut',
          quantityMilli: 1000,
          netCents: 200_00,
          taxCents: 0,
          performers: [],
          earning: true,
        },
      ],
      taxes: [],
      tenders: [{ kind: 'card', cents: 200_00 }],
      netCents: 200_00,
      taxCents: 0,
      imported: false,
    }),
  );
  await service.settle();
}, 60_000);
afterAll(() => service.close());

const account = async () => (await service.get('accounts/c1')).body;
const by = (headers: Headers, key?: string): Headers =>
  key === undefined ? headers : { ...headers, 'idempotency-key': key };
const adjust = (points: number, headers: Headers, key?: string, more: object = {}) =>
  service.post(
    'accounts/c1/adjustments',
    { points, reason: 'goodwill', storeId: 's1', ...more },
    by(headers, key),
  );
const statement = async () =>
  (await service.get('accounts/c1/statement?limit=200')).body.items as {
    kind: string;
    points: number;
  }[];

describe('a redemption that is cancelled', () => {
  it('has its points back in the same lot, once, and stands in the statement', async () => {
    const before = await account();
    const { body } = await service.post(
      'accounts/c1/redemptions',
      { points: 80, reason: 'gift' },
      desk,
    );
    const cancel = (key: string, reason = 'out-of-stock') =>
      service.post(
        `accounts/c1/redemptions/${body.redemptionId}/cancel`,
        { reason },
        by(desk, key),
      );
    expect((await cancel('no', 'anna-wants-it')).body.code).toBe('reason-unknown');
    const done = await cancel('one');
    expect(done).toMatchObject({
      status: 200,
      body: { points: 80, lots: [{ lotId: 'v1:1:l1', points: 80 }], lapsed: 0, available: 200 },
    });
    expect((await cancel('one')).body).toEqual(done.body);
    expect(await cancel('two')).toMatchObject({
      status: 409,
      body: { code: 'redemption-cancelled' },
    });
    const { revision: _r, ...after } = await account();
    expect(after).toEqual(
      Object.fromEntries(Object.entries(before).filter(([k]) => k !== 'revision')),
    );
    await service.settle();
    expect((await statement()).slice(0, 2)).toMatchObject([
      { kind: 'redemption-cancelled', points: 80 },
      { kind: 'redeemed', points: -80 },
    ]);
  });
});

describe('points by hand', () => {
  it('above the limit of the role wait for a second person', async () => {
    const proposed = await adjust(30, desk);
    expect(proposed).toMatchObject({ status: 201, body: { status: 'proposed', available: 200 } });
    const path = `accounts/c1/adjustments/${proposed.body.adjustmentId}`;
    expect((await service.post(`${path}/approve`, undefined, desk)).status).toBe(403);
    await service.settle();
    expect((await service.get('adjustments', manager)).body.items).toMatchObject([
      { adjustmentId: proposed.body.adjustmentId, points: 30, limit: 0, status: 'proposed' },
    ]);
    expect(await service.post(`${path}/approve`, undefined, manager)).toMatchObject({
      status: 200,
      body: { status: 'done', available: 230 },
    });
    expect((await service.post(`${path}/refuse`, undefined, manager)).body.code).toBe(
      'adjustment-decided',
    );
  });

  it('nobody approves what they proposed, nor more than their role may', async () => {
    const own = await adjust(600, manager);
    const path = `accounts/c1/adjustments/${own.body.adjustmentId}`;
    expect(await service.post(`${path}/approve`, undefined, manager)).toMatchObject({
      status: 403,
      body: { code: 'adjustment-own' },
    });
    expect((await service.post(`${path}/refuse`, undefined, other)).body.status).toBe('refused');
    const large = await adjust(9_000, manager);
    expect(
      await service.post(
        `accounts/c1/adjustments/${large.body.adjustmentId}/approve`,
        undefined,
        other,
      ),
    ).toMatchObject({ status: 403, body: { code: 'adjustment-limit', limit: 5_000 } });
  });

  it('are undone once; a reversal is not reversed; another store does not see them', async () => {
    const { available } = await account();
    const given = await adjust(100, manager);
    const undo = (id: string, headers = manager) =>
      service.post(`accounts/c1/adjustments/${id}/reverse`, { reason: 'mistake' }, headers);
    expect(
      (await undo(given.body.adjustmentId, await service.as('store-manager', { stores: ['s2'] })))
        .status,
    ).toBe(404);
    const undone = await undo(given.body.adjustmentId);
    expect(undone).toMatchObject({ status: 200, body: { status: 'reversed', available } });
    expect((await undo(given.body.adjustmentId)).body.code).toBe('adjustment-reversed');
    const log = await service.platform.host.runtimes
      .get('loyalty')!
      .tools.history(loyalty.ledgers[0]!, 'c1');
    const { adjustmentId } = log.at(-1)!.data as { adjustmentId: string };
    expect(await undo(adjustmentId)).toMatchObject({
      status: 409,
      body: { code: 'reversal-final' },
    });
  });

  it('a hundred just under the limit are named to the chain, and to nobody else', async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => adjust(i % 2 === 0 ? 499 : -499, manager, `near-${i}`)),
    );
    await service.settle();
    const alerts = await service.get('adjustments/alerts');
    expect(alerts.body.items).toMatchObject([{ customers: 1, storeIds: ['s1'] }]);
    expect(alerts.body.items[0].count).toBeGreaterThanOrEqual(50);
    expect((await service.get('adjustments/alerts', manager)).status).toBe(403);
    service.clock.set('2026-07-15T10:00:00.000Z');
    expect((await service.get('adjustments/alerts')).body.items).toEqual([]);
    service.clock.set(NOW);
  });

  it('a list of one store has whole pages, however many of other stores stand between', async () => {
    for (let i = 0; i < 12; i++)
      await adjust(1, other, `page-${i}`, { storeId: i % 4 === 0 ? 's2' : 's1' });
    await service.settle();
    const narrow = await service.as('store-manager', { stores: ['s2'], subject: 'manager-3' });
    // Of several stores the list is read from where it was left.
    const some = await service.as('store-manager', { stores: ['s2', 's9'], subject: 'manager-4' });
    const of = async (headers: Headers) =>
      (await service.get('adjustments?status=done&limit=3', headers)).body.items.length;
    expect([await of(narrow), await of(some)]).toEqual([3, 3]);
    const page = async (after?: string) => {
      const cursor = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
      return (await service.get(`adjustments?status=done&limit=2${cursor}`, narrow)).body;
    };
    const first = await page();
    const second = await page(first.next);
    const stores = [...first.items, ...second.items].map(
      ({ storeId }: { storeId: string }) => storeId,
    );
    expect([first.items.length, stores]).toEqual([2, ['s2', 's2', 's2']]);
    expect(second.next).toBeUndefined();
  });

  it('limits are the chain’s to set', async () => {
    const put = (limits: object[]) => service.tryPut('adjustment-limits', { limits });
    expect((await put([{ role: 'owner', alone: 1, approves: 1 }])).body.code).toBe('role-unknown');
    const desk20 = { role: 'front-desk', alone: 20, approves: 0 };
    expect((await put([desk20, desk20])).body.code).toBe('role-repeated');
    expect((await put([desk20])).status).toBe(200);
    expect((await adjust(20, desk)).body.status).toBe('done');
    expect((await adjust(21, desk)).body.status).toBe('proposed');
    expect((await adjust(1, manager)).body.status).toBe('proposed');
  });
});
