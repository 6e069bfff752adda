import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { openKafka } from '@chignon/adapters/kafka';
import { openMongo } from '@chignon/adapters/mongo';
import { allTopics } from '@chignon/contracts';
import type { RecordedEvent, Reconciled } from '@chignon/eventing';
import { CONTEXT_NAMES } from '@chignon/service-kit';
import { figures, once } from '../crash/figures.mjs';
import type { Cluster } from './cluster.js';

/** A kill comes within this time after something was acknowledged: what follows from it is under way. */
const FRESH_MS = 200;
const VIEWS = [
  'insights.daily-sales',
  'insights.daily-staff-sales',
  'insights.daily-settlements',
  'insights.daily-staff-settlements',
  'customers.profiles',
  'loyalty.accounts',
  'inventory.levels',
];
const STAFF = ['maya', 'jonas'];
/** For a longer look: so many times as many kills, and as much time for them. */
export const MORE = Number(process.env['CHIGNON_KILLS'] ?? 1);

/**
 * Processes and engines killed within moments of what they acknowledged.
 * @param started a cluster that nothing but the demo was done on: the reader knows a few commands only; asked for when the tests begin
 */
export const declareOnce = (started: () => Cluster): void =>
  describe('E3 A1 A8 once means once on separate processes and real engines, by a reader that knows the streams only', () => {
    let cluster: Cluster;
    let bills = 0;
    beforeAll(() => {
      cluster = started();
    });

    /** A walk-in from the door to the till; every second one is refunded, every fifth voided. */
    const bill = async (): Promise<void> => {
      const n = bills++;
      const { api } = cluster;
      const {
        items: [customer],
      } = await api.get<{ items: [{ id: string }] }>(
        `/v1/customers?externalId=demo:guest-0${1 + (n % 3)}`,
      );
      const performers = STAFF.map((staffId, i) => ({ staffId, sharePercent: i === 0 ? 67 : 33 }));
      const { visitId } = await api.post<{ visitId: string }>(
        '/v1/booking/visits',
        {
          storeId: 'harbour',
          customerId: customer.id,
          services: [{ serviceId: 'root-colour', performers }],
        },
        `once-${n}-open`,
      );
      const { bill: due } = await api.post<{ bill: { grossCents: number } }>(
        `/v1/booking/visits/${visitId}/complete`,
        {},
        `once-${n}-complete`,
      );
      await api.post(
        `/v1/booking/visits/${visitId}/settle`,
        { tenders: [{ kind: 'card', cents: due.grossCents }] },
        `once-${n}-settle`,
      );
      if (n % 2 === 1)
        await api.post(
          `/v1/booking/visits/${visitId}/refund`,
          {
            items: [{ lineId: 'l1', quantityMilli: 1000 }],
            tenders: [{ kind: 'card', cents: -due.grossCents }],
            reason: 'complaint',
          },
          `once-${n}-refund`,
        );
      if (n % 5 === 4)
        await api.post(
          `/v1/booking/visits/${visitId}/void`,
          { reason: 'mistake' },
          `once-${n}-void`,
        );
    };

    /** Everything on the engines, read by connections of its own. */
    const read = async () => {
      const [streams, documents, bus] = [
        openEventStoreDb({ connectionString: cluster.urls.eventStore }),
        await openMongo({ url: cluster.urls.mongo }),
        await openKafka({ brokers: cluster.urls.kafka, clientId: 'reader' }),
      ];
      try {
        const events: RecordedEvent[] = [];
        const walk = streams.subscribe({
          categories: ['visit', 'agenda', 'points', 'stock'],
          handler: async (batch) => void events.push(...batch),
        });
        await walk.caughtUp();
        await walk.close();
        const served = new Map<string, object[]>();
        for (const view of VIEWS) {
          const pointers = { name: `${view.split('.')[0]}.view-versions`, indexes: {} };
          await documents.open(pointers);
          const { live } = (await documents.get<{ id: string; live: number }>(pointers, view))!;
          const collection = { name: `${view}.v${live}`, indexes: {} };
          await documents.open(collection);
          const found: object[] = [];
          for await (const document of documents.scan(collection)) found.push(document);
          served.set(view, found);
        }
        const messages: [string, string, string][] = [];
        const group = `reader-${crypto.randomUUID()}`;
        const topics = await bus.subscribe({
          group,
          topics: allTopics().filter((topic) => topic.startsWith('chignon.booking.')),
          handler: async (batch) =>
            void batch.forEach(({ id, topic, type }) => messages.push([id, topic, type])),
        });
        await topics.caughtUp();
        await topics.close();
        await bus.forget(group);
        return { events, served, messages };
      } finally {
        await Promise.all([streams.close(), documents.close(), bus.close()]);
      }
    };

    /** What is wrong in the read models, and which messages stand on their topics more than once. */
    const looked = async (): Promise<{ faults: string[]; repeats: string[] }> => {
      await cluster.settle();
      const { events, served, messages } = await read();
      const [faults, repeats]: [string[], string[]] = [[], []];
      expect(
        figures(events, (view) => served.get(view)!, Date.now() + 60_000, faults),
      ).toBeGreaterThan(5);
      once(messages, repeats);
      return { faults, repeats };
    };

    // Those that follow booking are killed one after the other before it is looked: what each makes of a settlement stands in views of its own.
    it.each([
      [['booking', 'booking', 'booking']],
      [['insights', 'customers', 'loyalty', 'inventory']],
      [['eventstore']],
      [['mongo']],
      [['kafka']],
    ] as const)(
      '%s: each killed once or CHIGNON_KILLS times as often, within 200 ms of a settlement: read models say what the streams say',
      async (victims) => {
        for (let kill = 0; kill < victims.length * MORE; kill++) {
          for (let n = 0; n < 3; n++) await bill();
          await cluster.strike(victims[kill % victims.length]!, (kill * 67) % FRESH_MS);
        }
        const { faults, repeats } = await looked();
        expect(faults).toEqual([]);
        // Whether an engine that died had done what it was asked nobody can know: it is asked again, and consumers know the repeat.
        if (!['kafka', 'mongo'].includes(victims[0])) expect(repeats).toEqual([]);
        else if (repeats.length > 0)
          console.info(
            `${repeats.length} messages stand on their topic again after ${victims[0]} was killed`,
          );
      },
    );

    it('BY-11 every service reconciles with its ledgers', async () => {
      for (const context of CONTEXT_NAMES) {
        const { findings, reconciled } = await cluster.api.post<{
          findings: object[];
          reconciled: Reconciled;
        }>(`/v1/${context}/operations/verify`);
        expect(findings).toEqual([]);
        expect(reconciled.differences.filter(({ problem }) => problem !== 'twice')).toEqual([]);
      }
    });
  });
