import { Turns } from './turns.js';

/** Work of so many milliseconds that nothing interrupts. */
const busy = (ms: number): void => {
  for (const from = performance.now(); performance.now() - from < ms;);
};
const looked = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('turns of work in the background', () => {
  it('lets the loop look at what came in between two pieces that fill a slice', async () => {
    const turns = new Turns(1);
    const order: string[] = [];
    const pieces = ['a', 'b', 'c'].map(async (piece) => {
      await turns.rest();
      busy(2);
      order.push(piece);
    });
    for (let look = 0; look < 3; look++) {
      await looked();
      order.push('look');
    }
    await Promise.all(pieces);
    expect(order).toEqual(['a', 'look', 'b', 'look', 'c', 'look']);
  });

  it('runs small pieces one after another within a slice, each as far as it can by itself', async () => {
    const turns = new Turns(10_000);
    const order: string[] = [];
    const pieces = ['a', 'b', 'c'].map(async (piece) => {
      await turns.next();
      for (const step of [1, 2, 3]) order.push(await Promise.resolve(`${piece}${step}`));
    });
    await looked();
    order.push('look');
    await Promise.all(pieces);
    expect(order.join(' ')).toBe('a1 a2 a3 b1 b2 b3 c1 c2 c3 look');
  });

  it('needs no turn while a slice has time left and nobody waits, and passes nobody who does', async () => {
    const turns = new Turns(10_000);
    expect(turns.rest()).toBeInstanceOf(Promise);
    await turns.next();
    expect(turns.rest()).toBeUndefined();
    const first = turns.next();
    const second = turns.rest();
    expect(second).toBeInstanceOf(Promise);
    await Promise.all([first, second]);
  });

  it('goes on with the next when a piece fails', async () => {
    const turns = new Turns(1);
    const failing = turns.next().then(() => {
      throw new Error('of the piece');
    });
    await expect(failing).rejects.toThrow('of the piece');
    await expect(turns.next()).resolves.toBeUndefined();
  });

  it('takes longer slices while somebody waits for what is done, and where work has waited for long', async () => {
    const looksIn = async (turns: Turns, pieces: number): Promise<number> => {
      let looks = 0;
      let over = false;
      const look = () => {
        looks++;
        if (!over) setImmediate(look);
      };
      setImmediate(look);
      await Promise.all(
        Array.from({ length: pieces }, async () => {
          await turns.next();
          busy(2);
        }),
      );
      over = true;
      return looks;
    };
    const calm = await looksIn(new Turns(1), 8);
    expect(calm).toBeGreaterThanOrEqual(4);
    const hurried = new Turns(1);
    expect(await hurried.hurried(() => looksIn(hurried, 8))).toBeLessThanOrEqual(2);
    const late = new Turns(1);
    const waited = late.next();
    busy(300);
    expect(await looksIn(late, 8)).toBeLessThanOrEqual(2);
    await waited;
  });
});
