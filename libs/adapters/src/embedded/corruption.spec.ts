import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CorruptionError } from '@chignon/eventing';
import type { RecordedEvent } from '@chignon/eventing';
import { errorOf, newEvent, newMessage } from '@chignon/eventing/testing';
import { openEmbedded } from './index.js';
import type { Embedded } from './index.js';
import { Connection } from './sqlite.js';
import { startChild } from './source.testing.js';

const things = { name: 'a.things', indexes: { byN: { fields: ['n'] } } };
const STREAMS = 40;

let root: string;
let sound: string;
let events: Map<string, RecordedEvent[]>;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'chignon-'));
  sound = join(root, 'sound');
  const engine = await openEmbedded({ dir: sound });
  events = new Map();
  for (let n = 0; n < STREAMS; n++) {
    for (let round = 0; round < 5; round++)
      await engine.streams.append(`ledger-${n}`, [newEvent({ n, round, text: 'abc'.repeat(20) })], {
        expected: round,
      });
    events.set(`ledger-${n}`, await engine.streams.read(`ledger-${n}`));
  }
  await engine.documents.open(things);
  await engine.bus.createTopics([{ name: 't' }]);
  for (let n = 0; n < STREAMS; n++)
    await engine.documents.put(
      things,
      { id: `id-${n}`, n, text: 'xyz'.repeat(30) } as { id: string },
      { announce: [newMessage('t', 'k', { n })] },
    );
  await engine.bus.publish(Array.from({ length: STREAMS }, (_, n) => newMessage('t', 'k', { n })));
  await engine.close();
});
afterAll(() => rmSync(root, { recursive: true }));

/** A copy of the sound folder with some bytes changed. */
function damaged(
  file: string,
  flips: readonly { readonly at: number; readonly bit: number }[],
): string {
  const dir = mkdtempSync(join(root, 'damaged-'));
  cpSync(sound, dir, { recursive: true });
  const bytes = readFileSync(join(dir, file));
  for (const { at, bit } of flips) bytes[at % bytes.length]! ^= 1 << bit;
  writeFileSync(join(dir, file), bytes);
  return dir;
}

const findingsOf = async (
  store: Embedded['streams'] | Embedded['documents'],
): Promise<string[]> => {
  const findings: string[] = [];
  for await (const { where, problem } of store.integrity()) findings.push(`${where}: ${problem}`);
  return findings;
};

describe('L4 a flipped bit in the event file', () => {
  it('anywhere: what is read is what was written, or a CorruptionError; and it is found', async () => {
    const size = statSync(join(sound, 'streams.sqlite')).size;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: size - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const dir = damaged('streams.sqlite', [{ at, bit }]);
          let reported = 0;
          let engine: Embedded | undefined;
          try {
            engine = await openEmbedded({ dir });
            const { streams } = engine;
            for (const [stream, written] of events) {
              const read = await streams.read(stream).catch((error) => error);
              if (read instanceof CorruptionError) reported++;
              else expect(read).toEqual(written);
            }
            const seen: RecordedEvent[] = [];
            const subscription = streams.subscribe({
              categories: ['ledger'],
              handler: async (batch) => void seen.push(...batch),
            });
            const end = await subscription.caughtUp().catch((error) => error);
            await subscription.close();
            if (end instanceof CorruptionError) reported++;
            for (const event of seen)
              expect(event).toEqual(events.get(event.stream)![event.revision - 1]);
            const findings = await findingsOf(streams);
            if (reported) expect(findings).not.toEqual([]);
          } catch (error) {
            expect(error).toBeInstanceOf(CorruptionError);
          } finally {
            await engine?.close();
            rmSync(dir, { recursive: true });
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  it('in the data of any event is a CorruptionError for its stream, a finding with stream and revision, and no harm to others', async () => {
    const bytes = readFileSync(join(sound, 'streams.sqlite'));
    for (const n of [0, 17, STREAMS - 1]) {
      // Everywhere it stands: SQLite leaves old copies in the unused part of a page.
      const flips: { at: number; bit: number }[] = [];
      const text = `"n":${n},"round":3,"text":"a`;
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1))
        flips.push({ at: at + text.length, bit: 0 });
      const dir = damaged('streams.sqlite', flips);
      const engine = await openEmbedded({ dir });
      expect(await errorOf(engine.streams.read(`ledger-${n}`))).toBeInstanceOf(CorruptionError);
      expect(await engine.streams.read('ledger-5')).toEqual(events.get('ledger-5'));
      expect(
        (await findingsOf(engine.streams)).some((finding) =>
          finding.startsWith(`ledger-${n} revision 4`),
        ),
      ).toBe(true);
      const subscription = engine.streams.subscribe({
        categories: ['ledger'],
        handler: async () => undefined,
      });
      await expect(subscription.caughtUp()).rejects.toBeInstanceOf(CorruptionError);
      await engine.close();
    }
  });

  it('a stream whose index entry is lost is not taken for a shorter one', async () => {
    const dir = damaged('streams.sqlite', []);
    const bytes = readFileSync(join(dir, 'streams.sqlite'));
    const schema = new Connection(join(dir, 'streams.sqlite'), 'PRAGMA query_only=1');
    const pageSize: number = schema.get('PRAGMA page_size')![0];
    const index: number[] = schema
      .all(
        "SELECT pageno FROM dbstat WHERE name = 'sqlite_autoindex_events_1' AND pagetype = 'leaf'",
      )
      .map((row) => row[0]);
    schema.close();
    let found = -1;
    for (const page of index) {
      const at = bytes.subarray((page - 1) * pageSize, page * pageSize).lastIndexOf('ledger-7\x05');
      if (at >= 0) found = (page - 1) * pageSize + at;
    }
    expect(found).toBeGreaterThan(0);
    bytes[found] = 'z'.charCodeAt(0);
    writeFileSync(join(dir, 'streams.sqlite'), bytes);
    const engine = await openEmbedded({ dir });
    expect(await errorOf(engine.streams.read('ledger-7'))).toBeInstanceOf(CorruptionError);
    for (const [stream, written] of events) {
      const read = await engine.streams.read(stream).catch((error) => error);
      if (!(read instanceof CorruptionError)) expect(read).toEqual(written);
    }
    expect(await findingsOf(engine.streams)).not.toEqual([]);
    await engine.close();
  });

  it('rows removed from the end, the middle or a whole stream are findings', async () => {
    for (const [sql, finding] of [
      [
        'DELETE FROM events WHERE position = (SELECT max(position) FROM events)',
        `${STREAMS * 5} positions were given`,
      ],
      ['DELETE FROM events WHERE position = 7', 'missing up to position 7'],
      ["DELETE FROM events WHERE stream = 'ledger-3'", 'ledger-3: 0 events'],
    ] as const) {
      const dir = damaged('streams.sqlite', []);
      rmSync(join(dir, 'streams.sqlite.mark'));
      const hand = new Connection(join(dir, 'streams.sqlite'), '');
      hand.exec(sql);
      hand.close();
      const engine = await openEmbedded({ dir });
      expect((await findingsOf(engine.streams)).join('\n')).toContain(finding);
      await engine.close();
    }
  });
});

describe('acknowledged writes that are gone', () => {
  it('a file that ends before what was acknowledged is refused, saying what to do', async () => {
    const dir = damaged('streams.sqlite', []);
    const hand = new Connection(join(dir, 'streams.sqlite'), '');
    hand.exec('DELETE FROM events WHERE position = (SELECT max(position) FROM events)');
    hand.close();
    const error = await errorOf(openEmbedded({ dir }));
    expect(error).toBeInstanceOf(CorruptionError);
    expect(error.message).toContain('delete streams.sqlite.mark to accept the loss');
    rmSync(join(dir, 'streams.sqlite.mark'));
    await (await openEmbedded({ dir })).close();
  });

  it('a damaged or missing journal after kill -9 is refused, for both files', async () => {
    const dir = join(root, 'killed');
    const child = startChild(`
      const { streams, documents } = await embedded.openEmbedded({ dir: ${JSON.stringify(dir)} });
      const things = { name: 'a.things', indexes: {} };
      await documents.open(things);
      for (let n = 0; n < 50; n++) {
        await streams.append('ledger-1', [{ id: 'id-' + n, type: 'Happened', version: 1, data: { text: 'x'.repeat(300) }, meta: {} }], { expected: n });
        await documents.put(things, { id: 'id-' + n });
      }
      const marked = (name) => Number(fs.readFileSync(${JSON.stringify(dir)} + '/' + name + '.sqlite.mark', 'utf8'));
      while (marked('streams') < 50 || marked('documents') < 51) await new Promise(setImmediate);
      console.log('done'); setInterval(() => {}, 1000);`);
    expect(await child.line()).toBe('done');
    await child.kill();
    for (const file of ['streams.sqlite', 'documents.sqlite']) {
      const wal = `${file}-wal`;
      expect(existsSync(join(dir, wal))).toBe(true);
      for (const damage of [
        (path: string) => {
          const bytes = readFileSync(path);
          bytes[Math.floor(bytes.length / 2)]! ^= 4;
          writeFileSync(path, bytes);
        },
        (path: string) => {
          const bytes = readFileSync(path);
          bytes[17]! ^= 4;
          writeFileSync(path, bytes);
        },
        (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2)),
        (path: string) => rmSync(path),
      ]) {
        const copy = mkdtempSync(join(root, 'killed-'));
        cpSync(dir, copy, { recursive: true });
        damage(join(copy, wal));
        expect(await errorOf(openEmbedded({ dir: copy }))).toBeInstanceOf(CorruptionError);
      }
    }
    const engine = await openEmbedded({ dir });
    expect(await engine.streams.read('ledger-1')).toHaveLength(50);
    await engine.close();
  }, 30_000);
});

describe('a flipped bit in the document file', () => {
  it('anywhere: no document, announcement or message is served other than it was written, and damage to them is found', async () => {
    const size = statSync(join(sound, 'documents.sqlite')).size;
    const document = (n: number) => ({ id: `id-${n}`, n, text: 'xyz'.repeat(30), revision: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: size - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const dir = damaged('documents.sqlite', [{ at, bit }]);
          let engine: Embedded | undefined;
          let reported = 0;
          try {
            engine = await openEmbedded({ dir });
            const { documents, bus } = engine;
            for (let n = 0; n < STREAMS; n++) {
              const read = await documents.get<any>(things, `id-${n}`).catch((error) => error);
              if (read instanceof CorruptionError) reported++;
              else if (read) expect(read).toEqual(document(n));
              else reported++;
            }
            const found = await documents
              .find<any>(things, { index: 'byN', limit: 1000 })
              .catch((error) => error);
            if (found instanceof CorruptionError) reported++;
            else for (const item of found.items) expect(item).toEqual(document(item.n));
            const pending = await documents
              .pendingAnnouncements(['a.things'], 1000)
              .catch((error) => error);
            if (pending instanceof CorruptionError) reported++;
            else
              for (const { id, messages } of pending)
                expect(messages[0].data).toEqual({ n: Number(id.slice(3)) });
            const heard: number[] = [];
            const subscription = await bus.subscribe({
              group: 'g',
              topics: ['t'],
              handler: async (batch) => batch.forEach((m) => heard.push(m.data.n)),
            });
            const end = await subscription.caughtUp().catch((error) => error);
            if (end instanceof CorruptionError) reported++;
            expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
            const findings = await findingsOf(documents);
            if (reported && !(end instanceof CorruptionError)) expect(findings).not.toEqual([]);
          } catch (error) {
            // Damage to the schema or to the topics is met while opening; a name that changed is unknown.
            expect(
              error instanceof CorruptionError ||
                /never created|no such|malformed/.test((error as Error).message),
            ).toBe(true);
          } finally {
            await engine?.close();
            rmSync(dir, { recursive: true });
          }
        },
      ),
      // The index of a topic that names one message twice and the one before it never.
      { numRuns: 40, examples: [[32450, 3]] },
    );
  }, 120_000);
});
