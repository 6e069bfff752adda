// eventstore-append, eventstore-append-one: the adapter ÷ the client's own batch path at 64 writers and at one; eventstore-follow: events a second while catching up.
// Against the server at EVENTSTORE_URL, else against a stand-in in memory in a process of its own; there the client's processor time says more than the clock.
import { eventStore, program } from '../processes.mjs';
import { inPairs, median, ratioFigure, rounded } from '../statistics.mjs';

export const names = ['eventstore-append', 'eventstore-append-one', 'eventstore-follow'];

export async function measure({ pairs, quick, wanted }) {
  const peer = await eventStore();
  const seconds = quick ? 0.5 : 4;
  const figures = [];
  const append = async (name, writers, atLeast) => {
    const spent = { adapter: [], batch: [] };
    const way = (of) => async () => {
      const { perSecond, cpuUs } = await program('load/eventstore-append.mjs', [
        peer.url,
        of,
        writers,
        seconds,
      ]);
      spent[of].push(cpuUs);
      return perSecond;
    };
    const runs = await inPairs(pairs, way('adapter'), way('batch'));
    const note = `appends/s at ${peer.name}, ${writers} ${writers === 1 ? 'writer' : 'writers'}; processor time an append ${Math.round(median(spent.adapter))} µs, of the batch path ${Math.round(median(spent.batch))} µs`;
    figures.push(ratioFigure(name, "ratio to the client's batch path", { atLeast }, runs, note));
  };
  if (wanted('eventstore-append')) await append('eventstore-append', 64, 0.8);
  if (wanted('eventstore-append-one')) await append('eventstore-append-one', 1, 0.9);
  if (wanted('eventstore-follow')) {
    const runs = [];
    for (let i = 0; i < pairs; i++)
      runs.push(await program('load/eventstore-follow.mjs', [peer.url, quick ? 1000 : 100_000]));
    const value = median(runs.map(({ perSecond }) => perSecond));
    figures.push({
      name: 'eventstore-follow',
      value: rounded(value),
      unit: 'events/s',
      goal: '>= 25000',
      met: value >= 25_000,
      runs: runs.map(({ perSecond, cpuUs }) => ({
        perSecond: rounded(perSecond),
        cpuUs: rounded(cpuUs),
      })),
      note: `catching up at ${peer.name}, 1.4 kB an event`,
    });
  }
  await peer.stop();
  return figures;
}
