import type { Reconciled } from '@chignon/eventing';
import { CONTEXT_NAMES } from '@chignon/service-kit';
import { runPlatform, dayAhead, type Running } from '../support/platform.js';
import { book, newCustomer, perform, type Walk } from '../support/tour.js';

describe('BY-11 read models against a reckoning from the ledgers', () => {
  let running: Running;
  const walk = (name: string): Walk => ({ api: running.api, settle: running.settle, name });
  const reconciled = async () => {
    const found: Record<string, Reconciled> = {};
    await Promise.all(
      CONTEXT_NAMES.map(
        async (context) =>
          (found[context] = (
            (await running.api.post(`/v1/${context}/operations/verify`)) as {
              reconciled: Reconciled;
            }
          ).reconciled),
      ),
    );
    return found;
  };
  const differences = async () =>
    Object.values(await reconciled()).flatMap((one) => one.differences);
  beforeAll(async () => void (running = await runPlatform()), 60_000);
  afterAll(() => running.close());

  it('finds no difference after bookings, moves, cancellations, settlements, refunds, corrections and voids', async () => {
    const { api } = running;
    const visits: string[] = [];
    for (let n = 0; n < 4; n++) {
      const customerId = await newCustomer(walk(`r${n}`));
      const { appointmentId } = await book(walk(`r${n}`), customerId);
      visits.push((await perform(walk(`r${n}`), appointmentId)).visitId);
    }
    const line = (await api.get<{ lines: { lineId: string }[] }>(`/v1/booking/visits/${visits[0]}`))
      .lines[0]!.lineId;
    await api.post(
      `/v1/booking/visits/${visits[0]}/refund`,
      {
        items: [{ lineId: line, quantityMilli: 1000 }],
        tenders: [{ kind: 'card', cents: -9720 }],
        reason: 'complaint',
      },
      'refund',
    );
    await api.post(`/v1/booking/visits/${visits[1]}/void`, { reason: 'mistake' }, 'void');
    const customerId = await newCustomer(walk('ahead'));
    const starts = `${dayAhead(3)}T15:00:00.000Z`;
    const { appointmentId } = await api.post<{ appointmentId: string }>(
      '/v1/booking/appointments',
      {
        storeId: 'harbour',
        startsAt: starts,
        customerId,
        services: [{ serviceId: 'root-colour' }],
      },
      'book-ahead',
    );
    await api.post(
      `/v1/booking/appointments/${appointmentId}/reschedule`,
      { startsAt: `${dayAhead(4)}T16:00:00.000Z` },
      'move-ahead',
    );
    const gone = await api.post<{ appointmentId: string }>(
      '/v1/booking/appointments',
      {
        storeId: 'harbour',
        startsAt: `${dayAhead(2)}T16:00:00.000Z`,
        customerId,
        services: [{ serviceId: 'root-colour' }],
      },
      'book-gone',
    );
    await api.post(
      `/v1/booking/appointments/${gone.appointmentId}/cancel`,
      { by: 'customer', reason: 'ill' },
      'cancel-gone',
    );
    await running.settle();
    const found = await reconciled();
    expect(Object.values(found).flatMap((one) => one.differences)).toEqual([]);
    expect(found['booking']!.messages).toBeGreaterThan(20);
    for (const context of ['customers', 'loyalty', 'inventory', 'insights'])
      expect(found[context]!.documents).toBeGreaterThan(0);
    const health = (await running.raw('GET', '/health/ready', { token: '' })).body;
    expect(health.info.reconciliation).toMatchObject({
      status: 'up',
      degraded: false,
      differences: 0,
    });
  }, 60_000);

  it.each([
    [
      'insights.daily-sales',
      (doc: any) => ({ ...doc, total: { ...doc.total, netCents: doc.total.netCents + 1 } }),
      'netCents',
    ],
    [
      'insights.daily-staff-sales',
      (doc: any) => ({ ...doc, total: { ...doc.total, netCents: doc.total.netCents - 1 } }),
      'netCents',
    ],
    [
      'insights.daily-settlements',
      (doc: any) => ({ ...doc, total: { ...doc.total, visits: doc.total.visits + 1 } }),
      'visits',
    ],
    [
      'insights.daily-staff-settlements',
      (doc: any) => ({ ...doc, total: { ...doc.total, taxCents: doc.total.taxCents + 1 } }),
      'taxCents',
    ],
    ['customers.profiles', (doc: any) => ({ ...doc, visits: doc.visits + 1 }), 'visits'],
    ['loyalty.accounts', (doc: any) => ({ ...doc, available: doc.available + 1 }), 'available'],
    [
      'inventory.levels',
      (doc: any) => ({ ...doc, onHandMilli: doc.onHandMilli + 1 }),
      'onHandMilli',
    ],
  ])(
    'finds one wrong figure in %s, says so in the health, and a rebuild mends it',
    async (name, spoil, figure) => {
      const [context] = name.split('.') as [string];
      const { views } = running.platform.host.runtimes.get(context)!;
      const { documents } = running.platform.host.engines;
      const view = running.platform.host.runtimes
        .get(context)!
        .context.views.find((one) => one.name === name)!;
      let first: any;
      for await (const document of documents.scan(views.collection(view))) first ??= document;
      const { revision: _revision, ...document } = first;
      await documents.put(views.collection(view), spoil(document));
      expect(await differences()).toMatchObject([
        { of: name, id: document.id, problem: 'differs', figure },
      ]);
      expect(
        (await running.raw('GET', '/health/ready', { token: '' })).body.info.reconciliation,
      ).toMatchObject({ status: 'up', degraded: true, differences: 1 });
      expect(await views.rebuild(name)).toMatchObject({ state: 'differs' });
      expect(await views.rebuild(name, { acceptDifferences: true })).toMatchObject({
        state: 'switched',
      });
      expect(await differences()).toEqual([]);
    },
    60_000,
  );

  it('finds a document that is gone', async () => {
    const { views, context } = running.platform.host.runtimes.get('customers')!;
    const { documents } = running.platform.host.engines;
    const view = context.views.find(({ name }) => name === 'customers.profiles')!;
    let id = '';
    for await (const document of documents.scan<{ id: string; visits: number }>(
      views.collection(view) as never,
    ))
      if (document.visits > 0) id = document.id;
    await documents.remove(views.collection(view), id);
    expect(
      (await differences()).map((difference) => [
        difference.id,
        difference.problem,
        difference.found,
      ]),
    ).toContainEqual([id, 'differs', 0]);
    await views.rebuild('customers.profiles', { acceptDifferences: true });
    expect(await differences()).toEqual([]);
  });
});
