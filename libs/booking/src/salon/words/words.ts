/**
 * What people write (a bill's number, that of a slip, the title of an evening) may name somebody, and events forget nothing
 * (R-PR-01): they carry what stands for it, and the words stand in a document that can be erased.
 */
import { type Collection, ConflictError, sha256, type Tools } from '@chignon/eventing';

/** Id: what stands for the text. */
interface Words {
  readonly id: string;
  readonly text: string;
}
export const words: Collection<Words> = { name: 'booking.words', indexes: {} };

/** Without it nobody can tell by trying which word it is that something stands for. One document, made by chance the first time. */
interface WordsKey {
  readonly id: string;
  readonly key: string;
}
export const wordsKey: Collection<WordsKey> = { name: 'booking.words-key', indexes: {} };

const STANDS = /^t-[0-9a-f]{24}$/;
const LENGTH = 24;
const MOST = 1000;
const KEY_ID = 'key';

const keys = new WeakMap<object, string>();

/** What stands for texts where they are meant: the same text of the same place is the same. They are kept before anything says so. */
export async function standFor(
  tools: Tools,
  place: string,
  texts: readonly string[],
): Promise<(text: string) => string> {
  const codes = new Map<string, string>();
  const distinct = [...new Set(texts)];
  if (distinct.length === 0) return (text) => text;
  const key = await keyOf(tools);
  for (let from = 0; from < distinct.length; from += MOST) {
    const some = distinct.slice(from, from + MOST);
    for (const [text, id] of await kept(tools, some, (text) => codeOf([key, place, text])))
      codes.set(text, id);
    // What an earlier release kept, without a key, goes on standing for it.
    const old = some.filter((text) => !codes.has(text));
    for (const [text, id] of await kept(tools, old, (text) => codeOf([place, text])))
      codes.set(text, id);
    const fresh = old
      .filter((text) => !codes.has(text))
      .map((text) => ({ id: codeOf([key, place, text]), text }));
    // Whoever was first has written the same.
    if (fresh.length > 0)
      await tools.documents.bulk(
        words,
        fresh.map((put) => ({ put, expected: 0 })),
      );
    for (const { id, text } of fresh) codes.set(text, id);
  }
  return (text) => codes.get(text)!;
}

/** The same for one text. */
export const standsFor = async (tools: Tools, place: string, text: string): Promise<string> =>
  (await standFor(tools, place, [text]))(text);

/** The texts behind what stands for them; anything else, as older releases wrote it, is its own text. What was erased stays what stands for it. */
export async function textsBehind(
  tools: Tools,
  codes: readonly string[],
): Promise<(code: string) => string> {
  const wanted = [...new Set(codes)].filter((code) => STANDS.test(code));
  const texts = new Map<string, string>();
  for (let from = 0; from < wanted.length; from += MOST)
    for (const { id, text } of await tools.documents.getMany(
      words,
      wanted.slice(from, from + MOST),
    ))
      texts.set(id, text);
  return (code) => texts.get(code) ?? code;
}

const codeOf = (meant: readonly string[]): string =>
  `t-${sha256(JSON.stringify(meant)).slice(0, LENGTH)}`;

/** Those of the texts that are kept already, each with what stands for it. */
async function kept(
  tools: Tools,
  texts: readonly string[],
  code: (text: string) => string,
): Promise<[string, string][]> {
  const there = new Set(
    texts.length === 0
      ? []
      : (await tools.documents.getMany(words, texts.map(code))).map(({ id }) => id),
  );
  return texts
    .map((text): [string, string] => [text, code(text)])
    .filter(([, id]) => there.has(id));
}

async function keyOf({ documents, facts }: Tools): Promise<string> {
  for (;;) {
    const key = keys.get(documents) ?? (await documents.get(wordsKey, KEY_ID))?.key;
    if (key !== undefined) {
      keys.set(documents, key);
      return key;
    }
    await documents
      .put(wordsKey, { id: KEY_ID, key: `${facts.newId()}${facts.newId()}` }, { expected: 0 })
      .catch((error: unknown) => {
        if (!(error instanceof ConflictError)) throw error;
      });
  }
}
