import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { ConflictError, Refusal, UnavailableError } from '@chignon/eventing';
import { errorOf, newEvent } from '@chignon/eventing/testing';
import { selfSigned } from './certificate.js';
import { accessDenied, unavailable, wrongExpectedVersion } from './failure.js';
import { startStandIn } from './index.js';
import { startLine } from './line.js';

import { connectionTo, many, onAWire } from './wire.js';

/** What only happens on a wire: answers that are lost, lines that are cut, servers that go away. */
describe('EventStoreDB over a wire that breaks', () => {
  const wire = onAWire();

  describe('E2 an append whose outcome is unknown', () => {
    const ids = async () => (await wire.store.read(wire.stream)).map(({ id }) => id);

    it('is sent again, the same, and stored once', async () => {
      const events = [newEvent(), newEvent()];
      wire.standIn.troubles.loseAnswers(3);
      expect(await wire.store.append(wire.stream, events, { expected: 0 })).toMatchObject({
        revision: 2,
      });
      expect(wire.standIn.troubles.appends).toBe(4);
      expect(await ids()).toEqual(events.map(({ id }) => id));
    });

    it('is given up after three repetitions; asked again it gives the first answer', async () => {
      const event = newEvent();
      wire.standIn.troubles.loseAnswers(4);
      expect(
        await errorOf(wire.store.append(wire.stream, [event], { expected: 0 })),
      ).toBeInstanceOf(UnavailableError);
      expect(wire.standIn.troubles.appends).toBe(4);
      const answer = await wire.store.append(wire.stream, [event], { expected: 0 });
      expect(answer).toEqual({
        revision: 1,
        position: (await wire.store.read(wire.stream))[0]!.position,
      });
      expect(await ids()).toEqual([event.id]);
    });

    it('is sent again when it was refused for a moment before it was stored', async () => {
      for (let i = 0; i < 3; i++) wire.standIn.troubles.refuse(unavailable());
      expect(await wire.store.append(wire.stream, [newEvent()], { expected: 0 })).toMatchObject({
        revision: 1,
      });
    });

    it('ends in bounded time when no answer comes at all', async () => {
      const impatient = openEventStoreDb({ ...connectionTo(wire.line.port), timeoutMs: 200 });
      const held = wire.standIn.troubles.hold();
      const event = newEvent();
      expect(await errorOf(impatient.append(wire.stream, [event], { expected: 0 }))).toBeInstanceOf(
        UnavailableError,
      );
      held.release();
      expect(await wire.store.append(wire.stream, [event], { expected: 0 })).toMatchObject({
        revision: 1,
      });
      expect(await ids()).toEqual([event.id]);
      await impatient.close();
    });

    it('survives a line cut while it waits', async () => {
      const held = wire.standIn.troubles.hold();
      const event = newEvent();
      const answer = wire.store.append(wire.stream, [event], { expected: 0 });
      await held.reached;
      wire.line.cut();
      held.release();
      expect(await answer).toMatchObject({ revision: 1 });
      expect(await ids()).toEqual([event.id]);
    });

    it('is known as ours when the server calls a repetition a wrong revision', async () => {
      const events = [newEvent(), newEvent()];
      const answer = await wire.store.append(wire.stream, events, { expected: 0 });
      wire.standIn.troubles.refuse(wrongExpectedVersion(wire.stream, -1, 1));
      expect(await wire.store.append(wire.stream, events, { expected: 0 })).toEqual(answer);
      wire.standIn.troubles.refuse(wrongExpectedVersion(wire.stream, -1, 1));
      expect(
        await errorOf(wire.store.append(wire.stream, [events[0]!, newEvent()], { expected: 0 })),
      ).toBeInstanceOf(ConflictError);
    });
  });

  describe('L-4: identical appends at the same time', () => {
    it('of one process are one append to the server, with one answer', async () => {
      const events = many(2);
      const held = wire.standIn.troubles.hold();
      const answers = [1, 2, 3].map(() => wire.store.append(wire.stream, events, { expected: 0 }));
      await held.reached;
      held.release();
      const [first, ...others] = await Promise.all(answers);
      expect(first).toEqual({
        revision: 2,
        position: (await wire.store.read(wire.stream))[1]!.position,
      });
      for (const other of others) expect(other).toEqual(first);
      expect(wire.standIn.troubles.appends).toBe(1);
      expect(await wire.store.append(wire.stream, events, { expected: 0 })).toEqual(first);
    });

    it('of one process fail together, and the next is asked anew', async () => {
      const event = newEvent();
      wire.standIn.troubles.refuse(accessDenied());
      const answers = [1, 2].map(() =>
        errorOf(wire.store.append(wire.stream, [event], { expected: 0 })),
      );
      for (const error of await Promise.all(answers))
        expect(error).toMatchObject({ code: 'eventstore-access-denied' });
      expect(wire.standIn.troubles.appends).toBe(1);
      expect(await wire.store.append(wire.stream, [event], { expected: 0 })).toMatchObject({
        revision: 1,
      });
    });

    it('with other events, or at another revision, are appends of their own', async () => {
      const [a, b] = [newEvent(), newEvent()];
      const results = await Promise.allSettled([
        wire.store.append(wire.stream, [a], { expected: 0 }),
        wire.store.append(wire.stream, [b], { expected: 0 }),
        wire.store.append(wire.stream, [a], { expected: 1 }),
      ]);
      expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(
        1,
      );
      expect(wire.standIn.troubles.appends).toBe(3);
    });

    it.each(['timeout', 'wrong-revision'] as const)(
      'of two processes have one answer, though the server tells the copy: %s',
      async (copyAnswer) => {
        const other = openEventStoreDb(connectionTo(wire.line.port));
        Object.assign(wire.standIn.troubles, { copyAnswer, copyTimeoutMs: 50, copies: 0 });
        const events = many(2);
        await wire.store.append(wire.stream, [newEvent()], { expected: 0 });
        const held = wire.standIn.troubles.hold();
        const first = wire.store.append(wire.stream, events, { expected: 1 });
        await held.reached;
        const copy = other.append(wire.stream, events, { expected: 1 });
        await held.copied;
        held.release();
        expect(await copy).toEqual(await first);
        expect(wire.standIn.troubles.copies).toBeGreaterThanOrEqual(1);
        expect(await wire.store.read(wire.stream)).toHaveLength(3);
        await other.close();
      },
    );
  });

  describe('a clear no', () => {
    it('a conflict carries the revision that there is', async () => {
      const conflict = async (expected: number): Promise<ConflictError> =>
        errorOf(wire.store.append(wire.stream, [newEvent()], { expected }));
      expect(await conflict(4)).toMatchObject({ subject: wire.stream, expected: 4, actual: 0 });
      await wire.store.append(wire.stream, many(3), { expected: 0 });
      for (const expected of [0, 1, 2, 4])
        expect(await conflict(expected)).toMatchObject({
          subject: wire.stream,
          expected,
          actual: 3,
        });
    });

    it('refused credentials and an append that is too large are not tried again', async () => {
      wire.standIn.troubles.refuse(accessDenied());
      expect(
        await errorOf(wire.store.append(wire.stream, [newEvent()], { expected: 0 })),
      ).toMatchObject({
        name: 'UnavailableError',
        code: 'eventstore-access-denied',
      });
      const tooLarge = await errorOf(
        wire.store.append(wire.stream, [newEvent({ text: 'x'.repeat(1024 * 1024) })], {
          expected: 0,
        }),
      );
      expect(tooLarge).toBeInstanceOf(Refusal);
      expect(tooLarge).toMatchObject({ kind: 'invalid', code: 'append-too-large' });
      expect(wire.standIn.troubles.appends).toBe(2);
    });

    it('L-5: of 30 appends under way over one call, those that are refused fail alone, each with its own no', async () => {
      await wire.store.append(wire.stream, [newEvent()], { expected: 0 });
      const results = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) => {
          if (i === 7)
            return wire.store.append(
              `${wire.category}-big`,
              [newEvent({ text: 'x'.repeat(1024 * 1024) })],
              {
                expected: 0,
              },
            );
          if (i === 19) return wire.store.append(wire.stream, [newEvent()], { expected: 0 });
          return wire.store.append(`${wire.category}-n${i}`, [newEvent()], { expected: 0 });
        }),
      );
      expect(results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([
        7, 19,
      ]);
      expect(results[7]).toMatchObject({ reason: { code: 'append-too-large' } });
      expect(results[19]).toMatchObject({ reason: { name: 'ConflictError', actual: 1 } });
      expect(wire.standIn.troubles.appends).toBe(31);
    });

    it('an unreachable server is unavailable, for every call, in bounded time', async () => {
      const gone = await startLine(wire.standIn.port);
      await gone.close();
      const nowhere = openEventStoreDb({ ...connectionTo(gone.port), timeoutMs: 1000 });
      const calls = [
        nowhere.append(wire.stream, [newEvent()], { expected: 0 }),
        nowhere.read(wire.stream),
        nowhere.end(),
        nowhere.ping(),
        ...[undefined, 'end'].map((from) =>
          nowhere
            .subscribe({
              ...(from ? { from } : {}),
              categories: [wire.category],
              handler: async () => {},
            })
            .caughtUp(),
        ),
      ];
      for (const error of await Promise.all(calls.map(errorOf)))
        expect(error).toBeInstanceOf(UnavailableError);
      await nowhere.close();
    }, 20_000);

    it('a server that takes connections and says nothing is unavailable in bounded time', async () => {
      const silent = await startLine(wire.standIn.port);
      silent.freeze(true);
      const waiting = openEventStoreDb({ ...connectionTo(silent.port), timeoutMs: 200 });
      const calls = [
        waiting.append(wire.stream, [newEvent()], { expected: 0 }),
        waiting.read(wire.stream),
        waiting.ping(),
      ];
      for (const error of await Promise.all(calls.map(errorOf)))
        expect(error).toBeInstanceOf(UnavailableError);
      await waiting.close();
      await silent.close();
    }, 20_000);

    it('wrong credentials over TLS are unavailable, the right ones are let in', async () => {
      const files = selfSigned(wire.dir);
      if (!files)
        return console.info('no openssl on this machine: credentials over TLS are not tried');
      const guarded = await startStandIn({
        port: 0,
        dir: join(wire.dir, 'guarded'),
        users: { admin: 'changeit' },
        tls: { key: readFileSync(files.key), certificate: readFileSync(files.certificate) },
      });
      const connection = (who: string) =>
        `esdb://${who}localhost:${guarded.port}?tls=true&tlsCAFile=${encodeURIComponent(files.certificate)}`;
      const wrong = openEventStoreDb({ connectionString: connection('admin:guess@') });
      for (const call of [
        wrong.append(wire.stream, [newEvent()], { expected: 0 }),
        wrong.read(wire.stream),
        wrong.end(),
        wrong.ping(),
      ]) {
        expect(await errorOf(call)).toMatchObject({
          name: 'UnavailableError',
          code: 'eventstore-unauthenticated',
        });
      }
      const right = openEventStoreDb({
        connectionString: connection(''),
        username: 'admin',
        password: 'changeit',
      });
      expect(await right.append(wire.stream, [newEvent()], { expected: 0 })).toMatchObject({
        revision: 1,
      });
      expect(() => openEventStoreDb({ connectionString: connection('') })).toThrow('user name');
      await Promise.all([wrong.close(), right.close()]);
      await guarded.close();
    });
  });
});
