import { background } from './turns.js';

/** Enough streams written at the same time that they share a disk write. */
const AT_ONCE = 32;

/**
 * Items of different keys side by side, items of one key in order; each in its turn among what goes on in the background.
 * @returns answers in the order of the items
 * @throws the first failure; items under way go on, no further one of its lane begins
 */
export async function sideBySide<I, R>(
  items: readonly I[],
  keyOf: (item: I) => string,
  run: (item: I) => Promise<R>,
  atOnce = AT_ONCE,
): Promise<R[]> {
  const byKey = new Map<string, number[]>();
  for (const [i, item] of items.entries()) {
    const same = byKey.get(keyOf(item));
    if (same) same.push(i);
    else byKey.set(keyOf(item), [i]);
  }
  const queue = byKey.values();
  const answers = new Array<R>(items.length);
  const lane = async () => {
    for (const same of queue)
      for (const i of same) {
        await background.rest();
        answers[i] = await run(items[i]!);
      }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, byKey.size) }, lane));
  return answers;
}
