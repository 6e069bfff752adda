import fc from 'fast-check';
import type { Collection, DocumentStore, Query, Stored } from '../ports/document-store.js';
import { ConflictError, DuplicateError, Refusal } from '../refusal.js';
import { announcementsContract } from './announcements.contract.js';
import type { Thing } from './announcements.contract.js';
import { errorOf, newMessage, unusedName } from './made.js';
import type { ContractOptions } from './made.js';

export interface OpenedDocumentStore {
  readonly store: DocumentStore;
  /** A restart or a new connection over the same data; the store before it is dead. Left out where it means nothing. */
  readonly reopen?: () => Promise<DocumentStore>;
  readonly close: () => Promise<void>;
}

export interface DocumentStoreContractOptions extends ContractOptions {
  /** Documents in the paging test. Default 2,000. */
  readonly documents?: number;
}

const INDEXES = {
  byKind: { fields: ['kind', 'size'] },
  byShelf: { fields: ['place.shelf'] },
  byEmail: { fields: ['email'], unique: true },
  byStoreAndCode: { fields: ['store', 'code'], unique: true },
} as const;

/** The order every engine must keep: by the index's fields, an absent field first, ties by id; `desc` is the exact reverse. */
const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  return (a as string) < (b as string) ? -1 : 1;
};

/** The promises of `DocumentStore`, hostile cases included. Every test opens a collection of its own. */
export function documentStoreContract(
  name: string,
  open: () => Promise<OpenedDocumentStore>,
  options: DocumentStoreContractOptions = {},
): void {
  const { timeoutMs = 60_000, runs = 20, documents: size = 2000 } = options;

  describe(`DocumentStore: ${name}`, () => {
    let opened: OpenedDocumentStore;
    let store: DocumentStore;
    let things: Collection<Thing>;
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);
    const newCollection = async (rebuildable = false): Promise<Collection<Thing>> => {
      const collection: Collection<Thing> = {
        name: `contract.${unusedName('things')}`,
        indexes: INDEXES,
        rebuildable,
      };
      await store.open(collection);
      return collection;
    };
    /** All pages of a query, and how many there were. */
    const allPages = async (collection: Collection<Thing>, query: Query) => {
      const items: Stored<Thing>[] = [];
      let pages = 0;
      for (let after: string | undefined; ;) {
        const page = await store.find(collection, { ...query, after });
        pages++;
        expect(page.items.length).toBeLessThanOrEqual(query.limit);
        items.push(...page.items);
        if (!page.next) return { items, pages, ids: items.map((d) => d.id) };
        after = page.next;
      }
    };

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    }, timeoutMs);
    afterAll(async () => opened?.close(), timeoutMs);
    beforeEach(async () => void (things = await newCollection()), timeoutMs);

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

    describe('unique index', () => {
      test('a second document with the same key is a DuplicateError that names the index', async () => {
        await store.put(things, { id: 'a', email: 'x@example.org' });
        const error = await errorOf(store.put(things, { id: 'b', email: 'x@example.org' }));
        expect(error).toBeInstanceOf(DuplicateError);
        expect(error.index).toBe('byEmail');
        expect(await store.get(things, 'b')).toBeUndefined();
        await store.put(things, { id: 'b', email: 'y@example.org' });
        expect(
          await errorOf(store.put(things, { id: 'b', email: 'x@example.org' }, { expected: 1 })),
        ).toBeInstanceOf(DuplicateError);
        expect((await store.get(things, 'b'))!.email).toBe('y@example.org');
        await store.put(things, { id: 'a', email: 'x@example.org', n: 2 });
        await store.put(things, { id: 'a', email: 'z@example.org' });
        await store.put(things, { id: 'b', email: 'x@example.org' });
        await store.remove(things, 'b');
        await store.put(things, { id: 'c', email: 'x@example.org' });
      });

      test('documents without the first field are not in it; all fields count together', async () => {
        await store.put(things, { id: 'a' });
        await store.put(things, { id: 'b' });
        await store.put(things, { id: 'c', code: 1 });
        await store.put(things, { id: 'd', code: 1 });
        await store.put(things, { id: 'e', store: 's1', code: 1 });
        await store.put(things, { id: 'f', store: 's2', code: 1 });
        expect((await errorOf(store.put(things, { id: 'g', store: 's1', code: 1 }))).index).toBe(
          'byStoreAndCode',
        );
      });

      test('of 32 parallel claims of one key exactly one wins', async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 32 }, (_, n) =>
            store.put(things, { id: `claim-${n}`, email: 'one@example.org' }),
          ),
        );
        expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
        for (const r of results)
          if (r.status === 'rejected') expect(r.reason).toBeInstanceOf(DuplicateError);
        expect(await store.count(things)).toBe(1);
      });
    });

    describe('find', () => {
      test('equality on a prefix, a range on the next field, both orders, dotted fields', async () => {
        const sizes = [5, -1, 3, 3, 10];
        for (const [n, s] of sizes.entries())
          await store.put(things, { id: `k${n}`, kind: 'a', size: s, place: { shelf: n } });
        await store.put(things, { id: 'other', kind: 'b', size: 4 });
        await store.put(things, { id: 'none', size: 4 });
        const ids = async (query: Omit<Query, 'limit'>) =>
          (await store.find(things, { limit: 100, ...query })).items.map((d) => d.id);
        expect(await ids({ index: 'byKind' })).toEqual(['k1', 'k2', 'k3', 'k0', 'k4', 'other']);
        expect(await ids({ index: 'byKind', where: { kind: 'a' } })).toEqual([
          'k1',
          'k2',
          'k3',
          'k0',
          'k4',
        ]);
        expect(await ids({ index: 'byKind', where: { kind: 'a' }, order: 'desc' })).toEqual([
          'k4',
          'k0',
          'k3',
          'k2',
          'k1',
        ]);
        expect(await ids({ index: 'byKind', where: { kind: 'a', size: 3 } })).toEqual(['k2', 'k3']);
        expect(
          await ids({
            index: 'byKind',
            where: { kind: 'a' },
            range: { field: 'size', gte: 3, lt: 10 },
          }),
        ).toEqual(['k2', 'k3', 'k0']);
        expect(
          await ids({
            index: 'byKind',
            where: { kind: 'a' },
            range: { field: 'size', gt: 3, lte: 10 },
            order: 'desc',
          }),
        ).toEqual(['k4', 'k0']);
        expect(await ids({ index: 'byKind', range: { field: 'kind', gt: 'a' } })).toEqual([
          'other',
        ]);
        expect(await ids({ index: 'byShelf', range: { field: 'place.shelf', gte: 3 } })).toEqual([
          'k3',
          'k4',
        ]);
        expect(await ids({ index: 'byEmail' })).toEqual([]);
        const [first] = (await store.find(things, { index: 'byKind', limit: 1 })).items;
        expect(first).toEqual({ id: 'k1', kind: 'a', size: -1, place: { shelf: 1 }, revision: 1 });
      });

      test('a query that its index cannot answer is refused', async () => {
        const unanswerable: Query[] = [
          { index: 'byNothing', limit: 10 },
          { index: 'byKind', where: { size: 3 }, limit: 10 },
          { index: 'byKind', range: { field: 'size', gte: 3 }, limit: 10 },
          { index: 'byKind', where: { kind: 'a', text: 'x' }, limit: 10 },
          { index: 'byKind', limit: 0 },
          { index: 'byKind', limit: 1001 },
        ];
        for (const query of unanswerable) await expect(store.find(things, query)).rejects.toThrow();
      });

      test('any query, page by page, is filter and sort of the same documents in memory', async () => {
        const thing = fc.record(
          { kind: fc.constantFrom('a', 'b', 'B', 'ab'), size: fc.integer({ min: -2, max: 3 }) },
          { requiredKeys: [] },
        );
        const bound = fc.integer({ min: -2, max: 3 });
        const query = fc.record({
          kind: fc.option(fc.constantFrom('a', 'b', 'B', 'ab'), { nil: undefined }),
          range: fc.record({ gte: bound, gt: bound, lte: bound, lt: bound }, { requiredKeys: [] }),
          order: fc.constantFrom('asc' as const, 'desc' as const),
          limit: fc.integer({ min: 1, max: 7 }),
        });
        await fc.assert(
          fc.asyncProperty(
            fc.array(thing, { maxLength: 30 }),
            fc.array(query, { minLength: 1, maxLength: 6 }),
            async (made, queries) => {
              const collection = await newCollection(true);
              const documents: Thing[] = made.map((t, n) => ({
                ...t,
                id: `id-${String((n * 11) % 31).padStart(2, '0')}`,
              }));
              if (documents.length)
                await store.bulk(
                  collection,
                  documents.map((put) => ({ put, expected: 0 })),
                );
              for (const { kind, range, order, limit } of queries) {
                const ranged = kind !== undefined && Object.keys(range).length > 0;
                const inRange = (s: number | undefined) =>
                  s !== undefined &&
                  s >= (range.gte ?? -9) &&
                  s > (range.gt ?? -9) &&
                  s <= (range.lte ?? 9) &&
                  s < (range.lt ?? 9);
                const expected = documents
                  .filter(
                    (d) =>
                      d.kind !== undefined &&
                      (kind === undefined || d.kind === kind) &&
                      (!ranged || inRange(d.size)),
                  )
                  .sort(
                    (a, b) =>
                      compare(a.kind, b.kind) || compare(a.size, b.size) || compare(a.id, b.id),
                  );
                if (order === 'desc') expected.reverse();
                const found = await allPages(collection, {
                  index: 'byKind',
                  order,
                  limit,
                  ...(kind !== undefined && { where: { kind } }),
                  ...(ranged && { range: { field: 'size', ...range } }),
                });
                expect(found.items).toEqual(expected.map((d) => ({ ...d, revision: 1 })));
              }
              await store.drop(collection);
            },
          ),
          { numRuns: runs },
        );
      });
    });

    describe('keyset page', () => {
      for (const order of ['asc', 'desc'] as const) {
        test(`neither repeats nor skips under inserts and removals between pages, ties included (${order})`, async () => {
          for (let n = 0; n < 20; n++)
            await store.put(things, { id: `id-${n + 10}`, kind: 'a', size: Math.floor(n / 5) });
          const seen: string[] = [];
          let after: string | undefined;
          for (let page = 0; ; page++) {
            const found = await store.find(things, {
              index: 'byKind',
              where: { kind: 'a' },
              order,
              limit: 3,
              after,
            });
            seen.push(...found.items.map((d) => d.id));
            if (!found.next) break;
            after = found.next;
            const last = found.items.at(-1)!;
            await store.put(things, {
              id: `id-00-${page}`,
              kind: 'a',
              size: order === 'asc' ? -1 : 9,
            });
            await store.put(things, {
              id: `${order === 'asc' ? 'a' : 'z'}-${page}`,
              kind: 'a',
              size: last.size,
            });
            if (page === 2) await store.remove(things, last.id);
          }
          const original = seen.filter((id) => /^id-\d\d$/.test(id));
          expect([...original].sort()).toEqual(
            Array.from({ length: 20 }, (_, n) => `id-${n + 10}`),
          );
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toHaveLength(20);
        });
      }

      test(`walks ${size} documents in pages of 1 to 1000`, async () => {
        for (let i = 0; i < size; i += 500) {
          await store.bulk(
            things,
            Array.from({ length: Math.min(500, size - i) }, (_, n) => ({
              put: { id: `id-${i + n}`, kind: 'a', size: (i + n) % 10 },
              expected: 0,
            })),
          );
        }
        for (const limit of [97, 1000]) {
          const { ids, pages } = await allPages(things, {
            index: 'byKind',
            where: { kind: 'a' },
            limit,
          });
          expect(new Set(ids).size).toBe(size);
          expect(ids).toHaveLength(size);
          expect(pages).toBe(Math.ceil(size / limit));
        }
      });

      test("another query's cursor and a made-up one are invalid(cursor-invalid)", async () => {
        for (let n = 0; n < 4; n++)
          await store.put(things, { id: `id-${n}`, kind: 'a', size: n, place: { shelf: n } });
        const { next } = await store.find(things, {
          index: 'byKind',
          where: { kind: 'a' },
          limit: 2,
        });
        const wrong: Query[] = [
          { index: 'byKind', where: { kind: 'b' }, limit: 2, after: next },
          { index: 'byKind', limit: 2, after: next },
          { index: 'byShelf', limit: 2, after: next },
          { index: 'byKind', where: { kind: 'a' }, order: 'desc', limit: 2, after: next },
          {
            index: 'byKind',
            where: { kind: 'a' },
            range: { field: 'size', gte: 1 },
            limit: 2,
            after: next,
          },
          { index: 'byKind', where: { kind: 'a' }, limit: 2, after: 'nonsense' },
          { index: 'byKind', where: { kind: 'a' }, limit: 2, after: `${next!.slice(0, -4)}AAAA` },
          { index: 'byKind', where: { kind: 'a' }, limit: 2, after: btoa('{"k":[{"$gt":""}]}') },
          { index: 'byKind', where: { kind: 'a' }, limit: 2, after: '' },
        ];
        for (const query of wrong) {
          const error = await errorOf(store.find(things, query));
          expect(error).toBeInstanceOf(Refusal);
          expect([error.kind, error.code]).toEqual(['invalid', 'cursor-invalid']);
        }
      });
    });

    announcementsContract(() => ({ store, things, newCollection, test }));

    describe('reopen', () => {
      test('documents, revisions, indexes and announcements are there', async () => {
        if (!opened.reopen)
          return console.info(`DocumentStore ${name}: no reopen in this adapter, skipped`);
        const readModel = await newCollection(true);
        const message = newMessage('chignon.contract.announced', 'a');
        await store.put(
          things,
          { id: 'a', kind: 'k', email: 'x@example.org' },
          { announce: [message] },
        );
        await store.put(things, { id: 'a', kind: 'k', email: 'x@example.org', n: 2 });
        await store.put(readModel, { id: 'r' });
        store = await opened.reopen();
        await store.open(things);
        await store.open(readModel);
        expect(await store.get(things, 'a')).toEqual({
          id: 'a',
          kind: 'k',
          email: 'x@example.org',
          n: 2,
          revision: 2,
        });
        expect(await store.get(readModel, 'r')).toEqual({ id: 'r', revision: 1 });
        expect(
          await errorOf(store.put(things, { id: 'b', email: 'x@example.org' })),
        ).toBeInstanceOf(DuplicateError);
        expect(
          (await store.pendingAnnouncements([things.name], 10)).flatMap((p) => p.messages),
        ).toEqual([message]);
      });

      test('answers a ping and finds nothing wrong with itself', async () => {
        await store.ping();
        const findings: unknown[] = [];
        for await (const finding of store.integrity()) findings.push(finding);
        expect(findings).toEqual([]);
      });
    });
  });
}
