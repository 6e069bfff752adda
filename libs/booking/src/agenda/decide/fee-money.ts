import { isoOf, msOfIso } from '@chignon/calendar';
import {
  type Decide,
  type DomainEvent,
  type Evolve,
  invalid,
  notFound,
  optional,
  refused,
} from '@chignon/eventing';
import { type AgendaState, type Entry, withEntry } from '../appointment/appointment.js';
import { collectedCents, type FeeCollection, type StandingFee } from '../appointment/fee.js';
import { atRevision, type Ended, endOf, requireUnpledged } from '../appointment/found.js';

/**
 * Money for a fee: what a deposit covers is never collected, the rest is, in parts or at once, and given back when it was a mistake. Part of the agenda because it
 * follows the fee wherever the appointment is moved.
 * The rule people get wrong: what a deposit covers is looked up when somebody collects and travels in the command; a fee is never collected twice.
 */
export type FeeMoneyEvent =
  | DomainEvent<'FeeCollected', Ended & FeeCollection & { currency: string; reference?: string }>
  | DomainEvent<
      'FeeReturned',
      Ended & Omit<FeeCollection, 'returned'> & { currency: string; reason: string }
    >;

export type FeeMoneyCommand =
  | {
      type: 'CollectFee';
      appointmentId: string;
      /** Of the fee, from the deposit: taken already, or held and about to be. */
      coveredCents: number;
      /** Absent: all that is open. */
      cents?: number;
      method: FeeCollection['method'];
      reference?: string;
      revision?: number;
    }
  | {
      type: 'ReturnFee';
      appointmentId: string;
      collectionId: string;
      reason: string;
      revision?: number;
    };

export const evolveFeeMoney: Evolve<AgendaState, FeeMoneyEvent> = {
  FeeCollected: (state, { data: { appointmentId, collectionId, cents, method } }) =>
    withCollections(state, appointmentId, (before) => [...before, { collectionId, cents, method }]),
  FeeReturned: (state, { data: { appointmentId, collectionId } }) =>
    withCollections(state, appointmentId, (before) =>
      before.map((one) =>
        one.collectionId === collectionId ? { ...one, returned: true as const } : one,
      ),
    ),
};

function withCollections(
  state: AgendaState,
  id: string,
  change: (before: readonly FeeCollection[]) => readonly FeeCollection[],
): AgendaState {
  const entry = state.entries.get(id)!;
  return withEntry(state, {
    ...entry,
    fee: entry.fee && { ...entry.fee, collections: change(entry.fee.collections ?? []) },
  });
}

/** What of a fee is neither collected nor covered, as long as it may be charged. */
export const openOfFee = (fee: StandingFee, coveredCents: number, nowMs: number): number =>
  fee.status === 'waived' || nowMs >= fee.chargeUntilMs
    ? 0
    : Math.max(0, fee.cents - collectedCents(fee) - coveredCents);

export const decideFeeMoney: Decide<AgendaState, FeeMoneyCommand, FeeMoneyEvent> = {
  CollectFee: (
    state,
    { appointmentId, coveredCents, cents, method, reference, revision },
    facts,
  ) => {
    const entry = atRevision(state, appointmentId, revision);
    const fee = standingFee(entry);
    if (fee.status === 'waived')
      throw refused('fee-waived', 'The fee was waived.', { found: fee.status });
    const nowMs = msOfIso(facts.now());
    if (nowMs >= fee.chargeUntilMs)
      throw refused('charge-window-over', 'The time in which the fee may be charged is over.', {
        until: isoOf(fee.chargeUntilMs),
      });
    const open = openOfFee(fee, coveredCents, nowMs);
    if (open === 0)
      throw refused('fee-settled', 'Nothing of the fee is open.', {
        collectedCents: collectedCents(fee),
        coveredCents,
      });
    if (cents !== undefined && cents > open)
      throw invalid('fee-exceeded', 'The amount is more than what is open of the fee.', {
        field: 'cents',
        expected: `at most ${open}`,
      });
    return [
      {
        type: 'FeeCollected',
        data: {
          ...endOf(entry),
          collectionId: `f${(fee.collections ?? []).length + 1}`,
          cents: cents ?? open,
          currency: fee.currency,
          method,
          ...optional({ reference }),
        },
      },
    ];
  },
  ReturnFee: (state, { appointmentId, collectionId, reason, revision }) => {
    const entry = atRevision(state, appointmentId, revision);
    const { currency, collections = [] } = standingFee(entry);
    const found = collections.find((one) => one.collectionId === collectionId);
    if (!found)
      throw notFound('collection-not-found', 'Nothing was collected by this id.', {
        field: 'collectionId',
      });
    if (found.returned) return [];
    const { cents, method } = found;
    return [
      {
        type: 'FeeReturned',
        data: { ...endOf(entry), collectionId, cents, currency, method, reason },
      },
    ];
  },
};

/** @throws Refusal 409 `fee-none`, `appointment-moved-out`, `appointment-exchanging` */
function standingFee(entry: Entry): StandingFee {
  if (entry.status === 'moved-out')
    throw refused('appointment-moved-out', 'The appointment was moved to another day.', {
      found: entry.status,
    });
  requireUnpledged(entry);
  if (!entry.fee) throw refused('fee-none', 'This appointment has no fee.');
  return entry.fee;
}
