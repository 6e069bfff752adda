import type { RecordedEvent } from './event.js';
import { markOf, explainMismatch, type LogPlace } from './log-place.js';
import type { Collection, DocumentStore } from './ports/document-store.js';
import type { StreamStore } from './ports/stream-store.js';
import { CorruptionError } from './refusal.js';
import { TopicPlaces } from './topic-places.js';

/** Older releases kept no event beside the position. */
interface Checkpoint extends LogPlace {
  readonly id: string;
}

/** A crash repeats at most this many milliseconds of work, which guards and ids make harmless. */
const SAVE_EVERY_MS = 200;
/** Followers named in a refusal; one says enough about the log, all would fill the screen. */
const MAX_NAMED = 5;

/** How far each follower has come. Saved a little late on purpose: repeating is harmless, writing is not free. */
export class Checkpoints {
  readonly collection: Collection<Checkpoint>;
  /** The same for topics, where the broker's own offsets are not enough. */
  readonly topics: TopicPlaces;
  private readonly waiting = new Map<string, LogPlace>();
  /** What was last saved or read of each: a follower that moves on over nothing keeps the event it had handled before. */
  private readonly known = new Map<string, LogPlace>();
  private timer: NodeJS.Timeout | undefined;

  /** @param things what is kept: `checkpoints` of followers of the streams, or `lanes` that consumers of topics have handled */
  constructor(
    context: string,
    private readonly documents: DocumentStore,
    things: 'checkpoints' | 'lanes' = 'checkpoints',
  ) {
    this.collection = { name: `${context}.${things}`, indexes: {}, rebuildable: true };
    this.topics = new TopicPlaces(context, documents);
  }

  /** @throws CorruptionError naming the followers, when the log is not the one that they have followed */
  async mustStandOn(streams: StreamStore): Promise<void> {
    const end = await streams.end();
    const problems: string[] = [];
    for await (const { id, ...place } of this.documents.scan(this.collection)) {
      const why = await explainMismatch(streams, place, end);
      if (why !== undefined) problems.push(`${id} ${why}`);
    }
    if (problems.length > 0) throw anotherLog(problems);
  }

  /** @throws CorruptionError when messages of events were handled that the log does not hold: these places are positions in it, and a part */
  async mustLieWithin(streams: StreamStore): Promise<void> {
    const end = (await streams.end()) ?? '';
    const beyond: string[] = [];
    for await (const { id, position } of this.documents.scan(this.collection)) {
      if (position.slice(0, position.lastIndexOf('.')) > end)
        beyond.push(
          `${id} had heard of the log up to ${position}, which ends at ${end || 'its beginning'}`,
        );
    }
    if (beyond.length > 0) throw anotherLog(beyond);
  }

  /**
   * Where a follower goes on; undefined: at the beginning.
   * @throws CorruptionError when the log is not the one that it has followed
   */
  async resume(id: string, streams: StreamStore): Promise<string | undefined> {
    const place = await this.place(id);
    const why = place && (await explainMismatch(streams, place, await streams.end()));
    if (why !== undefined) throw anotherLog([`${id} ${why}`]);
    return place?.position;
  }

  async get(id: string): Promise<string | undefined> {
    return (await this.place(id))?.position;
  }

  /** @param last the newest event handled since it was saved before; left out: none */
  save(id: string, position: string, last?: RecordedEvent): void {
    const event = last ? markOf(last) : this.known.get(id)?.event;
    const place = { position, ...(event ? { event } : {}) };
    this.waiting.set(id, place);
    this.known.set(id, place);
    this.timer ??= setTimeout(
      () => void this.flush().catch(() => undefined),
      SAVE_EVERY_MS,
    ).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const saved = [...this.waiting];
    for (const [id, place] of saved) {
      await this.documents.put(this.collection, { id, ...place });
      if (this.waiting.get(id) === place) this.waiting.delete(id);
    }
    await this.topics.flush();
  }

  async forget(id: string): Promise<void> {
    this.waiting.delete(id);
    this.known.delete(id);
    await this.documents.remove(this.collection, id);
  }

  private async place(id: string): Promise<LogPlace | undefined> {
    const waiting = this.waiting.get(id);
    if (waiting) return waiting;
    const stored = await this.documents.get(this.collection, id);
    if (stored)
      this.known.set(id, {
        position: stored.position,
        ...(stored.event ? { event: stored.event } : {}),
      });
    return stored;
  }
}

function anotherLog(problems: readonly string[]): CorruptionError {
  const more = problems.length > MAX_NAMED ? `; and ${problems.length - MAX_NAMED} more` : '';
  return new CorruptionError(
    'the ledgers',
    `this is not the log that was followed: ${problems.slice(0, MAX_NAMED).join('; ')}${more}. Restore streams and documents from one backup; documents may be older than the log, never newer.`,
  );
}
