import type { Collection, DocumentStore } from '../ports/document-store.js';
import { DuplicateError } from '../refusal.js';
import { announcementsContract } from './announcements.contract.js';
import { documentQueriesContract } from './document-queries.contract.js';
import type { Thing } from './document-setting.js';
import { documentWritesContract } from './document-writes.contract.js';
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
    const given = () => ({ store, things, newCollection, test });

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    }, timeoutMs);
    afterAll(async () => opened?.close(), timeoutMs);
    beforeEach(async () => void (things = await newCollection()), timeoutMs);

    documentWritesContract(given);

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

    documentQueriesContract(given, { runs, documents: size });
    announcementsContract(given);

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
