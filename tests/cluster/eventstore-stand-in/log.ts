import { randomUUID } from 'node:crypto';
import { categoryOf, keyOf } from '@chignon/eventing';
import type { EventToAppend, Meta, RecordedEvent, StreamStore } from '@chignon/eventing';
import { ConflictError } from '@chignon/eventing';
import { PackedEvents, Part, type Events } from './packed.js';

/** An event as the protocol knows it: bytes, and the server's own revision (0 for the first). */
export interface LogEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
  readonly createdMs: number;
  readonly stream: string;
  readonly revision: number;
  /** The embedded store's one number; commit and prepare position are both this. */
  readonly position: bigint;
}
export type ProposedEvent = Pick<LogEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** Revision as the protocol has it: of the last event (-1: no stream), or a word. */
export type Expected = number | 'any' | 'stream-exists';

export type WriteResult =
  | { readonly success: true; readonly revision: number; readonly position: bigint }
  /** `current` -1: there is no stream. */
  | { readonly success: false; readonly current: number }
  | { readonly success: false; readonly deleted: true };

/** What a stream shows: its events from a first revision on, `absent` as a reader is told it, or deleted for ever. */
export type Shown = Events | 'absent' | 'deleted';

/** Metadata of a stream as its operator wrote it. */
export interface StreamMetadata {
  readonly $tb?: number;
  readonly $maxCount?: number;
  readonly $acl?: {
    readonly $r?: string | readonly string[];
    readonly $w?: string | readonly string[];
  };
}

/** The largest revision: of a tombstone, and what a stream is truncated before when it is deleted softly. */
export const NOTHING_BEFORE = '9223372036854775807';
const SOFTLY_DELETED = Number(NOTHING_BEFORE);
/** The last event of a stream that was deleted for ever. */
export const TOMBSTONE = '$streamDeleted';

/** Bytes as they came, so that not one of them changes on the way: text where it is text. */
interface Stored {
  readonly data: string;
  readonly metadata: string;
  readonly contentType: string;
  readonly createdMs: number;
  readonly encoding: 'utf8' | 'base64';
}

const CATEGORY = 'log';
const META: Meta = {
  commandId: '',
  inputHash: '',
  correlationId: '',
  causationId: '',
  actor: 'system:eventstore-stand-in',
  tenant: '',
  effectiveAt: '',
  recordedAt: '',
  hash: '',
};
const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString('utf8')).equals(bytes);

function toStored(event: ProposedEvent, createdMs: number): EventToAppend {
  const encoding = isText(event.data) && isText(event.metadata) ? 'utf8' : 'base64';
  const data: Stored = {
    data: event.data.toString(encoding),
    metadata: event.metadata.toString(encoding),
    contentType: event.contentType,
    createdMs,
    encoding,
  };
  return { id: event.id, type: event.type, version: 1, data, meta: META };
}

function fromStored({
  id,
  type,
  data,
  stream,
  revision,
  position,
}: RecordedEvent<string, Stored>): LogEvent {
  return {
    id,
    type,
    createdMs: data.createdMs,
    contentType: data.contentType,
    stream: keyOf(stream),
    revision: revision - 1,
    position: BigInt(position),
    data: Buffer.from(data.data, data.encoding),
    metadata: Buffer.from(data.metadata, data.encoding),
  };
}

/** Where the log is kept. */
export type Kept = Pick<StreamStore, 'append' | 'subscribe'>;

/**
 * The server's log over a durable stream store. Reads are served from memory, which follows the store's own order; an
 * append is answered when it is on disk and in memory. All streams are kept in one category, so that one subscription
 * sees everything.
 */
export class Log {
  private readonly packed = new PackedEvents();
  /** Where in the log each stream's events are. */
  private readonly streams = new Map<string, number[]>();
  private readonly grown = new Set<() => void>();

  private constructor(private readonly store: Kept) {}

  static async open(store: Kept): Promise<Log> {
    const log = new Log(store);
    const following = store.subscribe({
      categories: [CATEGORY],
      handler: async (events) => log.take(events),
    });
    await following.caughtUp();
    return log;
  }

  /** Every event, in the log's order. */
  get events(): Events {
    return this.packed;
  }

  /** Every event that was ever written to the stream. */
  private all(name: string): Part {
    return new Part(this.packed, this.streams.get(name) ?? []);
  }

  metadata(name: string): StreamMetadata {
    const newest = name.startsWith('$$') ? undefined : this.all(`$$${name}`).at(-1);
    return newest ? (JSON.parse(newest.data.toString('utf8')) as StreamMetadata) : {};
  }

  /** What its readers see of the stream. */
  stream(name: string): Shown {
    const all = this.all(name);
    if (all.at(-1)?.type === TOMBSTONE) return 'deleted';
    const { $tb = 0, $maxCount = Infinity } = this.metadata(name);
    if (all.length === 0 || $tb >= SOFTLY_DELETED) return 'absent';
    return all.after(Math.max($tb, all.length - $maxCount, 0));
  }

  /** Calls back after new events; hands back how to stop. */
  onGrown(listener: () => void): () => void {
    this.grown.add(listener);
    return () => void this.grown.delete(listener);
  }

  /** Decides like the server's own check: explicit revisions are idempotent by event id wherever the stream is by now. */
  async append(
    stream: string,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): Promise<WriteResult> {
    const stored = events.map((event) => toStored(event, Date.now()));
    for (;;) {
      const there = this.all(stream);
      if (there.at(-1)?.type === TOMBSTONE) return { success: false, deleted: true };
      const known = this.alreadyThere(there, expected, events);
      if (known) return known;
      const deleted = (this.metadata(stream).$tb ?? 0) >= SOFTLY_DELETED;
      const at =
        deleted && expected === -1
          ? there.length
          : typeof expected === 'number'
            ? expected + 1
            : there.length;
      if (expected === 'stream-exists' && there.length === 0)
        return { success: false, current: -1 };
      if (at < there.length || events.length === 0)
        return { success: false, current: there.length - 1 };
      try {
        const { revision, position } = await this.store.append(`${CATEGORY}-${stream}`, stored, {
          expected: at,
        });
        await this.until(() => (this.events.at(-1)?.position ?? -1n) >= BigInt(position));
        // A stream that was deleted softly begins anew behind what it had.
        if (deleted) await this.setMetadata(stream, { ...this.metadata(stream), $tb: at });
        return { success: true, revision: revision - 1, position: BigInt(position) };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        // Somebody was faster: decided anew once it is known here what it was.
        await this.until(() => this.all(stream).length >= (error.actual ?? at + 1));
        if (at > this.all(stream).length)
          return { success: false, current: this.all(stream).length - 1 };
      }
    }
  }

  /** Hides the stream's events; for ever with `tombstone`. */
  async delete(stream: string, expected: Expected, tombstone: boolean): Promise<WriteResult> {
    const there = this.all(stream);
    if (there.at(-1)?.type === TOMBSTONE) return { success: false, deleted: true };
    if (typeof expected === 'number' && expected !== there.length - 1)
      return { success: false, current: there.length - 1 };
    if (tombstone)
      return this.append(stream, 'any', [
        {
          id: randomUUID(),
          type: TOMBSTONE,
          contentType: 'application/json',
          data: Buffer.from('{}'),
          metadata: Buffer.alloc(0),
        },
      ]);
    return this.setMetadata(stream, { ...this.metadata(stream), $tb: SOFTLY_DELETED });
  }

  private setMetadata(stream: string, metadata: StreamMetadata): Promise<WriteResult> {
    const data = Buffer.from(
      JSON.stringify(metadata).replace(String(SOFTLY_DELETED), NOTHING_BEFORE),
    );
    return this.append(`$$${stream}`, 'any', [
      {
        id: randomUUID(),
        type: '$metadata',
        contentType: 'application/json',
        data,
        metadata: Buffer.alloc(0),
      },
    ]);
  }

  private alreadyThere(
    there: Events,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): WriteResult | undefined {
    let from = typeof expected === 'number' ? expected + 1 : 0;
    if (typeof expected !== 'number')
      while (from < there.length && there.at(from)!.id !== events[0]?.id) from++;
    if (from >= there.length || events.length === 0) return undefined;
    if (!events.every(({ id }, i) => there.at(from + i)?.id === id)) return undefined;
    const last = there.at(from + events.length - 1)!;
    return { success: true, revision: last.revision, position: last.position };
  }

  private take(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      if (categoryOf(recorded.stream) !== CATEGORY) continue;
      const event = fromStored(recorded);
      const of = this.streams.get(event.stream);
      if (of) of.push(this.packed.length);
      else this.streams.set(event.stream, [this.packed.length]);
      this.packed.push(event);
    }
    if (events.length > 0) for (const listener of [...this.grown]) listener();
  }

  private until(reached: () => boolean): Promise<void> {
    if (reached()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.onGrown(() => {
        if (!reached()) return;
        stop();
        resolve();
      });
    });
  }
}
