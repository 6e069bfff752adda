// observability-cost: processor time of a booking, with all that follows from it, while Prometheus reads /metrics ÷ the same without metrics.
// Time of the processor, not of the clock: both sides wait for the same disk, and a few percent are less than its mood.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { chainSet, copyOf, rest } from '../data-sets.mjs';
import { load, platform } from '../processes.mjs';
import { inPairs, median, ratioFigure } from '../statistics.mjs';

export const names = ['observability-cost'];

/** Thrice as often as Prometheus does unless told. */
const READ_EVERY_MS = 5000;
const CLIENTS = 64;

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** @returns microseconds of processor time a booking */
async function booked(base, set, amount, port, rates) {
  const running = await platform(copyOf(set), {
    environment: port === undefined ? {} : { CHIGNON_METRICS_PORT: String(port) },
  });
  const read = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    const text = await answer.text();
    if (!text.includes('chignon_command_duration_seconds_bucket'))
      throw new Error('there are no metrics to pay for');
  };
  const reading = port === undefined ? undefined : setInterval(() => void read(), READ_EVERY_MS);
  const before = running.cpu();
  const { perSecond } = await load(
    {
      kind: 'bookings',
      base,
      connections: CLIENTS,
      amount,
      url: running.url,
      token: running.token(),
    },
    201,
  );
  await rest(running);
  if (port !== undefined) await read();
  clearInterval(reading);
  rates.push(perSecond);
  const seconds = running.cpu() - before;
  await running.stop();
  return (seconds / amount) * 1e6;
}

export async function measure({ base, pairs, quick }) {
  const amount = quick ? 500 : 20_000;
  const set = await chainSet(base);
  const rates = { on: [], off: [] };
  const runs = await inPairs(
    pairs,
    async () => booked(base, set, amount, await freePort(), rates.on),
    async () => booked(base, set, amount, undefined, rates.off),
  );
  return [
    ratioFigure(
      'observability-cost',
      'ratio of processor time a booking, metrics on to off',
      { atMost: 1.03 },
      runs,
      `µs a booking; ${Math.round(median(rates.on))} bookings a second with, ${Math.round(median(rates.off))} without`,
    ),
  ];
}
