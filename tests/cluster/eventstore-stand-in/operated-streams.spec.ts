import { EventStoreDBClient } from '@eventstore/db-client';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { openEmbedded } from '@chignon/adapters/embedded';
import { ConflictError, contents, ContextRuntime, folding, link, verify } from '@chignon/eventing';
import type {
  Context,
  DocumentStore,
  EventToAppend,
  Ledger,
  RecordedEvent,
  StreamStore,
  View,
} from '@chignon/eventing';
import { errorOf, newEvent, unusedName } from '@chignon/eventing/testing';
import { tempDir } from '../../support/temp.js';
import { openPeer } from './peer.js';
import type { Peer } from './peer.js';

/** L-7: streams that an operator deleted or shortened. The server reads them from the middle, or lets them begin anew; the adapter does neither. */
describe('streams of EventStoreDB whose beginning is gone', () => {
  let peer: Peer;
  let operator: EventStoreDBClient;
  let store: StreamStore;
  let category: string;
  let stream: string;
  /** Seen by this process as they were, or not seen before: both must be refused. */
  const stores = {
    'that it had seen whole': () => store,
    'that it sees for the first time': () =>
      openEventStoreDb({ connectionString: peer.connectionString }),
  };

  beforeAll(async () => {
    peer = await openPeer();
    operator = EventStoreDBClient.connectionString(peer.connectionString);
    store = openEventStoreDb({ connectionString: peer.connectionString });
  });
  afterAll(async () => {
    await store.close();
    await operator.dispose();
    await peer.close();
  });
  beforeEach(async () => {
    category = unusedName('cat');
    stream = `${category}-1`;
    await store.append(stream, chained(5), { expected: 0 });
    await store.read(stream);
  });

  /** Events whose hashes link, as `verify` wants them. */
  function chained(count: number, of = stream): EventToAppend[] {
    let hash = '';
    return Array.from({ length: count }, (_, i) => {
      const event = newEvent({ n: i });
      hash = link(hash, of, i + 1, event);
      return { ...event, meta: { ...event.meta, hash } };
    });
  }
  const truncated = (firstRevision?: number) => ({
    name: 'Refusal',
    kind: 'refused',
    code: 'stream-truncated',
    message: expect.stringContaining(stream),
    detail: { stream, ...(firstRevision ? { firstRevision } : {}) },
  });
  const writtenByAll = async (): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    const subscription = store.subscribe({
      categories: [category],
      handler: async (batch) => void events.push(...batch),
    });
    await subscription.caughtUp();
    await subscription.close();
    return events;
  };
  const verified = async () =>
    (
      await verify(store, { integrity: async function* () {} } as unknown as DocumentStore, [
        category,
      ])
    ).findings;

  describe.each(Object.entries(stores))('%s', (_, open) => {
    let mine: StreamStore;
    beforeEach(() => void (mine = open()));
    afterEach(async () => void (mine !== store && (await mine.close())));

    it('deleted: refused on read and on append, whatever it expects, and nothing is written', async () => {
      await operator.deleteStream(stream);
      expect(await errorOf(mine.read(stream))).toMatchObject(truncated());
      for (const expected of [0, 5])
        expect(await errorOf(mine.append(stream, [newEvent()], { expected }))).toMatchObject(
          truncated(),
        );
      expect(await errorOf(mine.read(stream, 6))).toMatchObject(truncated());
      expect(await writtenByAll()).toHaveLength(5);
    });

    it('deleted, and begun anew by another: refused, with the revision it begins at', async () => {
      await operator.deleteStream(stream);
      const { nextExpectedRevision } = await operator.appendToStream(
        stream,
        {
          id: crypto.randomUUID(),
          type: 'Foreign',
          contentType: 'application/json',
          data: {},
          metadata: {},
        },
        { expectedRevision: 'no_stream' },
      );
      expect(nextExpectedRevision).toBe(5n);
      expect(await errorOf(mine.read(stream))).toMatchObject(truncated(6));
      expect(await errorOf(mine.append(stream, [newEvent()], { expected: 6 }))).toMatchObject(
        truncated(6),
      );
    });

    it.each([
      ['$maxCount', { maxCount: 2 }, 4],
      ['$tb', { truncateBefore: 3 }, 4],
    ] as const)(
      'shortened by %s: refused, with the revision it begins at',
      async (_name, metadata, first) => {
        await operator.setStreamMetadata(stream, metadata);
        expect(await errorOf(mine.read(stream))).toMatchObject(truncated(first));
        expect(await errorOf(mine.read(stream, 2))).toMatchObject(truncated(first));
        expect(await errorOf(mine.append(stream, [newEvent()], { expected: 5 }))).toMatchObject(
          truncated(first),
        );
        expect(await writtenByAll()).toHaveLength(5);
      },
    );

    it('shortened until nothing is left: refused', async () => {
      await operator.setStreamMetadata(stream, { truncateBefore: 5 });
      expect(await errorOf(mine.read(stream))).toMatchObject(truncated());
      expect(await errorOf(mine.append(stream, [newEvent()], { expected: 0 }))).toMatchObject(
        truncated(),
      );
    });

    it('deleted for ever: refused, and its tombstone is handed to nobody', async () => {
      await operator.tombstoneStream(stream);
      expect(await errorOf(mine.read(stream))).toMatchObject({
        name: 'Refusal',
        code: 'stream-deleted',
      });
      for (const expected of [0, 5])
        expect(await errorOf(mine.append(stream, [newEvent()], { expected }))).toMatchObject({
          name: 'Refusal',
          code: 'stream-deleted',
        });
      expect((await writtenByAll()).map(({ type }) => type)).toEqual(Array(5).fill('Happened'));
    });
  });

  it('deleted after it was last looked at: an append is refused at the latest by the revision it got', async () => {
    const late = openEventStoreDb({ connectionString: peer.connectionString });
    const unborn = `${category}-2`;
    expect(await late.read(unborn)).toEqual([]);
    await store.append(unborn, [newEvent()], { expected: 0 });
    await operator.deleteStream(unborn);
    expect(await errorOf(late.append(unborn, [newEvent()], { expected: 0 }))).toMatchObject({
      code: 'stream-truncated',
    });
    expect(await errorOf(late.append(unborn, [newEvent()], { expected: 0 }))).toMatchObject({
      code: 'stream-truncated',
    });
    await late.close();
  });

  it('verify names each of them and goes on with all others', async () => {
    const [deleted, shortened, tombstoned, whole, broken] = [2, 3, 4, 5, 6].map(
      (n) => `${category}-${n}`,
    ) as [string, string, string, string, string];
    for (const one of [deleted, shortened, tombstoned, whole])
      await store.append(one, chained(3, one), { expected: 0 });
    await store.append(broken, [newEvent()], { expected: 0 });
    expect(await verified()).toEqual([
      { where: `${broken} revision 1`, problem: expect.stringContaining('link') },
    ]);
    await operator.deleteStream(deleted);
    await operator.setStreamMetadata(shortened, { maxCount: 1 });
    await operator.setStreamMetadata(whole, { maxCount: 100 });
    await operator.tombstoneStream(tombstoned);
    const findings = await verified();
    expect(findings.map(({ where }) => where).sort()).toEqual(
      [deleted, shortened, tombstoned, `${broken} revision 1`].sort(),
    );
    expect(findings.find(({ where }) => where === shortened)!.problem).toMatch(
      /stream-truncated: .*revision 3/,
    );
    expect(findings.find(({ where }) => where === deleted)!.problem).toContain('stream-truncated');
    expect(findings.find(({ where }) => where === tombstoned)!.problem).toContain('stream-deleted');
  });

  it('a rebuild of a view that would fold such a stream is refused and names it, and what is there stays; it goes through once the stream is whole again', async () => {
    const engines = await openEmbedded({ dir: tempDir() });
    const pots: Ledger<number, { type: 'Add' }, { type: 'Happened'; data: { n: number } }> = {
      category,
      initial: () => 0,
      evolve: { Happened: (n) => n + 1 },
      decide: { Add: () => [] },
    };
    const counted: View<{ id: string; count: number }> = {
      name: 'pots.counted',
      indexes: {},
      source: { streams: [category] },
      on: {
        Happened: folding<{ id: string; count: number }, unknown>(
          (event) => [(event as RecordedEvent).stream],
          (before, _event, id) => ({ id, count: (before?.count ?? 0) + 1 }),
        ),
      },
    };
    const context: Context = {
      name: 'pots',
      ledgers: [pots],
      collections: [],
      views: [counted],
      reactions: [],
      effects: [],
      announcements: {},
      jobs: [],
      topics: [],
      controllers: [],
    };
    const facts = { now: () => new Date().toISOString(), newId: () => crypto.randomUUID() };
    const runtime = new ContextRuntime(
      context,
      { ...engines, streams: store, facts },
      {
        instance: 'test',
        exclusive: true,
        contractVersion: () => 1,
        contractPast: () => undefined,
        log: () => undefined,
      },
    );
    await runtime.start();
    await runtime.caughtUp();
    const [shortened, other] = [`${category}-1`, `${unusedName('cat')}-1`];
    await store.append(other, chained(3, other), { expected: 0 });
    // Of another category: nothing that this view folds.
    await operator.setStreamMetadata(other, { maxCount: 1 });
    expect(await runtime.views.rebuild(counted.name)).toMatchObject({ state: 'switched' });
    await operator.setStreamMetadata(shortened, { truncateBefore: 3 });
    const before = await contents(engines.documents, runtime.tools.collection(counted));
    expect(await runtime.views.rebuild(counted.name)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(
        new RegExp(
          `View \`pots.counted\` cannot be rebuilt: stream-truncated: The beginning of ${shortened} is gone .* revision 4\\.`,
        ),
      ),
    });
    expect(await contents(engines.documents, runtime.tools.collection(counted))).toEqual(before);
    await operator.setStreamMetadata(shortened, {});
    expect(await runtime.views.rebuild(counted.name)).toMatchObject({
      state: 'switched',
      documents: { live: 1, rebuilt: 1 },
    });
    await operator.tombstoneStream(shortened);
    expect(await runtime.views.rebuild(counted.name)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(`stream-deleted: ${shortened}`),
    });
    await runtime.stop();
    await engines.close();
  });

  it('events whose type begins with $ are handed to nobody, and do not hold up what comes after them', async () => {
    await operator.appendToStream(
      stream,
      {
        id: crypto.randomUUID(),
        type: '$tick',
        contentType: 'application/json',
        data: {},
        metadata: {},
      },
      { expectedRevision: 4n },
    );
    const last = newEvent();
    await store.append(stream, [last], { expected: 6 });
    expect((await store.read(stream)).map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 7]);
    expect((await writtenByAll()).at(-1)).toMatchObject({ id: last.id, revision: 7 });
    expect(await errorOf(store.append(stream, [newEvent()], { expected: 5 }))).toBeInstanceOf(
      ConflictError,
    );
  });
});
