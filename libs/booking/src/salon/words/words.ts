/**
 * What people write (a bill's number, that of a slip, the title of an evening) may name somebody, and events forget nothing
 * (R-PR-01): they carry what stands for it, and the words stand in a document that can be erased.
 */
import { type Collection, sha256, type Tools } from '@chignon/eventing';

/** Id: what stands for the text. */
interface Words {
  readonly id: string;
  readonly text: string;
}
export const words: Collection<Words> = { name: 'booking.words', indexes: {} };

const STANDS = /^t-[0-9a-f]{24}$/;
const LENGTH = 24;
const MOST = 1000;

/** What stands for texts where they are meant: the same text of the same place is the same. They are kept before anything says so. At most 1000. */
export async function standFor(tools: Tools, place: string, texts: readonly string[]): Promise<(text: string) => string> {
  const codes = new Map(texts.map((text) => [text, `t-${sha256(JSON.stringify([place, text])).slice(0, LENGTH)}`]));
  const kept = new Set((await tools.documents.getMany(words, [...codes.values()])).map(({ id }) => id));
  const fresh = [...codes].filter(([, id]) => !kept.has(id));
  // Whoever was first has written the same.
  if (fresh.length > 0) await tools.documents.bulk(words, fresh.map(([text, id]) => ({ put: { id, text }, expected: 0 })));
  return (text) => codes.get(text)!;
}

/** The same for one text. */
export const standsFor = async (tools: Tools, place: string, text: string): Promise<string> => (await standFor(tools, place, [text]))(text);

/** The texts behind what stands for them; anything else, as older releases wrote it, is its own text. What was erased stays what stands for it. */
export async function textsBehind(tools: Tools, codes: readonly string[]): Promise<(code: string) => string> {
  const wanted = [...new Set(codes)].filter((code) => STANDS.test(code));
  const texts = new Map<string, string>();
  for (let from = 0; from < wanted.length; from += MOST) for (const { id, text } of await tools.documents.getMany(words, wanted.slice(from, from + MOST))) texts.set(id, text);
  return (code) => texts.get(code) ?? code;
}
