import { link } from './chain.js';
import type { CommandMetadata } from './context.js';
import type { DomainEvent, EventToAppend, Meta, RecordedEvent } from './event.js';
import type { Folded } from './folded.js';
import { deriveId } from './ids.js';
import { fold, versionOf, type AnyLedger, type Command } from './ledger.js';
import { isRecorded } from './observe.js';
import type { Facts } from './ports/facts.js';
import { ConflictError, invalid } from './refusal.js';
import { optional } from './optional.js';

/** A command that its stream has not decided yet. */
export interface Undecided {
  readonly ledger: AnyLedger;
  readonly key: string;
  readonly command: Command;
  readonly cause: CommandMetadata;
  readonly inputHash: string;
}

/** What a round found out about one command, told only when everything before it is on disk. */
export type Verdict =
  | {
      readonly is: 'done';
      readonly after: Folded;
      readonly events: readonly EventToAppend[];
      readonly from: number;
    }
  | { readonly is: 'already'; readonly at: Folded }
  | { readonly is: 'replay'; readonly first: { readonly from: number; readonly to: number } }
  | { readonly is: 'copy'; readonly of: Verdict }
  | { readonly is: 'no'; readonly error: unknown };

/** Decides the commands in order, each on the state the ones before it leave behind. */
export function decideRound(
  stream: string,
  batch: readonly Undecided[],
  folded: Folded,
  facts: Facts,
): Verdict[] {
  const verdicts: Verdict[] = [];
  const inThisRound = new Map<string, { inputHash: string; verdict: Verdict }>();
  let state = folded;
  for (const one of batch) {
    const { cause, inputHash } = one;
    const known = inThisRound.get(cause.commandId);
    const before = known ?? folded.commands.get(cause.commandId);
    let verdict: Verdict;
    if (before && before.inputHash !== inputHash) verdict = { is: 'no', error: keyReused() };
    else if (known) verdict = { is: 'copy', of: known.verdict };
    else if (before) verdict = { is: 'replay', first: before as { from: number; to: number } };
    else verdict = decideOne(stream, one, state, facts);
    if (verdict.is === 'done') {
      state = verdict.after;
      inThisRound.set(cause.commandId, { inputHash, verdict });
    }
    verdicts.push(verdict);
  }
  return verdicts;
}

function decideOne(stream: string, one: Undecided, before: Folded, facts: Facts): Verdict {
  const { ledger, command, cause } = one;
  try {
    if (cause.expected !== undefined && cause.expected !== before.revision)
      throw new ConflictError(stream, cause.expected, before.revision);
    const decided = ledger.decide[command.type]!(before.state, command, facts) as DomainEvent[];
    if (decided.length === 0) return { is: 'already', at: before };
    const events = toEvents(stream, one, decided, before, facts);
    const last = events[events.length - 1]!;
    const recorded = events.map((event, index): RecordedEvent => ({
      ...event,
      stream,
      revision: before.revision + index + 1,
      position: '',
    }));
    const after: Folded = {
      revision: before.revision + events.length,
      state: fold(ledger, before.state, recorded),
      hash: last.meta.hash,
      commands: before.commands,
    };
    return { is: 'done', after, events, from: before.revision + 1 };
  } catch (error) {
    return { is: 'no', error };
  }
}

/** Decided events with all that must be known about them, linked to the event before. */
function toEvents(
  stream: string,
  { ledger, cause, inputHash }: Undecided,
  decided: readonly DomainEvent[],
  before: Folded,
  facts: Facts,
): EventToAppend[] {
  const now = facts.now();
  let hash = before.hash;
  return decided.map((event, index) => {
    const meta: Omit<Meta, 'hash'> = {
      commandId: cause.commandId,
      inputHash,
      correlationId: cause.correlationId,
      causationId: cause.causationId ?? cause.correlationId,
      actor: cause.actor,
      tenant: cause.tenant ?? 'chain',
      ...optional({ storeId: cause.storeId }),
      effectiveAt: event.effectiveAt ?? cause.effectiveAt ?? now,
      recordedAt: now,
      ...(cause.traceparent !== undefined && isRecorded(cause.traceparent)
        ? { traceparent: cause.traceparent }
        : {}),
    };
    const said = {
      type: event.type,
      version: versionOf(ledger, event.type),
      data: event.data ?? null,
      meta,
    };
    const revision = before.revision + index + 1;
    // Of all that it says: a store takes the same ids at the same place for the same append. Two attempts at one command, here and in another
    // thread or process, say other instants or causes; the later one has to hear that it lost, or it would link what comes next to its own.
    const content = link(hash, stream, revision, { ...said, id: '' });
    const id = deriveId(`${stream}|${cause.commandId}|${index}|${content}`);
    hash = link(hash, stream, revision, { ...said, id });
    return { id, ...said, meta: { ...meta, hash } };
  });
}

const keyReused = () =>
  invalid('idempotency-key-reused', 'This idempotency key was already used with another input.', {
    field: 'Idempotency-Key',
    expected: 'a new key for a new input',
  });
