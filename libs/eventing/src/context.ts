import type { JobCause } from './causes.js';
import type { Asker, Holding, Untold } from './holdings.js';
import type { Reads } from './memory.js';
import type { AnyLedger, Command, Ledger, Recorded } from './ledger.js';
import type { DomainEvent, Meta, RecordedEvent } from './event.js';
import type { Collection, DocumentStore } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';
import type { Previewer } from './previews.js';
import {
  type Announcements,
  bothAnnounce,
  type Effect,
  type Publication,
  type Reaction,
} from './reaction.js';
import type { Refusal } from './refusal.js';
import type { Reckoning } from './reconcile.js';
import type { FollowOptions } from './stream-followers.js';
import type { TenderOwner } from './tender.js';
import type { View } from './view.js';

/** Stands for an input whose hash is known already. */
export class HashedInput {
  constructor(readonly hash: string) {}
}

/** Who asks and why: goes into the events. */
export interface CommandMetadata {
  /** The idempotency key of the wish, made unique for the caller and route. */
  readonly commandId: string;
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly tenant?: string;
  readonly storeId?: string;
  /** What the caller sent; hashed. Left out: the command. Give it when the command was enriched with looked-up facts. */
  readonly input?: unknown | HashedInput;
  /** ISO UTC; left out: now. For late facts (imports, offline desks). */
  readonly effectiveAt?: string;
  /** Where the wish stands in a trace (W3C Trace Context); left out: where the code that asks stands, if anywhere. */
  readonly traceparent?: string;
  /** Refuse with `ConflictError` unless the stream is at this revision (`If-Match`). */
  readonly expected?: number;
}

/** What a command did. */
export interface CommandResult<S, E extends DomainEvent = DomainEvent> {
  /** The state right after the command's events (also when this is a replay of an older command). */
  readonly state: S;
  /** The command's own events; none: it was already so. */
  readonly events: readonly Recorded<E>[];
  /** Revision of the stream after them. */
  readonly revision: number;
  /** True when the command had been done before: the first result again. */
  readonly replayed: boolean;
}

/** What a line of the log may say: ids, codes and counts, by name. Never personal data, and no words that somebody typed. */
export type LogFacts = { readonly [fact: string]: string | number | boolean | undefined };

/** Says something to operators: one structured line, to which the context's name is added. `info`: expected, for whoever looks into it; `warn`: something was lost or given up. */
export type ContextLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts?: LogFacts,
) => void;

/** What an HTTP controller, an effect or a job may use. One value per context. */
export interface Tools {
  readonly documents: DocumentStore;
  readonly facts: Facts;
  /** No other process can write to these engines: what was read stays true until this process writes. */
  readonly singleWriter: boolean;
  /** For what is swallowed on purpose: name the code, and the correlation id where there is one. */
  readonly log: ContextLog;
  execute<S, C extends Command, E extends DomainEvent>(
    ledger: Ledger<S, C, E>,
    key: string,
    command: C,
    cause: CommandMetadata,
  ): Promise<CommandResult<S, E>>;
  /** The ledger's state now and its revision (0: nothing ever happened there). */
  load<S>(ledger: Ledger<S, any, any>, key: string): Promise<{ state: S; revision: number }>;
  /** True while nothing stands behind this revision of the stream: what was made of it still holds. */
  unchanged(ledger: AnyLedger, key: string, revision: number): Promise<boolean>;
  /** The stream itself, oldest first, in today's shapes. */
  history<E extends DomainEvent>(ledger: Ledger<any, any, E>, key: string): Promise<Recorded<E>[]>;
  /**
   * The stream from after a revision on, in today's shapes and in order: what is there, then what comes, each event once. An empty batch
   * says that nothing has come for `idleMs`. Nothing is read before it is asked for, so whoever is slow costs nothing.
   */
  follow(
    ledger: AnyLedger,
    key: string,
    after: number,
    options: FollowOptions,
  ): AsyncGenerator<readonly RecordedEvent[], void>;
  /** The collection that holds a view's live version. */
  collection<D extends { id: string }>(view: View<D>): Collection<D>;
  /** Waits until a `guard: 'stream'` view has seen `revision` of the stream in document `id`, at most 2 s, else `unavailable('not-yet-visible')`. */
  atLeast(view: View, id: string, stream: string, revision: number): Promise<void>;
  /** The one instance of a memory in this context, made when it is first asked for. */
  own<T>(memory: new (tools: Tools) => T): T;
  /**
   * For what is kept in memory of documents: reads of these collections and no others, and `changed` after every write of this process
   * to one of them, by whatever route. Writes of other processes it does not hear: see `singleWriter`.
   */
  remember(collections: readonly Collection[], changed: () => void): Reads;
  /** Makes a message of a publication, for `put(…, { announce })`. */
  message(publication: Publication, cause: CommandMetadata): import('./event.js').Message;
}

/** Something done by the clock: run every `everyMs` on one instance. Must be idempotent and safe to skip or repeat. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Also run when an instance begins to run jobs, and waited for where one process is all there is: what others must hear of before they are asked. */
  readonly atStart?: boolean;
  run(tools: Tools, cause: JobCause): Promise<void>;
}

/** A collection in which everything stands that an id of one kind may mean. No document is ever taken out of it: who has left is inactive, and known. */
export interface Register {
  readonly collection: Collection;
  /** The index whose first field the id is; left out: it is the document's own. */
  readonly index?: string;
  /** What is said of an id that stands for nothing, at this place of the input. */
  readonly unknown: (field: string) => Refusal;
}

/** By kind. */
export type Registers = { readonly [kind: string]: Register };

/** By role: patterns of permissions of this context, `<context>.<things>:<action>`; `*` stands for one whole part. */
export type RoleGrants = { readonly [role: string]: readonly string[] };

/** What older releases published otherwise than today's, so that what lies on topics of theirs reconciles. */
export interface PublishedBefore {
  /** Private events of which releases published nothing that kept no record of what they announce. */
  readonly silent?: readonly string[];
  /** By today's published type: the one under which an older release said the same. */
  readonly renamed?: { readonly [type: string]: string };
}

/** A bounded context: its table of contents. Adding a ledger, view, reaction or route means naming it here. */
export interface Context {
  readonly name: string;
  readonly ledgers: readonly AnyLedger[];
  /** Document collections written by its controllers and effects. */
  readonly collections: readonly Collection[];
  /** By the kind of what stands in them: `service`, `staff`. Ids of that kind in commands are looked up there before the handler is asked. */
  readonly registers?: Registers;
  /** What each role may do here; a role that is left out may do nothing. */
  readonly roles?: RoleGrants;
  readonly views: readonly View[];
  /** What its views must come to, reckoned from the ledgers alone: compared by `verify` and each night. */
  readonly reckonings?: readonly Reckoning[];
  readonly reactions: readonly Reaction[];
  readonly effects: readonly Effect[];
  /** By private event type, over all its ledgers. */
  readonly announcements: Announcements;
  /** What older releases published otherwise. */
  readonly publishedBefore?: PublishedBefore;
  readonly jobs: readonly Job[];
  /** Topics that it publishes to. */
  readonly topics: readonly string[];
  /** Nest controllers of its HTTP routes. */
  readonly controllers: readonly (new (...args: any[]) => unknown)[];
  /** What the configuration chose for it, in words, as the start prints them: `{ mail: 'readable outbox' }`. No secrets. */
  readonly choices?: { readonly [what: string]: string };
  /** What its controllers are given besides `Tools`, by injection token: ports to the outside, chosen by the configuration. */
  readonly providers?: readonly { readonly provide: string; readonly useValue: unknown }[];
  /** Kinds of tender and discount whose money stands in its ledgers. */
  readonly tenders?: readonly TenderOwner[];
  /** What it says of events that are not published yet, each for its own figures. */
  readonly previews?: readonly Previewer[];
  /** What it holds of people, each kind once. */
  readonly holdings?: readonly Holding[];
  /** Stores with customers' ids of which nothing is told to the person, and why. */
  readonly untold?: readonly Untold[];
  /** Writes down who is about to be shown what is held of a customer; nothing is told before it is on disk. Left out: no words of people stand in this context. */
  readonly noteTelling?: (tools: Tools, asker: Asker, customerId: string) => Promise<void>;
}

/** A part of a context with a table of contents of its own; what it has none of is left out. Roles and choices are said once for the whole context. */
export type Part = Partial<Omit<Context, 'name' | 'roles' | 'choices' | 'noteTelling'>>;

/** A context out of its parts. @throws when two parts announce the same private event of one ledger */
export function merge(name: string, ...parts: readonly Part[]): Context {
  const all = <K extends Exclude<keyof Part, 'announcements' | 'registers' | 'publishedBefore'>>(
    field: K,
  ): readonly NonNullable<Part[K]>[number][] => parts.flatMap((part) => [...(part[field] ?? [])]);
  const announcements: { -readonly [type in keyof Announcements]: Announcements[type] } = {};
  for (const [type, announce] of parts.flatMap((part) =>
    Object.entries(part.announcements ?? {}),
  )) {
    announcements[type] = Object.hasOwn(announcements, type)
      ? bothAnnounce(announcements[type]!, announce, `${type} of ${name}`)
      : announce;
  }
  return {
    name,
    announcements,
    registers: Object.assign({}, ...parts.map((part) => part.registers)) as Registers,
    publishedBefore: {
      silent: parts.flatMap((part) => part.publishedBefore?.silent ?? []),
      renamed: Object.assign(
        {},
        ...parts.map((part) => part.publishedBefore?.renamed),
      ) as NonNullable<PublishedBefore['renamed']>,
    },
    ledgers: all('ledgers'),
    collections: all('collections'),
    views: all('views'),
    reckonings: all('reckonings'),
    reactions: all('reactions'),
    effects: all('effects'),
    jobs: all('jobs'),
    topics: all('topics'),
    controllers: all('controllers'),
    providers: all('providers'),
    tenders: all('tenders'),
    previews: all('previews'),
    holdings: all('holdings'),
    untold: all('untold'),
  };
}

export type { Meta };
