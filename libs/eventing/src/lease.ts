import type { Collection, DocumentStore } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';
import { ConflictError } from './refusal.js';

interface LeaseDocument {
  readonly id: string;
  readonly owner: string;
  /** ISO instant after which anybody may take it. */
  readonly until: string;
}

/** How long a dead holder blocks the others. Short enough to be back within seconds, long enough for a slow renewal. */
const TTL_MS = 8000;
const RENEW_EVERY_MS = 2000;

/** One holder at a time: the process that runs a context's relay, its views of own streams and its jobs. Clocks must agree within a few seconds. */
export class Lease {
  private held = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private turning: Promise<void> = Promise.resolve();
  private renewedAt = 0;

  constructor(
    readonly collection: Collection<LeaseDocument>,
    private readonly name: string,
    private readonly owner: string,
    private readonly documents: DocumentStore,
    private readonly facts: Facts,
    private readonly holder: { gained(): Promise<void>; lost(): Promise<void> },
  ) {}

  get holding(): boolean {
    return this.held;
  }

  async start(): Promise<void> {
    await this.turn();
    // What fails later is tried again with the next turn; at the start it is for the caller to know.
    this.timer = setInterval(
      () => void (this.turning = this.turning.then(() => this.turn()).catch(() => undefined)),
      RENEW_EVERY_MS,
    ).unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.turning;
    if (!this.held) return;
    await this.holder.lost();
    this.held = false;
    await this.documents
      .put(this.collection, { id: this.name, owner: '', until: this.facts.now() })
      .catch(() => undefined);
  }

  private async turn(): Promise<void> {
    if (this.stopped) return;
    const now = Date.parse(this.facts.now());
    const mine = await this.take(now).catch(() => this.held && now - this.renewedAt < TTL_MS);
    if (mine && !this.held) {
      this.held = true;
      try {
        await this.holder.gained();
      } catch (error) {
        this.held = false;
        await this.holder.lost().catch(() => undefined);
        throw error;
      }
    } else if (!mine && this.held) {
      this.held = false;
      await this.holder.lost();
    }
  }

  private async take(now: number): Promise<boolean> {
    const found = await this.documents.get(this.collection, this.name);
    if (found && found.owner !== this.owner && Date.parse(found.until) > now) return false;
    try {
      await this.documents.put(
        this.collection,
        { id: this.name, owner: this.owner, until: new Date(now + TTL_MS).toISOString() },
        { expected: found?.revision ?? 0 },
      );
      this.renewedAt = now;
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }
}
