import { once } from 'node:events';
import { Listeners } from './listeners.flow.js';

/** Frames of 1 KB without end, counted. */
function endless() {
  const made = { count: 0, over: undefined as AbortSignal | undefined };
  const frames = async function* (over: AbortSignal): AsyncGenerator<string, void> {
    made.over = over;
    while (!over.aborted) {
      made.count++;
      yield 'x'.repeat(1024);
    }
  };
  return { made, frames };
}
/** Everything that can happen by itself has happened. */
const rest = () => new Promise((resolve) => setImmediate(resolve));

describe('listeners', () => {
  afterEach(() => jest.useRealTimers());

  it('nothing is made that is not taken: a slow reader keeps a few frames waiting, not a day', async () => {
    const { made, frames } = endless();
    const stream = new Listeners().admit('desk', frames);
    stream.read(0);
    for (let i = 0; i < 100; i++) await rest();
    const waiting = made.count;
    expect(waiting).toBeLessThanOrEqual(128);
    for (let i = 0; i < 100; i++) await rest();
    expect(made.count).toBe(waiting);
    stream.destroy();
  });

  it('one who takes nothing for half a minute is let go, and makes room', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { made, frames } = endless();
    const listeners = new Listeners(1);
    const stream = listeners.admit('desk', frames);
    expect(() => listeners.admit('desk', frames)).toThrow(
      expect.objectContaining({ kind: 'unavailable', code: 'too-many-listeners' }),
    );
    stream.read(0);
    for (let i = 0; i < 200; i++) await rest();
    jest.advanceTimersByTime(29_999);
    expect(stream.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    expect([stream.destroyed, made.over!.aborted]).toEqual([true, true]);
    listeners.admit('desk', endless().frames).destroy();
  });

  it('who never begins to read is let go too', () => {
    jest.useFakeTimers();
    const stream = new Listeners().admit('desk', endless().frames);
    jest.advanceTimersByTime(30_000);
    expect(stream.destroyed).toBe(true);
  });

  it('a quarter of an hour is enough: it ends in order, and whoever comes again is looked at again', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const quiet = async function* (over: AbortSignal): AsyncGenerator<string, void> {
      yield 'first';
      await once(over, 'abort');
    };
    const stream = new Listeners().admit('desk', quiet);
    const heard: string[] = [];
    stream.on('data', (chunk: Buffer) => heard.push(String(chunk)));
    const ended = once(stream, 'end');
    for (let i = 0; i < 10; i++) await rest();
    jest.advanceTimersByTime(15 * 60_000);
    await ended;
    expect(heard).toEqual(['first']);
  });

  it('a fault of the frames ends the connection with it', async () => {
    const stream = new Listeners().admit('desk', async function* (): AsyncGenerator<string, void> {
      yield 'first';
      throw new Error('the store is away');
    });
    stream.resume();
    await expect(once(stream, 'end')).rejects.toThrow('the store is away');
  });

  it('K14: when all places are taken, who has most gives one to who has fewer; alone nobody gets more than there are', () => {
    const listeners = new Listeners(3);
    const greedy = Array.from({ length: 3 }, () => listeners.admit('greedy', endless().frames));
    expect(() => listeners.admit('greedy', endless().frames)).toThrow(
      expect.objectContaining({ code: 'too-many-listeners' }),
    );
    const other = listeners.admit('other', endless().frames);
    expect([...greedy, other].map(({ destroyed }) => destroyed)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(() => listeners.admit('other', endless().frames)).toThrow(
      expect.objectContaining({ code: 'too-many-listeners' }),
    );
    listeners.close();
  });
});
