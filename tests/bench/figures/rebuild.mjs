// rebuild: every view of every context built anew from the history, one after another, compared and switched; events folded a second ÷ D4.
import { setTimeout as wait } from 'node:timers/promises';
import { apiOf, CACHE, CONTEXTS, copyOf, historySet } from '../data-sets.mjs';
import { platform, program } from '../processes.mjs';
import { inPairs, ratioFigure } from '../statistics.mjs';

export const names = ['rebuild'];
const LOOK_EVERY_MS = 50;

/** @param stopped asked before each view: true leaves the others out */
export async function rebuildAll(api, stopped = () => false) {
  const began = performance.now();
  let events = 0;
  for (const context of CONTEXTS) {
    for (const view of (await api.get(`/v1/${context}/operations/rebuilds`)).views) {
      if (stopped()) return { events, seconds: (performance.now() - began) / 1000 };
      await api.post(`/v1/${context}/operations/views/${view}/rebuild`);
      for (;;) {
        const found = (await api.get(`/v1/${context}/operations/rebuilds`)).items.find(
          (item) => item.view === view,
        );
        if (found?.state === 'differs' || found?.state === 'failed')
          throw new Error(`rebuild of ${view}: ${JSON.stringify(found)}`);
        if (found?.state === 'switched') {
          events += found.handled;
          break;
        }
        await wait(LOOK_EVERY_MS);
      }
    }
  }
  return { events, seconds: (performance.now() - began) / 1000 };
}

export async function measure({ base, pairs, quick }) {
  const [history, d4] = quick ? [2000, 5000] : [175_000, 500_000];
  let last;
  const set = await historySet(base, history);
  const runs = await inPairs(
    pairs,
    async () => {
      const running = await platform(copyOf(set));
      last = await rebuildAll(apiOf(running));
      await running.stop();
      return last.events / last.seconds;
    },
    async () => (await program('baselines/d4-fold.mjs', [CACHE, d4])).perSecond,
  );
  return [
    ratioFigure(
      'rebuild',
      'ratio to D4',
      { atLeast: 0.4 },
      runs,
      `events/s; ${last.events} events folded in ${last.seconds.toFixed(1)} s, comparison and switch included`,
    ),
  ];
}
