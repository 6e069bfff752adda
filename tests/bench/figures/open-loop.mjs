// open-loop-p95 (BK-32): bookings that come when they come, at twenty times the busiest hour of a million bookings a month, for ten minutes ÷ D5 at the same rate.
import { join } from 'node:path';
import { LARGE, SMALL } from '../chain.mjs';
import { chainSet, copyOf, emptyDir, freshFrom, largeSet } from '../data-sets.mjs';
import { platform, program, server } from '../processes.mjs';
import { ratioFigure } from '../statistics.mjs';

export const names = ['open-loop-p95'];

/** A million bookings a month on 26 days, a seventh of a day's in its busiest hour, are 1.5 a second; twenty times that. */
const PEAK_RATE = 30;

export async function measure({ base, quick }) {
  const [set, chain] = quick
    ? [copyOf(await chainSet(base)), SMALL]
    : [await largeSet(base, 4_000_000), LARGE];
  const fresh = freshFrom(set, chain);
  const job = { base, chain: chain.name, rate: PEAK_RATE };
  const [ours, bare] = [
    await platform(set),
    await server('baselines/d5-durable-fastify.mjs', [join(emptyDir(), 'd5.sqlite')]),
  ];
  const measured = await program('load/open-loop.mjs', [
    JSON.stringify({
      ...job,
      url: ours.url,
      token: ours.token(),
      from: fresh.next,
      seconds: quick ? 2 : 600,
    }),
  ]);
  fresh.used(measured.next);
  await ours.stop();
  const baseline = await program('load/open-loop.mjs', [
    JSON.stringify({ ...job, url: bare.url, from: 0, seconds: quick ? 2 : 120 }),
  ]);
  await bare.stop();
  const failed = measured.count - (measured.statuses[201] ?? 0);
  const run = { ours: measured.p95, baseline: baseline.p95, ratio: measured.p95 / baseline.p95 };
  const figure = ratioFigure(
    names[0],
    'ratio to D5 p95',
    { atMost: 5 },
    [run],
    `ms at ${PEAK_RATE} bookings a second; p50 ${measured.p50.toFixed(1)} ms, p99 ${measured.p99.toFixed(1)} ms; ${measured.count} bookings, ${failed} not made${failed > 0 ? ` (${JSON.stringify(measured.statuses)})` : ''}; ${chain.fullness(fresh.next)}`,
  );
  return [
    {
      ...figure,
      met: figure.met && failed === 0,
      runs: figure.runs.map((one) => ({ ...one, bookings: measured.count, failed })),
    },
  ];
}
