// stores-growth-p50, stores-growth-rate: bookings at 1,000 stores ÷ at 10 stores, 8 clients. Each side books days from empty to as full as the week of the questions:
// one day of a thousand stores, or a hundred days of ten.
import { LARGE, SMALL, TEN } from '../chain.mjs';
import { chainSet, copyOf, largeChainSet, rest, tenSet } from '../data-sets.mjs';
import { load, platform } from '../processes.mjs';
import { inPairs, ratioFigure } from '../statistics.mjs';

export const names = ['stores-growth-p50', 'stores-growth-rate'];

export async function measure({ base, pairs, quick, wanted }) {
  const [many, few] = quick
    ? [
        { set: await chainSet(base), chain: SMALL },
        { set: await tenSet(base), chain: TEN },
      ]
    : [
        { set: await largeChainSet(base), chain: LARGE },
        { set: await tenSet(base), chain: TEN },
      ];
  const booked = async ({ set, chain }) => {
    const running = await platform(copyOf(set));
    const { p50, perSecond } = await load(
      {
        kind: 'bookings',
        base,
        chain: chain.name,
        connections: 8,
        amount: quick ? 200 : LARGE.slotsADay,
        url: running.url,
        token: running.token(),
      },
      201,
    );
    await rest(running);
    await running.stop();
    return { p50, perSecond };
  };
  const runs = await inPairs(
    pairs,
    () => booked(many),
    () => booked(few),
  );
  const by = (what) =>
    runs.map(({ ours, baseline }) => ({
      ours: ours[what],
      baseline: baseline[what],
      ratio: ours[what] / baseline[what],
    }));
  return [
    ratioFigure('stores-growth-p50', 'ratio to 10 stores', { atMost: 1.2 }, by('p50'), 'ms'),
    ratioFigure(
      'stores-growth-rate',
      'ratio to 10 stores',
      { atLeast: 0.8 },
      by('perSecond'),
      'bookings a second',
    ),
  ].filter(({ name }) => wanted(name));
}
