// booking-throughput: durable booking POST/s ÷ D1 at 64 connections, everything on; the projections are let come to rest outside the measured time, and how long that takes is printed.
import { chainSet, copyOf, rest } from '../data-sets.mjs';
import { load, platform, server } from '../processes.mjs';
import { inPairs, median, ratioFigure } from '../statistics.mjs';

export const names = ['booking-throughput'];

export async function measure({ base, pairs, quick }) {
  const seconds = quick ? 1 : 8;
  const [running, bare] = [
    await platform(copyOf(await chainSet(base))),
    await server('baselines/d1-bare-fastify.mjs'),
  ];
  const rests = [];
  const generator = [];
  let from = 0;
  const job = { kind: 'bookings', base, connections: 64, seconds };
  from = (
    await load(
      { ...job, url: running.url, token: running.token(), from, seconds: quick ? 1 : 4 },
      201,
    )
  ).next;
  await rest(running);
  const runs = await inPairs(
    pairs,
    async () => {
      const { perSecond, next } = await load(
        { ...job, url: running.url, token: running.token(), from },
        201,
      );
      from = next;
      rests.push(await rest(running));
      return perSecond;
    },
    async () => {
      const { perSecond, generatorCpu } = await load({ ...job, url: bare.url, warmup: 1 }, 201);
      generator.push(generatorCpu);
      return perSecond;
    },
  );
  await running.stop();
  await bare.stop();
  return [
    ratioFigure(
      'booking-throughput',
      'ratio to D1',
      { atLeast: 0.2 },
      runs,
      `POST/s; projections at rest ${median(rests).toFixed(1)} s after ${seconds} s of load; the generator took ${Math.round(median(generator) * 100)} % of a core for D1`,
    ),
  ];
}
