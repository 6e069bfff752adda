import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { AppendExpectedRevision, ResolvedEvent } from '@eventstore/db-client';
import { errorOf, gate, unusedName } from '@chignon/eventing/testing';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';

/** What the server's own client must see; the adapter is not in play here. */
describe('EventStoreDB stand-in', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  let standIn: StandIn;
  let client: EventStoreDBClient;
  let stream: string;
  const clientOf = (port: number) =>
    EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  const happened = (n: number) =>
    jsonEvent({ type: 'Happened', data: { n }, metadata: { of: 'test' } });
  /** Without credentials the client appends over the batch stream, with them one call at a time. */
  const ways = { batched: {}, plain: { credentials: { username: 'a', password: 'b' } } };
  const revisions = async (read: AsyncIterable<ResolvedEvent>) => {
    const seen: number[] = [];
    for await (const { event } of read) seen.push(Number(event!.revision));
    return seen;
  };

  beforeAll(async () => {
    standIn = await startStandIn({ port: 0, dir });
    client = clientOf(standIn.port);
  });
  afterAll(async () => {
    await client.dispose();
    await standIn.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => void (stream = `${unusedName('cat')}-1`));

  describe.each(Object.entries(ways))('append, %s', (name, way) => {
    it('stores in order and counts revisions from 0', async () => {
      const before = { ...standIn.troubles };
      const first = await client.appendToStream(stream, [happened(0), happened(1)], {
        expectedRevision: NO_STREAM,
        ...way,
      });
      const second = await client.appendToStream(stream, happened(2), {
        expectedRevision: 1n,
        ...way,
      });
      expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
      expect(second.position!.commit > first.position!.commit).toBe(true);
      expect(standIn.troubles.batchedAppends - before.batchedAppends).toBe(
        name === 'batched' ? 2 : 0,
      );
      expect(standIn.troubles.appends - before.appends).toBe(2);
    });

    it('answers the same events at the same expected revision as the first time, wherever the stream is by now', async () => {
      const events = [happened(0), happened(1)];
      const first = await client.appendToStream(stream, events, {
        expectedRevision: NO_STREAM,
        ...way,
      });
      await client.appendToStream(stream, happened(2), { expectedRevision: 1n, ...way });
      expect(
        await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way }),
      ).toEqual(first);
      expect(
        await client.appendToStream(stream, events, { expectedRevision: 'any', ...way }),
      ).toEqual(first);
      expect(await revisions(client.readStream(stream))).toEqual([0, 1, 2]);
    });

    it('says what revision there is instead of the expected one', async () => {
      const conflict = async (
        expectedRevision: AppendExpectedRevision,
      ): Promise<WrongExpectedVersionError> =>
        errorOf(client.appendToStream(stream, happened(9), { expectedRevision, ...way }));
      expect((await conflict(3n)).actualVersion).toBe('no_stream');
      expect((await conflict('stream_exists')).actualVersion).toBe('no_stream');
      await client.appendToStream(stream, [happened(0), happened(1)], {
        expectedRevision: 'any',
        ...way,
      });
      for (const expected of [NO_STREAM, 0n, 2n] as const) {
        const error = await conflict(expected);
        expect(error).toBeInstanceOf(WrongExpectedVersionError);
        expect(error.actualVersion).toBe(1n);
      }
    });
  });

  it('keeps every byte of data and metadata', async () => {
    const [data, metadata] = [
      Buffer.from([0, 255, 128, 10]),
      Buffer.from('{"a": 1,  "ü":"\\u0000"}'),
    ];
    const id = crypto.randomUUID();
    await client.appendToStream(
      stream,
      {
        id,
        type: 'Raw',
        contentType: 'application/octet-stream',
        data,
        metadata: new Uint8Array(metadata),
      },
      { expectedRevision: NO_STREAM, ...ways.plain },
    );
    for await (const { event } of client.readStream(stream)) {
      expect(event).toMatchObject({ id, type: 'Raw', isJson: false, metadata: { a: 1, ü: '\0' } });
      expect(Buffer.from(event!.data as Uint8Array)).toEqual(data);
    }
  });

  it('refuses an append of more than 1 MiB', async () => {
    const error = await errorOf(
      client.appendToStream(
        stream,
        jsonEvent({ type: 'Big', data: { text: 'x'.repeat(1024 * 1024) } }),
        { expectedRevision: NO_STREAM, ...ways.plain },
      ),
    );
    expect(error).toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1024 * 1024,
    });
  });

  it('reads a stream both ways from anywhere, and tells of one that is not there', async () => {
    await client.appendToStream(stream, [0, 1, 2, 3].map(happened), {
      expectedRevision: NO_STREAM,
    });
    expect(await revisions(client.readStream(stream, { fromRevision: 2n }))).toEqual([2, 3]);
    expect(await revisions(client.readStream(stream, { fromRevision: 9n }))).toEqual([]);
    expect(
      await revisions(client.readStream(stream, { fromRevision: 2n, direction: BACKWARDS })),
    ).toEqual([2, 1, 0]);
    expect(
      await revisions(
        client.readStream(stream, { fromRevision: END, direction: BACKWARDS, maxCount: 1 }),
      ),
    ).toEqual([3]);
    expect(await errorOf(revisions(client.readStream(unusedName('nobody'))))).toBeInstanceOf(
      StreamNotFoundError,
    );
  });

  it('reads everything both ways: forwards from a position on, backwards before it', async () => {
    const { position } = await client.appendToStream(stream, [happened(0), happened(1)], {
      expectedRevision: NO_STREAM,
    });
    const [last] = await collect(
      client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }),
    );
    expect(last).toMatchObject({ streamId: stream, revision: 1n, position });
    const [before] = await collect(
      client.readAll({ fromPosition: position!, direction: BACKWARDS, maxCount: 1 }),
    );
    expect(before).toMatchObject({ streamId: stream, revision: 0n });
    expect(await collect(client.readAll({ fromPosition: position! }))).toEqual([last]);
    expect(await revisions(client.readAll({ fromPosition: END }))).toEqual([]);
  });

  it('follows one stream and everything: the past, that it has caught up, then what comes', async () => {
    await client.appendToStream(stream, [happened(0)], { expectedRevision: NO_STREAM });
    const [caughtUp, all] = [gate(), gate()];
    const seen: string[] = [];
    const ofStream = client.subscribeToStream(stream, { fromRevision: START });
    const ofAll = client.subscribeToAll({ fromPosition: START });
    ofAll.on('error', () => undefined).on('caughtUp', () => caughtUp.open());
    ofAll.on(
      'data',
      ({ event }) => void (event?.streamId === stream && event.revision === 1n && all.open()),
    );
    await caughtUp.opened;
    const done = new Promise<void>((resolve) =>
      ofStream
        .on('caughtUp', () => seen.push('caught up'))
        .on('data', ({ event }) => {
          seen.push(String(event!.revision));
          if (event!.revision === 1n) resolve();
        }),
    );
    await client.appendToStream(stream, [happened(1)], { expectedRevision: 0n });
    await Promise.all([done, all.opened]);
    expect(seen.filter((one) => one !== 'caught up')).toEqual(['0', '1']);
    await Promise.all([ofStream.unsubscribe(), ofAll.unsubscribe()]);
  });

  describe('L-8: answers like the server', () => {
    it('to the copy of an append that is under way: ABORTED, Commit phase timeout; once it is stored, as the first', async () => {
      standIn.troubles.copyTimeoutMs = 20;
      const event = happened(0);
      const held = standIn.troubles.hold();
      const first = client.appendToStream(stream, event, {
        expectedRevision: NO_STREAM,
        ...ways.plain,
      });
      await held.reached;
      const [plain, batched] = [ways.plain, ways.batched].map((way) =>
        errorOf(client.appendToStream(stream, event, { expectedRevision: NO_STREAM, ...way })),
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
        await client.appendToStream(stream, event, { expectedRevision: NO_STREAM, ...ways.plain }),
      ).toEqual(answer);
    });

    it.each(Object.entries(ways))(
      'to an empty stream name and an id that is no UUID: UNKNOWN (2), over the batch call without a code (%s)',
      async (name, way) => {
        for (const [of, event] of [
          ['', happened(0)],
          [stream, { ...happened(0), id: 'event-1' }],
        ] as const) {
          const error = await errorOf(
            client.appendToStream(of, event, { expectedRevision: NO_STREAM, ...way }),
          );
          expect(error.code).toBe(name === 'plain' ? 2 : undefined);
        }
        expect(await errorOf(revisions(client.readStream(stream)))).toBeInstanceOf(
          StreamNotFoundError,
        );
      },
    );

    it.each(Object.entries(ways))(
      'to an append that is too large: INVALID_ARGUMENT (3), over the batch call without a code, and no other append fails (%s)',
      async (name, way) => {
        const big = jsonEvent({ type: 'Big', data: { text: 'x'.repeat(1024 * 1024) } });
        const [error, answer] = await Promise.all([
          errorOf(client.appendToStream(stream, big, { expectedRevision: NO_STREAM, ...way })),
          client.appendToStream(`${stream}b`, happened(0), { expectedRevision: NO_STREAM, ...way }),
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
      await client.appendToStream(stream, happened(0), { expectedRevision: NO_STREAM });
      expect(await errorOf(revisions(client.readStream(stream, { maxCount: 0 })))).toBeInstanceOf(
        Error,
      );
    });

    it('to a soft delete: nothing to read, begun anew behind what it had, and read from there', async () => {
      await client.appendToStream(stream, [0, 1].map(happened), { expectedRevision: NO_STREAM });
      expect((await client.deleteStream(stream)).position).toBeDefined();
      expect(await errorOf(revisions(client.readStream(stream)))).toBeInstanceOf(
        StreamNotFoundError,
      );
      expect(
        (await client.appendToStream(stream, happened(2), { expectedRevision: NO_STREAM }))
          .nextExpectedRevision,
      ).toBe(2n);
      expect(await revisions(client.readStream(stream))).toEqual([2]);
    });

    it('to $maxCount and $tb: reads begin at the first event left', async () => {
      await client.appendToStream(stream, [0, 1, 2, 3, 4].map(happened), {
        expectedRevision: NO_STREAM,
      });
      await client.setStreamMetadata(stream, { maxCount: 2 });
      expect(await revisions(client.readStream(stream))).toEqual([3, 4]);
      expect(
        await revisions(client.readStream(stream, { fromRevision: END, direction: BACKWARDS })),
      ).toEqual([4, 3]);
      await client.setStreamMetadata(stream, { truncateBefore: 5 });
      expect(await revisions(client.readStream(stream))).toEqual([]);
    });

    it.each(Object.entries(ways))(
      'to a tombstone: reads and appends are refused for ever, and everything shows $streamDeleted (%s)',
      async (_, way) => {
        await client.appendToStream(stream, happened(0), { expectedRevision: NO_STREAM });
        await client.tombstoneStream(stream);
        const refused = [
          revisions(client.readStream(stream)),
          client.appendToStream(stream, happened(1), { expectedRevision: 0n, ...way }),
          client.deleteStream(stream),
        ];
        for (const error of await Promise.all(refused.map((call) => errorOf(call))))
          expect(error).toMatchObject({ type: 'stream-deleted' });
        const [last] = await collect(
          client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }),
        );
        expect(last).toMatchObject({
          streamId: stream,
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
        standIn.troubles.checkpointWhenCaughtUp = told;
        await client.appendToStream(stream, happened(0), { expectedRevision: NO_STREAM });
        const [caughtUp, checkpoints] = [gate(), [] as unknown[]];
        const subscription = client.subscribeToAll({
          fromPosition: START,
          filter: streamNameFilter({
            prefixes: [stream],
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
        standIn.troubles.checkpointWhenCaughtUp = true;
      },
    );
  });

  it('killed with -9 as a process and started again, has every event it acknowledged', async () => {
    const data = join(dir, 'of-process');
    const first = await startProcess(data);
    const before = clientOf(first.port);
    const event = happened(0);
    const { position } = await before.appendToStream(stream, event, {
      expectedRevision: NO_STREAM,
      ...ways.plain,
    });
    first.child.kill('SIGKILL');
    await new Promise((resolve) => first.child.once('exit', resolve));
    await before.dispose();
    const second = await startProcess(data);
    const after = clientOf(second.port);
    expect(await collect(after.readStream(stream))).toMatchObject([
      { id: event.id, data: { n: 0 }, metadata: { of: 'test' }, position },
    ]);
    await after.dispose();
    second.child.kill('SIGTERM');
    expect(await new Promise((resolve) => second.child.once('exit', resolve))).toBe(0);
  }, 60_000);
});

async function collect(read: AsyncIterable<ResolvedEvent>) {
  const events = [];
  for await (const { event } of read) events.push(event!);
  return events;
}

/** Resolves when the process has printed its ready line. */
async function startProcess(data: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    [join(__dirname, 'start.mjs'), '--port', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout! })) {
    const ready = /ready on 127\.0\.0\.1:(\d+)/.exec(line);
    if (ready) return { child, port: Number(ready[1]) };
  }
  throw new Error('the stand-in ended before it was ready');
}
