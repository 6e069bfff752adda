import type { Reconciled } from '@chignon/eventing';
import { CONTEXT_NAMES } from '@chignon/service-kit';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from './cluster.js';
import { onEngines } from './engines/engine.js';

jest.setTimeout(300_000);

const ENGINES = ['mongo', 'kafka', 'eventstore'] as const;
type Engine = (typeof ENGINES)[number];

/** Folders of containers are not ours to swap. */
const inContainers = process.env['CHIGNON_TEST_ENGINES'] === 'containers';
if (inContainers)
  console.info(
    'restore: the drill needs engines as processes, whose folders can be swapped; containers are used here',
  );

onEngines(() =>
  (inContainers ? describe.skip : describe)(
    'L-2 drill: the cluster is restored with one engine from an older backup than the others',
    () => {
      let dir: string;
      let cluster: Cluster;
      let bills = 0;
      const guest = 'demo:guest-01';

      const bill = async (): Promise<void> => {
        const n = bills++;
        const { api } = cluster;
        const {
          items: [customer],
        } = await api.get<{ items: [{ id: string }] }>(`/v1/customers?externalId=${guest}`);
        const { visitId } = await api.post<{ visitId: string }>(
          '/v1/booking/visits',
          {
            storeId: 'harbour',
            customerId: customer.id,
            services: [
              { serviceId: 'root-colour', performers: [{ staffId: 'maya', sharePercent: 100 }] },
            ],
          },
          `drill-${n}-open`,
        );
        const { bill: due } = await api.post<{ bill: { grossCents: number } }>(
          `/v1/booking/visits/${visitId}/complete`,
          {},
          `drill-${n}-complete`,
        );
        await api.post(
          `/v1/booking/visits/${visitId}/settle`,
          { tenders: [{ kind: 'card', cents: due.grossCents }] },
          `drill-${n}-settle`,
        );
      };
      const visits = async (): Promise<number> => {
        const {
          items: [customer],
        } = await cluster.api.get<{ items: [{ id: string }] }>(`/v1/customers?externalId=${guest}`);
        return (await cluster.api.get<{ visits: number }>(`/v1/customers/${customer.id}/profile`))
          .visits;
      };
      const differences = async (): Promise<string[]> => {
        const found: string[] = [];
        for (const context of CONTEXT_NAMES) {
          const { findings, reconciled } = await cluster.api.post<{
            findings: object[];
            reconciled: Reconciled;
          }>(`/v1/${context}/operations/verify`);
          found.push(
            ...[...findings, ...reconciled.differences].map(
              (one) => `${context}: ${JSON.stringify(one)}`,
            ),
          );
        }
        return found;
      };
      const services = () => Object.values(cluster.services);
      const engineOf = (name: Engine) =>
        name === 'eventstore'
          ? { kill9: () => cluster.eventStore.kill(), restart: () => cluster.eventStore.start() }
          : cluster[name];
      const stopped = async () => {
        await Promise.all(services().map((one) => one.kill()));
        await Promise.all(ENGINES.map((name) => engineOf(name).kill9()));
      };
      /** Everything stopped, and the engines started again on the newest backup, but one on the older. */
      const restored = async (older: Engine) => {
        await stopped();
        for (const name of ENGINES) {
          rmSync(join(dir, name), { recursive: true });
          cpSync(join(dir, name === older ? 'older' : 'newer', name), join(dir, name), {
            recursive: true,
          });
        }
        await Promise.all(ENGINES.map((name) => engineOf(name).restart()));
      };
      const copied = (backup: string) => {
        for (const name of ENGINES)
          cpSync(join(dir, name), join(dir, backup, name), { recursive: true });
      };
      const said = () => readFileSync(join(dir, 'logs', 'platform.log'), 'utf8');
      /** What a start that ends with code 1 says. */
      const refusal = async (): Promise<string> => {
        const before = said().length;
        await expect(cluster.services['platform']!.start()).rejects.toThrow(
          'platform ended with code 1',
        );
        return said().slice(before);
      };
      const ANOTHER_LOG =
        /chignon: the ledgers: this is not the log that was followed: .* which ends at .*Restore streams and documents from one backup/;

      beforeAll(async () => {
        dir = mkdtempSync(join(tmpdir(), 'chignon-drill-'));
        cluster = await startCluster(dir, { together: true });
        const grown = async (count: number) => {
          for (let n = 0; n < count; n++) await bill();
          await cluster.settle();
          expect(await visits()).toBe(bills);
          // In order: what is written down a little late is.
          await Promise.all(services().map((one) => one.kill('SIGTERM')));
          await stopped();
        };
        await grown(2);
        copied('older');
        await Promise.all(ENGINES.map((name) => engineOf(name).restart()));
        await Promise.all(services().map((one) => one.start()));
        await grown(6);
        copied('newer');
      });
      afterAll(async () => {
        await cluster?.stop();
        if (!process.env['CHIGNON_KEEP']) rmSync(dir, { recursive: true, force: true });
      });

      it('documents: they follow, offsets are set back to them, and everything reconciles', async () => {
        await restored('mongo');
        await Promise.all(services().map((one) => one.start()));
        await cluster.settle();
        expect(await visits()).toBe(8);
        expect(await differences()).toEqual([]);
        expect(said()).toContain('offsets set back to what the documents say was handled');
      });

      // Those of the test before.
      it('the log beneath running services: they end with code 1, and refuse at the next start', async () => {
        const ended = cluster.services['platform']!.ended();
        await cluster.eventStore.kill();
        rmSync(join(dir, 'eventstore'), { recursive: true });
        cpSync(join(dir, 'older', 'eventstore'), join(dir, 'eventstore'), { recursive: true });
        await cluster.eventStore.start();
        expect(await ended).toBe(1);
        expect(said()).toContain('the ledgers are not those that were followed; the process ends');
        expect(await refusal()).toMatch(ANOTHER_LOG);
      });

      it('the log: whoever had seen more refuses to start, and says what to do', async () => {
        await restored('eventstore');
        expect(await refusal()).toMatch(ANOTHER_LOG);
      });

      it('the topics: whoever had heard more refuses to start, and names topic, partition and offsets', async () => {
        await restored('kafka');
        expect(await refusal()).toMatch(
          /chignon: topic chignon\.\S+\/\d+: it is not the one that was heard: .* it ends before offset \d+\./,
        );
      });
    },
  ),
);
