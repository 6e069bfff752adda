import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  BACKWARDS,
  END,
  jsonEvent,
  NO_STREAM,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { AppendExpectedRevision, ResolvedEvent } from '@eventstore/db-client';
import { errorOf, gate, unusedName } from '@chignon/eventing/testing';

import { clientOf, happened, revisions, served, ways } from './client.js';

/** What the server's own client must see; the adapter is not in play here. */
describe('EventStoreDB stand-in', () => {
  const server = served();

  describe.each(Object.entries(ways))('append, %s', (name, way) => {
    it('stores in order and counts revisions from 0', async () => {
      const before = { ...server.standIn.troubles };
      const first = await server.client.appendToStream(server.stream, [happened(0), happened(1)], {
        expectedRevision: NO_STREAM,
        ...way,
      });
      const second = await server.client.appendToStream(server.stream, happened(2), {
        expectedRevision: 1n,
        ...way,
      });
      expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
      expect(second.position!.commit > first.position!.commit).toBe(true);
      expect(server.standIn.troubles.batchedAppends - before.batchedAppends).toBe(
        name === 'batched' ? 2 : 0,
      );
      expect(server.standIn.troubles.appends - before.appends).toBe(2);
    });

    it('answers the same events at the same expected revision as the first time, wherever the stream is by now', async () => {
      const events = [happened(0), happened(1)];
      const first = await server.client.appendToStream(server.stream, events, {
        expectedRevision: NO_STREAM,
        ...way,
      });
      await server.client.appendToStream(server.stream, happened(2), {
        expectedRevision: 1n,
        ...way,
      });
      expect(
        await server.client.appendToStream(server.stream, events, {
          expectedRevision: NO_STREAM,
          ...way,
        }),
      ).toEqual(first);
      expect(
        await server.client.appendToStream(server.stream, events, {
          expectedRevision: 'any',
          ...way,
        }),
      ).toEqual(first);
      expect(await revisions(server.client.readStream(server.stream))).toEqual([0, 1, 2]);
    });

    it('says what revision there is instead of the expected one', async () => {
      const conflict = async (
        expectedRevision: AppendExpectedRevision,
      ): Promise<WrongExpectedVersionError> =>
        errorOf(
          server.client.appendToStream(server.stream, happened(9), { expectedRevision, ...way }),
        );
      expect((await conflict(3n)).actualVersion).toBe('no_stream');
      expect((await conflict('stream_exists')).actualVersion).toBe('no_stream');
      await server.client.appendToStream(server.stream, [happened(0), happened(1)], {
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
    await server.client.appendToStream(
      server.stream,
      {
        id,
        type: 'Raw',
        contentType: 'application/octet-stream',
        data,
        metadata: new Uint8Array(metadata),
      },
      { expectedRevision: NO_STREAM, ...ways.plain },
    );
    for await (const { event } of server.client.readStream(server.stream)) {
      expect(event).toMatchObject({ id, type: 'Raw', isJson: false, metadata: { a: 1, ü: '\0' } });
      expect(Buffer.from(event!.data as Uint8Array)).toEqual(data);
    }
  });

  it('refuses an append of more than 1 MiB', async () => {
    const error = await errorOf(
      server.client.appendToStream(
        server.stream,
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
    await server.client.appendToStream(server.stream, [0, 1, 2, 3].map(happened), {
      expectedRevision: NO_STREAM,
    });
    expect(await revisions(server.client.readStream(server.stream, { fromRevision: 2n }))).toEqual([
      2, 3,
    ]);
    expect(await revisions(server.client.readStream(server.stream, { fromRevision: 9n }))).toEqual(
      [],
    );
    expect(
      await revisions(
        server.client.readStream(server.stream, { fromRevision: 2n, direction: BACKWARDS }),
      ),
    ).toEqual([2, 1, 0]);
    expect(
      await revisions(
        server.client.readStream(server.stream, {
          fromRevision: END,
          direction: BACKWARDS,
          maxCount: 1,
        }),
      ),
    ).toEqual([3]);
    expect(await errorOf(revisions(server.client.readStream(unusedName('nobody'))))).toBeInstanceOf(
      StreamNotFoundError,
    );
  });

  it('reads everything both ways: forwards from a position on, backwards before it', async () => {
    const { position } = await server.client.appendToStream(
      server.stream,
      [happened(0), happened(1)],
      {
        expectedRevision: NO_STREAM,
      },
    );
    const [last] = await collect(
      server.client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }),
    );
    expect(last).toMatchObject({ streamId: server.stream, revision: 1n, position });
    const [before] = await collect(
      server.client.readAll({ fromPosition: position!, direction: BACKWARDS, maxCount: 1 }),
    );
    expect(before).toMatchObject({ streamId: server.stream, revision: 0n });
    expect(await collect(server.client.readAll({ fromPosition: position! }))).toEqual([last]);
    expect(await revisions(server.client.readAll({ fromPosition: END }))).toEqual([]);
  });

  it('follows one stream and everything: the past, that it has caught up, then what comes', async () => {
    await server.client.appendToStream(server.stream, [happened(0)], {
      expectedRevision: NO_STREAM,
    });
    const [caughtUp, all] = [gate(), gate()];
    const seen: string[] = [];
    const ofStream = server.client.subscribeToStream(server.stream, { fromRevision: START });
    const ofAll = server.client.subscribeToAll({ fromPosition: START });
    ofAll.on('error', () => undefined).on('caughtUp', () => caughtUp.open());
    ofAll.on(
      'data',
      ({ event }) =>
        void (event?.streamId === server.stream && event.revision === 1n && all.open()),
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
    await server.client.appendToStream(server.stream, [happened(1)], { expectedRevision: 0n });
    await Promise.all([done, all.opened]);
    expect(seen.filter((one) => one !== 'caught up')).toEqual(['0', '1']);
    await Promise.all([ofStream.unsubscribe(), ofAll.unsubscribe()]);
  });

  it('killed with -9 as a process and started again, has every event it acknowledged', async () => {
    const data = join(server.dir, 'of-process');
    const first = await startProcess(data);
    const before = clientOf(first.port);
    const event = happened(0);
    const { position } = await before.appendToStream(server.stream, event, {
      expectedRevision: NO_STREAM,
      ...ways.plain,
    });
    first.child.kill('SIGKILL');
    await new Promise((resolve) => first.child.once('exit', resolve));
    await before.dispose();
    const second = await startProcess(data);
    const after = clientOf(second.port);
    expect(await collect(after.readStream(server.stream))).toMatchObject([
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
