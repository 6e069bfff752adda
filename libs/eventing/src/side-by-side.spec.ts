import { sideBySide } from './side-by-side.js';

describe('items side by side', () => {
  it('runs items of one key in order, of others beside them, and answers in the order of the items', async () => {
    const begun: string[] = [];
    const open = new Map<string, () => void>();
    const answers = sideBySide(
      ['a1', 'b1', 'a2', 'c1'],
      ([key]) => key!,
      (item) => {
        begun.push(item);
        return new Promise<string>((resolve) => open.set(item, () => resolve(item.toUpperCase())));
      },
      2,
    );
    const goOn = async (item: string) => {
      open.get(item)!();
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return begun.join(' ');
    };
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(begun.join(' ')).toBe('a1 b1');
    expect(await goOn('b1')).toBe('a1 b1 c1');
    expect(await goOn('a1')).toBe('a1 b1 c1 a2');
    await goOn('a2');
    await goOn('c1');
    expect(await answers).toEqual(['A1', 'B1', 'A2', 'C1']);
  });

  it('fails with the first failure', async () => {
    await expect(
      sideBySide([1, 2], String, async (item) => {
        if (item === 2) throw new Error('of the second');
      }),
    ).rejects.toThrow('of the second');
    expect(await sideBySide([], String, async () => 1)).toEqual([]);
  });
});
