import { Checkpoints } from './checkpoints.js';
import type { RecordedEvent } from './event.js';
import type { DocumentStore } from './ports/document-store.js';
import type { StreamStore } from './ports/stream-store.js';
import { CorruptionError, refused } from './refusal.js';

const event = (stream: string, revision: number, position: string, id = `${stream}@${revision}`) =>
  ({ stream, revision, position, id }) as RecordedEvent;

/** Documents in memory, and a log of which a test says what stands where. */
function memory(log: RecordedEvent[]) {
  const documents = new Map<string, any>();
  const store = {
    get: async (_: unknown, id: string) => documents.get(id),
    put: async (_: unknown, document: { id: string }) => void documents.set(document.id, document),
    scan: async function* () {
      yield* documents.values();
    },
  } as unknown as DocumentStore;
  const streams = {
    end: async () => log.at(-1)?.position,
    read: async (stream: string, revision: number) =>
      log.filter((one) => one.stream === stream && one.revision === revision),
  } as unknown as StreamStore;
  return { documents, streams, checkpoints: () => new Checkpoints('toy', store) };
}

describe('L-2 a checkpoint keeps what it points at', () => {
  const [first, second] = [event('a-1', 1, '001'), event('a-1', 2, '002')];

  it('keeps the last event handled also when the follower moves on over nothing, and over a restart', async () => {
    const { documents, streams, checkpoints } = memory([first, second, event('b-1', 1, '009')]);
    const before = checkpoints();
    before.save('toy.view', '002', second);
    before.save('toy.view', '005');
    await before.flush();
    const after = checkpoints();
    expect(await after.resume('toy.view', streams)).toBe('005');
    after.save('toy.view', '009');
    await after.flush();
    expect(documents.get('toy.view')).toEqual({
      id: 'toy.view',
      position: '009',
      event: { stream: 'a-1', revision: 2, position: '002', id: 'a-1@2' },
    });
  });

  it.each<[string, RecordedEvent[], RegExp]>([
    ['the log ends before it', [first], /toy\.view had seen the log up to 002, which ends at 001/],
    ['the log is empty', [], /which ends at its beginning/],
    [
      'another event stands there',
      [first, event('a-1', 2, '002', 'other')],
      /toy\.view had seen another event at a-1 revision 2/,
    ],
    [
      'nothing stands there',
      [first, event('b-1', 1, '002')],
      /toy\.view had seen a-1 revision 2, which is not there/,
    ],
    [
      'it stands elsewhere',
      [first, event('a-1', 2, '003', second.id)],
      /at 002, where it does not stand/,
    ],
  ])('%s: the follower and the context are refused', async (_, log, problem) => {
    const { streams, checkpoints } = memory(log);
    const places = checkpoints();
    places.save('toy.view', '002', second);
    await places.flush();
    for (const asked of [places.resume('toy.view', streams), places.mustStandOn(streams)]) {
      const error = await asked.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(CorruptionError);
      expect(String(error)).toMatch(problem);
    }
  });

  it('a checkpoint of an older release has no event and is fine; what cannot be read is for verify to tell', async () => {
    const { documents, streams, checkpoints } = memory([first, second]);
    documents.set('toy.old', { id: 'toy.old', position: '001' });
    expect(await checkpoints().resume('toy.old', streams)).toBe('001');
    for (const error of [
      new CorruptionError('a-1 revision 2', 'damaged'),
      refused('stream-truncated', 'its beginning is gone'),
    ]) {
      const places = checkpoints();
      places.save('toy.view', '002', second);
      await places.flush();
      await places.mustStandOn({ ...streams, read: () => Promise.reject(error) });
    }
  });

  it('names five followers and counts the others', async () => {
    const { streams, checkpoints } = memory([]);
    const places = checkpoints();
    for (let n = 0; n < 7; n++) places.save(`toy.view-${n}`, '002', second);
    await places.flush();
    await expect(places.mustStandOn(streams)).rejects.toThrow(
      /toy\.view-4 [^;]*; and 2 more\. Restore/,
    );
  });
});
