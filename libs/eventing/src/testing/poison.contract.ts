import { contents } from '../compare-versions.js';
import type { Meta } from '../event.js';
import type { Log } from '../followers.js';
import { deriveId } from '../ids.js';
import { laneOf } from '../lane.js';
import { ContextRuntime } from '../runtime.js';
import { settle } from '../settle.js';
import type { View } from '../view.js';
import { jarContext, type Sum } from './jar-context.js';
import {
  errorOf,
  lettersIn,
  lyingOn,
  undelivered,
  unusedName,
  type ContractOptions,
} from './made.js';
import type { OpenedEngines } from './once.contract.js';

/** What may stand on a log and cannot be taken for what its type says. `newer`: the next release knows it. */
const POISON: { readonly [kind: string]: { readonly version: number; readonly data: unknown } } = {
  newer: { version: 2, data: { amount: { cents: 5 } } },
  reshaped: { version: 1, data: null },
  'breaks-contract': { version: 1, data: { cents: 'many' } },
  binary: { version: 0, data: { raw: 'AAEC' } },
};

/**
 * An event that cannot be taken stops its own stream, in every follower and on every engine: it is a dead letter of each that hears it, what
 * comes after it in its stream waits behind it in order, everything else goes on, and `retry` (or the start of a release that knows it)
 * hands on what waited, in its order and once.
 */
export function poisonContract(
  name: string,
  open: () => Promise<OpenedEngines>,
  { timeoutMs = 120_000 }: ContractOptions = {},
): void {
  describe(`L-1 E6 E7 one bad event stops its own stream: ${name}`, () => {
    const own = unusedName('poison');
    const { context, topic, jars, bells, kept, told, calls } = jarContext(own);
    let engines: OpenedEngines;
    let runtime: ContextRuntime;
    const lines: Parameters<Log>[0][] = [];
    const start = async (release: 1 | 2) => {
      const facts = { now: () => new Date().toISOString(), newId: () => crypto.randomUUID() };
      runtime = new ContextRuntime(
        context(release),
        { ...engines, facts },
        {
          instance: own,
          exclusive: true,
          contractVersion: () => 1,
          contractPast: () => undefined,
          log: (line) => void lines.push(line),
          patienceMs: 20_000,
          unfit: ({ data }) =>
            typeof (data as { cents: unknown }).cents === 'number'
              ? undefined
              : 'cents must be a number',
        },
      );
      await runtime.start();
    };
    let ids = 0;
    const put = (key: string, cents: number) =>
      runtime.tools.execute(
        jars,
        key,
        { type: 'Put', cents },
        { commandId: deriveId(`${own}|${++ids}`), actor: 'user:contract', correlationId: 'c' },
      );
    /** Written past the ledger, as another release or another writer does. */
    const write = async (
      key: string,
      more: { version?: number; data?: unknown; type?: string } = {},
    ) => {
      const stream = `${jars.category}-${key}`;
      const there = await engines.streams.read(stream);
      const meta: Meta = { ...there[0]!.meta, commandId: deriveId(`${own}|${++ids}`) };
      const event = {
        id: crypto.randomUUID(),
        type: 'Put',
        version: 1,
        data: { cents: 1 },
        meta,
        ...more,
      };
      await engines.streams.append(stream, [event], { expected: there.length });
      return event.id;
    };
    const letters = () => lettersIn(runtime.deadLetters);
    const lying = () => lyingOn(engines.bus, topic);
    const document = async (of: View<Sum>, id: string) => {
      const found = await engines.documents.get(runtime.tools.collection(of), id);
      return found && [found.cents, found.count];
    };
    const kinds = Object.keys(POISON);
    /** A key of the same lane as one that waits: what comes of it meanwhile stands further on there. */
    const neighbour = Array.from({ length: 200 }, (_, n) => `n${n}`).find(
      (key) => laneOf(key) === laneOf('newer'),
    )!;

    beforeAll(async () => {
      engines = await open();
      await engines.bus.createTopics([{ name: topic }]);
      await start(1);
    }, timeoutMs);
    afterAll(async () => {
      await runtime?.stop();
      await engines?.close();
    }, timeoutMs);
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);

    test('what comes before it, and from elsewhere, goes on; it and what follows it waits', async () => {
      for (const kind of kinds) await put(kind, 10);
      for (const kind of kinds) {
        await write(kind, POISON[kind]);
        await write(kind);
        await write(kind);
      }
      // A type of no interest is no poison.
      await put('other', 10);
      await write('other', { type: 'Polished', version: 7, data: null });
      await put('late', 7);
      await put(neighbour, 3);
      await settle([runtime]);
      expect((await lying()).map(({ key }) => key).sort()).toEqual(
        [...kinds, 'other', 'late', neighbour].sort(),
      );
      expect([
        await document(told, 'all'),
        await document(kept, 'late'),
        calls.filter((call) => call === 'late 7').length,
      ]).toEqual([[kinds.length * 10 + 20, kinds.length + 3], [7, 1], 1]);
      const all = await letters();
      for (const kind of kinds) {
        const stream = `${jars.category}-${kind}`;
        expect(
          all.filter(({ consumer, key }) => consumer === `${own}.relay` && key === stream),
        ).toHaveLength(3);
        // A fold that takes a text for a number cannot notice it: what it must refuse it says by its ids.
        if (kind !== 'breaks-contract')
          expect(
            all.filter(
              ({ consumer, key }) => consumer === `${own}.kept.v1` && key === `from ${stream}`,
            ),
          ).toHaveLength(3);
        if (kind !== 'breaks-contract') expect(await document(kept, kind)).toEqual([10, 1]);
      }
      expect(all.filter(({ consumer }) => consumer === `${own}.hum`).map(({ key }) => key)).toEqual(
        expect.arrayContaining(
          kinds
            .filter((kind) => kind !== 'breaks-contract')
            .flatMap((kind) => [1, 2, 3].map(() => `${jars.category}-${kind}`)),
        ),
      );
    });

    test('is told once in the log with what it is and why, and counted', async () => {
      const parked = lines.filter(
        ({ message, consumer }) => message === 'parked' && consumer === `${own}.relay`,
      );
      expect(parked.map(({ key }) => key).sort()).toEqual(
        kinds.map((kind) => `${jars.category}-${kind}`).sort(),
      );
      expect(
        parked.every(
          ({ level, type, error }) =>
            level === 'error' && type === 'Put' && String(error).length > 10,
        ),
      ).toBe(true);
      expect(runtime.status().deadLetters).toBe((await letters()).length);
      expect(runtime.status().followers.filter(({ standing }) => standing)).toEqual([]);
    });

    test('a command on its stream is refused, and names the place', async () => {
      expect(await errorOf(put('newer', 1))).toMatchObject({
        code: 'event-not-understood',
        kind: 'unavailable',
        message: expect.stringContaining(`${jars.category}-newer revision 2: Put version 2`),
      });
      expect(await errorOf(runtime.tools.history(jars, 'newer'))).toMatchObject({
        code: 'event-not-understood',
      });
    });

    test('a retry that fails changes nothing', async () => {
      const before = await letters();
      const one = before.find(
        ({ consumer, key }) => consumer === `${own}.relay` && key.endsWith('-newer'),
      )!;
      expect(await runtime.deadLetters.retry(one.id)).toEqual({ done: 0, left: 3 });
      expect((await letters()).length).toBe(before.length);
    });

    test('the reconciliation names what waits, and is not stopped by it', async () => {
      const { differences } = await runtime.reconcile();
      expect(differences.map(({ of, problem }) => `${of} ${problem}`).sort()).toEqual(
        kinds.flatMap((kind) => [1, 2, 3].map(() => `${jars.category}-${kind} waiting`)).sort(),
      );
    });

    test('a rebuild ends equal, whatever waits', async () => {
      expect(await runtime.views.rebuild(told.name)).toMatchObject({
        state: 'switched',
        differing: [],
      });
    });

    test('after a restart everything still waits, in order, and later events of the stream behind it', async () => {
      await runtime.stop();
      await start(1);
      await write('newer');
      await settle([runtime]);
      expect(
        (await letters()).filter(
          ({ consumer, key }) => consumer === `${own}.relay` && key.endsWith('-newer'),
        ),
      ).toHaveLength(4);
      expect((await lying()).filter(({ key }) => key === 'newer')).toHaveLength(1);
    });

    test('a release that knows it takes it by itself at its start: in order, once, in every follower', async () => {
      await runtime.stop();
      await start(2);
      await settle([runtime]);
      const ofNewer = (await lying()).filter(({ key }) => key === 'newer');
      expect(ofNewer.map(({ data, meta }) => [data.cents, meta.origin!.revision])).toEqual([
        [10, 1],
        [5, 2],
        [1, 3],
        [1, 4],
        [1, 5],
      ]);
      expect([await document(kept, 'newer'), await document(told, 'newer')]).toEqual([
        [18, 5],
        [18, 5],
      ]);
      expect(await document(told, 'all')).toEqual([kinds.length * 10 + 28, kinds.length + 7]);
      expect(calls.filter((call) => call.startsWith('newer '))).toEqual([
        'newer 10',
        'newer 5',
        'newer 1',
        'newer 1',
        'newer 1',
      ]);
      expect((await runtime.tools.load(bells, 'newer')).state.cents).toBe(18);
      expect((await runtime.tools.load(bells, 'hum-newer')).state.cents).toBe(18);
      expect((await letters()).filter(({ key }) => key.endsWith('-newer'))).toEqual([]);
    });

    test('what came late is known again when it is repeated', async () => {
      const everything = async () =>
        JSON.stringify([
          [...(await contents(engines.documents, runtime.tools.collection(kept)))],
          [...(await contents(engines.documents, runtime.tools.collection(told)))],
          (await runtime.tools.history(bells, 'newer')).length,
        ]);
      const before = await everything();
      const said = (await lying()).map(undelivered);
      await engines.bus.publish(said);
      await settle([runtime]);
      expect(await everything()).toBe(before);
      // As a relay says it that never saw it wait, and as a log says it whose followers begin anew.
      const positions = new Map(
        (await engines.streams.read(`${jars.category}-newer`)).map(({ revision, position }) => [
          revision,
          position,
        ]),
      );
      await engines.bus.publish(
        said
          .filter(({ meta }) => meta.origin!.part !== undefined)
          .map((message) => {
            const { stream, revision } = message.meta.origin!;
            return {
              ...message,
              meta: {
                ...message.meta,
                origin: { stream, revision, position: `${positions.get(revision)}.000` },
              },
            };
          }),
      );
      await runtime.stop();
      await engines.documents.remove(
        { name: `${own}.checkpoints`, indexes: {} },
        `${kept.name}.v1`,
      );
      await start(2);
      await settle([runtime]);
      expect(await everything()).toBe(before);
    });

    test('retry hands on what a release mends, and drop gives up what nobody can mend', async () => {
      const relayed = async (kind: string) =>
        (await letters()).find(
          ({ consumer, key }) => consumer === `${own}.relay` && key.endsWith(`-${kind}`),
        )!;
      expect(await runtime.deadLetters.retry((await relayed('reshaped')).id)).toEqual({
        done: 3,
        left: 0,
      });
      await settle([runtime]);
      expect(await document(told, 'reshaped')).toEqual([12, 4]);
      expect(await runtime.deadLetters.retry((await relayed('binary')).id)).toEqual({
        done: 0,
        left: 3,
      });
      const first = await relayed('binary');
      await runtime.deadLetters.drop(first.id);
      expect(await runtime.deadLetters.retry((await relayed('binary')).id)).toEqual({
        done: 2,
        left: 0,
      });
      await settle([runtime]);
      expect(await document(told, 'binary')).toEqual([12, 3]);
    });
  });
}
