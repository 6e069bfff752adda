// follow-p99: from the answer of a settlement until points, stock, profile and sales say so, at 20 settlements a second in 30 stores, embedded.
import { chainSet, copyOf } from '../data-sets.mjs';
import { platform, program } from '../processes.mjs';
import { median, rounded } from '../statistics.mjs';

export const names = ['follow-p99'];

const GOAL_MS = 50;
const KINDS = ['points', 'stock', 'profile', 'sales'];

export async function measure({ base, pairs, quick }) {
  const set = await chainSet(base);
  const runs = [];
  for (let run = 0; run < pairs; run++) {
    const running = await platform(copyOf(set));
    runs.push(
      await program('load/follow.mjs', [
        JSON.stringify({
          url: running.url,
          token: running.token(),
          rate: 20,
          count: quick ? 20 : 600,
        }),
      ]),
    );
    await running.stop();
  }
  const value = median(runs.map(({ all }) => all.p99));
  const of = (kind, p) => median(runs.map((run) => run[kind][p])).toFixed(0);
  return [
    {
      name: 'follow-p99',
      value: rounded(value),
      unit: 'ms',
      goal: `<= ${GOAL_MS}`,
      met: value <= GOAL_MS,
      runs: runs.map(({ count, all }) => ({
        settlements: count,
        p50: rounded(all.p50),
        p99: rounded(all.p99),
      })),
      note: `p50 ${of('all', 'p50')} ms; ${KINDS.map((kind) => `${kind} ${of(kind, 'p50')} and ${of(kind, 'p99')}`).join(', ')} ms (p50 and p99)`,
    },
  ];
}
