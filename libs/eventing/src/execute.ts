import { HashedInput, type CommandMetadata, type CommandResult } from './context.js';
import { decideRound, type Undecided, type Verdict } from './decide-round.js';
import { categoryOf, streamName, type DomainEvent, type EventToAppend } from './event.js';
import { FoldedCache, emptyFolded, type Folded } from './folded.js';
import { canonical, sha256 } from './ids.js';
import { fold, type AnyLedger, type Command, type Ledger } from './ledger.js';
import { observeAppend, observeCommand, type Observer } from './observe.js';
import type { Facts } from './ports/facts.js';
import type { StreamStore } from './ports/stream-store.js';
import { conflict, ConflictError } from './refusal.js';

/** A conflict means that another process was first; five lost races in a row mean that this stream is too hot to go on silently. */
const MAX_ATTEMPTS = 5;
/** Commands of one stream that share an append: enough to fill a disk write, few enough to answer soon. */
const MAX_ROUND = 64;

/** A command that waits for its turn on its stream. */
interface Waiting extends Undecided {
  resolve(outcome: CommandResult<any, any>): void;
  reject(error: unknown): void;
}

/**
 * Runs commands against ledgers: read, upcast, fold, recognise repeats, decide, append at the expected revision. The
 * command id and the hash of its input stand in the events themselves, so that idempotency needs no second store.
 * Commands of one stream are decided one after another; those that wait for the same disk write are appended together.
 */
export class Executor {
  private readonly cache: FoldedCache;
  /** Commands waiting for a stream that has a round running. */
  private readonly queues = new Map<string, Waiting[]>();

  constructor(
    private readonly streams: StreamStore,
    private readonly facts: Facts,
    private readonly observer?: Observer,
    cachedEvents?: number,
  ) {
    this.cache = new FoldedCache(cachedEvents);
  }

  /**
   * @throws Refusal when the ledger says no, when the command id was used with another input
   *   (`idempotency-key-reused`), or after lost races (`too-many-conflicts`)
   * @throws ConflictError when `cause.expected` is not the stream's revision
   */
  execute<S, C extends Command, E extends DomainEvent>(
    ledger: Ledger<S, C, E>,
    key: string,
    command: C,
    cause: CommandMetadata,
  ): Promise<CommandResult<S, E>> {
    if (this.observer === undefined) return this.queued(ledger, key, command, cause);
    return observeCommand(this.observer, ledger.category, command.type, cause, (placed) =>
      this.queued(ledger, key, command, placed),
    );
  }

  private queued<S, C extends Command, E extends DomainEvent>(
    ledger: Ledger<S, C, E>,
    key: string,
    command: C,
    cause: CommandMetadata,
  ): Promise<CommandResult<S, E>> {
    const stream = streamName(ledger.category, key);
    const inputHash =
      cause.input instanceof HashedInput
        ? cause.input.hash
        : sha256(canonical(cause.input ?? command));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { ledger, key, command, cause, inputHash, resolve, reject };
      const queue = this.queues.get(stream);
      if (queue) queue.push(waiting);
      else {
        this.queues.set(stream, []);
        void this.work(stream, [waiting]);
      }
    });
  }

  /** The state now, and the revision it stands at. */
  async load<S>(ledger: Ledger<S, any, any>, key: string): Promise<{ state: S; revision: number }> {
    const { state, revision } = await this.refresh(ledger, key, streamName(ledger.category, key));
    return { state: state as S, revision };
  }

  /** Rounds of one stream until nobody waits. */
  private async work(stream: string, first: Waiting[]): Promise<void> {
    for (let batch = first; batch.length > 0;) {
      try {
        await this.round(stream, batch);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
      const queue = this.queues.get(stream)!;
      batch = queue.splice(0, MAX_ROUND);
    }
    this.queues.delete(stream);
  }

  private async round(stream: string, batch: readonly Waiting[]): Promise<void> {
    const { ledger, key } = batch[0]!;
    let folded = this.cache.get(stream) ?? (await this.refresh(ledger, key, stream));
    for (let attempt = 1; ; attempt++) {
      const verdicts = decideRound(stream, batch, folded, this.facts);
      const events = verdicts.flatMap((verdict) => (verdict.is === 'done' ? verdict.events : []));
      // The cached state may be behind what another process wrote: a "no" or an "already so" counts only on the newest state.
      if (verdicts.some(({ is }) => is !== 'done')) {
        const newest = await this.refresh(ledger, key, stream);
        if (newest.revision !== folded.revision && attempt < MAX_ATTEMPTS) {
          folded = newest;
          continue;
        }
      }
      if (events.length > 0) {
        try {
          await this.append(stream, batch, verdicts, events, folded.revision);
        } catch (error) {
          this.cache.forget(stream);
          if (!(error instanceof ConflictError)) throw error;
          this.observer?.lostRace(ledger.category);
          if (attempt >= MAX_ATTEMPTS)
            throw conflict(
              'too-many-conflicts',
              'The record is being changed too often at present. Try again.',
            );
          folded = await this.refresh(ledger, key, stream);
          continue;
        }
      }
      await this.tell(stream, batch, verdicts, folded);
      return;
    }
  }

  private async append(
    stream: string,
    batch: readonly Waiting[],
    verdicts: readonly Verdict[],
    events: readonly EventToAppend[],
    expected: number,
  ): Promise<void> {
    const append = () => this.streams.append(stream, events, { expected });
    if (this.observer === undefined) return void (await append());
    const done = batch.filter((_, i) => verdicts[i]!.is === 'done').map(({ cause }) => cause);
    await observeAppend(this.observer, categoryOf(stream), done, events.length, append);
  }

  /** Everything is on disk: remembers the newest state and answers everybody, in order. */
  private async tell(
    stream: string,
    batch: readonly Waiting[],
    verdicts: readonly Verdict[],
    folded: Folded,
  ): Promise<void> {
    let newest = folded;
    for (const [i, verdict] of verdicts.entries()) {
      if (verdict.is !== 'done') continue;
      newest = verdict.after;
      newest.commands.set(batch[i]!.cause.commandId, {
        inputHash: batch[i]!.inputHash,
        from: verdict.from,
        to: verdict.after.revision,
      });
    }
    if (newest !== folded) this.cache.set(stream, newest);
    for (const [i, waiting] of batch.entries()) {
      try {
        waiting.resolve(await this.outcome(stream, waiting, verdicts[i]!, false));
      } catch (error) {
        waiting.reject(error);
      }
    }
  }

  private async outcome(
    stream: string,
    waiting: Waiting,
    verdict: Verdict,
    replayed: boolean,
  ): Promise<CommandResult<any, any>> {
    switch (verdict.is) {
      case 'done': {
        const events = verdict.events.map((event, index) => ({
          ...event,
          stream,
          revision: verdict.from + index,
          position: '',
        }));
        return { state: verdict.after.state, events, revision: verdict.after.revision, replayed };
      }
      case 'already':
        return {
          state: verdict.at.state,
          events: [],
          revision: verdict.at.revision,
          replayed: false,
        };
      case 'copy':
        return this.outcome(stream, waiting, verdict.of, true);
      case 'replay':
        return this.replay(stream, waiting, verdict.first);
      case 'no':
        throw verdict.error;
    }
  }

  /** The first result again: its events, and the state as it was right after them. */
  private async replay(
    stream: string,
    { ledger, key }: Waiting,
    { from, to }: { from: number; to: number },
  ): Promise<CommandResult<any, any>> {
    const events = (await this.streams.read(stream)).filter(({ revision }) => revision <= to);
    return {
      state: fold(ledger, ledger.initial(key), events),
      events: events.slice(from - 1),
      revision: to,
      replayed: true,
    };
  }

  private async refresh(ledger: AnyLedger, key: string, stream: string): Promise<Folded> {
    const known = this.cache.get(stream) ?? emptyFolded(ledger, key);
    const events = await this.streams.read(stream, known.revision + 1);
    if (events.length === 0) return known;
    for (const { revision, meta } of events) {
      const command = known.commands.get(meta.commandId);
      if (!command)
        known.commands.set(meta.commandId, {
          inputHash: meta.inputHash,
          from: revision,
          to: revision,
        });
      else if (revision > command.to) command.to = revision;
    }
    const last = events[events.length - 1]!;
    const newest: Folded = {
      revision: last.revision,
      state: fold(ledger, known.state, events),
      hash: last.meta.hash,
      commands: known.commands,
    };
    const cached = this.cache.get(stream);
    if (!cached || cached.revision < newest.revision) this.cache.set(stream, newest);
    return newest;
  }
}
