import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { CorruptionError, UnavailableError } from '@chignon/eventing';
import type { StreamStore } from '@chignon/eventing';
import { errorOf, newEvent } from '@chignon/eventing/testing';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';
import { startLine } from './line.js';
import type { Line } from './line.js';

/** A server that comes back with another log than the one that was followed, while the process runs. */
describe('L-2 EventStoreDB restored beneath a running process', () => {
  const dir = mkdtempSync(join(tmpdir(), 'restored-'));
  const [now, backup] = [join(dir, 'now'), join(dir, 'backup')];
  let standIn: StandIn;
  let line: Line;
  let store: StreamStore;
  let lost: CorruptionError[];
  const begun = async (folder: string) => {
    standIn = await startStandIn({ port: 0, dir: folder });
    line?.leadTo(standIn.port);
  };
  const append = (stream: string, count: number, expected = 0, to = store) =>
    to.append(
      stream,
      Array.from({ length: count }, () => newEvent()),
      { expected },
    );

  beforeEach(async () => {
    lost = [];
    await begun(now);
    line = await startLine(standIn.port);
    store = openEventStoreDb({
      connectionString: `esdb://127.0.0.1:${line.port}?tls=false`,
      onLost: (error) => void lost.push(error),
    });
    await append('visit-1', 3);
    await standIn.close();
    cpSync(now, backup, { recursive: true });
    await begun(now);
  });
  afterEach(async () => {
    await store.close();
    await line.close();
    await standIn.close();
    for (const folder of [now, backup]) rmSync(folder, { recursive: true });
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  /** A follower that has seen everything, one that waits for something new, and the server's return with another folder. */
  const restoredTo = async (
    folder: string,
    meanwhile: (direct: StreamStore) => Promise<unknown> = async () => {},
  ) => {
    await reaching(() => append('visit-2', 3));
    const subscription = store.subscribe({ categories: ['visit'], handler: async () => {} });
    await reaching(() => subscription.caughtUp());
    await standIn.close();
    await begun(folder);
    const direct = openEventStoreDb({
      connectionString: `esdb://127.0.0.1:${standIn.port}?tls=false`,
    });
    await meanwhile(direct);
    await direct.close();
    return subscription;
  };
  /** Asked until the subscription has met the server again. */
  const isRefused = async (caughtUp: () => Promise<void>, problem: RegExp) => {
    const told = await errorOf(
      reaching(async () => {
        await caughtUp();
        throw new UnavailableError('not-noticed-yet', 'the old session still stands');
      }),
    );
    expect(told).toBeInstanceOf(CorruptionError);
    expect(String(told)).toMatch(problem);
    expect(lost).toEqual([told]);
    expect(await errorOf(append('visit-9', 1))).toBe(told);
    expect(await store.read('visit-9')).toEqual([]);
  };

  it('an older backup: the log ends before what was seen', async () => {
    const subscription = await restoredTo(backup);
    await isRefused(() => subscription.caughtUp(), /which ends at/);
  }, 30_000);

  it('an older backup that has grown past it: another event stands there', async () => {
    const subscription = await restoredTo(backup, (direct) => append('visit-2', 9, 0, direct));
    await isRefused(() => subscription.caughtUp(), /another event at visit-2 revision 3/);
  }, 30_000);

  it('an older backup that has grown in other streams: nothing stands there', async () => {
    const subscription = await restoredTo(backup, (direct) => append('stock-1', 9, 0, direct));
    await isRefused(() => subscription.caughtUp(), /visit-2 revision 3, which is not there/);
  }, 30_000);

  it('the same log is gone on with, and a follower that starts past the end is refused', async () => {
    const subscription = await restoredTo(now);
    await reaching(() => append('visit-2', 1, 3));
    await reaching(() => subscription.caughtUp());
    expect(lost).toEqual([]);
    const ahead = store.subscribe({
      categories: ['visit'],
      from: `${'9'.repeat(20)}.${'9'.repeat(20)}`,
      handler: async () => {},
    });
    await isRefused(() => ahead.caughtUp(), /which ends at/);
  }, 30_000);
});

/** While the server is away, a call may fail: asked again until it is answered. */
async function reaching<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }
}
