import type { CommandMetadata, CommandResult } from './context.js';
import type { Message } from './event.js';
import type { MessageBus } from './ports/message-bus.js';
import { ConflictError, Refusal } from './refusal.js';

/** How a command ended: events written; already so; a repeat answered again; a business "no"; the stream had moved on; an error. */
export type CommandOutcome = 'done' | 'unchanged' | 'replayed' | 'refused' | 'conflict' | 'failed';

/** Why an event waits: nobody could handle it; a service outside did not take it yet; an older one of its key waits. */
export type ParkedFor = 'failed' | 'postponed' | 'behind';

/**
 * What the mechanism of one context tells whoever measures it. Names and numbers only, never ids: what is told may become a
 * label. Left out of the options, nothing is told and nothing is paid for it. Must not throw.
 */
export interface Observer {
  /** Steps of traces; undefined: nobody traces. */
  readonly tracing?: Tracing | undefined;
  /** A command was answered after so many seconds, the wait for its turn and for the disk included. */
  command(ledger: string, command: string, outcome: CommandOutcome, seconds: number): void;
  /** Commands of one stream were appended together. */
  round(ledger: string, commands: number, events: number): void;
  /** Another process was first: the commands of a round are decided again. */
  lostRace(ledger: string): void;
  /** A follower (relay, view, reaction, effect) handled a batch, or failed at it and will get it again. */
  batch(follower: string, events: number, seconds: number, failed: boolean): void;
  /** A consumer failed at one event and tries it once more at once. */
  retried(consumer: string): void;
  parked(consumer: string, why: ParkedFor): void;
  /** A view wrote documents in one go; `conflicts` of them had changed meanwhile and are folded again. */
  written(view: string, documents: number, conflicts: number): void;
  published(messages: number, seconds: number): void;
}

/** What an engine tells whoever measures it. Must not throw. */
export interface EngineObserver {
  /** A transaction or append reached the disk: `entries` are appends (streams) or pieces of work (documents) that shared it. */
  committed(store: 'streams' | 'documents', entries: number, rows: number, seconds: number): void;
}

/** Facts about a step, for whoever looks at it: names, codes and counts; never personal data. */
export interface StepFacts {
  readonly kind?: 'internal' | 'producer' | 'consumer' | 'client';
  readonly [fact: string]: string | number | undefined;
}

/** Something that may stand in a trace: the metadata of an event, or of a command. */
export interface Placed {
  readonly traceparent?: string;
  /** ISO UTC; absent: now. */
  readonly recordedAt?: string;
}

/**
 * Steps of traces. A place in a trace is a W3C `traceparent`: it travels in commands, events and messages, so that what follows
 * from a request in other processes and at other times is part of its trace.
 */
export interface Tracing {
  /** Where the code that runs now stands; undefined: in no trace. */
  current(): string | undefined;
  /** Does work as a step of the trace that `parent` is in; without one, or where that trace is not recorded, as no step. `work` is told its own place. */
  step<T>(
    name: string,
    parent: string | undefined,
    facts: StepFacts,
    work: (place: string | undefined) => Promise<T>,
  ): Promise<T>;
  /** Does work that is a step of the traces that all these are in: one in each, and none in those of long ago, whose events are only read again. */
  shared<T>(
    name: string,
    all: readonly Placed[],
    facts: StepFacts,
    work: () => Promise<T>,
  ): Promise<T>;
}

/** Version 00; neither id is all zeros. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A `traceparent` as it came from outside, or nothing where it is none: it will stand in headers and events. */
export const traceparentIn = (value: unknown): string | undefined =>
  typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;

/** True for a place in a trace that somebody records; only such places are written into events. */
export const isRecorded = (traceparent: string): boolean =>
  (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;

/** Runs a command, measured, and as a step of its trace. */
export async function observeCommand<R extends CommandResult<any, any>>(
  observer: Observer,
  ledger: string,
  command: string,
  cause: CommandMetadata,
  run: (cause: CommandMetadata) => Promise<R>,
): Promise<R> {
  const began = performance.now();
  const { tracing } = observer;
  let outcome: CommandOutcome = 'failed';
  try {
    const result = tracing
      ? await tracing.step(
          `${ledger} ${command}`,
          cause.traceparent ?? tracing.current(),
          { 'chignon.ledger': ledger, 'chignon.command': command, 'chignon.actor': kindOf(cause) },
          (place) => run(place === undefined ? cause : { ...cause, traceparent: place }),
        )
      : await run(cause);
    outcome = result.replayed ? 'replayed' : result.events.length === 0 ? 'unchanged' : 'done';
    return result;
  } catch (error) {
    if (error instanceof Refusal && error.kind !== 'unavailable') outcome = 'refused';
    if (error instanceof ConflictError || (error instanceof Refusal && error.kind === 'conflict'))
      outcome = 'conflict';
    throw error;
  } finally {
    observer.command(ledger, command, outcome, (performance.now() - began) / 1000);
  }
}

/** `user` or the name of what acts for the system; who a user is does not belong into a trace. */
const kindOf = ({ actor }: CommandMetadata): string =>
  actor.startsWith('system:') ? actor : 'user';

/** Publishes, measured, and as a step of the traces that the messages belong to. */
export async function observePublish(
  observer: Observer,
  messages: readonly Message[],
  bus: Pick<MessageBus, 'publish'>,
): Promise<void> {
  const began = performance.now();
  const { tracing } = observer;
  if (tracing)
    await tracing.shared(
      'publish',
      messages.map(({ meta }) => meta),
      { kind: 'producer', 'chignon.messages': messages.length },
      () => bus.publish(messages),
    );
  else await bus.publish(messages);
  observer.published(messages.length, (performance.now() - began) / 1000);
}

/** Appends a round of commands, measured, and as a step of each command's trace. */
export async function observeAppend(
  observer: Observer,
  ledger: string,
  causes: readonly CommandMetadata[],
  events: number,
  append: () => Promise<unknown>,
): Promise<void> {
  const { tracing } = observer;
  const facts: StepFacts = { 'chignon.ledger': ledger, 'chignon.events': events };
  if (tracing)
    await tracing.shared(
      `append ${ledger}`,
      causes.map(({ traceparent }) => (traceparent === undefined ? {} : { traceparent })),
      facts,
      append,
    );
  else await append();
  observer.round(ledger, causes.length, events);
}
