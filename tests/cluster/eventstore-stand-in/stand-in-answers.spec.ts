import {
  BACKWARDS,
  END,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
  StreamNotFoundError,
} from '@eventstore/db-client';
import type { ResolvedEvent } from '@eventstore/db-client';
import { errorOf, gate } from '@chignon/eventing/testing';

import { happened, revisions, served, ways } from './client.js';

/** What the server's own client must see; the adapter is not in play here. */
describe('Answers of the EventStoreDB stand-in', () => {
  const server = served();

  describe('L-8: answers like the server', () => {
    it('to the copy of an append that is under way: ABORTED, Commit phase timeout; once it is stored, as the first', async () => {
      server.standIn.troubles.copyTimeoutMs = 20;
      const event = happened(0);
      const held = server.standIn.troubles.hold();
      const first = server.client.appendToStream(server.stream, event, {
        expectedRevision: NO_STREAM,
        ...ways.plain,
      });
      await held.reached;
      const [plain, batched] = [ways.plain, ways.batched].map((way) =>
        errorOf(
          server.client.appendToStream(server.stream, event, {
            expectedRevision: NO_STREAM,
            ...way,
          }),
        ),
      );
      expect(await plain).toMatchObject({
        type: 'timeout',
        code: 10,
        message: expect.stringContaining('Operation timed out: Commit phase timeout'),
      });
      expect(await batched).toMatchObject({ type: 'deadline-exceeded' });
      held.release();
      const answer = await first;
      expect(
        await server.client.appendToStream(server.stream, event, {
          expectedRevision: NO_STREAM,
          ...ways.plain,
        }),
      ).toEqual(answer);
    });

    it.each(Object.entries(ways))(
      'to an empty stream name and an id that is no UUID: UNKNOWN (2), over the batch call without a code (%s)',
      async (name, way) => {
        for (const [of, event] of [
          ['', happened(0)],
          [server.stream, { ...happened(0), id: 'event-1' }],
        ] as const) {
          const error = await errorOf(
            server.client.appendToStream(of, event, { expectedRevision: NO_STREAM, ...way }),
          );
          expect(error.code).toBe(name === 'plain' ? 2 : undefined);
        }
        expect(await errorOf(revisions(server.client.readStream(server.stream)))).toBeInstanceOf(
          StreamNotFoundError,
        );
      },
    );

    it.each(Object.entries(ways))(
      'to an append that is too large: INVALID_ARGUMENT (3), over the batch call without a code, and no other append fails (%s)',
      async (name, way) => {
        const big = jsonEvent({ type: 'Big', data: { text: 'x'.repeat(1024 * 1024) } });
        const [error, answer] = await Promise.all([
          errorOf(
            server.client.appendToStream(server.stream, big, {
              expectedRevision: NO_STREAM,
              ...way,
            }),
          ),
          server.client.appendToStream(`${server.stream}b`, happened(0), {
            expectedRevision: NO_STREAM,
            ...way,
          }),
        ]);
        expect(error).toMatchObject({
          type: 'maximum-append-size-exceeded',
          maxAppendSize: 1024 * 1024,
        });
        expect(error.code).toBe(name === 'plain' ? 3 : undefined);
        expect(answer.nextExpectedRevision).toBe(0n);
      },
    );

    it('to a read of no events with an error', async () => {
      await server.client.appendToStream(server.stream, happened(0), {
        expectedRevision: NO_STREAM,
      });
      expect(
        await errorOf(revisions(server.client.readStream(server.stream, { maxCount: 0 }))),
      ).toBeInstanceOf(Error);
    });

    it('to a soft delete: nothing to read, begun anew behind what it had, and read from there', async () => {
      await server.client.appendToStream(server.stream, [0, 1].map(happened), {
        expectedRevision: NO_STREAM,
      });
      expect((await server.client.deleteStream(server.stream)).position).toBeDefined();
      expect(await errorOf(revisions(server.client.readStream(server.stream)))).toBeInstanceOf(
        StreamNotFoundError,
      );
      expect(
        (
          await server.client.appendToStream(server.stream, happened(2), {
            expectedRevision: NO_STREAM,
          })
        ).nextExpectedRevision,
      ).toBe(2n);
      expect(await revisions(server.client.readStream(server.stream))).toEqual([2]);
    });

    it('to $maxCount and $tb: reads begin at the first event left', async () => {
      await server.client.appendToStream(server.stream, [0, 1, 2, 3, 4].map(happened), {
        expectedRevision: NO_STREAM,
      });
      await server.client.setStreamMetadata(server.stream, { maxCount: 2 });
      expect(await revisions(server.client.readStream(server.stream))).toEqual([3, 4]);
      expect(
        await revisions(
          server.client.readStream(server.stream, { fromRevision: END, direction: BACKWARDS }),
        ),
      ).toEqual([4, 3]);
      await server.client.setStreamMetadata(server.stream, { truncateBefore: 5 });
      expect(await revisions(server.client.readStream(server.stream))).toEqual([]);
    });

    it.each(Object.entries(ways))(
      'to a tombstone: reads and appends are refused for ever, and everything shows $streamDeleted (%s)',
      async (_, way) => {
        await server.client.appendToStream(server.stream, happened(0), {
          expectedRevision: NO_STREAM,
        });
        await server.client.tombstoneStream(server.stream);
        const refused = [
          revisions(server.client.readStream(server.stream)),
          server.client.appendToStream(server.stream, happened(1), {
            expectedRevision: 0n,
            ...way,
          }),
          server.client.deleteStream(server.stream),
        ];
        for (const error of await Promise.all(refused.map((call) => errorOf(call))))
          expect(error).toMatchObject({ type: 'stream-deleted' });
        const [last] = await collect(
          server.client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }),
        );
        expect(last).toMatchObject({
          streamId: server.stream,
          type: '$streamDeleted',
          revision: 9223372036854775807n,
        });
      },
    );

    it.each([
      ['24.10', true],
      ['23.10', false],
    ] as const)(
      'when a filtered subscription has caught up, as %s: a checkpoint is %s',
      async (_, told) => {
        server.standIn.troubles.checkpointWhenCaughtUp = told;
        await server.client.appendToStream(server.stream, happened(0), {
          expectedRevision: NO_STREAM,
        });
        const [caughtUp, checkpoints] = [gate(), [] as unknown[]];
        const subscription = server.client.subscribeToAll({
          fromPosition: START,
          filter: streamNameFilter({
            prefixes: [server.stream],
            maxSearchWindow: 10_000,
            checkpointReached: (_, at) => void checkpoints.push(at),
          }),
        });
        subscription
          .on('error', () => undefined)
          .on('caughtUp', () => caughtUp.open())
          .resume();
        await caughtUp.opened;
        expect(checkpoints).toHaveLength(told ? 1 : 0);
        await subscription.unsubscribe();
        server.standIn.troubles.checkpointWhenCaughtUp = true;
      },
    );
  });
});

async function collect(read: AsyncIterable<ResolvedEvent>) {
  const events = [];
  for await (const { event } of read) events.push(event!);
  return events;
}
