import { openMongo } from '@chignon/adapters/mongo';
import type { Collection, DocumentStore } from '@chignon/eventing';
import { newMessage, unusedName } from '@chignon/eventing/testing';
import { inFolder, onEngine } from './engine.js';
import { startMongo } from './index.mjs';

interface Thing {
  readonly id: string;
  readonly n: number;
  readonly kind?: string;
}

onEngine('mongo', () => {
  let mongo: Awaited<ReturnType<typeof inFolder<Awaited<ReturnType<typeof startMongo>>>>>;
  let store: DocumentStore;
  let things: Collection<Thing>;

  beforeAll(async () => {
    mongo = await inFolder(startMongo);
    store = await openMongo({ url: mongo.engine.url });
  }, 60_000);
  afterAll(async () => {
    await store?.close();
    await mongo?.end();
  }, 60_000);
  beforeEach(async () => {
    things = { name: `faults.${unusedName('things')}`, indexes: { byKind: { fields: ['kind'] } } };
    await store.open(things);
  }, 30_000);

  it('E1 the server is killed under writers: what was acknowledged is there with its announcements, and the same store works again', async () => {
    const topic = 'chignon.faults.told';
    const acknowledged = new Map<string, number>();
    let failed: unknown;
    const writers = Array.from({ length: 4 }, async (_, w) => {
      for (let n = 1; ; n++) {
        try {
          await store.put(
            things,
            { id: `w${w}`, n },
            { announce: [newMessage(topic, `w${w}`, { n })] },
          );
          acknowledged.set(`w${w}`, n);
        } catch (error) {
          failed = error;
          return;
        }
        if (w === 0 && n === 25) void mongo.engine.kill9();
      }
    });
    await Promise.all(writers);
    expect(failed).toMatchObject({ name: 'UnavailableError', code: 'documents-unavailable' });
    await expect(store.ping()).rejects.toMatchObject({ name: 'UnavailableError' });
    await mongo.engine.restart();
    await store.ping();
    const waiting = await store.pendingAnnouncements([things.name], 10);
    expect(acknowledged.get('w0')).toBe(25);
    for (const [id, n] of acknowledged) {
      const found = (await store.get(things, id))!;
      // The write that was on its way may be there too, whole.
      expect([n, n + 1]).toContain(found.n);
      expect(found.revision).toBe(found.n);
      expect(waiting.find((p) => p.id === id)!.messages.map((m) => m.data.n)).toEqual(
        Array.from({ length: found.n }, (_, i) => i + 1),
      );
    }
    await store.clearAnnouncements(waiting);
    expect(await store.pendingAnnouncements([things.name], 10)).toEqual([]);
    await store.put(things, { id: 'w0', n: 1 });
  }, 120_000);

  it('an index that is new to a filled collection holds what was there before, and a changed one too', async () => {
    for (let n = 0; n < 5; n++)
      await store.put(things, { id: `id-${n}`, n, kind: n % 2 ? 'odd' : 'even' });
    const later: Collection<Thing> = {
      name: things.name,
      indexes: { byKind: { fields: ['kind', 'n'] }, byNumber: { fields: ['n'], unique: true } },
    };
    await store.open(later);
    const ids = async (index: string, where = {}) =>
      (await store.find(later, { index, where, order: 'desc', limit: 10 })).items.map((d) => d.id);
    expect(await ids('byNumber')).toEqual(['id-4', 'id-3', 'id-2', 'id-1', 'id-0']);
    expect(await ids('byKind', { kind: 'even' })).toEqual(['id-4', 'id-2', 'id-0']);
    expect((await store.get(later, 'id-3'))!.revision).toBe(1);
    await expect(store.put(later, { id: 'id-9', n: 3 })).rejects.toMatchObject({
      name: 'DuplicateError',
      index: 'byNumber',
    });
  }, 30_000);

  it('an index entry that does not fit its document is found by integrity', async () => {
    await store.put(things, { id: 'a', n: 1, kind: 'odd' });
    // Another definition of the same collection writes other entries, as an older release would during a roll-out.
    const other = await openMongo({ url: mongo.engine.url });
    await other.open({ name: things.name, indexes: {} });
    await other.put({ name: things.name, indexes: {} }, { id: 'a', n: 2, kind: 'odd' } as Thing);
    await other.close();
    const findings = [];
    for await (const finding of store.integrity())
      if (finding.where.startsWith(things.name)) findings.push(finding);
    expect(findings).toEqual([
      { where: `${things.name} a`, problem: "the entry in index byKind is not the document's" },
    ]);
  }, 30_000);

  it('a server that is not there is an UnavailableError within its 5 s', async () => {
    await expect(
      openMongo({ url: 'mongodb://127.0.0.1:9/?directConnection=true' }),
    ).rejects.toMatchObject({ name: 'UnavailableError' });
  }, 15_000);
});
