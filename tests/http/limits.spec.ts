import { randomUUID } from 'node:crypto';
import { runPlatform, type Running } from '../support/platform.js';

// How often one may ask, and guess.

describe('K6 limits', () => {
  let running: Running;
  beforeAll(
    async () =>
      void (running = await runPlatform({
        demo: false,
        environment: { CHIGNON_RATE_LIMIT: '60', CHIGNON_GUESS_LIMIT: '20' },
      })),
    60_000,
  );
  afterAll(() => running.close());
  const statuses = async (count: number, ask: (i: number) => Promise<{ status: number }>) => {
    const all: { [status: string]: number } = {};
    for (let i = 0; i < count; i++) {
      const { status } = await ask(i);
      all[status] = (all[status] ?? 0) + 1;
    }
    return all;
  };

  it('a subject has its requests a minute, with however many tokens, on routes that are not as well', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () =>
        running.platform.issuer!.token({ role: 'chain-ops', subject: 'busy' }),
      ),
    );
    expect(
      await statuses(50, (i) =>
        running.raw('GET', '/v1/booking/stores', { token: tokens[i % 10]! }),
      ),
    ).toEqual({ 200: 50 });
    expect(
      await statuses(30, () => running.raw('GET', '/v1/nothing', { token: tokens[0]! })),
    ).toEqual({ 404: 10, 429: 20 });
    const told = await running.raw('GET', '/v1/booking/stores', { token: tokens[3]! });
    expect([told.status, told.body.code, Number(told.headers['retry-after'])]).toEqual([
      429,
      'rate-limited',
      expect.any(Number),
    ]);
  });

  it('made-up tokens are throttled, and give nobody over the limit anything back; who shows a good one passes', async () => {
    const flood = await statuses(200, (i) =>
      running.raw('GET', '/v1/booking/stores', { token: `made.up.${i}` }),
    );
    expect(flood).toEqual({ 401: 20, 429: 180 });
    expect(
      (
        await running.raw('GET', '/v1/booking/stores', {
          token: await running.platform.issuer!.token({ role: 'chain-ops', subject: 'busy' }),
        })
      ).status,
    ).toBe(429);
    expect(
      (
        await running.raw('GET', '/v1/booking/stores', {
          token: await running.platform.issuer!.token({ role: 'chain-ops', subject: 'calm' }),
        })
      ).status,
    ).toBe(200);
    expect((await running.raw('GET', '/health/live', { token: '' })).status).toBe(200);
  });
});

it('K6: wrong calendar keys and wrong signatures are guesses too', async () => {
  const running = await runPlatform({
    demo: false,
    environment: { CHIGNON_RATE_LIMIT: '100000', CHIGNON_GUESS_LIMIT: '20' },
  });
  const codes = new Set<number>();
  for (let i = 0; i < 60; i++)
    codes.add(
      (
        await running.raw(
          'GET',
          `/v1/booking/staff/anna/calendar.ics?key=${randomUUID()}.${'0'.repeat(64)}`,
          { token: '' },
        )
      ).status,
    );
  expect([...codes]).toEqual([404, 429]);
  await running.close();
}, 60_000);
