// isolation-rebuild, isolation-import: p99 of bookings and of availability at 8 clients while every view is rebuilt, or visits are imported ÷ the same at rest.
import { randomUUID } from 'node:crypto';
import { CHAINS, dateOf, SERVICE } from '../chain.mjs';
import { apiOf, copyOf, historySet, rest } from '../data-sets.mjs';
import { load, platform } from '../processes.mjs';
import { ratioFigure } from '../statistics.mjs';
import { rebuildAll } from './rebuild.mjs';

export const names = ['isolation-rebuild', 'isolation-import'];

const KINDS = { bookings: 201, availability: 200 };
/** Rows of one request, as the command line sends them. */
const ROWS = 200;

/** Visits of another system, so many in all; each request's rows are a day of one store. @returns how many it took */
async function importVisits(api, base, count, stopped) {
  const chain = CHAINS.small;
  let done = 0;
  for (let request = 0; done < count && !stopped(); request++) {
    const storeId = chain.storeOf(request);
    const items = Array.from({ length: Math.min(ROWS, count - done) }, (_, row) => ({
      externalId: randomUUID(),
      billId: `b${row}`,
      customerId: `c${(request * ROWS + row) % chain.customers}`,
      businessDate: dateOf(base, -400 - (request % 300)),
      lines: [
        {
          kind: 'service',
          itemId: SERVICE,
          serviceGroup: SERVICE,
          quantityMilli: 1000,
          netCents: 5000,
          taxCents: 0,
          performers: [{ staffId: chain.staffOf(storeId, row), sharePercent: 100 }],
          earning: true,
        },
      ],
      taxes: [],
    }));
    const { results } = await api.post('/v1/booking/imports/visits', { storeId, items });
    const refused = results.find(({ outcome }) => outcome !== 'imported');
    if (refused) throw new Error(`import: ${JSON.stringify(refused)}`);
    done += items.length;
  }
  return done;
}

export async function measure({ base, pairs, quick, wanted }) {
  const [history, visits] = quick ? [2000, 400] : [175_000, 20_000];
  const running = await platform(copyOf(await historySet(base, history)));
  const api = apiOf(running);
  const job = {
    base,
    connections: 8,
    ...(quick ? { amount: 40 } : { seconds: 8, warmup: 1 }),
    url: running.url,
    token: running.token(),
  };
  let from = 0;
  const p99 = async (kind) => {
    const result = await load(
      { ...job, kind, ...(kind === 'bookings' ? { from } : {}) },
      KINDS[kind],
    );
    if (kind === 'bookings') from = result.next;
    return result.p99;
  };
  /** The load while something is worked at again and again until it ends. */
  const during = async (kind, work) => {
    let over = false;
    const worked = (async () => {
      let done = 0;
      do done += await work(() => over);
      while (!over);
      return done;
    })();
    // Seen first here: a work that fails ends the measurement.
    const ours = await Promise.race([p99(kind), worked.then(() => p99(kind))]);
    over = true;
    return { ours, done: await worked };
  };
  const figures = [];
  const figure = async (name, work, what) => {
    if (!wanted(name)) return;
    const runs = [];
    const said = [];
    for (let pair = 0; pair < pairs; pair++) {
      let worst;
      for (const kind of Object.keys(KINDS)) {
        await rest(running);
        const baseline = await p99(kind);
        await rest(running);
        const { ours, done } = await during(kind, work);
        const run = { ours, baseline, ratio: ours / baseline };
        said.push(
          `${kind} ${run.ratio.toFixed(2)} (${ours.toFixed(1)} / ${baseline.toFixed(1)} ms; ${done} ${what})`,
        );
        if (!worst || run.ratio > worst.ratio) worst = run;
      }
      runs.push(worst);
    }
    figures.push(
      ratioFigure(
        name,
        'p99 ÷ p99 at rest, the worse of both',
        { atMost: 1.5 },
        runs,
        said.join('; '),
      ),
    );
  };
  await figure(
    'isolation-rebuild',
    async (stopped) => (await rebuildAll(api, stopped)).events,
    'events folded',
  );
  await figure(
    'isolation-import',
    (stopped) => importVisits(api, base, visits, stopped),
    'visits imported',
  );
  await running.stop();
  return figures;
}
