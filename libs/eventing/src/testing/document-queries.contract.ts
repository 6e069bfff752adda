import fc from 'fast-check';
import type { Collection, DocumentStore, Query, Stored } from '../ports/document-store.js';
import { Refusal } from '../refusal.js';
import type { Setting, Thing } from './document-setting.js';
import { errorOf } from './made.js';

/** The order every engine must keep: by the index's fields, an absent field first, ties by id; `desc` is the exact reverse. */
const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  return (a as string) < (b as string) ? -1 : 1;
};

/** The part of `documentStoreContract` about queries and their pages. */
export function documentQueriesContract(
  given: () => Setting,
  { runs, documents: size }: { readonly runs: number; readonly documents: number },
): void {
  const { test, newCollection } = given();
  let store: DocumentStore;
  let things: Collection<Thing>;
  beforeEach(() => void ({ store, things } = given()));

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
      expect(await ids({ index: 'byKind', range: { field: 'kind', gt: 'a' } })).toEqual(['other']);
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
        expect([...original].sort()).toEqual(Array.from({ length: 20 }, (_, n) => `id-${n + 10}`));
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
}
