import type { CommandMetadata, CommandResult, Tools } from './context.js';
import { decideRound } from './decide-round.js';
import { streamName, type DomainEvent } from './event.js';
import type { Folded } from './folded.js';
import type { AnyLedger, Command, Ledger, Recorded } from './ledger.js';
import type { DocumentStore } from './ports/document-store.js';

/** A stream that commands of a dry run were put to. */
export interface DryStream<S = unknown, E extends DomainEvent = DomainEvent> {
  readonly key: string;
  /** As it stands in truth. */
  readonly before: S;
  /** As it would stand. */
  readonly after: S;
  /** What would be appended; empty: it is already so. */
  readonly events: readonly Recorded<E>[];
}

/** Commands that are decided and never written down. */
export interface DryRun {
  /** Like those that they were made of, but what they execute is decided in memory, each command on what the ones before it leave behind. */
  readonly tools: Tools;
  /** The streams of a ledger that commands were put to, in the order of their first command. */
  streams<S, E extends DomainEvent>(ledger: Ledger<S, any, E>): readonly DryStream<S, E>[];
}

interface Standing {
  readonly ledger: AnyLedger;
  readonly key: string;
  readonly before: unknown;
  folded: Folded;
  readonly events: Recorded<DomainEvent>[];
}

/**
 * Tools that write nothing: what flows, effects and reactions do with them is what they would do, by the same code and with the same
 * refusals. Commands are put one after another. A repeat of a command that was done in truth is decided anew, and not told by its id.
 */
export function dryRun(tools: Tools): DryRun {
  const standing = new Map<string, Standing>();
  const open = async (ledger: AnyLedger, key: string): Promise<Standing> => {
    const stream = streamName(ledger.category, key);
    const known = standing.get(stream);
    if (known) return known;
    const { state, revision } = await tools.load(ledger, key);
    const opened: Standing = {
      ledger,
      key,
      before: state,
      folded: { state, revision, hash: '', commands: new Map() },
      events: [],
    };
    standing.set(stream, opened);
    return opened;
  };
  const execute = async <S, C extends Command, E extends DomainEvent>(
    ledger: Ledger<S, C, E>,
    key: string,
    command: C,
    cause: CommandMetadata,
  ): Promise<CommandResult<S, E>> => {
    const stream = streamName(ledger.category, key);
    const one = await open(ledger, key);
    const [verdict] = decideRound(
      stream,
      [{ ledger, key, command, cause, inputHash: '' }],
      one.folded,
      tools.facts,
    );
    if (verdict?.is === 'no') throw verdict.error;
    const done = verdict?.is === 'done' ? verdict : undefined;
    const events = (done?.events ?? []).map(
      (event, index) =>
        ({ ...event, stream, revision: done!.from + index, position: '' }) as Recorded<E>,
    );
    if (done) one.folded = { ...done.after, commands: new Map() };
    one.events.push(...(events as Recorded<DomainEvent>[]));
    const { state, revision } = one.folded;
    return { state: state as S, events, revision, replayed: false };
  };
  return {
    tools: {
      ...tools,
      documents: { ...tools.documents, ...UNWRITABLE },
      execute,
      load: async <S>(ledger: Ledger<S, any, any>, key: string) => {
        const known = standing.get(streamName(ledger.category, key));
        return known
          ? { state: known.folded.state as S, revision: known.folded.revision }
          : tools.load(ledger, key);
      },
    },
    streams: <S, E extends DomainEvent>(ledger: Ledger<S, any, E>) =>
      [...standing.values()]
        .filter((one) => one.ledger.category === ledger.category)
        .map((one) => ({
          key: one.key,
          before: one.before as S,
          after: one.folded.state as S,
          events: one.events as Recorded<E>[],
        })),
  };
}

const refuse = async (): Promise<never> => {
  throw new Error('a dry run writes no documents');
};
const UNWRITABLE: Pick<DocumentStore, 'put' | 'remove' | 'bulk' | 'drop'> = {
  put: refuse,
  remove: refuse,
  bulk: refuse,
  drop: refuse,
};
