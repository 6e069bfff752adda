import { sha256, type Tools } from '@chignon/eventing';
import { standFor, standsFor, textsBehind, words, wordsKey } from './words.js';

/** As much of a store of documents as words need. */
function toolsWith(documents = new Map<string, { id: string }>()) {
  const keyOf = (collection: { name: string }, id: string) => `${collection.name}/${id}`;
  const put = async (collection: { name: string }, document: { id: string }) =>
    void documents.set(keyOf(collection, document.id), document);
  const store = {
    get: async (collection: { name: string }, id: string) => documents.get(keyOf(collection, id)),
    getMany: async (collection: { name: string }, ids: string[]) =>
      ids.flatMap((id) => documents.get(keyOf(collection, id)) ?? []),
    put,
    bulk: async (collection: { name: string }, writes: { put: { id: string } }[]) => {
      for (const write of writes) await put(collection, write.put);
    },
  };
  let made = 0;
  const facts = { now: () => '2026-11-30T00:00:00.000Z', newId: () => `chance-${++made}` };
  return { tools: { documents: store, facts } as unknown as Tools, documents };
}

const guess = (...meant: string[]) => `t-${sha256(JSON.stringify(meant)).slice(0, 24)}`;

describe('K10 R-PR-01 what stands for words', () => {
  it('is the same for the same text of the same place, another elsewhere, and leads back to the text', async () => {
    const { tools } = toolsWith();
    const code = await standsFor(tools, 'bill', 'Maya Lind 138');
    expect(code).toMatch(/^t-[0-9a-f]{24}$/);
    expect(await standsFor(tools, 'bill', 'Maya Lind 138')).toBe(code);
    expect(await standsFor(tools, 'slip', 'Maya Lind 138')).not.toBe(code);
    expect((await textsBehind(tools, [code]))(code)).toBe('Maya Lind 138');
  });

  it('cannot be found by trying texts: it hangs on a key of the chain, made by chance', async () => {
    const one = toolsWith();
    const code = await standsFor(one.tools, 'bill', 'Maya Lind 138');
    expect(code).not.toBe(guess('bill', 'Maya Lind 138'));
    const another = toolsWith();
    another.documents.set(`${wordsKey.name}/key`, { id: 'key', key: 'other' } as never);
    expect(await standsFor(another.tools, 'bill', 'Maya Lind 138')).not.toBe(code);
  });

  it('stays what an older release kept, without a key', async () => {
    const { tools, documents } = toolsWith();
    const old = guess('bill', 'b-1');
    documents.set(`${words.name}/${old}`, { id: old, text: 'b-1' } as never);
    const codes = await standFor(tools, 'bill', ['b-1', 'b-2']);
    expect(codes('b-1')).toBe(old);
    expect(codes('b-2')).not.toBe(guess('bill', 'b-2'));
  });
});
