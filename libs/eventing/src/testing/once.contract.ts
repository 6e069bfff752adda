import { contents } from '../compare-versions.js';
import { deriveId } from '../ids.js';
import { LANES } from '../lane.js';
import type { Collection, DocumentStore } from '../ports/document-store.js';
import type { MessageBus } from '../ports/message-bus.js';
import type { StreamStore } from '../ports/stream-store.js';
import type { Guarded } from '../project.js';
import { ContextRuntime } from '../runtime.js';
import { settle } from '../settle.js';
import type { View } from '../view.js';
import { lyingOn, undelivered, unusedName, type ContractOptions } from './made.js';
import { doors, purseContext, purses, type Sum } from './purse-context.js';

export interface OpenedEngines {
  readonly streams: StreamStore;
  readonly documents: DocumentStore;
  readonly bus: MessageBus;
  readonly close: () => Promise<void>;
}

export interface OnceContractOptions extends ContractOptions {
  /** Messages between a message and its late repeat. Default 10,000. */
  readonly between?: number;
}

/**
 * Once means once: whatever is heard again, at whatever offset, changes nothing, and what is remembered for it does not grow
 * with the number of messages. Held by the mechanism on every bus.
 */
export function onceContract(
  name: string,
  open: () => Promise<OpenedEngines>,
  options: OnceContractOptions = {},
): void {
  const { timeoutMs = 120_000, between = 10_000 } = options;

  describe(`E3 A1 once means once: ${name}`, () => {
    const own = unusedName('once');
    const { context, topic, plates, signs, sums, shown, calls } = purseContext(own);
    let engines: OpenedEngines;
    let runtime: ContextRuntime;
    let filled = 0;

    const start = async () => {
      const facts = { now: () => new Date().toISOString(), newId: () => crypto.randomUUID() };
      runtime = new ContextRuntime(
        context,
        { ...engines, facts },
        {
          instance: own,
          exclusive: true,
          contractVersion: () => 1,
          contractPast: () => undefined,
          log: () => undefined,
        },
      );
      await runtime.start();
    };
    const fill = (key: string) =>
      runtime.tools.execute(
        purses,
        key,
        { type: 'Fill', cents: 1 + (filled++ % 7) },
        { commandId: deriveId(`${own}|${filled}`), actor: 'user:contract', correlationId: 'c' },
      );
    const atRest = () => settle([runtime]);
    const lying = (of = topic) => lyingOn(engines.bus, of);
    /** Everything that a repeat could have changed, to the byte: documents with what they have seen and their revisions, ledgers, calls. */
    const everything = async () => {
      const revisions: unknown[] = [];
      for (const view of [sums, shown])
        for await (const { id, revision } of engines.documents.scan(runtime.tools.collection(view)))
          revisions.push([view.name, id, revision]);
      const of = (view: View) => contents(engines.documents, runtime.tools.collection(view));
      return JSON.stringify([
        revisions,
        [...(await of(sums))],
        [...(await of(shown))],
        (await runtime.tools.history(doors, 'k1')).length,
        (await runtime.tools.history(doors, 'open')).length,
        calls.length,
      ]);
    };
    const unchangedBy = async (repeat: () => Promise<void>) => {
      await atRest();
      const before = await everything();
      await repeat();
      await atRest();
      expect(await everything()).toBe(before);
    };

    beforeAll(async () => {
      engines = await open();
      await engines.bus.createTopics([{ name: topic }, { name: plates }]);
      await start();
      for (let n = 0; n < 60; n++) await fill(`k${n % 20}`);
      for (let n = 0; n < 5; n++) {
        const message = runtime.tools.message(
          {
            topic: plates,
            type: 'SignPut',
            version: 1,
            key: `s${n % 2}`,
            data: { text: 'x'.repeat(n) },
          },
          { commandId: deriveId(`${own}|sign|${n}`), actor: 'user:contract', correlationId: 'c' },
        );
        await engines.documents.put(
          signs,
          { id: `s${n % 2}`, text: `${n}` },
          { announce: [message] },
        );
      }
      await atRest();
      for (const key of ['k1', 'open'])
        await runtime.tools.execute(
          doors,
          key,
          { type: 'Open' },
          { commandId: deriveId(`${own}|open|${key}`), actor: 'user:contract', correlationId: 'c' },
        );
    }, timeoutMs);
    afterAll(async () => {
      await runtime?.stop();
      await engines?.close();
    }, timeoutMs);
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);
    const total = async () => (await engines.documents.get(runtime.tools.collection(sums), 'all'))!;

    test('every message says where it comes from, and the places of a lane only grow', async () => {
      const last = new Map<string, string>();
      for (const message of await lying()) {
        const { stream, revision, position } = message.meta.origin!;
        expect([stream, revision >= 1]).toEqual([`purse-${message.key}`, true]);
        expect(position! > (last.get(message.partition) ?? '')).toBe(true);
        last.set(message.partition, position!);
      }
      expect((await lying(plates)).map(({ meta }) => meta.origin!.stream).sort()).toEqual(
        ['s0', 's0', 's0', 's1', 's1'].map((id) => `${signs.name}/${id}`),
      );
      expect(await total()).toMatchObject({ count: 60 });
      expect(await engines.documents.get(runtime.tools.collection(shown), 'all')).toMatchObject({
        count: 5,
        cents: 10,
      });
    });

    test('a repeat at once', () =>
      unchangedBy(async () => {
        const messages = [...(await lying()), ...(await lying(plates))].map(undelivered);
        for (const message of messages) await engines.bus.publish([message, message]);
      }));

    test('repeats out of order', () =>
      unchangedBy(async () => {
        await engines.bus.publish(
          [...(await lying()), ...(await lying(plates))].map(undelivered).reverse(),
        );
      }));

    test('a repeat that was refused or needless the first time asks for nothing when it comes again', async () => {
      await fill('k1');
      await atRest();
      expect((await runtime.tools.load(doors, 'k1')).state.cents).toBeLessThan(8);
      await unchangedBy(async () =>
        engines.bus.publish((await lying()).filter(({ key }) => key === 'k1').map(undelivered)),
      );
    });

    test(`a repeat ${between} messages later`, async () => {
      const first = (await lying()).slice(0, 60).map(undelivered);
      for (let n = 0; n < between; n += 100)
        await Promise.all(Array.from({ length: 100 }, (_, i) => fill(`m${(n + i) % 500}`)));
      await unchangedBy(() => engines.bus.publish(first));
      expect((await total()).count).toBe(61 + between);
    });

    test('a repeat during a rebuild, which ends equal; and after a rollback', async () => {
      const messages = (await lying()).map(undelivered);
      const rebuilding = runtime.views.rebuild(sums.name);
      await engines.bus.publish(messages.slice(0, 500));
      expect(await rebuilding).toMatchObject({ state: 'switched', differing: [] });
      await unchangedBy(() => engines.bus.publish(messages.slice(-200)));
      await runtime.views.rollback(sums.name);
      await unchangedBy(() => engines.bus.publish(messages.slice(0, 200)));
      expect((await total()).count).toBe(61 + between);
    });

    test('a relay that begins anew at an old checkpoint finds out what was published, and publishes nothing twice', async () => {
      await fill('k2');
      await atRest();
      const before = await lying();
      const checkpoints: Collection<{ id: string; position: string }> = {
        name: `${own}.checkpoints`,
        indexes: {},
      };
      const relay = `${own}.relay`;
      await runtime.stop();
      // Some twenty events back: what a crash leaves unsaved.
      const places = before.map(({ meta }) => meta.origin!.position!).sort();
      await engines.documents.put(checkpoints, {
        id: relay,
        position: places.at(-20)!.slice(0, -'.000'.length),
      });
      const seen = calls.length;
      await start();
      await fill('k3');
      await atRest();
      expect((await lying()).length).toBe(before.length + 1);
      expect(calls.length).toBe(seen + 1);
    });

    test('a relay that is asked to catch up while it is told of more publishes each once', async () => {
      const before = (await lying(plates)).length;
      const { documents } = engines;
      const pending = documents.pendingAnnouncements.bind(documents);
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      // It is asked a moment before it reads and answers a moment after, as a server is.
      documents.pendingAnnouncements = async (...asked) => {
        await turn();
        const found = await pending(...asked);
        await turn();
        return found;
      };
      let left = 40;
      const tell = async (): Promise<void> => {
        while (left > 0) {
          const n = left--;
          const message = runtime.tools.message(
            { topic: plates, type: 'SignPut', version: 1, key: `o${n}`, data: { text: 'x' } },
            { commandId: deriveId(`${own}|once|${n}`), actor: 'user:contract', correlationId: 'c' },
          );
          await documents.put(signs, { id: `o${n}`, text: 'x' }, { announce: [message] });
        }
      };
      const ask = async (): Promise<void> => {
        // Each round waits for the reading, so that others have their turn.
        while (left > 0) await runtime.caughtUp();
      };
      try {
        await Promise.all([tell(), ask(), ask()]);
        await atRest();
      } finally {
        documents.pendingAnnouncements = pending;
      }
      expect((await lying(plates)).length).toBe(before + 40);
    });

    test('two relays at once, as when a lease changes hands', () =>
      unchangedBy(async () => {
        const messages = (await lying()).slice(-50).map(undelivered);
        await Promise.all([engines.bus.publish(messages), engines.bus.publish(messages)]);
      }));

    test("a group's offsets set back to 0", async () => {
      await unchangedBy(async () => {
        await runtime.stop();
        for (const group of [
          `${own}.pass`,
          `${own}.call`,
          `${sums.name}.v1`,
          `${sums.name}.v2`,
          `${shown.name}.v1`,
        ])
          await engines.bus.forget(group);
        await start();
      });
    });

    test('what is remembered does not grow with the messages', async () => {
      const lanes: Collection = { name: `${own}.lanes`, indexes: {} };
      expect(await engines.documents.count(lanes)).toBeLessThanOrEqual(2 * LANES);
      const seen = (document: Guarded | undefined) => Object.keys(document!._seen!).length;
      expect(seen((await total()) as Guarded)).toBeLessThanOrEqual(LANES);
      expect(
        seen(
          await engines.documents.get(runtime.tools.collection(sums) as Collection<Guarded>, 'k5'),
        ),
      ).toBe(1);
    });

    test('a document that was removed and made anew is heard again', async () => {
      const count = async () =>
        ((await engines.documents.get(runtime.tools.collection(shown), 'all')) as Sum).count;
      const before = await count();
      await engines.documents.remove(signs, 's0');
      const message = runtime.tools.message(
        { topic: plates, type: 'SignPut', version: 1, key: 's0', data: { text: 'new' } },
        { commandId: deriveId(`${own}|sign|anew`), actor: 'user:contract', correlationId: 'c' },
      );
      await engines.documents.put(signs, { id: 's0', text: 'new' }, { announce: [message] });
      await atRest();
      expect(await count()).toBe(before + 1);
    });
  });
}
