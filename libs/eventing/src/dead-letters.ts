import { NotUnderstoodError, notFound, PostponedError, refused } from './refusal.js';
import { placeOf, type ConsumedEvent } from './project.js';
import type { Observer } from './observe.js';
import { ParkedKeys } from './parked-keys.js';
import type { Collection, DocumentStore, Page, Stored } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';

/** An event or message that a consumer could not handle, kept until an operator retries or drops it. */
export interface DeadLetter {
  readonly id: string;
  /** The reaction, effect or view that failed. */
  readonly consumer: string;
  /** The event's key: all later messages of this key wait behind it. */
  readonly key: string;
  /** Order within the key. */
  readonly order: string;
  readonly event: ConsumedEvent;
  readonly error: string;
  readonly parkedAt: string;
  /** Set while an external service is unavailable: when it is retried automatically, ISO UTC. Absent: it waits for an operator, or behind an older letter. */
  readonly retryAt?: string;
  /** How many attempts were made so far, where it waits for an external service. */
  readonly tries?: number;
  /** This release does not know its type or version: retried at the start of every release. */
  readonly awaitsRelease?: true;
}

/** Recorded as the error of an event that could be handled, but must not overtake an older one of its key. */
const BEHIND = new Error('waits behind an older one');

/** Delay after the first attempt at an external service; doubled after each further one. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
/** An event that an external service has not accepted for this long becomes a dead letter for an operator. */
const GIVE_UP_MS = 72 * 3_600_000;
/** How many keys one retry run takes up. */
const MAX_DUE = 200;
const PAGE = 500;

/** Runs one parked event again; resolves when it went through. */
export type Redo = (event: ConsumedEvent, key: string) => Promise<void>;

/** The dead letters of one context: a message that fails stops only its own key, and waits in order with what follows it. */
export class DeadLetters {
  readonly collection: Collection<DeadLetter>;
  private keys = new ParkedKeys();
  /** Keys whose letters are being changed: no event may be queued behind a letter while that letter is removed. */
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly redo = new Map<string, Redo>();

  constructor(
    context: string,
    private readonly documents: DocumentStore,
    private readonly facts: Facts,
    /** True for a consumer that the instance holding the lease runs, and this one does not. */
    private readonly elsewhere: (consumer: string) => boolean = () => false,
    private readonly observer?: Observer,
  ) {
    this.collection = {
      name: `${context}.dead-letters`,
      indexes: {
        byKey: { fields: ['consumer', 'key', 'order'] },
        byRetry: { fields: ['retryAt', 'id'] },
      },
    };
  }

  async open(): Promise<void> {
    await this.documents.open(this.collection);
    await this.refresh();
  }

  /** Loads which keys have letters, also those that another instance parked. */
  async refresh(): Promise<void> {
    const keys = new ParkedKeys();
    for await (const { consumer, key, retryAt } of this.documents.scan(this.collection))
      keys.change(consumer, key, 1, retryAt !== undefined || undefined);
    this.keys = keys;
  }

  /** Registers the function that handles a consumer's parked events again. */
  consumer(name: string, redo: Redo): void {
    this.redo.set(name, redo);
  }

  /** True when an older event of this key is parked, so that newer ones must wait. */
  holds(consumer: string, key: string): boolean {
    return this.keys.has(consumer, key);
  }

  /** Keeps an event behind older ones of its key. @returns false when none waits (any more): it may be handled */
  async behind(consumer: string, key: string, event: ConsumedEvent): Promise<boolean> {
    if (!this.holds(consumer, key)) return false;
    return this.inTurn(consumer, key, async () => {
      if (!this.holds(consumer, key)) return false;
      await this.park(consumer, key, event, BEHIND);
      return true;
    });
  }

  /** Keeps an event that could not be handled. What a service outside did not take now is tried again by itself. */
  async park(consumer: string, key: string, event: ConsumedEvent, error: Error): Promise<void> {
    const { source, place } = placeOf({ guard: 'log' }, event);
    const id = `${consumer}|${key}|${source}|${place}`;
    if (await this.documents.get(this.collection, id)) return;
    const parkedAt = this.facts.now();
    const waiting =
      error instanceof PostponedError
        ? { retryAt: later(parkedAt, FIRST_PAUSE_MS), tries: 1 }
        : awaits(error);
    await this.documents.put(this.collection, {
      id,
      consumer,
      key,
      order: place,
      event,
      error: `${error.name}: ${error.message}`,
      parkedAt,
      ...waiting,
    });
    this.keys.change(consumer, key, 1, error instanceof PostponedError || undefined);
    this.observer?.parked(
      consumer,
      error === BEHIND ? 'behind' : error instanceof PostponedError ? 'postponed' : 'failed',
    );
  }

  /**
   * Tries again what waited for a service outside and is due: each key in order, as far as it goes. Run by one instance.
   * @returns how many went through, and those that have waited too long and are dead letters from now on
   */
  async retryDue(): Promise<{ done: number; gaveUp: readonly DeadLetter[] }> {
    const due = await this.documents.find(this.collection, {
      index: 'byRetry',
      range: { field: 'retryAt', lte: this.facts.now() },
      limit: MAX_DUE,
    });
    const gaveUp: DeadLetter[] = [];
    let done = 0;
    for (const letter of due.items) {
      const tried = await this.retry(letter.id).catch(() => undefined);
      done += tried?.done ?? 0;
      const still = await this.documents.get(this.collection, letter.id);
      if (still && still.retryAt === undefined) gaveUp.push(plain(still));
    }
    return { done, gaveUp };
  }

  /**
   * Tries again what a release before this one did not know: each key in order, as far as it goes. Run by one instance at its start.
   * @returns how many went through
   */
  async retryUnknown(): Promise<number> {
    const ids: string[] = [];
    for await (const { id, awaitsRelease } of this.documents.scan(this.collection))
      if (awaitsRelease) ids.push(id);
    let done = 0;
    for (const id of ids) done += (await this.retry(id).catch(() => undefined))?.done ?? 0;
    return done;
  }

  /** Gives up all letters of a consumer that will not come back. */
  async forget(consumer: string): Promise<void> {
    for (;;) {
      const { items } = await this.documents.find(this.collection, {
        index: 'byKey',
        where: { consumer },
        limit: PAGE,
      });
      if (items.length === 0) return;
      for (const letter of items) await this.remove(letter);
    }
  }

  /** All letters of a consumer, oldest first within their key. */
  async *of(consumer: string): AsyncGenerator<DeadLetter> {
    for (let after: string | undefined; ;) {
      const page: Page<DeadLetter> = await this.documents.find(this.collection, {
        index: 'byKey',
        where: { consumer },
        limit: PAGE,
        after,
      });
      yield* page.items;
      if ((after = page.next) === undefined) return;
    }
  }

  /** Letters that wait for somebody. */
  get size(): number {
    return this.keys.total(false);
  }

  /** Letters that wait for a service outside, those behind them included. */
  get postponed(): number {
    return this.keys.total(true);
  }

  /** How many wait, by follower; those for a service outside are not counted. */
  counts(): ReadonlyMap<string, number> {
    return this.keys.byConsumer();
  }

  list(limit: number, after?: string): Promise<Page<DeadLetter>> {
    return this.documents.find(this.collection, {
      index: 'byKey',
      limit,
      after,
    });
  }

  async show(id: string): Promise<Stored<DeadLetter>> {
    const letter = await this.documents.get(this.collection, id);
    if (!letter)
      throw notFound('dead-letter-not-found', 'There is no such dead letter.', { field: 'id' });
    return letter;
  }

  /**
   * Runs the letter's whole key again, oldest first, and stops at the first that still fails. Returns how many went through; `handedOver`: none
   * yet, the instance that holds the lease does it within seconds.
   */
  async retry(id: string): Promise<{ done: number; left: number; handedOver?: true }> {
    const { consumer, key } = await this.show(id);
    const redo = this.redo.get(consumer);
    if (!redo && this.elsewhere(consumer)) {
      const { items } = await this.documents.find(this.collection, {
        index: 'byKey',
        where: { consumer, key },
        limit: 1,
      });
      if (items[0])
        await this.documents.put(this.collection, {
          ...plain(items[0]),
          retryAt: this.facts.now(),
        });
      return { done: 0, left: this.keys.letters(consumer, key), handedOver: true };
    }
    if (!redo)
      throw refused(
        'consumer-unknown',
        `The consumer \`${consumer}\` no longer runs here (a rebuilt view has a new name and letters of its own). Drop the letter.`,
      );
    let done = 0;
    for (;;) {
      const { items } = await this.documents.find(this.collection, {
        index: 'byKey',
        where: { consumer, key },
        limit: 1,
      });
      const letter = items[0];
      if (!letter) return { done, left: 0 };
      try {
        await redo(letter.event, key);
      } catch (error) {
        const failed = this.failedAgain(plain(letter), error);
        await this.documents.put(this.collection, failed);
        this.keys.change(consumer, key, 0, failed.retryAt !== undefined);
        return { done, left: this.keys.letters(consumer, key) };
      }
      await this.inTurn(consumer, key, () => this.remove(letter));
      done++;
    }
  }

  /** Gives one letter up for good; those behind it may then be retried. */
  async drop(id: string): Promise<void> {
    await this.remove(await this.show(id));
  }

  private failedAgain(
    { retryAt: _, awaitsRelease: __, ...letter }: DeadLetter,
    error: unknown,
  ): DeadLetter {
    const now = this.facts.now();
    const tries = (letter.tries ?? 0) + 1;
    const patient = error instanceof PostponedError && now < later(letter.parkedAt, GIVE_UP_MS);
    return {
      ...letter,
      error: String(error),
      ...awaits(error),
      ...(error instanceof PostponedError ? { tries } : {}),
      ...(patient
        ? { retryAt: later(now, Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)) }
        : {}),
    };
  }

  private async remove(letter: DeadLetter): Promise<void> {
    await this.documents.remove(this.collection, letter.id);
    this.keys.change(letter.consumer, letter.key, -1);
  }

  /** One after another for each key. */
  private async inTurn<T>(consumer: string, key: string, step: () => Promise<T>): Promise<T> {
    const id = `${consumer}|${key}`;
    const turn = (this.turns.get(id) ?? Promise.resolve()).then(step, step);
    this.turns.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    }
  }
}

const awaits = (error: unknown): Pick<DeadLetter, 'awaitsRelease'> =>
  error instanceof NotUnderstoodError && error.awaitsRelease ? { awaitsRelease: true } : {};

const plain = ({ revision: _revision, ...letter }: Stored<DeadLetter>): DeadLetter => letter;
/** An ISO UTC instant so many milliseconds later. */
const later = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();
