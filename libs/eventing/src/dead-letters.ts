import { refused, notFound } from './refusal.js';
import { placeOf, type Heard } from './project.js';
import type { Collection, DocumentStore, Page, Stored } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';

/** Something heard that could not be handled, kept until somebody retries or drops it. */
export interface DeadLetter {
  readonly id: string;
  /** The reaction, effect or view that failed. */
  readonly consumer: string;
  /** What waits: all later messages of this key wait behind it. */
  readonly key: string;
  /** Order within the key. */
  readonly order: string;
  readonly event: Heard;
  readonly error: string;
  readonly parkedAt: string;
}

/** Runs one parked event again; resolves when it went through. */
export type Redo = (event: Heard, key: string) => Promise<void>;

/** The dead letters of one context: a message that fails stops only its own key, and waits in order with what follows it. */
export class DeadLetters {
  readonly collection: Collection<DeadLetter>;
  private keys = new Map<string, number>();
  private readonly redo = new Map<string, Redo>();

  constructor(
    context: string,
    private readonly documents: DocumentStore,
    private readonly facts: Facts,
  ) {
    this.collection = { name: `${context}.dead-letters`, indexes: { byKey: { fields: ['consumer', 'key', 'order'] } } };
  }

  async open(): Promise<void> {
    await this.documents.open(this.collection);
    await this.refresh();
  }

  /** Learns which keys wait, whoever parked them. */
  async refresh(): Promise<void> {
    const keys = new Map<string, number>();
    for await (const { consumer, key } of this.documents.scan(this.collection)) keys.set(`${consumer}|${key}`, (keys.get(`${consumer}|${key}`) ?? 0) + 1);
    this.keys = keys;
  }

  /** Names who can run a consumer's parked events again. */
  consumer(name: string, redo: Redo): void {
    this.redo.set(name, redo);
  }

  /** True when an older event of this key is parked, so that newer ones must wait. */
  holds(consumer: string, key: string): boolean {
    return (this.keys.get(`${consumer}|${key}`) ?? 0) > 0;
  }

  async park(consumer: string, key: string, event: Heard, error: Error): Promise<void> {
    const { source, place } = placeOf({ guard: 'log' }, event);
    const id = `${consumer}|${key}|${source}|${place}`;
    if (await this.documents.get(this.collection, id)) return;
    await this.documents.put(this.collection, { id, consumer, key, order: place, event, error: `${error.name}: ${error.message}`, parkedAt: this.facts.now() });
    this.count(consumer, key, 1);
  }

  get size(): number {
    return [...this.keys.values()].reduce((sum, n) => sum + n, 0);
  }

  list(limit: number, after?: string): Promise<Page<DeadLetter>> {
    return this.documents.find(this.collection, { index: 'byKey', limit, ...(after === undefined ? {} : { after }) });
  }

  async show(id: string): Promise<Stored<DeadLetter>> {
    const letter = await this.documents.get(this.collection, id);
    if (!letter) throw notFound('dead-letter-not-found', 'There is no such dead letter.', { field: 'id' });
    return letter;
  }

  /** Runs the letter's whole key again, oldest first, and stops at the first that still fails. Returns how many went through. */
  async retry(id: string): Promise<{ done: number; left: number }> {
    const { consumer, key } = await this.show(id);
    const redo = this.redo.get(consumer);
    if (!redo) throw refused('consumer-unknown', `No consumer named ${consumer} runs here any more (a view that was rebuilt has a new name and letters of its own): drop the letter.`);
    let done = 0;
    for (;;) {
      const { items } = await this.documents.find(this.collection, { index: 'byKey', where: { consumer, key }, limit: 1 });
      const letter = items[0];
      if (!letter) return { done, left: 0 };
      try {
        await redo(letter.event, key);
      } catch (error) {
        await this.documents.put(this.collection, { ...plain(letter), error: String(error) });
        return { done, left: this.keys.get(`${consumer}|${key}`) ?? 0 };
      }
      await this.remove(letter);
      done++;
    }
  }

  /** Gives one letter up for good; those behind it may then be retried. */
  async drop(id: string): Promise<void> {
    await this.remove(await this.show(id));
  }

  private async remove(letter: DeadLetter): Promise<void> {
    await this.documents.remove(this.collection, letter.id);
    this.count(letter.consumer, letter.key, -1);
  }

  private count(consumer: string, key: string, change: number): void {
    const id = `${consumer}|${key}`;
    const now = (this.keys.get(id) ?? 0) + change;
    if (now > 0) this.keys.set(id, now);
    else this.keys.delete(id);
  }
}

const plain = ({ revision: _revision, ...letter }: Stored<DeadLetter>): DeadLetter => letter;
