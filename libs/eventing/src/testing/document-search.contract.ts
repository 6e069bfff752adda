import fc from 'fast-check';
import type { Collection, DocumentStore, Stored } from '../ports/document-store.js';
import { Refusal } from '../refusal.js';
import type { OpenedDocumentStore } from './document-store.contract.js';
import { errorOf, unusedName, type ContractOptions } from './made.js';

interface Card {
  readonly id: string;
  readonly terms?: readonly string[] | string;
  readonly note?: string;
}

const INDEXES = { byTerm: { fields: ['terms'], each: true }, byNote: { fields: ['note'] } };

/** The promises of `DocumentStore.search` and of indexes of lists: a part of every adapter's suite beside `documentStoreContract`. */
export function documentSearchContract(
  name: string,
  open: () => Promise<OpenedDocumentStore>,
  { timeoutMs = 60_000, runs = 20 }: ContractOptions = {},
): void {
  describe(`DocumentStore: ${name}, searched by what lists hold`, () => {
    let opened: OpenedDocumentStore;
    let store: DocumentStore;
    let cards: Collection<Card>;
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);
    const found = async (prefix: string, limit = 1000): Promise<string[]> =>
      (await store.search(cards, { index: 'byTerm', prefix, limit })).map(({ id }) => id).sort();

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    }, timeoutMs);
    afterAll(async () => opened?.close(), timeoutMs);
    beforeEach(async () => {
      cards = { name: `contract.${unusedName('cards')}`, indexes: INDEXES };
      await store.open(cards);
    }, timeoutMs);

    test('finds by the beginning of any text of the list, each document once and whole', async () => {
      const card = { id: 'a', terms: ['anna', 'anne', 'lind', '王小明', '小明'], note: 'n' };
      await store.put<Card>(cards, card);
      await store.put<Card>(cards, { id: 'b', terms: ['hanna', 'lindgren'] });
      expect(await found('ann')).toEqual(['a']);
      expect(await found('lind')).toEqual(['a', 'b']);
      expect(await found('小')).toEqual(['a']);
      expect(await found('nna')).toEqual([]);
      const [whole] = await store.search(cards, { index: 'byTerm', prefix: '王', limit: 1 });
      expect(whole).toEqual({ ...card, revision: 1 } satisfies Stored<Card>);
    });

    test('follows every way a document is written, changed and removed', async () => {
      await store.bulk<Card>(cards, [
        { put: { id: 'a', terms: ['one', 'one', 'two'] }, expected: 0 },
        { put: { id: 'b', terms: 'one' }, expected: 0 },
        { put: { id: 'c' }, expected: 0 },
      ]);
      expect(await found('one')).toEqual(['a']);
      await store.put<Card>(cards, { id: 'a', terms: ['two', 'three'] });
      expect([await found('one'), await found('two'), await found('three')]).toEqual([
        [],
        ['a'],
        ['a'],
      ]);
      await store.put<Card>(cards, { id: 'a', note: 'without' });
      expect(await found('t')).toEqual([]);
      await store.put<Card>(cards, { id: 'c', terms: ['three'] });
      await store.remove(cards, 'c');
      expect(await found('t')).toEqual([]);
    });

    test('takes every character for itself', async () => {
      const terms = ['100%', 'a_b', '(a+)+$', "o'neil", '$gt', '"', '\\', '\u{20BB7}', 'z\u0301'];
      for (const [i, term] of terms.entries())
        await store.put<Card>(cards, { id: `${i}`, terms: [term] });
      for (const [i, term] of terms.entries()) expect(await found(term)).toEqual([`${i}`]);
      for (const none of ['%', '_', '.*', 'a.b', '((((((a+)+)+)+$', "' OR 1=1 --"])
        expect(await found(none)).toEqual([]);
    });

    test('at most so many; what cannot be asked is refused', async () => {
      for (let n = 0; n < 5; n++)
        await store.put<Card>(cards, { id: `${n}`, terms: [`x${n}`, `x${n}${n}`] });
      expect(await found('x', 3)).toEqual(['0', '1', '2']);
      for (const wrong of [
        { index: 'byTerm', prefix: '', limit: 1 },
        { index: 'byTerm', prefix: 'a\0', limit: 1 },
        { index: 'byTerm', prefix: 'a', limit: 0 },
        { index: 'byTerm', prefix: 'a', limit: 1001 },
        { index: 'byNote', prefix: 'a', limit: 1 },
        { index: 'none', prefix: 'a', limit: 1 },
      ])
        expect(await errorOf(store.search(cards, wrong))).toMatchObject({ code: 'query-invalid' });
      const asked = await errorOf(store.find(cards, { index: 'byTerm', limit: 1 }));
      expect(asked).toBeInstanceOf(Refusal);
    });

    test('an index that is new to a filled collection is filled, and integrity holds', async () => {
      const { name: named } = cards;
      await store.drop(cards);
      await store.open({ name: named, indexes: {} });
      await store.put<Card>({ name: named, indexes: {} }, { id: 'a', terms: ['early'] });
      await store.open(cards);
      expect(await found('ear')).toEqual(['a']);
      const findings: string[] = [];
      for await (const { where, problem } of store.integrity())
        if (where.includes(named)) findings.push(problem);
      expect(findings).toEqual([]);
    });

    test('any search is a filter of the same documents in memory', async () => {
      const text = fc.stringMatching(/^[abc%王]{1,3}$/);
      const list = fc.array(text, { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.array(list, { maxLength: 12 }), text, async (lists, prefix) => {
          await store.drop(cards);
          await store.open(cards);
          await store.bulk<Card>(
            cards,
            lists.map((terms, i) => ({ put: { id: `${i}`, terms }, expected: 0 })),
          );
          const right = lists.flatMap((terms, i) =>
            terms.some((term) => term.startsWith(prefix)) ? [`${i}`] : [],
          );
          expect(await found(prefix)).toEqual(right.sort());
        }),
        { numRuns: runs },
      );
    });
  });
}
