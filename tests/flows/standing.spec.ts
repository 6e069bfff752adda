import { openEmbedded } from '@chignon/adapters/embedded';
import {
  ContextRuntime,
  deriveId,
  settle,
  UnavailableError,
  type Context,
  type RecordedEvent,
} from '@chignon/eventing';
import { runPlatform } from '../support/platform.js';
import { kept, keyOf, PATIENCE_MS, process, tally, told, TOPIC } from '../support/tally-process.js';
import { tempDir } from '../support/temp.js';

describe('L-1 a follower that cannot go on says so, and nobody waits for it for ever', () => {
  it('an engine that is away: told at the first failure, in the status with place and cause, and gone when it is back', async () => {
    let away = true;
    const { engines, runtime, log, said, add } = await process(tempDir(), {
      trouble: async (collection) => {
        if (away && collection === 'standing.kept.v1')
          throw new UnavailableError('documents-away', 'the documents are away');
      },
    });
    await add('a', 1);
    await expect(settle([runtime])).rejects.toMatchObject({
      code: 'follower-stands',
      message: expect.stringMatching(
        /^standing\.kept\.v1 has not got on since .*the documents are away/,
      ),
    });
    const failed = log.filter(({ message }) => message === 'follower failed');
    expect(failed).toEqual([
      expect.objectContaining({
        level: 'warn',
        context: 'standing',
        follower: 'standing.kept.v1',
        cause: expect.stringContaining('away'),
        event: expect.objectContaining({ type: 'Added', of: 'tally-a' }),
      }),
    ]);
    const standing = () => runtime.status().followers.filter((follower) => follower.standing);
    expect(standing()).toEqual([
      expect.objectContaining({
        name: 'standing.kept.v1',
        standing: expect.objectContaining({
          cause: expect.stringContaining('away'),
          event: expect.objectContaining({ of: 'tally-a' }),
        }),
      }),
    ]);
    // The others do not wait for it.
    expect((await engines.documents.get(runtime.tools.collection(told), 'a'))!.n).toBe(1);
    away = false;
    await said('follower goes on');
    await settle([runtime]);
    expect(standing()).toEqual([]);
    expect((await engines.documents.get(runtime.tools.collection(kept), 'a'))!.n).toBe(1);
    await runtime.stop();
    await engines.close();
  });

  it('a handler that never answers: named to who waits, a rebuild included, and the stop is not held up', async () => {
    let hang = false;
    const { engines, runtime, add } = await process(tempDir(), {
      trouble: (collection) =>
        hang && collection.startsWith('standing.kept')
          ? new Promise<void>(() => undefined)
          : undefined,
    });
    await add('a', 1);
    await settle([runtime]);
    hang = true;
    await add('a', 2);
    await expect(settle([runtime])).rejects.toMatchObject({
      code: 'follower-stands',
      message: expect.stringContaining('its handler has not answered'),
    });
    expect(await runtime.views.rebuild(kept.name)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/standing\.kept\.v\d has not got on/),
    });
    expect((await engines.documents.get(runtime.tools.collection(told), 'a'))!.n).toBe(3);
    await runtime.stop();
  });

  it('an effect that never answers holds up its own key only, and is tried again later', async () => {
    const done: string[] = [];
    let hang = true;
    const { engines, runtime, log, add } = await process(tempDir(), {
      effectTimeoutMs: 50,
      effects: [
        {
          name: 'standing.call',
          source: { topics: [TOPIC] },
          on: {
            TallyAdded: async (event) => {
              if (hang && keyOf(event as never) === 'a') await new Promise(() => undefined);
              done.push(keyOf(event as never));
            },
          },
        },
      ],
    });
    for (const [n, key] of ['a', 'b', 'a', 'c'].entries()) await add(key, n);
    await settle([runtime]);
    expect([...done].sort()).toEqual(['b', 'c']);
    expect(runtime.status()).toMatchObject({ deadLetters: 0, postponed: 2 });
    expect(log.filter(({ message }) => message === 'postponed').map(({ error }) => error)).toEqual([
      'PostponedError: No answer within 0.05 s.',
    ]);
    hang = false;
    const {
      items: [letter],
    } = await runtime.deadLetters.list(1);
    expect(await runtime.deadLetters.retry(letter!.id)).toEqual({ done: 2, left: 0 });
    expect(done.filter((key) => key === 'a')).toHaveLength(2);
    await runtime.stop();
    await engines.close();
  });
});

describe('L-1 a desk that asks for somebody while the directory stands', () => {
  it('is told that it is not known yet, and nothing of followers and engines', async () => {
    const running = await runPlatform({
      demo: false,
      environment: { CHIGNON_FOLLOWER_PATIENCE: String(PATIENCE_MS) },
    });
    try {
      const { documents } = running.platform.host.engines;
      const bulk = documents.bulk.bind(documents);
      documents.bulk = async (collection, writes) => {
        if (collection.name.startsWith('platform-directory.customers'))
          throw new UnavailableError('documents-away', 'the disk at rack 7 is away');
        return bulk(collection, writes);
      };
      await running.api.put('/v1/booking/stores/one', {
        regionId: 'r1',
        name: 'One',
        zone: 'Europe/Amsterdam',
        currency: 'EUR',
        openingHours: [],
      });
      const { id: customerId } = await running.api.post('/v1/customers', {
        name: 'Maya',
        homeStoreId: 'one',
      });
      // Whoever operates the platform is told which follower stands, and why.
      await expect(running.settle()).rejects.toMatchObject({
        code: 'follower-stands',
        message: expect.stringContaining('rack 7'),
      });
      const answer = await (
        await running.as({ role: 'front-desk', stores: ['one'] })
      ).ask(
        'POST',
        '/v1/booking/visits',
        { storeId: 'one', customerId },
        { 'idempotency-key': 'visit' },
      );
      expect(answer).toMatchObject({
        status: 503,
        body: {
          code: 'directory-behind',
          detail:
            'It cannot be decided yet whether this id exists. Try again with the same `Idempotency-Key`.',
        },
      });
      expect(JSON.stringify(answer.body)).not.toMatch(
        /directory\.customers|rack|documents-away|follower/,
      );
    } finally {
      await running.close();
    }
  });
});

describe('dead letters of what only the holder of the lease runs', () => {
  it('are handed over to it by any other instance', async () => {
    const engines = await openEmbedded({ dir: tempDir() });
    await engines.bus.createTopics([{ name: TOPIC }]);
    let known = false;
    const context: Context = {
      name: 'standing',
      ledgers: [tally],
      collections: [],
      views: [],
      reactions: [],
      effects: [],
      jobs: [],
      topics: [TOPIC],
      controllers: [],
      announcements: {
        Added: (event: RecordedEvent) => {
          if (!known) throw new TypeError('a bug');
          return {
            topic: TOPIC,
            type: 'TallyAdded',
            version: 1,
            key: keyOf(event),
            data: event.data,
          };
        },
      },
    };
    const facts = { now: () => new Date().toISOString(), newId: () => crypto.randomUUID() };
    const [leader, other] = ['one', 'two'].map(
      (instance) =>
        new ContextRuntime(
          context,
          { ...engines, facts },
          {
            instance,
            exclusive: false,
            contractVersion: () => 1,
            contractPast: () => undefined,
            log: () => undefined,
          },
        ),
    );
    await leader!.start();
    await other!.start();
    await leader!.tools.execute(
      tally,
      'a',
      { type: 'Add', n: 1 },
      { commandId: deriveId('a'), actor: 'user:test', correlationId: 'c' },
    );
    await leader!.caughtUp();
    const {
      items: [letter],
    } = await other!.deadLetters.list(1);
    expect([leader!.status().leading, other!.status().leading, letter!.consumer]).toEqual([
      true,
      false,
      'standing.relay',
    ]);
    known = true;
    expect(await other!.deadLetters.retry(letter!.id)).toMatchObject({ done: 0, handedOver: true });
    expect(await leader!.retryPostponed()).toBe(1);
    expect((await other!.deadLetters.list(1)).items).toEqual([]);
    await expect(other!.deadLetters.retry(letter!.id)).rejects.toMatchObject({
      code: 'dead-letter-not-found',
    });
    await other!.stop();
    await leader!.stop();
    await engines.close();
  });
});
