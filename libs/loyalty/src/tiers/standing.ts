/**
 * From a customer's spend to what the account says of their tier. Pure. The spend alone tells where the customer stands
 * (`tiers.ts`); what was said of it stands in the ledger, and follows: up at once, down with notice and grace. A tier whose
 * spend was taken back, by a refund or a void, was never carried: it falls at the next end of a month (R-LY-16).
 */
import { optional } from '@chignon/eventing';
import { type Programme, rankOf, type TierName } from '../rules/programme.js';
import {
  missingTo,
  monthEndAfter,
  qualifyingAt,
  recentSpend,
  standingAt,
  type Carried,
  type QualifyingSpend,
  type Standing,
  type TierNotice,
} from './tiers.js';

/** What the account knows of its tier. Instants are ISO UTC. */
export interface StandingInput {
  readonly qualifying: readonly QualifyingSpend[];
  /** As it was said last. */
  readonly tier: TierName;
  /** Absent while it is the first one. */
  readonly tierSince?: string;
  /** The last end of a month at which a loss was noticed. */
  readonly noticedAt?: string;
  /** When spend was last heard to be less than it was. */
  readonly loweredAt?: string;
  /** IANA, of the store of the last bill: its midnight ends a month. */
  readonly zone: string;
}

/** What is to be said of the tier. */
export type TierMove =
  | { readonly kind: 'notice'; readonly at: string; readonly notice: TierNotice }
  | ({
      readonly kind: 'change';
      readonly at: string;
      readonly from: TierName;
      readonly to: TierName;
    } & Carried);

/** What has not been said yet at an instant, in order. Said, run twice or skipped for months: the same moves (L11). */
export const movesOf = (input: StandingInput, programme: Programme, now: string): TierMove[] =>
  reviewed(input, programme, now).moves;

/** The tier at an instant, whether or not the job has said it yet, and what becomes of it. */
export function tierAt(
  input: StandingInput,
  programme: Programme,
  now: string,
): { tier: TierName; since?: string; notice?: TierNotice } {
  const { moves, standing, tier, uncarried } = reviewed(input, programme, now);
  const since = moves.findLast((move) => move.kind === 'change')?.at ?? input.tierSince;
  const missing = missingTo(
    tier,
    qualifyingAt(input.qualifying, now),
    programme,
    standing.notice?.currency,
  );
  const dropsAt =
    uncarried ?? (standing.notice?.tier === tier ? standing.notice.dropsAt : undefined);
  const notice =
    dropsAt === undefined || !missing || missing.missingCents === 0
      ? undefined
      : { tier, checkedAt: uncarried ?? standing.notice!.checkedAt, dropsAt, ...missing };
  return { tier, ...optional({ since }), ...(notice && { notice }) };
}

/** @returns `uncarried`: when a tier falls that no spend carries any more, if that is still to come */
function reviewed(
  input: StandingInput,
  programme: Programme,
  now: string,
): { moves: TierMove[]; standing: Standing; tier: TierName; uncarried?: string } {
  const { zone, tierSince = '', noticedAt = '', loweredAt = '' } = input;
  const standing = standingAt(
    recentSpend(input.qualifying, now, input.tier === 'regular' ? undefined : input.tierSince),
    programme,
    zone,
    now,
  );
  const moves: TierMove[] = [];
  let { tier } = input;
  const change = (at: string, to: TierName, carried: Carried) => {
    moves.push({
      kind: 'change',
      at,
      from: tier,
      to,
      currency: carried.currency,
      cents: carried.cents,
    });
    tier = to;
  };
  const byClock = [
    ...standing.notices.map((notice) => ({ at: notice.checkedAt, notice })),
    ...standing.steps
      .filter(({ from, to }) => rankOf(to) < rankOf(from))
      .map((step) => ({ at: step.at, step })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const clockFrom = (from: string) => {
    for (const one of byClock.filter(({ at }) => at > from)) {
      if ('notice' in one && one.notice.tier === tier)
        moves.push({ kind: 'notice', at: one.at, notice: one.notice });
      if ('step' in one && one.step.from === tier) change(one.at, one.step.to, one.step);
    }
  };
  clockFrom(latest(tierSince, noticedAt));
  if (rankOf(standing.tier) > rankOf(tier)) {
    change(standing.since!, standing.tier, standing.steps.at(-1)!);
    // Reached by what is heard late, it may be about to be lost already.
    clockFrom(standing.since!);
  }
  if (rankOf(standing.tier) < rankOf(tier)) {
    const falls = monthEndAfter(latest(tierSince, loweredAt), zone);
    if (falls > now) return { moves, standing, tier, uncarried: falls };
    const spend = qualifyingAt(input.qualifying, falls);
    change(
      falls,
      standing.tier,
      spend[0] ?? {
        currency: input.qualifying.at(-1)?.currency ?? programme.currencies[0]?.currency ?? '',
        cents: 0,
      },
    );
  }
  return { moves, standing, tier };
}

const latest = (a: string, b: string): string => (a > b ? a : b);
