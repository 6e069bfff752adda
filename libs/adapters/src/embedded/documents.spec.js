import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentSearchContract, documentStoreContract } from '@chignon/eventing/testing';
import { plan } from './document-query.js';
import { openEmbedded } from './index.js';
import { Connection } from './sqlite.js';
const opened = async () => {
    const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
    let engine = await openEmbedded({ dir });
    return {
        dir,
        store: engine.documents,
        reopen: async () => {
            await engine.close();
            engine = await openEmbedded({ dir });
            return engine.documents;
        },
        close: async () => {
            await engine.close();
            rmSync(dir, { recursive: true });
        },
    };
};
documentStoreContract('embedded', opened);
documentSearchContract('embedded', opened);
describe('find goes through its index', () => {
    const collection = {
        name: 'contract.things',
        indexes: {
            byKind: { fields: ['kind', 'place.shelf'] },
            byEmail: { fields: ['email'], unique: true },
        },
    };
    it('by a seek, without sorting, on every page and in both orders', async () => {
        const { dir, store, close } = await opened();
        await store.open(collection);
        for (let n = 0; n < 3; n++)
            await store.put(collection, {
                id: `id-${n}`,
                kind: 'a',
                place: { shelf: n },
                email: `${n}`,
            });
        const connection = new Connection(join(dir, 'documents.sqlite'), 'PRAGMA query_only=1');
        for (const order of ['asc', 'desc']) {
            const queries = [
                { index: 'byKind', order, limit: 1 },
                { index: 'byKind', where: { kind: 'a' }, order, limit: 1 },
                {
                    index: 'byKind',
                    where: { kind: 'a' },
                    range: { field: 'place.shelf', gte: 0, lte: 5 },
                    order,
                    limit: 1,
                },
                { index: 'byKind', range: { field: 'kind', gte: 'a' }, order, limit: 1 },
                { index: 'byEmail', where: { email: '1' }, limit: 1 },
            ];
            for (const query of queries) {
                const after = (await store.find(collection, query)).next;
                for (const page of after ? [query, { ...query, after }] : [query]) {
                    for (const { sql, values } of plan(collection, page).segments) {
                        const steps = connection
                            .all(`EXPLAIN QUERY PLAN ${sql}`, [...values, 10])
                            .map((row) => row[3]);
                        // A unique index does not carry the ids that break ties, of which it has few.
                        expect(steps.slice(1)).toEqual(query.index === 'byEmail' ? [expect.stringContaining('ORDER BY')] : []);
                        // Only the first page of everything has nothing to seek: it walks the index from its end, and LIMIT stops it.
                        expect(steps[0]).toMatch(values.length
                            ? /^SEARCH doc_contract_things USING INDEX ix_doc_contract_things_by(Kind|Email) \(/
                            : /^SCAN doc_contract_things USING INDEX/);
                    }
                }
            }
        }
        connection.close();
        await close();
    });
    it('an index declared differently by a later release is made anew, one no longer declared goes', async () => {
        const { dir, store, close } = await opened();
        await store.open(collection);
        await store.put(collection, { id: 'a', kind: 'k', email: 'x', size: 1 });
        const later = { name: collection.name, indexes: { byKind: { fields: ['size'] } } };
        await store.open(later);
        expect((await store.find(later, { index: 'byKind', where: { size: 1 }, limit: 1 })).items).toHaveLength(1);
        const connection = new Connection(join(dir, 'documents.sqlite'), 'PRAGMA query_only=1');
        expect(connection.all("SELECT name FROM sqlite_master WHERE name LIKE 'ix_%'")).toEqual([
            ['ix_doc_contract_things_byKind'],
        ]);
        connection.close();
        await close();
    });
    it('two collections never share a table', async () => {
        const { store, close } = await opened();
        await store.open({ name: 'a.b-c', indexes: {} });
        await expect(store.open({ name: 'a.b_c', indexes: {} })).rejects.toThrow('would share a table');
        await close();
    });
});
describe('an index of lists that is not declared any more', () => {
    it('leaves nothing behind, and is filled anew when it comes back', async () => {
        const { store, close } = await opened();
        const without = { name: 'contract.cards', indexes: {} };
        const cards = {
            name: 'contract.cards',
            indexes: { byTerm: { fields: ['terms'], each: true } },
        };
        const put = (id) => store.put(without, { id, terms: ['early'] });
        await store.open(cards);
        await put('a');
        await store.open(without);
        await put('b');
        await store.open(cards);
        const both = await store.search(cards, { index: 'byTerm', prefix: 'ear', limit: 10 });
        expect(both).toHaveLength(2);
        await store.drop(cards);
        await store.open(cards);
        await put('c');
        const search = { index: 'byTerm', prefix: 'ear', limit: 10 };
        expect((await store.search(cards, search)).map(({ id }) => id)).toEqual(['c']);
        await close();
    });
});
