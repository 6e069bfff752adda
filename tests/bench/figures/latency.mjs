// booking-p99 ÷ D5, availability-p99 ÷ D6, at 8 clients on a long history; availability-growth: p50 on the long history ÷ on a seventh of it.
import { join } from 'node:path';
import { CACHE, copyOf, emptyDir, historySet } from '../data-sets.mjs';
import { load, platform, server } from '../processes.mjs';
import { inPairs, median, ratioFigure } from '../statistics.mjs';

export const names = ['booking-p99', 'availability-p99', 'availability-growth'];

export async function measure({ base, pairs, quick, wanted }) {
  const [long, short] = quick ? [2000, 1000] : [175_000, 25_000];
  const seconds = quick ? 1 : 8;
  const job = { base, connections: 8, seconds, warmup: quick ? 0 : 2 };
  const figures = [];
  const big = await platform(copyOf(await historySet(base, long)));
  const ours = (kind, from) =>
    load({ ...job, kind, url: big.url, token: big.token(), from }, kind === 'bookings' ? 201 : 200);

  if (wanted('availability-p99')) {
    const d6 = await server('baselines/d6-range-query.mjs', [CACHE, 'small', long, base]);
    const p50 = [];
    const runs = await inPairs(
      pairs,
      async () => {
        const result = await ours('availability');
        p50.push(result.p50);
        return result.p99;
      },
      async () => (await load({ ...job, kind: 'availability', url: d6.url }, 200)).p99,
    );
    await d6.stop();
    figures.push(
      ratioFigure(
        'availability-p99',
        'ratio to D6 p99',
        { atMost: 3 },
        runs,
        `ms; p50 ${median(p50).toFixed(2)} ms; ${long} appointments`,
      ),
    );
  }
  if (wanted('availability-growth')) {
    const small = await platform(copyOf(await historySet(base, short)));
    const runs = await inPairs(
      pairs,
      async () => (await ours('availability')).p50,
      async () =>
        (await load({ ...job, kind: 'availability', url: small.url, token: small.token() }, 200))
          .p50,
    );
    await small.stop();
    figures.push(
      ratioFigure(
        'availability-growth',
        `ratio of p50 at ${long} to ${short}`,
        { atMost: 1.15 },
        runs,
        'ms',
      ),
    );
  }
  if (wanted('booking-p99')) {
    const d5 = await server('baselines/d5-durable-fastify.mjs', [join(emptyDir(), 'd5.sqlite')]);
    let [from, fresh] = [0, 0];
    const p50 = [];
    const runs = await inPairs(
      pairs,
      async () => {
        const result = await ours('bookings', from);
        from = result.next;
        p50.push(result.p50);
        return result.p99;
      },
      async () => {
        const result = await load({ ...job, kind: 'bookings', url: d5.url, from: fresh }, 201);
        fresh = result.next;
        return result.p99;
      },
    );
    await d5.stop();
    figures.push(
      ratioFigure(
        'booking-p99',
        'ratio to D5 p99',
        { atMost: 4 },
        runs,
        `ms; p50 ${median(p50).toFixed(2)} ms; ${long} appointments of history`,
      ),
    );
  }
  await big.stop();
  return figures;
}
