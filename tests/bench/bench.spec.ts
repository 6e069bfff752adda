import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const TIMEOUT_MS = 240_000;
const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['--no-warnings', resolve(__dirname, 'run.mjs'), ...args], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, any>);

// Small counts: it proves that the programs work and say what they must, never how fast anything is.
describe('the bench', () => {
  it(
    'prints one line a figure, with the runs it is made of',
    () => {
      const { status, stdout, stderr } = bench(
        '--quick',
        '--json',
        '--only',
        'contested-slots',
        '--only',
        'ledger-append',
      );
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const figures = lines(stdout);
      expect(figures.map(({ name }) => name)).toEqual(['ledger-append', 'contested-slots']);
      for (const figure of figures) {
        expect(Object.keys(figure)).toEqual(['name', 'value', 'unit', 'goal', 'met', 'runs']);
        expect(figure['runs'].length).toBeGreaterThan(0);
      }
      expect(figures[0]).toMatchObject({
        goal: '>= 0.4',
        runs: [
          { ours: expect.any(Number), baseline: expect.any(Number), ratio: expect.any(Number) },
        ],
      });
      // R-BK-20: of eight who want a slot at the same instant exactly one gets it.
      expect(figures[1]).toMatchObject({
        value: 40,
        met: true,
        runs: [{ slots: 40, exactlyOne: 40, booked: 40 }],
      });
    },
    TIMEOUT_MS,
  );

  it(
    'BK-32 makes every booking of an open loop',
    () => {
      const { status, stdout, stderr } = bench('--quick', '--json', '--only', 'open-loop-p95');
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const [run] = lines(stdout)[0]!['runs'];
      expect(run).toMatchObject({ failed: 0 });
      expect(run.bookings).toBeGreaterThan(30);
    },
    TIMEOUT_MS,
  );

  it(
    'L-5 appends and catches up through EventStoreDB as often as it says',
    () => {
      const { status, stdout, stderr } = bench(
        '--quick',
        '--json',
        '--only',
        'eventstore-append',
        '--only',
        'eventstore-follow',
      );
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const [append, follow] = lines(stdout);
      expect(append).toMatchObject({
        goal: '>= 0.8',
        runs: [{ ours: expect.any(Number), baseline: expect.any(Number) }],
      });
      expect(append!['runs'][0].ours).toBeGreaterThan(1);
      expect(follow).toMatchObject({ name: 'eventstore-follow', unit: 'events/s' });
      expect(follow!['value']).toBeGreaterThan(1);
    },
    TIMEOUT_MS,
  );

  it(
    'BY-12 measures requests beside rebuilds and imports',
    () => {
      const { status, stdout, stderr } = bench(
        '--quick',
        '--json',
        '--only',
        'isolation-rebuild',
        '--only',
        'isolation-import',
      );
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const figures = lines(stdout);
      expect(figures.map(({ name }) => name)).toEqual(['isolation-rebuild', 'isolation-import']);
      for (const { goal, runs } of figures) {
        expect(goal).toBe('<= 1.5');
        expect(runs).toEqual([
          { ours: expect.any(Number), baseline: expect.any(Number), ratio: expect.any(Number) },
        ]);
        expect(runs[0].ours).toBeGreaterThan(0);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'measures how soon a settlement is followed, and bookings at many stores',
    () => {
      const { status, stdout, stderr } = bench(
        '--quick',
        '--json',
        '--only',
        'follow-p99',
        '--only',
        'stores-growth-rate',
      );
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const [follow, growth] = lines(stdout);
      expect(follow).toMatchObject({
        name: 'follow-p99',
        goal: '<= 50',
        runs: [{ settlements: 20, p50: expect.any(Number), p99: expect.any(Number) }],
      });
      expect(follow!['value']).toBeGreaterThan(0);
      expect(growth).toMatchObject({
        name: 'stores-growth-rate',
        goal: '>= 0.8',
        runs: [
          { ours: expect.any(Number), baseline: expect.any(Number), ratio: expect.any(Number) },
        ],
      });
      expect(growth!['runs'][0].ours).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it('refuses a name that it does not know', () => {
    const { status, stderr } = bench('--only', 'speed');
    expect(status).toBe(2);
    expect(stderr).toContain('--only speed: expected one of second-start, ledger-append');
  });
});
