import { openEmbedded } from '@chignon/adapters/embedded';
import { metricsOf } from '@chignon/service-kit';
import { runPlatform, type Running } from '../support/platform.js';
import { tempDir } from '../support/temp.js';
import { newCustomer, book, perform, tour, type Walk } from '../support/tour.js';

/** What another writer left in a stream of visits: a newer release's event, one of another shape, one that is nothing of ours. */
const LEFT = {
  'of a newer release': { type: 'VisitSettled', version: 99, data: { bill: { total: '90.00' } } },
  'of another shape': { type: 'VisitSettled', version: 1, data: null },
  'nothing of ours': { type: 'VisitSettled', version: 0, data: { raw: 'AAEC' } },
  'of a type that nobody knows': { type: 'VisitEmbroidered', version: 1, data: null },
};

describe('L-1 E6 an event among the visits that this release cannot take', () => {
  let running: Running;
  const walk = (name: string): Walk => ({ api: running.api, settle: running.settle, name });
  afterAll(() => running?.close());

  it('leaves every other visit its points, stock, figures and messages; it is a dead letter of the relay, and the health says so', async () => {
    const dir = `${tempDir()}/data`;
    running = await runPlatform({ dir });
    const visits: string[] = [];
    for (const kind of Object.keys(LEFT)) {
      const mine = walk(`left-${kind.replaceAll(' ', '-')}`);
      const customerId = await newCustomer(mine);
      visits.push((await perform(mine, (await book(mine, customerId)).appointmentId)).visitId);
    }
    await running.settle();
    await running.close();

    const engines = await openEmbedded({ dir });
    for (const [i, left] of Object.values(LEFT).entries()) {
      const there = await engines.streams.read(`visit-${visits[i]}`);
      await engines.streams.append(
        `visit-${visits[i]}`,
        [{ ...left, id: crypto.randomUUID(), meta: there.at(-1)!.meta }],
        { expected: there.length },
      );
    }
    await engines.close();

    running = await runPlatform({ dir, demo: false });
    expect((await running.raw('GET', '/health/ready', { token: '' })).status).toBe(200);
    await tour(walk('after'));

    const known = Object.keys(LEFT).length - 1;
    const { items } = await running.api.get('/v1/booking/operations/dead-letters?limit=200');
    const relayed = items.filter(
      ({ consumer }: { consumer: string }) => consumer === 'booking.relay',
    );
    expect(relayed.map(({ key, event }: any) => [key, event.type, event.version]).sort()).toEqual(
      visits
        .slice(0, known)
        .map((id, i) => [`visit-${id}`, 'VisitSettled', Object.values(LEFT)[i]!.version])
        .sort(),
    );
    expect(relayed.find(({ event }: any) => event.version === 99)).toMatchObject({
      awaitsRelease: true,
      error: expect.stringContaining('VisitSettled version 99 is not known to this release'),
    });
    const health = (await running.raw('GET', '/health/ready', { token: '' })).body;
    expect([
      health.status,
      health.info.followers.degraded,
      health.info.followers.deadLetters >= known,
      health.info.followers.standing,
    ]).toEqual(['ok', true, true, []]);

    // What a monitoring system reads says the same. A job may have written something meanwhile.
    await running.settle();
    const metrics = await metricsOf(running.platform.host).metrics();
    expect(metrics).toContain(
      `chignon_dead_letters{context="booking",follower="booking.relay"} ${known}`,
    );
    expect(metrics).toContain(
      'chignon_follower_standing{context="booking",follower="booking.relay"} 0',
    );
    expect(metrics).toContain('chignon_follower_lag{context="booking",follower="booking.relay"} 0');
    expect(metrics).toMatch(
      /chignon_follower_handled\{context="loyalty",follower="loyalty\.accounts\.v\d+"\} \d/,
    );

    // The visit itself says what is the matter, as a problem; another visit of the store does not.
    const refused = await running.raw('POST', `/v1/booking/visits/${visits[0]}/void`, {
      payload: JSON.stringify({ reason: 'entered-twice' }),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'void-poisoned' },
    });
    expect([refused.status, refused.body.code]).toEqual([503, 'event-not-understood']);

    // Nothing comes out twice, and nothing else is missing: only what waits is a difference.
    const { differences } = await running.platform.host.runtimes.get('booking')!.reconcile();
    expect(new Set(differences.map(({ of, problem }) => `${of} ${problem}`))).toEqual(
      new Set(visits.slice(0, known).map((id) => `visit-${id} waiting`)),
    );
  });

  it('stays so over a restart, and retry changes nothing while the release does not know it', async () => {
    const { dir } = running;
    await running.close();
    running = await runPlatform({ dir, demo: false });
    const { items } = await running.api.get('/v1/booking/operations/dead-letters?limit=200');
    const newer = items.find(
      ({ event, consumer }: any) => consumer === 'booking.relay' && event.version === 99,
    );
    expect(
      await running.api.post(
        `/v1/booking/operations/dead-letters/${encodeURIComponent(newer.id)}/retry`,
      ),
    ).toEqual({ done: 0, left: 1 });
    expect(
      (await running.api.get('/v1/booking/operations/dead-letters?limit=200')).items,
    ).toHaveLength(items.length);
  });
});
