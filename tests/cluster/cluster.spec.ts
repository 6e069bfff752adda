import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTEXT_NAMES } from '@chignon/service-kit';
import { book, messages, newCustomer, perform, tour, type Walk } from '../support/tour.js';
import { CAUGHT_UP_WITHIN_MS, startCluster, type Cluster } from './cluster.js';
import { onEngines } from './engines/engine.js';
import { declareOnce, MORE } from './once.testing.js';
import { declareRaces } from './races.testing.js';

jest.setTimeout(300_000 * MORE);

onEngines(() =>
  describe('the main job on separate processes and real engines', () => {
    let dir: string;
    let cluster: Cluster;
    const walk = (name: string): Walk => ({ api: cluster.api, settle: cluster.settle, name });
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'chignon-cluster-'));
      cluster = await startCluster(dir);
    });
    afterAll(async () => {
      await cluster?.stop();
      if (!process.env.CHIGNON_KEEP) rmSync(dir, { recursive: true, force: true });
    });

    declareOnce(() => cluster);

    /** What a walk must have left behind, each exactly once. */
    const followed = async (customerId: string, visitId: string) => {
      expect(await cluster.api.get(`/v1/loyalty/accounts/${customerId}`)).toMatchObject({
        available: 90,
      });
      expect(
        JSON.stringify(await cluster.api.get(`/v1/customers/${customerId}/profile`)),
      ).toContain('"visits":1');
      expect((await messages(cluster.api, customerId)).items).toMatchObject([
        { status: 'planned' },
      ]);
      expect(
        (await cluster.api.get(`/v1/customers/${customerId}/visits`)).items.map(
          (visit: { visitId: string }) => visit.visitId,
        ),
      ).toEqual([visitId]);
    };
    const stockAndSales = async (businessDate: string) => {
      const { onHandMilli } = await cluster.api.get('/v1/inventory/stores/harbour/levels/COL-7-0');
      const { totals } = await cluster.api.get(
        `/v1/insights/sales?from=${businessDate}&to=${businessDate}&storeId=harbour`,
      );
      return { onHandMilli: onHandMilli as number, netCents: totals[0].netCents as number };
    };

    it('walks the tour through the gateway', async () => {
      await tour(walk('cluster'));
    });

    it('GW-01 GW-15 one gateway: the whole described, names joined, other stores not there', async () => {
      const description = await cluster.api.get('/openapi.json');
      for (const context of CONTEXT_NAMES)
        expect(
          Object.keys(description.paths).some((path) => path.startsWith(`/v1/${context}`)),
        ).toBe(true);
      expect((await fetch(`${cluster.gatewayUrl}/v1/booking/stores`)).status).toBe(401);
      const desk = await cluster.token({ role: 'front-desk', stores: ['harbour'] });
      const get = (path: string) =>
        fetch(`${cluster.gatewayUrl}${path}`, { headers: { authorization: `Bearer ${desk}` } });
      expect((await get('/v1/booking/stores/old-town')).status).toBe(404);
      const customerId = await newCustomer(walk('names'));
      const { appointmentId } = await book(walk('names'), customerId);
      const joined = (await (
        await get(`/v1/booking/appointments/${appointmentId}?expand=customer`)
      ).json()) as { customer: { displayName: string } };
      expect(joined.customer.displayName).toContain('Maya');
    });

    it.each([...CONTEXT_NAMES, 'gateway', 'kafka', 'mongo', 'eventstore'])(
      'kill -9 of %s in the middle: nothing lost, nothing twice, caught up within a minute',
      async (victim) => {
        const mine = walk(`kill-${victim}`);
        const day = new Date().toISOString().slice(0, 10);
        const customerId = await newCustomer(mine);
        const { appointmentId } = await book(mine, customerId);
        const before = await stockAndSales(day).catch(() => undefined);
        const hit = async () => {
          if (victim === 'kafka')
            return void (await cluster.kafka.kill9(), await cluster.kafka.restart());
          if (victim === 'mongo')
            return void (await cluster.mongo.kill9(), await cluster.mongo.restart());
          const one = victim === 'eventstore' ? cluster.eventStore : cluster.services[victim]!;
          await one.kill();
          await one.start();
        };
        const [{ visitId, businessDate }] = await Promise.all([
          perform(mine, appointmentId),
          hit(),
        ]);
        const back = Date.now();
        await cluster.settle();
        expect(Date.now() - back).toBeLessThan(CAUGHT_UP_WITHIN_MS);
        await followed(customerId, visitId);
        if (before && businessDate === day) {
          const after = await stockAndSales(day);
          expect(after.netCents - before.netCents).toBe(9000);
          expect(Math.abs(before.onHandMilli - after.onHandMilli - 750)).toBeLessThanOrEqual(1);
        }
      },
    );

    it('verifies every chain on the real ledger, and rebuilds a view while it serves', async () => {
      for (const context of ['booking', 'loyalty', 'inventory', 'marketing', 'customers'])
        expect((await cluster.api.post(`/v1/${context}/operations/verify`)).findings).toEqual([]);
      for (const [context, view] of [
        ['loyalty', 'loyalty.accounts'],
        ['insights', 'insights.daily-sales'],
        ['customers', 'customers.profiles'],
      ] as const) {
        expect(await cluster.rebuilt(context, view)).toMatchObject({
          view,
          state: 'switched',
          differing: [],
        });
      }
    });

    // Last: more processes stay beside the others.
    declareRaces(() => cluster);
  }),
);
