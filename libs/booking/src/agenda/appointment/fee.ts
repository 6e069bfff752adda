import { optional, type Refusal } from '@chignon/eventing';
import { DAY_MS, HOUR_MS } from '@chignon/calendar';
import type {
  AcceptedPolicy,
  FeeWindow,
  Policy,
  PolicyTerms,
} from '../../salon/policies/policy.js';

/** What a fee is for. */
export type FeeKind = 'cancel' | 'move' | 'no-show';

/** Why it costs what it costs. Only `window`, `moved-late` and `no-show` may cost something; `moved-late`: it was moved late for nothing, and cancelling then would have cost that. */
export type FeeReason =
  | 'window'
  | 'no-show'
  | 'outside-windows'
  | 'no-show-free'
  | 'move-in-time'
  | 'late-move-free'
  | 'moved-late'
  | 'charge-window-over'
  | 'exempt';

/** Everything that a fee depends on: f(hours to start, line value, policy version, exemption) (R-BK-33). */
export interface FeeQuestion {
  readonly kind: FeeKind;
  readonly terms: PolicyTerms;
  readonly lines: readonly { readonly priceCents: number; readonly serviceGroup: string }[];
  readonly startMs: number;
  readonly nowMs: number;
  /** Late moves before this one. */
  readonly lateMoves: number;
  /** Fees of the same booking that are due already: the cap and the value are the booking's. */
  readonly dueCents: number;
  /** Value of services that were dropped late, for which a part of that is due: it stands in no line any more. Absent: none. */
  readonly goneCents?: number;
  /** Most that cancelling would have cost at a late move that was free: moving first saves nothing. Absent: no such move. */
  readonly avoidedCents?: number;
  /** A code given by a person who may waive: makes it free, and stands in the explanation. */
  readonly exemption?: string;
}

/** A fee with its explanation. */
export interface Reckoning {
  readonly kind: FeeKind;
  readonly cents: number;
  readonly because: FeeReason;
  /** What percentages count from. */
  readonly basisCents: number;
  /** Of the window that applied. */
  readonly hoursBefore?: number;
  /** Of the rate: its amount, or its percentage. */
  readonly amountCents?: number;
  readonly percent?: number;
  /** What made it less than the rate says. */
  readonly limitedBy?: 'value' | 'cap';
  readonly exemption?: string;
  readonly chargeUntilMs: number;
}

/** What this costs now. The only place that knows: previews, cancellations, moves and no-shows all ask here (BK-03). */
export function feeOf({
  kind,
  terms,
  lines,
  startMs,
  nowMs,
  lateMoves,
  dueCents,
  goneCents = 0,
  avoidedCents = 0,
  exemption,
}: FeeQuestion): Reckoning {
  const basisCents = basisOf(terms, lines);
  const chargeUntilMs = startMs + terms.chargeWindowDays * DAY_MS;
  const free = (because: FeeReason): Reckoning => ({
    kind,
    cents: 0,
    because,
    basisCents,
    chargeUntilMs,
  });
  if (nowMs >= chargeUntilMs) return free('charge-window-over');
  if (kind === 'move' && !isLate(terms, startMs, nowMs)) return free('move-in-time');
  if (kind === 'move' && lateMoves < terms.freeLateMoves) return free('late-move-free');
  const window = kind === 'no-show' ? undefined : windowAt(terms, startMs - nowMs);
  const rate = kind === 'no-show' ? terms.noShow : window;
  const [value, cap] = [basisCents + goneCents - dueCents, (terms.capCents ?? Infinity) - dueCents];
  const rated = rate && centsOf(rate, basisCents);
  // What is due of a move counts towards what was avoided before it.
  const avoided = kind === 'cancel' ? avoidedCents - dueCents : 0;
  if (avoided > 0 && avoided > Math.min(rated ?? 0, value, cap)) {
    const limit = Math.min(avoided, value, cap);
    const cents = Math.max(0, limit);
    return {
      kind,
      cents: exemption === undefined ? cents : 0,
      because: exemption === undefined ? 'moved-late' : 'exempt',
      basisCents,
      ...(cents < avoided ? { limitedBy: cap < value ? 'cap' : 'value' } : {}),
      ...optional({ exemption }),
      chargeUntilMs,
    };
  }
  if (!rate || rated === undefined)
    return free(kind === 'no-show' ? 'no-show-free' : 'outside-windows');
  const cents = Math.max(0, Math.min(rated, value, cap));
  return {
    kind,
    cents: exemption === undefined ? cents : 0,
    because: exemption !== undefined ? 'exempt' : kind === 'no-show' ? 'no-show' : 'window',
    basisCents,
    ...(window ? { hoursBefore: window.hoursBefore } : {}),
    ...(rate.kind === 'flat' ? { amountCents: rate.amountCents } : { percent: rate.percent }),
    ...(cents < rated ? { limitedBy: cap < value ? 'cap' : 'value' } : {}),
    ...optional({ exemption }),
    chargeUntilMs,
  };
}

/** What a rate asks for, rounded in the customer's favour. */
const centsOf = (
  rate: FeeWindow | NonNullable<PolicyTerms['noShow']>,
  basisCents: number,
): number =>
  rate.kind === 'flat' ? rate.amountCents : Math.floor((basisCents * rate.percent) / 100);

/** True when a move by the customer at this instant is a late one. */
export const isLate = (terms: PolicyTerms, startMs: number, nowMs: number): boolean =>
  startMs - nowMs <= terms.lateMoveHours * HOUR_MS;

/** True when cancelling by the customer at this instant gives back what the booking redeemed (R-BK-36). Late is within any window. */
export const returnsSession = (terms: PolicyTerms, startMs: number, nowMs: number): boolean =>
  terms.returnsSessions
    ? terms.returnsSessions[windowAt(terms, startMs - nowMs) ? 'lateCancel' : 'cancel']
    : true;

/** When cancelling begins to cost something; undefined: it never does. Until that instant, exclusive, it is free. */
export function freeUntilMs(question: FeeQuestion): number | undefined {
  const { avoidedCents = 0, nowMs: now } = question;
  if (avoidedCents > 0 && feeOf({ ...question, kind: 'cancel' }).cents > 0) return now;
  const begins = question.terms.windows
    .map(({ hoursBefore }) => question.startMs - hoursBefore * HOUR_MS)
    .reverse();
  return begins.find((nowMs) => feeOf({ ...question, kind: 'cancel', nowMs }).cents > 0);
}

/** The nearest window that has begun. Ones that begin at the start hold after it too. */
const windowAt = ({ windows }: PolicyTerms, leftMs: number): FeeWindow | undefined =>
  windows.find((window) => leftMs <= window.hoursBefore * HOUR_MS);

function basisOf({ basis, serviceGroups }: PolicyTerms, lines: FeeQuestion['lines']): number {
  const prices = lines
    .filter((line) => serviceGroups === undefined || serviceGroups.includes(line.serviceGroup))
    .map((line) => line.priceCents);
  return basis === 'dearest-line'
    ? Math.max(0, ...prices)
    : prices.reduce((sum, cents) => sum + cents, 0);
}

/** A fee as its event says it, with the version of the policy that it follows from. Of no cents when it was exempted. */
export interface Fee extends Omit<Reckoning, 'because'> {
  readonly currency: string;
  readonly policyId: string;
  readonly version: number;
}

/** What stands against a booking: all its fees together. A fact only; taking the money is not the agenda's business. */
export interface StandingFee {
  readonly cents: number;
  readonly currency: string;
  readonly status: 'due' | 'waived';
  /** Why it was waived: a code. */
  readonly reason?: string | undefined;
  readonly chargeUntilMs: number;
  /** The part that falls away when the no-show turns out to be none. */
  readonly noShowCents: number;
  /** Value of services that were dropped late, while a part of it is due. Absent: none. */
  readonly goneCents?: number;
  /** What was taken for it at the desk, what went back again too. Absent: nothing was. */
  readonly collections?: readonly FeeCollection[];
}

/** Money taken for a fee at the desk. */
export interface FeeCollection {
  readonly collectionId: string;
  readonly cents: number;
  readonly method: 'cash' | 'terminal';
  /** It went back. */
  readonly returned?: true;
}

/** What was collected of a fee and not given back. */
export const collectedCents = ({ collections = [] }: Pick<StandingFee, 'collections'>): number =>
  collections.reduce((sum, { cents, returned }) => sum + (returned ? 0 : cents), 0);

/** An appointment as far as fees go. */
export interface Chargeable {
  readonly appointment: {
    readonly policy?: AcceptedPolicy;
    readonly lines: FeeQuestion['lines'];
    readonly startMs: number;
  };
  readonly lateMoves?: number | undefined;
  readonly avoidedCents?: number | undefined;
  readonly fee?: StandingFee | undefined;
}

/** What would be asked of this appointment at an instant. */
export const questionOf = (
  kind: FeeKind,
  { appointment: { lines, startMs }, lateMoves = 0, avoidedCents, fee }: Chargeable,
  terms: PolicyTerms,
  nowMs: number,
): FeeQuestion => ({
  kind,
  terms,
  lines,
  startMs,
  nowMs,
  lateMoves,
  dueCents: fee?.status === 'due' ? fee.cents : 0,
  ...(fee?.status === 'due' ? optional({ goneCents: fee.goneCents }) : {}),
  ...optional({ avoidedCents }),
});

/**
 * The fee that arises, with its explanation; undefined when nothing does. `terms` are those that the appointment accepted.
 * @throws Error when they are other ones: a fee by the wrong terms would stand in the log for ever
 */
export function assessFee(
  kind: FeeKind,
  entry: Chargeable,
  terms: Policy | undefined,
  nowMs: number,
  exemption?: string,
): Fee | undefined {
  const { policy } = entry.appointment;
  if (!policy) return undefined;
  const { because, ...reckoned } = feeOf({
    ...questionOf(kind, entry, accepted(policy, terms), nowMs),
    ...optional({ exemption }),
  });
  return reckoned.cents === 0 && because !== 'exempt'
    ? undefined
    : {
        ...reckoned,
        currency: policy.currency,
        policyId: policy.policyId,
        version: policy.version,
      };
}

/** What a late move counts and costs; `avoidedCents`: of one that was free, what cancelling would have cost at that instant. */
export interface CountedMove {
  readonly late?: true;
  readonly fee?: Fee;
  readonly avoidedCents?: number;
}

/** What a move to another time counts and costs (R-BK-34): only one by the customer counts. */
export function countMove(
  entry: Chargeable,
  terms: Policy | undefined,
  by: 'customer' | 'store',
  nowMs: number,
): CountedMove {
  const { policy, startMs } = entry.appointment;
  if (by === 'store' || !policy || !isLate(accepted(policy, terms), startMs, nowMs)) return {};
  const fee = assessFee('move', entry, terms, nowMs);
  const avoidedCents = fee ? undefined : assessFee('cancel', entry, terms, nowMs)?.cents;
  return { late: true, ...optional({ fee, avoidedCents }) };
}

/** The most of what late moves avoided; undefined: nothing. */
export const mostAvoided = (...cents: readonly (number | undefined)[]): number | undefined => {
  const most = Math.max(0, ...cents.map((one) => one ?? 0));
  return most === 0 ? undefined : most;
};

/**
 * The store's word makes it free: where that saves a fee, only who may waive may say it.
 * @param no what is thrown to who may not; undefined: this one may
 */
export function refuseSaving(
  kind: FeeKind,
  { by, no }: { readonly by: 'customer' | 'store'; readonly no: Refusal | undefined },
  entry: Chargeable,
  terms: Policy | undefined,
  nowMs: number,
): void {
  if (by === 'store' && no && (assessFee(kind, entry, terms, nowMs)?.cents ?? 0) > 0) throw no;
}

function accepted({ policyId, version }: AcceptedPolicy, terms: Policy | undefined): Policy {
  if (terms?.id !== policyId || terms.version !== version)
    throw new Error(`a fee is decided by the terms accepted: ${policyId} version ${version}`);
  return terms;
}

/** What stands after a fee; one that was waived is settled and does not come back. */
export function withFee(
  before: StandingFee | undefined,
  fee: Fee | undefined,
  droppedCents = 0,
): StandingFee | undefined {
  if (!fee || fee.cents === 0) return before;
  const due = before?.status === 'due' ? before : undefined;
  const noShowCents = (due?.noShowCents ?? 0) + (fee.kind === 'no-show' ? fee.cents : 0);
  const goneCents = (due?.goneCents ?? 0) + droppedCents;
  return {
    cents: (due?.cents ?? 0) + fee.cents,
    currency: fee.currency,
    status: 'due',
    reason: undefined,
    chargeUntilMs: Math.max(due?.chargeUntilMs ?? 0, fee.chargeUntilMs),
    noShowCents,
    ...(goneCents === 0 ? {} : { goneCents }),
    ...optional({ collections: due?.collections }),
  };
}

/** What stands when the no-show was none. */
export const withoutNoShow = (fee: StandingFee | undefined): StandingFee | undefined =>
  fee && fee.cents > fee.noShowCents
    ? {
        cents: fee.cents - fee.noShowCents,
        currency: fee.currency,
        status: fee.status,
        reason: fee.reason,
        chargeUntilMs: fee.chargeUntilMs,
        noShowCents: 0,
        ...optional({ goneCents: fee.goneCents, collections: fee.collections }),
      }
    : undefined;

/** The same, waived. */
export const waiveFee = (
  { cents, currency, chargeUntilMs, noShowCents }: StandingFee,
  reason: string,
): StandingFee => ({ cents, currency, status: 'waived', reason, chargeUntilMs, noShowCents });
