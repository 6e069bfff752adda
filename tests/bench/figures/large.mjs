// A chain of 1,000 stores of 12 people with 4 million appointments and 500,000 customers, in place: what is asked of it all day, how
// that grows from 40,000 appointments on, its start and its memory.
import { join } from 'node:path';
import { LARGE } from '../chain.mjs';
import { CACHE, emptyDir, freshFrom, largeSet, rest } from '../data-sets.mjs';
import { load, platform, server } from '../processes.mjs';
import { inPairs, median, ratioFigure } from '../statistics.mjs';

/** Stores that hold the small set's 40,000 appointments in the week of the questions; growth is measured on them in both sets. */
const SMALL_STORES = 68;
const READS = [
  { name: 'large-availability-p99', kind: 'week', goal: 5, what: 'one service, anybody, 7 days' },
  {
    name: 'large-chain-p99',
    kind: 'week-chain',
    goal: 12,
    what: 'three services as a chain, anybody, 7 days',
  },
  { name: 'large-board-p99', kind: 'board', goal: 5, what: 'day board' },
];
const GROWTH = [
  { name: 'large-availability-growth', kind: 'week' },
  { name: 'large-board-growth', kind: 'board' },
  { name: 'large-booking-growth', kind: 'bookings' },
];
const MB = 1_000_000;

export const names = [
  'large-start',
  ...READS.map(({ name }) => name),
  'large-booking-p99',
  'large-booking-throughput',
  ...GROWTH.map(({ name }) => name),
  'large-memory',
];

export async function measure({ base, pairs, quick, wanted }) {
  const [long, short] = quick
    ? [2 * SMALL_STORES * 588, SMALL_STORES * 588]
    : [4_000_000, SMALL_STORES * 588];
  const set = await largeSet(base, long);
  const seconds = quick ? 1 : 8;
  const figures = [];

  if (wanted('large-start')) {
    const timed = async (started) => {
      const running = await started;
      await running.stop();
      return running.startMs;
    };
    figures.push(
      ratioFigure(
        'large-start',
        'ratio to bare Nest',
        { atMost: 15 },
        await inPairs(
          pairs,
          () => timed(platform(set)),
          () => timed(server('baselines/bare-nest.mjs')),
        ),
        'ms',
      ),
    );
  }

  const big = await platform(set);
  const fresh = freshFrom(set, LARGE);
  let from = fresh.next;
  const ours = async (kind, job = {}) => {
    const books = kind === 'bookings';
    const result = await load(
      {
        base,
        chain: 'large',
        connections: 8,
        seconds,
        warmup: quick ? 0 : 4,
        ...job,
        kind,
        url: big.url,
        token: big.token(),
        ...(books ? { from } : {}),
      },
      books ? 201 : 200,
    );
    if (books) fresh.used((from = result.next));
    return result;
  };

  const reads = READS.filter(({ name }) => wanted(name));
  if (reads.length > 0) {
    const d6 = await server('baselines/d6-range-query.mjs', [CACHE, 'large', long, base]);
    for (const { name, kind, goal, what } of reads) {
      const p50 = [];
      // Every store and day has been asked for once: the state of a chain at work.
      await load(
        {
          base,
          chain: 'large',
          kind,
          connections: 8,
          amount: quick ? 50 : LARGE.stores * (kind === 'board' ? 1 : 2),
          url: big.url,
          token: big.token(),
        },
        200,
      );
      const runs = await inPairs(
        pairs,
        async () => {
          const result = await ours(kind);
          p50.push(result.p50);
          return result.p99;
        },
        async () =>
          (
            await load(
              {
                base,
                chain: 'large',
                connections: 8,
                seconds,
                warmup: quick ? 0 : 2,
                kind,
                url: d6.url,
              },
              200,
            )
          ).p99,
      );
      figures.push(
        ratioFigure(
          name,
          'ratio to D6 p99',
          { atMost: goal },
          runs,
          `ms; ${what}; p50 ${median(p50).toFixed(2)} ms`,
        ),
      );
    }
    await d6.stop();
  }

  if (wanted('large-booking-p99')) {
    const d5 = await server('baselines/d5-durable-fastify.mjs', [join(emptyDir(), 'd5.sqlite')]);
    const p50 = [];
    let next = 0;
    const days = LARGE.fullness(from);
    const runs = await inPairs(
      pairs,
      async () => {
        const result = await ours('bookings');
        p50.push(result.p50);
        return result.p99;
      },
      async () => {
        const result = await load(
          {
            base,
            chain: 'large',
            connections: 8,
            seconds,
            warmup: quick ? 0 : 2,
            kind: 'bookings',
            url: d5.url,
            from: next,
          },
          201,
        );
        next = result.next;
        return result.p99;
      },
    );
    await d5.stop();
    figures.push(
      ratioFigure(
        'large-booking-p99',
        'ratio to D5 p99',
        { atMost: 4 },
        runs,
        `ms; p50 ${median(p50).toFixed(2)} ms; ${days}`,
      ),
    );
    await rest(big);
  }

  if (wanted('large-booking-throughput')) {
    const d1 = await server('baselines/d1-bare-fastify.mjs');
    const rests = [];
    const days = LARGE.fullness(from);
    const runs = await inPairs(
      pairs,
      async () => {
        const { perSecond } = await ours('bookings', { connections: 64, warmup: 0 });
        rests.push(await rest(big));
        return perSecond;
      },
      async () =>
        (
          await load(
            {
              base,
              chain: 'large',
              connections: 64,
              seconds,
              warmup: 1,
              kind: 'bookings',
              url: d1.url,
            },
            201,
          )
        ).perSecond,
    );
    await d1.stop();
    figures.push(
      ratioFigure(
        'large-booking-throughput',
        'ratio to D1',
        { atLeast: 0.25 },
        runs,
        `POST/s; projections at rest after ${median(rests).toFixed(1)} s; ${days}`,
      ),
    );
  }

  const growth = GROWTH.filter(({ name }) => wanted(name));
  if (growth.length > 0) {
    const smallSet = await largeSet(base, short, SMALL_STORES);
    const small = await platform(smallSet);
    const freshSmall = freshFrom(smallSet, LARGE);
    // The same days, as empty, in both sets: a booking costs more the fuller its day is, whatever else the set holds.
    from = fresh.nextDay(from);
    let next = freshSmall.nextDay(freshSmall.next);
    const onSmall = async (kind) => {
      const books = kind === 'bookings';
      const result = await load(
        {
          base,
          chain: 'large',
          connections: 8,
          seconds,
          warmup: quick ? 0 : 4,
          stores: SMALL_STORES,
          kind,
          url: small.url,
          token: small.token(),
          ...(books ? { from: next } : {}),
        },
        books ? 201 : 200,
      );
      if (books) freshSmall.used((next = result.next));
      return result.p50;
    };
    for (const { name, kind } of growth)
      figures.push(
        ratioFigure(
          name,
          `ratio of p50 at ${long} to ${short}`,
          { atMost: 1.15 },
          await inPairs(
            pairs,
            async () => (await ours(kind, { stores: SMALL_STORES })).p50,
            () => onSmall(kind),
          ),
          'ms',
        ),
      );
    await small.stop();
  }

  if (wanted('large-memory')) {
    const amount = quick ? 500 : 20_000;
    const bare = await server('baselines/bare-nest.mjs');
    await load(
      { kind: 'bookings', base, chain: 'large', connections: 64, amount, url: bare.url },
      201,
    );
    await ours('bookings', { connections: 64, warmup: 0, amount });
    for (const kind of ['week', 'board'])
      await ours(kind, { warmup: 0, amount: quick ? 100 : 5000 });
    await rest(big);
    const runs = [
      { ours: big.rss() / MB, baseline: bare.rss() / MB, ratio: big.rss() / bare.rss() },
    ];
    await bare.stop();
    figures.push(
      ratioFigure(
        'large-memory',
        'ratio to bare Nest',
        { atMost: 4 },
        runs,
        `MB after everything above, ${amount} bookings, 5,000 weeks and boards`,
      ),
    );
  }

  await big.stop();
  return figures;
}
