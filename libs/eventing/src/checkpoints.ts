import type { Collection, DocumentStore } from './ports/document-store.js';

interface Checkpoint {
  readonly id: string;
  readonly position: string;
}

/** A crash repeats at most this many milliseconds of work, which guards and ids make harmless. */
const SAVE_EVERY_MS = 200;

/** How far each follower has come. Saved a little late on purpose: repeating is harmless, writing is not free. */
export class Checkpoints {
  readonly collection: Collection<Checkpoint>;
  private readonly waiting = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  /** @param things what is kept: `checkpoints` of followers of the streams, or `lanes` that consumers of topics have handled */
  constructor(
    context: string,
    private readonly documents: DocumentStore,
    things: 'checkpoints' | 'lanes' = 'checkpoints',
  ) {
    this.collection = { name: `${context}.${things}`, indexes: {}, rebuildable: true };
  }

  /** Followers that stand beyond the end of the log: what they have seen is not there any more. */
  async beyond(end: string | undefined): Promise<string[]> {
    const lost: string[] = [];
    if (end !== undefined) for await (const { id, position } of this.documents.scan(this.collection)) if (position > end) lost.push(id);
    return lost;
  }

  async get(id: string): Promise<string | undefined> {
    return this.waiting.get(id) ?? (await this.documents.get(this.collection, id))?.position;
  }

  save(id: string, position: string): void {
    this.waiting.set(id, position);
    this.timer ??= setTimeout(() => void this.flush().catch(() => undefined), SAVE_EVERY_MS).unref();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const saved = [...this.waiting];
    for (const [id, position] of saved) {
      await this.documents.put(this.collection, { id, position });
      if (this.waiting.get(id) === position) this.waiting.delete(id);
    }
  }

  async forget(id: string): Promise<void> {
    this.waiting.delete(id);
    await this.documents.remove(this.collection, id);
  }
}
