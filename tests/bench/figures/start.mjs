// second-start: from the start of the process until the demo chain is served again ÷ the same of bare Nest.
import { emptyDir } from '../data-sets.mjs';
import { platform, server } from '../processes.mjs';
import { inPairs, ratioFigure } from '../statistics.mjs';

export const names = ['second-start'];

export async function measure({ pairs }) {
  const dir = emptyDir();
  await (await platform(dir, { asStarted: true })).stop();
  const timed = async (started) => {
    const running = await started;
    await running.stop();
    return running.startMs;
  };
  const runs = await inPairs(
    pairs,
    () => timed(platform(dir, { asStarted: true })),
    () => timed(server('baselines/bare-nest.mjs')),
  );
  return [ratioFigure('second-start', 'ratio to bare Nest', { atMost: 6 }, runs, 'ms')];
}
