import { link } from './chain.js';
import type { Cause, Outcome } from './context.js';
import { streamName, type DomainEvent, type EventToAppend, type Json, type Meta, type RecordedEvent } from './event.js';
import { canonical, deriveId, sha256 } from './ids.js';
import { fold, versionOf, type AnyLedger, type Command, type Ledger } from './ledger.js';
import type { Facts } from './ports/facts.js';
import type { StreamStore } from './ports/stream-store.js';
import { conflict, ConflictError, invalid } from './refusal.js';

/** A conflict means that another process was first; five lost races in a row mean that this stream is too hot to go on silently. */
const MAX_ATTEMPTS = 5;
/** Events that the folded states kept in memory may stand for, all streams together. */
const DEFAULT_CACHED_EVENTS = 60_000;

/** A stream folded up to a revision. Replaced, never changed, except that `commands` only grows. */
interface Folded {
  readonly revision: number;
  readonly state: unknown;
  /** Link of the last event. */
  readonly hash: string;
  /** Which commands the stream has seen, and the revisions of their events. */
  readonly commands: Map<string, { inputHash: string; from: number; to: number }>;
}

const nothing = (ledger: AnyLedger, key: string): Folded => ({ revision: 0, state: ledger.initial(key), hash: '', commands: new Map() });

/** Least recently used streams leave first, weighed by their number of events. */
class FoldedCache {
  private readonly entries = new Map<string, Folded>();
  private events = 0;
  constructor(private readonly limit: number) {}

  get(stream: string): Folded | undefined {
    const found = this.entries.get(stream);
    if (found) {
      this.entries.delete(stream);
      this.entries.set(stream, found);
    }
    return found;
  }

  set(stream: string, folded: Folded): void {
    this.forget(stream);
    this.entries.set(stream, folded);
    this.events += folded.revision;
    for (const [oldest] of this.entries) {
      if (this.events <= this.limit || oldest === stream) break;
      this.forget(oldest);
    }
  }

  forget(stream: string): void {
    this.events -= this.entries.get(stream)?.revision ?? 0;
    this.entries.delete(stream);
  }
}

/**
 * Runs commands against ledgers: read, upcast, fold, recognise repeats, decide, append at the expected revision. The
 * command id and the hash of its input stand in the events themselves, so that idempotency needs no second store.
 */
export class Executor {
  private readonly cache: FoldedCache;
  /** The last command of each stream that has one running: commands of one stream are decided one after another. */
  private readonly tails = new Map<string, Promise<unknown>>();

  constructor(
    private readonly streams: StreamStore,
    private readonly facts: Facts,
    cachedEvents = DEFAULT_CACHED_EVENTS,
  ) {
    this.cache = new FoldedCache(cachedEvents);
  }

  /**
   * @throws Refusal when the ledger says no, when the command id was used with another input
   *   (`idempotency-key-reused`), or after lost races (`too-many-conflicts`)
   * @throws ConflictError when `cause.expected` is not the stream's revision
   */
  execute<S, C extends Command, E extends DomainEvent>(ledger: Ledger<S, C, E>, key: string, command: C, cause: Cause): Promise<Outcome<S, E>> {
    const stream = streamName(ledger.category, key);
    const before = this.tails.get(stream);
    const run = before ? before.then(() => this.attempt(ledger, key, stream, command, cause)) : this.attempt(ledger, key, stream, command, cause);
    const tail = run.then(noop, noop);
    this.tails.set(stream, tail);
    void tail.then(() => {
      if (this.tails.get(stream) === tail) this.tails.delete(stream);
    });
    return run;
  }

  /** The state now, and the revision it stands at. */
  async load<S>(ledger: Ledger<S, any, any>, key: string): Promise<{ state: S; revision: number }> {
    const { state, revision } = await this.refresh(ledger, key, streamName(ledger.category, key));
    return { state: state as S, revision };
  }

  private async attempt<S, C extends Command, E extends DomainEvent>(ledger: Ledger<S, C, E>, key: string, stream: string, command: C, cause: Cause): Promise<Outcome<S, E>> {
    const inputHash = sha256(canonical(cause.input ?? command));
    let folded = this.cache.get(stream) ?? (await this.refresh(ledger, key, stream));
    for (let attempt = 1; ; attempt++) {
      const done = folded.commands.get(cause.commandId);
      if (done) return this.replay(ledger, key, stream, folded, done, inputHash);
      try {
        if (cause.expected !== undefined && cause.expected !== folded.revision) throw new ConflictError(stream, cause.expected, folded.revision);
        const events = ledger.decide[command.type as C['type']](folded.state as S, command as never, this.facts);
        if (events.length > 0) return await this.append(ledger, stream, folded, events, inputHash, cause);
      } catch (error) {
        const lostRace = error instanceof ConflictError && cause.expected === undefined;
        if (lostRace && attempt >= MAX_ATTEMPTS) throw conflict('too-many-conflicts', 'The record changes too fast just now. Try again.');
        // The cached state may be behind what another process wrote: a "no" counts only on the newest state.
        const newest = await this.refresh(ledger, key, stream);
        if (!lostRace && newest.revision === folded.revision) throw error;
        folded = newest;
        continue;
      }
      const newest = await this.refresh(ledger, key, stream);
      if (newest.revision === folded.revision) return { state: folded.state as S, events: [], revision: folded.revision, replayed: false };
      folded = newest;
    }
  }

  private async append<S, E extends DomainEvent>(ledger: Ledger<S, any, E>, stream: string, before: Folded, decided: readonly E[], inputHash: string, cause: Cause): Promise<Outcome<S, E>> {
    const now = this.facts.now();
    let hash = before.hash;
    const events: EventToAppend[] = decided.map((event, index) => {
      const meta: Omit<Meta, 'hash'> = {
        commandId: cause.commandId,
        inputHash,
        correlationId: cause.correlationId,
        causationId: cause.causationId ?? cause.correlationId,
        actor: cause.actor,
        tenant: cause.tenant ?? 'chain',
        ...(cause.storeId === undefined ? {} : { storeId: cause.storeId }),
        effectiveAt: event.effectiveAt ?? cause.effectiveAt ?? now,
        recordedAt: now,
      };
      const plain = { id: deriveId(`${stream}|${cause.commandId}|${index}`), type: event.type, version: versionOf(ledger, event.type), data: asJson(event.data), meta };
      hash = link(hash, stream, before.revision + index + 1, plain);
      return { ...plain, meta: { ...meta, hash } };
    });
    let appended;
    try {
      appended = await this.streams.append(stream, events, { expected: before.revision });
    } catch (error) {
      this.cache.forget(stream);
      throw error;
    }
    const recorded: RecordedEvent[] = events.map((event, index) => ({ ...event, stream, revision: before.revision + index + 1, position: appended.position }));
    const after = this.grow(ledger, before, recorded);
    this.cache.set(stream, after);
    return { state: after.state as S, events: recorded as (RecordedEvent & E)[], revision: after.revision, replayed: false };
  }

  /** The first result again: its events, and the state as it was right after them. */
  private async replay<S, E extends DomainEvent>(ledger: Ledger<S, any, E>, key: string, stream: string, folded: Folded, done: { inputHash: string; from: number; to: number }, inputHash: string): Promise<Outcome<S, E>> {
    if (done.inputHash !== inputHash) throw invalid('idempotency-key-reused', 'This idempotency key was already used with another input.', { field: 'Idempotency-Key', expected: 'a new key for a new input' });
    const events = (await this.streams.read(stream)).filter((event) => event.revision <= done.to);
    const state = folded.revision === done.to ? (folded.state as S) : fold(ledger, ledger.initial(key), events);
    return { state, events: events.slice(done.from - 1) as (RecordedEvent & E)[], revision: done.to, replayed: true };
  }

  private async refresh(ledger: AnyLedger, key: string, stream: string): Promise<Folded> {
    const known = this.cache.get(stream) ?? nothing(ledger, key);
    const events = await this.streams.read(stream, known.revision + 1);
    if (events.length === 0) {
      if (known.revision > 0) return known;
      return nothing(ledger, key);
    }
    const newest = this.grow(ledger, known, events);
    const cached = this.cache.get(stream);
    if (!cached || cached.revision < newest.revision) this.cache.set(stream, newest);
    return newest;
  }

  private grow(ledger: AnyLedger, before: Folded, events: readonly RecordedEvent[]): Folded {
    for (const { revision, meta } of events) {
      const known = before.commands.get(meta.commandId);
      if (!known) before.commands.set(meta.commandId, { inputHash: meta.inputHash, from: revision, to: revision });
      else if (revision > known.to) known.to = revision;
    }
    const last = events[events.length - 1]!;
    return { revision: last.revision, state: fold(ledger, before.state, events), hash: last.meta.hash, commands: before.commands };
  }
}

const noop = () => undefined;

/** Drops what JSON has no word for, so that the hash is taken over exactly what will be read back. */
const asJson = (data: unknown): Json => JSON.parse(JSON.stringify(data ?? null)) as Json;
