// memory: resident memory after 100,000 bookings ÷ bare Nest after as many requests; against bare Nest at rest it is printed beside.
import { setTimeout as wait } from 'node:timers/promises';
import { chainSet, copyOf, rest } from '../data-sets.mjs';
import { load, platform, server } from '../processes.mjs';
import { inPairs, median, ratioFigure } from '../statistics.mjs';

export const names = ['memory'];
const MB = 1_000_000;
/** Time for a collector that works when there is nothing else to do. */
const CALM_MS = 3000;

export async function measure({ base, pairs, quick }) {
  const amount = quick ? 500 : 100_000;
  const atRest = [];
  const after = async (running, token) => {
    await load({ kind: 'bookings', base, connections: 64, amount, url: running.url, token }, 201);
    if (token) await rest(running);
    await wait(quick ? 0 : CALM_MS);
    const bytes = running.rss();
    await running.stop();
    return bytes / MB;
  };
  const set = await chainSet(base);
  const runs = await inPairs(
    pairs,
    async () => {
      const running = await platform(copyOf(set));
      return after(running, running.token());
    },
    async () => {
      const running = await server('baselines/bare-nest.mjs');
      atRest.push(running.rss() / MB);
      return after(running);
    },
  );
  return [
    ratioFigure(
      'memory',
      'ratio to bare Nest',
      { atMost: 2 },
      runs,
      `MB after ${amount} requests each; bare Nest before any request ${Math.round(median(atRest))} MB, which would make ${(median(runs.map((r) => r.ours)) / median(atRest)).toFixed(2)}`,
    ),
  ];
}
