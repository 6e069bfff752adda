import type { Collection, DocumentStore } from '../ports/document-store.js';
import { ConflictError } from '../refusal.js';
import type { Setting, Thing } from './document-setting.js';
import { errorOf } from './made.js';

/** The part of `documentStoreContract` about documents one by one and in bulk. */
export function documentWritesContract(given: () => Setting): void {
  const { test, newCollection } = given();
  let store: DocumentStore;
  let things: Collection<Thing>;
  beforeEach(() => void ({ store, things } = given()));

  describe('put, get, remove', () => {
    for (const rebuildable of [false, true]) {
      test(`keeps a document as JSON does, with revisions from 1 (${rebuildable ? 'rebuildable' : 'durable'})`, async () => {
        const collection = await newCollection(rebuildable);
        const document = {
          id: 'schlüssel/1',
          text: 'ü 漢 \u{1F485} "\\',
          list: [1, null, true, { deep: [] }],
          cents: -Number.MAX_SAFE_INTEGER,
          none: null,
          empty: {},
          seen: { 'chignon.booking.visit/0': '00000000000000000007' },
        };
        expect(await store.get(collection, document.id)).toBeUndefined();
        expect(await store.put(collection, { ...document, gone: undefined })).toEqual({
          revision: 1,
        });
        expect(await store.get(collection, document.id)).toEqual({ ...document, revision: 1 });
        expect(Object.keys((await store.get(collection, document.id))!)).not.toContain('gone');
        expect(
          await store.put(collection, {
            ...(await store.get(collection, document.id))!,
            text: 'new',
          }),
        ).toEqual({ revision: 2 });
        expect(await store.get(collection, document.id)).toEqual({
          ...document,
          text: 'new',
          revision: 2,
        });
        await store.remove(collection, document.id);
        expect(await store.get(collection, document.id)).toBeUndefined();
        await store.remove(collection, document.id);
      });
    }

    test('what was read may be changed by the reader without changing the store', async () => {
      await store.put(things, { id: 'a', list: [1] });
      ((await store.get(things, 'a')) as any).list.push(2);
      expect((await store.get(things, 'a'))!.list).toEqual([1]);
    });

    test('optimistic revisions: a wrong expectation is a ConflictError and changes nothing', async () => {
      for (const expected of [1, 5])
        expect(await errorOf(store.put(things, { id: 'a' }, { expected }))).toBeInstanceOf(
          ConflictError,
        );
      expect(await store.count(things)).toBe(0);
      await store.put(things, { id: 'a', n: 1 }, { expected: 0 });
      for (const expected of [0, 2])
        expect(await errorOf(store.put(things, { id: 'a', n: 2 }, { expected }))).toBeInstanceOf(
          ConflictError,
        );
      expect(await store.put(things, { id: 'a', n: 2 }, { expected: 1 })).toEqual({
        revision: 2,
      });
      for (const expected of [0, 1, 3])
        expect(await errorOf(store.remove(things, 'a', { expected }))).toBeInstanceOf(
          ConflictError,
        );
      expect(await store.get(things, 'a')).toEqual({ id: 'a', n: 2, revision: 2 });
      await store.remove(things, 'a', { expected: 2 });
      const again = await store.put(things, { id: 'a', n: 3 }, { expected: 0 });
      expect((await store.get(things, 'a'))!.revision).toBe(again.revision);
    });

    test('of 64 parallel puts at one expected revision exactly one wins; 64 without one all count', async () => {
      for (const expected of [0, 1]) {
        const results = await Promise.allSettled(
          Array.from({ length: 64 }, (_, n) => store.put(things, { id: 'a', n }, { expected })),
        );
        const won = results.flatMap((r, n) => (r.status === 'fulfilled' ? [n] : []));
        expect(won).toHaveLength(1);
        for (const r of results)
          if (r.status === 'rejected') expect(r.reason).toBeInstanceOf(ConflictError);
        expect(await store.get(things, 'a')).toEqual({
          id: 'a',
          n: won[0],
          revision: expected + 1,
        });
      }
      await Promise.all(Array.from({ length: 64 }, (_, n) => store.put(things, { id: 'b', n })));
      expect((await store.get(things, 'b'))!.revision).toBe(64);
    });

    test('a document of 1 MB', async () => {
      const text = 'ü'.repeat(500_000);
      await store.put(things, { id: 'big', kind: 'k', text });
      expect((await store.get(things, 'big'))!.text).toBe(text);
      expect((await store.find(things, { index: 'byKind', limit: 1 })).items[0]!.text).toBe(text);
    });

    test('a document that JSON refuses is refused and harms no other in the same instant', async () => {
      const results = await Promise.allSettled([
        store.put(things, { id: 'a' }),
        store.put(things, { id: 'b', n: 1n }),
        store.put(things, { id: 'c' }),
      ]);
      expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.get(things, 'b')).toBeUndefined();
      expect(await store.count(things)).toBe(2);
    });

    test('getMany, count, scan and drop', async () => {
      const ids = Array.from(
        { length: 1000 },
        (_, n) => `id-${String((n * 7) % 1000).padStart(4, '0')}`,
      );
      await store.bulk(
        things,
        ids.map((id) => ({ put: { id }, expected: 0 })),
      );
      const many = await store.getMany(things, [...ids.slice(0, 999), 'absent']);
      expect(many.map((d) => d.id).sort()).toEqual(ids.slice(0, 999).sort());
      expect(many[0]!.revision).toBe(1);
      expect(await store.getMany(things, [])).toEqual([]);
      expect(await store.count(things)).toBe(1000);
      const scanned: string[] = [];
      for await (const document of store.scan(things)) scanned.push(document.id);
      expect(scanned).toEqual([...ids].sort());
      await store.drop(things);
      await store.open(things);
      expect(await store.count(things)).toBe(0);
    });

    test('collections are apart, and opening one again keeps it', async () => {
      const other = await newCollection();
      await store.put(things, { id: 'a', n: 1 });
      await store.put(other, { id: 'a', n: 2 });
      await store.open(things);
      expect((await store.get(things, 'a'))!.n).toBe(1);
      await store.drop(other);
      expect((await store.get(things, 'a'))!.n).toBe(1);
    });
  });

  describe('bulk', () => {
    test('each write stands alone: wrong expectations are named, the others are done', async () => {
      await store.put(things, { id: 'there' });
      await store.put(things, { id: 'gone' });
      await store.put(things, { id: 'stays' });
      const { conflicts } = await store.bulk(things, [
        { put: { id: 'new', n: 1 }, expected: 0 },
        { put: { id: 'there', n: 1 }, expected: 0 },
        { put: { id: 'absent', n: 1 }, expected: 3 },
        { put: { id: 'stays', n: 1 }, expected: 1 },
        { remove: 'gone', expected: 1 },
        { remove: 'nobody', expected: 2 },
      ]);
      expect([...conflicts].sort()).toEqual(['absent', 'nobody', 'there']);
      expect(await store.get(things, 'new')).toEqual({ id: 'new', n: 1, revision: 1 });
      expect(await store.get(things, 'there')).toEqual({ id: 'there', revision: 1 });
      expect(await store.get(things, 'stays')).toEqual({ id: 'stays', n: 1, revision: 2 });
      expect(await store.get(things, 'gone')).toBeUndefined();
      expect(await store.bulk(things, [])).toEqual({ conflicts: [] });
    });
  });
}
