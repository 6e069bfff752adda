import { Executor, verify } from '@chignon/eventing';
import { cause, facts, fill, open, till, type Open } from '../support/toy-till.js';

describe('execute', () => {
  let running: Open;
  beforeAll(async () => void (running = await open()));
  afterAll(() => running.close());

  it('L5 64 parallel copies of one command have one effect and one answer', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () =>
        running.runtime.tools.execute(till, 'l5', { type: 'Fill', cents: 5 }, cause('l5')),
      ),
    );
    expect(
      new Set(outcomes.map(({ revision, state }) => JSON.stringify({ revision, state }))),
    ).toEqual(new Set(['{"revision":1,"state":{"cents":5}}']));
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await running.runtime.tools.load(till, 'l5')).state.cents).toBe(5);
  });

  it('L5 the same key with another input is refused', async () => {
    await expect(
      running.runtime.tools.execute(till, 'l5', { type: 'Fill', cents: 6 }, cause('l5')),
    ).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('the first result again also when the stream has moved on', async () => {
    await fill(running, 'l5', 100);
    const again = await running.runtime.tools.execute(
      till,
      'l5',
      { type: 'Fill', cents: 5 },
      cause('l5'),
    );
    expect(again).toMatchObject({ replayed: true, revision: 1, state: { cents: 5 } });
    expect(again.events).toHaveLength(1);
  });

  it('L6 a refused command is refused again, and may succeed later', async () => {
    const empty = () =>
      running.runtime.tools.execute(till, 'l6', { type: 'Empty', cents: 10 }, cause('l6'));
    await expect(empty()).rejects.toMatchObject({ code: 'till-too-empty' });
    await expect(empty()).rejects.toMatchObject({ code: 'till-too-empty' });
    await fill(running, 'l6', 10);
    expect((await empty()).state.cents).toBe(0);
  });

  it('L7 500 concurrent credits give 500, and a concurrent drain never overdraws', async () => {
    await Promise.all(Array.from({ length: 500 }, () => fill(running, 'l7', 1)));
    expect((await running.runtime.tools.load(till, 'l7')).state.cents).toBe(500);
    const drains = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) =>
        running.runtime.tools.execute(
          till,
          'l7',
          { type: 'Empty', cents: 10 },
          cause(`drain-${i}`),
        ),
      ),
    );
    expect(drains.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect((await running.runtime.tools.load(till, 'l7')).state.cents).toBe(0);
  });

  it('two executors on one store, as two processes: conflicts are retried, nothing is lost, a stale "no" is not believed', async () => {
    const other = new Executor(running.ports.streams, facts);
    await other.load(till, 'two');
    await fill(running, 'two', 1);
    expect(
      (await other.execute(till, 'two', { type: 'Empty', cents: 1 }, cause('two-1'))).state.cents,
    ).toBe(0);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? other : running.runtime.tools).execute(
          till,
          'two',
          { type: 'Fill', cents: 1 },
          cause(`two-${i + 10}`),
        ),
      ),
    );
    expect((await other.load(till, 'two')).state.cents).toBe(40);
  });

  it('If-Match: a wrong expected revision is a conflict and changes nothing', async () => {
    await fill(running, 'match', 1);
    await expect(
      running.runtime.tools.execute(
        till,
        'match',
        { type: 'Fill', cents: 1 },
        cause('m2', { expected: 7 }),
      ),
    ).rejects.toMatchObject({ name: 'ConflictError', actual: 1 });
    expect(
      (
        await running.runtime.tools.execute(
          till,
          'match',
          { type: 'Fill', cents: 1 },
          cause('m3', { expected: 1 }),
        )
      ).revision,
    ).toBe(2);
  });

  it('L12 revisions have no gaps; L4 every event is chained to the one before', async () => {
    await running.settle();
    const report = await verify(running.ports.streams, running.ports.documents, ['till', 'mirror']);
    expect(report.findings).toEqual([]);
    expect(report.events).toBeGreaterThan(500);
  });
});
