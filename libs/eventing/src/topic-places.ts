import type { Collection, DocumentStore } from './ports/document-store.js';
import type { DeliveredMessage } from './event.js';
import type { GroupPlaces } from './ports/message-bus.js';

/** The last message that a group has handled of a partition. */
interface TopicPlace {
  /** `group@topic/n`; `group@` says that the group writes its places down. */
  readonly id: string;
  readonly offset: string;
}

/** Like a follower's checkpoint: a crash repeats so much, and consuming a message again has no effect. */
const SAVE_EVERY_MS = 200;

/**
 * What the groups of a context have handled of their topics, written down beside what they made of it. The broker keeps offsets too,
 * but apart: when either is restored from a backup alone, only this says where the documents stand.
 */
export class TopicPlaces {
  readonly collection: Collection<TopicPlace>;
  private readonly handled = new Map<string, string>();
  private readonly unsaved = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    context: string,
    private readonly documents: DocumentStore,
  ) {
    this.collection = { name: `${context}.topic-places`, indexes: {}, rebuildable: true };
  }

  /** Reads what was handled up to now. */
  async open(): Promise<void> {
    await this.documents.open(this.collection);
    for await (const { id, offset } of this.documents.scan(this.collection))
      this.handled.set(id, offset);
  }

  /** For a group as it subscribes. */
  of(group: string): GroupPlaces {
    const known = [...this.partitions(group)];
    return {
      handled:
        known.length > 0 ? new Map(known.filter(([partition]) => partition !== '')) : undefined,
      begin: (handled) => {
        // One more, without a partition: from now on a partition that is not named is one of which nothing was handled.
        for (const [partition, offset] of [['', ''] as const, ...handled])
          this.note(`${group}@${partition}`, offset);
      },
    };
  }

  /** These messages of one partition have been handled. */
  save(group: string, batch: readonly DeliveredMessage[]): void {
    const last = batch.at(-1);
    if (last) this.note(`${group}@${last.partition}`, last.offset);
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of [...this.unsaved]) {
      const offset = this.handled.get(id);
      if (offset !== undefined) await this.documents.put(this.collection, { id, offset });
      if (this.handled.get(id) === offset) this.unsaved.delete(id);
    }
  }

  /** The group is gone. */
  async forget(group: string): Promise<void> {
    for (const [partition] of [...this.partitions(group)]) {
      const id = `${group}@${partition}`;
      this.handled.delete(id);
      this.unsaved.delete(id);
      await this.documents.remove(this.collection, id);
    }
  }

  private *partitions(group: string): Iterable<[string, string]> {
    const prefix = `${group}@`;
    for (const [id, offset] of this.handled)
      if (id.startsWith(prefix)) yield [id.slice(prefix.length), offset];
  }

  private note(id: string, offset: string): void {
    this.handled.set(id, offset);
    this.unsaved.add(id);
    this.timer ??= setTimeout(
      () => void this.flush().catch(() => undefined),
      SAVE_EVERY_MS,
    ).unref();
  }
}
