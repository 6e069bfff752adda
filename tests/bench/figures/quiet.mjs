// quiet-board: the first board of a category that nobody writes to, in a log of a million others' events on EventStoreDB; quiet-board-growth: ÷ the same at 10,000.
import { program } from '../processes.mjs';
import { rounded } from '../statistics.mjs';

export const names = ['quiet-board', 'quiet-board-growth'];

export async function measure({ quick, wanted }) {
  const runs = await program(
    'load/quiet-category.mjs',
    quick ? [1000, 20_000] : [10_000, 150_000, 1_000_000],
  );
  const [small, large] = [runs[0], runs.at(-1)];
  const growth = rounded(large.boardMs / small.boardMs);
  const note = runs
    .map(
      ({ events, boardMs, fromStartMs, againMs }) =>
        `${events} events: ${boardMs} ms; followed from the start ${fromStartMs} ms, caught up once more ${againMs} ms`,
    )
    .join('; ');
  return [
    {
      name: 'quiet-board',
      value: large.boardMs,
      unit: 'ms',
      goal: '<= 500',
      met: large.boardMs <= 500,
      runs,
      note,
    },
    {
      name: 'quiet-board-growth',
      value: growth,
      unit: 'ratio',
      goal: '<= 3',
      met: growth <= 3,
      runs,
    },
  ].filter(({ name }) => wanted(name));
}
