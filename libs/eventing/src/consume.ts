import { effectCause } from './causes.js';
import type { Checkpoints } from './checkpoints.js';
import type { CommandMetadata, Tools } from './context.js';
import { categoryOf, type Envelope } from './event.js';
import { follow, type Following } from './follow.js';
import { deriveId } from './ids.js';
import { toCurrentVersion, type Past } from './ledger.js';
import { traceparentIn } from './observe.js';
import type { Dispatch, Effect, Reaction } from './reaction.js';
import { ConflictError, NotUnderstoodError, PostponedError, Refusal } from './refusal.js';
import { laneName, type ConsumedEvent } from './project.js';
import { isTransient, type ViewPorts } from './view-runner.js';
import { optional } from './optional.js';
import { sideBySide } from './side-by-side.js';

/** A failure that is not the engine's may be a matter of timing; thrice is enough to know. */
const MAX_TRIES = 3;
/** A service outside that has not answered by then is tried again later; what hangs meanwhile must not hold up the other keys. */
const EFFECT_TIMEOUT_MS = 60_000;
/** Keys of one batch handled at the same time, so that their appends share a disk write. */
const MAX_KEYS_AT_ONCE = 64;

export interface ConsumePorts extends Omit<ViewPorts, 'documents'> {
  /** How far each consumer has come in each lane of its topics, by the messages' origin. */
  readonly lanes: Checkpoints;
  readonly tools: Tools;
  /** Highest version of a published type that this release knows; undefined: never heard of. */
  readonly known: (event: ConsumedEvent) => number | undefined;
  /** Longest wait for an effect outside, in milliseconds. Default 60,000. */
  readonly effectTimeoutMs?: number;
}

/** Runs one reaction or effect: keys side by side, each key in order; poison is parked and stops its own key only. */
export class Consumer {
  handled = 0;
  /** Position of the newest message handled, by lane of a topic. */
  private readonly lanes = new Map<string, string>();
  private following: Following | undefined;

  constructor(
    private readonly what: Reaction | Effect,
    private readonly kind: 'reaction' | 'effect',
    private readonly ports: ConsumePorts,
  ) {}

  get name(): string {
    return this.what.name;
  }

  async start(): Promise<void> {
    this.ports.deadLetters.consumer(this.what.name, (event) => this.effect(event));
    this.following = await follow(this.ports, this.what.name, this.what.source, (batch) =>
      this.handle(batch),
    );
  }

  caughtUp(): Promise<void> {
    return this.following?.caughtUp() ?? Promise.resolve();
  }

  async stop(): Promise<void> {
    await this.following?.close();
    this.following = undefined;
  }

  private async handle(batch: readonly ConsumedEvent[]): Promise<void> {
    const reached = new Map<string, string>();
    const concerning: ConsumedEvent[] = [];
    for (const event of batch)
      if (!(await this.handledBefore(event, reached)) && this.concerns(event))
        concerning.push(event);
    const keyOf = (event: ConsumedEvent) => ('key' in event ? event.key : event.stream);
    await sideBySide(concerning, keyOf, (event) => this.one(keyOf(event), event), MAX_KEYS_AT_ONCE);
    for (const [lane, position] of reached) {
      this.lanes.set(lane, position);
      this.ports.lanes.save(this.placeId(lane), position);
    }
    this.handled += batch.length;
  }

  /**
   * True for a message that this consumer has had, told by its origin: a repeat after a crash of the relay or with offsets set
   * back asks for nothing again, not even for what was refused or needless then. Messages that carry no position (of documents,
   * of older releases) are left to the ids of the commands.
   * @param reached positions of this batch, by lane; kept once the batch is handled
   */
  private async handledBefore(
    event: ConsumedEvent,
    reached: Map<string, string>,
  ): Promise<boolean> {
    const position = event.meta.origin?.position;
    if (position === undefined || !('topic' in event)) return false;
    const lane = laneName(event);
    if (!this.lanes.has(lane))
      this.lanes.set(lane, (await this.ports.lanes.get(this.placeId(lane))) ?? '');
    if ((reached.get(lane) ?? this.lanes.get(lane)!) >= position) return true;
    reached.set(lane, position);
    return false;
  }

  private placeId(lane: string): string {
    return `${this.what.name}@${lane}`;
  }

  /** Types of no interest pass; a published type that nobody knows is parked, for it may matter to the next release. */
  private concerns(event: ConsumedEvent): boolean {
    return (
      this.what.on[event.type] !== undefined ||
      ('topic' in event && this.ports.known(event) === undefined)
    );
  }

  private async one(key: string, event: ConsumedEvent): Promise<void> {
    const { deadLetters } = this.ports;
    if (await deadLetters.behind(this.what.name, key, event)) return;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.effect(event);
      } catch (error) {
        if (error instanceof PostponedError) {
          this.ports.log({
            level: 'warn',
            message: 'postponed',
            consumer: this.what.name,
            key,
            event: event.id,
            type: event.type,
            error: String(error),
          });
          return deadLetters.park(this.what.name, key, event, error);
        }
        if (isTransient(error)) throw error;
        if (attempt < MAX_TRIES && !(error instanceof NotUnderstoodError)) {
          this.ports.observer?.retried(this.what.name);
          continue;
        }
        this.ports.log({
          level: 'error',
          message: 'parked',
          consumer: this.what.name,
          key,
          event: event.id,
          type: event.type,
          error: String(error),
        });
        return deadLetters.park(
          this.what.name,
          key,
          event,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }

  /** One event, as a step of the trace that it belongs to. */
  private effect(heard: ConsumedEvent): Promise<void> {
    const tracing = this.ports.observer?.tracing;
    if (!tracing) return this.run(heard);
    return tracing.step(
      `${this.kind} ${this.what.name}`,
      traceparentIn(heard.meta.traceparent),
      { kind: 'consumer', 'chignon.event': heard.type },
      () => this.run(heard),
    );
  }

  private async run(heard: ConsumedEvent): Promise<void> {
    const handler = this.what.on[heard.type];
    if (!handler)
      throw new NotUnderstoodError(heard, 'is of a type that is not known to this release', true);
    const event = toCurrentVersion(
      heard,
      this.ports.past(heard),
      this.what.versions?.[heard.type] ?? 1,
    );
    if (this.kind === 'effect')
      await this.inTime(
        (this.what as Effect).on[heard.type]!(
          event,
          this.ports.tools,
          effectCause(this.what.name, event, this.place(event)),
        ),
      );
    else await this.ask((this.what as Reaction).on[heard.type]!(event), event, this.what.name);
  }

  /** Where what follows from an event stands: below this consumer's own step, or where nobody traces here, beside it. */
  private place({ meta }: ConsumedEvent): string | undefined {
    return this.ports.observer?.tracing?.current() ?? traceparentIn(meta.traceparent);
  }

  private async inTime(effect: Promise<void>): Promise<void> {
    const { effectTimeoutMs = EFFECT_TIMEOUT_MS } = this.ports;
    effect.catch(() => undefined);
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      patience = setTimeout(
        () =>
          reject(
            new PostponedError('effect-late', `No answer within ${effectTimeoutMs / 1000} s.`),
          ),
        effectTimeoutMs,
      );
    });
    await Promise.race([effect, late]).finally(() => clearTimeout(patience));
  }

  private async ask(
    asks: readonly Dispatch[],
    event: ConsumedEvent & Envelope,
    path: string,
  ): Promise<void> {
    const traceparent = this.place(event);
    for (const [index, { ledger, key, command, onRefused }] of asks.entries()) {
      const cause: CommandMetadata = {
        commandId: deriveId(`${path}|${event.id}|${index}`),
        actor: `system:${this.what.name}`,
        correlationId: event.meta.correlationId,
        causationId: event.id,
        tenant: event.meta.tenant,
        ...optional({ storeId: event.meta.storeId }),
        effectiveAt: event.meta.effectiveAt,
        ...optional({ traceparent }),
      };
      try {
        await this.ports.tools.execute(ledger, key, command, cause);
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
        if (error.code === 'too-many-conflicts')
          throw new ConflictError(`${ledger.category}-${key}`, -1, undefined);
        this.ports.log({
          level: onRefused ? 'info' : 'warn',
          message: 'refused',
          consumer: this.what.name,
          event: event.id,
          code: error.code,
        });
        if (onRefused) await this.ask(onRefused(error), event, `${path}|${index}|refused`);
      }
    }
  }
}

/** Upcasters for what is heard: the ledger's own for streams, the contract's for messages. */
export const pastOf = (
  ledgers: readonly { category: string; past?: Past }[],
  contracts: (event: ConsumedEvent) => Past | undefined,
) => {
  const byCategory = new Map(ledgers.map((ledger) => [ledger.category, ledger.past]));
  return (event: ConsumedEvent): Past | undefined =>
    'stream' in event ? byCategory.get(categoryOf(event.stream)) : contracts(event);
};
