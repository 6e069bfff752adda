import { HOUR_MS, type Span, weekdayOf } from '@chignon/calendar';
import { type Collection, invalid } from '@chignon/eventing';
import { businessDayOf, checkHours, spanOf, type Store } from '../stores/store.js';

/** Capacity kept for a tier and those above it (R-BK-46). What is left out holds for all days, hours and people. */
export interface ReservedRule {
  readonly ruleId: string;
  readonly fromTier: string;
  /** 1 Monday to 7 Sunday. */
  readonly weekdays?: readonly number[];
  /** Local times of the store. */
  readonly fromTime?: string;
  readonly toTime?: string;
  /** Whose time is kept; absent: of the whole team. */
  readonly staffIds?: readonly string[];
  /** How many appointments at once; neither this nor a share: everything. */
  readonly places?: number;
  /** Pools of which as many places are kept. */
  readonly pools?: readonly string[];
  /** Share of the working time, instead of places. */
  readonly sharePercent?: number;
  /** From so many hours before an appointment's start on it is free for all. */
  readonly releaseHoursBefore: number;
}

/** What tiers have before others, of the chain or of one store. Id: the store, or `*`. What a store leaves out is the chain's. */
export interface VipTerms {
  readonly id: string;
  /** Tiers, lowest first; of the chain only. */
  readonly tiers?: readonly string[];
  /** How many days before the others a tier, and those above it, may book. */
  readonly windows?: readonly { readonly tier: string; readonly daysEarlier: number }[];
  readonly reserved?: readonly ReservedRule[];
  /** Who waits in the store is called by tier, then by arrival. */
  readonly queueByTier?: boolean;
}
export const vipTerms: Collection<VipTerms> = { name: 'booking.vip-terms', indexes: {} };

/** Id of the chain's own documents. */
export const CHAIN = '*';

/** As loyalty names them, until the chain says otherwise. */
export const USUAL_TIERS: readonly string[] = ['silver', 'gold', 'diamond'];

/** The terms that hold at one store. */
export type Vip = Required<Omit<VipTerms, 'id'>>;
export const NO_VIP: Vip = { tiers: USUAL_TIERS, windows: [], reserved: [], queueByTier: false };

export const vipOf = (chain: VipTerms | undefined, store: VipTerms | undefined): Vip => ({
  tiers: chain?.tiers ?? NO_VIP.tiers,
  windows: store?.windows ?? chain?.windows ?? NO_VIP.windows,
  reserved: store?.reserved ?? chain?.reserved ?? NO_VIP.reserved,
  queueByTier: store?.queueByTier ?? chain?.queueByTier ?? NO_VIP.queueByTier,
});

/** The higher, the better; 0: none, or one that the chain does not know. */
export const rankOfTier = ({ tiers }: Pick<Vip, 'tiers'>, tier: string | undefined): number =>
  tier === undefined ? 0 : tiers.indexOf(tier) + 1;

/** True when a booking has to know the customer's tier. */
export const asksTier = ({ windows, reserved }: Vip): boolean =>
  windows.length > 0 || reserved.length > 0;

/** Days that a tier may book before the others. */
export const daysEarlier = (vip: Vip, tier: string | undefined): number =>
  Math.max(
    0,
    ...vip.windows
      .filter((w) => rankOfTier(vip, w.tier) <= rankOfTier(vip, tier))
      .map((w) => w.daysEarlier),
  );

/** Days that the best tier may book before the others. */
export const mostDaysEarlier = ({ windows }: Vip): number =>
  Math.max(0, ...windows.map((w) => w.daysEarlier));

/** What is reserved on a business date of a store; absent: nothing. */
export function reservedOn(
  vip: Vip,
  store: Pick<Store, 'zone' | 'dayStartsAt'>,
  date: string,
): { reserved?: Reserved[] } {
  const reserved = vip.reserved
    .filter((rule) => !rule.weekdays?.length || rule.weekdays.includes(weekdayOf(date)))
    .map(
      ({
        ruleId,
        fromTier,
        fromTime,
        toTime,
        releaseHoursBefore,
        weekdays: _,
        ...kept
      }): Reserved => {
        const { fromMs, toMs } =
          fromTime === undefined && toTime === undefined
            ? businessDayOf(store, date)
            : spanOf(hoursOf({ fromTime, toTime }, store), store, date);
        return {
          ruleId,
          tiers: vip.tiers.includes(fromTier)
            ? vip.tiers.slice(vip.tiers.indexOf(fromTier))
            : [fromTier],
          releaseMs: releaseHoursBefore * HOUR_MS,
          fromMs,
          toMs,
          ...kept,
        };
      },
    );
  return reserved.length === 0 ? {} : { reserved };
}

const hoursOf = (
  {
    fromTime,
    toTime,
  }: { readonly fromTime?: string | undefined; readonly toTime?: string | undefined },
  { dayStartsAt }: Pick<Store, 'dayStartsAt'>,
) => ({ from: fromTime ?? dayStartsAt, to: toTime ?? dayStartsAt });

/** @throws Refusal `tier-unknown`, `tier-repeated`, `rule-repeated`, `reserved-unclear`, `hours-invalid` naming the field */
export function checkVip(
  { tiers, windows = [], reserved = [] }: VipTerms,
  known: readonly string[],
  dayStartsAt = '00:00',
): void {
  if (tiers && new Set(tiers).size < tiers.length)
    throw invalid('tier-repeated', 'A tier is named twice.', { field: 'tiers' });
  const mustKnow = (tier: string, field: string): void => {
    if (!known.includes(tier))
      throw invalid('tier-unknown', `\`${tier}\` is not a tier of the chain.`, {
        field,
        expected: known.join(', '),
      });
  };
  for (const [i, { tier }] of windows.entries()) mustKnow(tier, `windows.${i}.tier`);
  if (new Set(reserved.map((rule) => rule.ruleId)).size < reserved.length)
    throw invalid('rule-repeated', 'Two rules have the same id.', { field: 'reserved' });
  for (const [i, rule] of reserved.entries()) {
    mustKnow(rule.fromTier, `reserved.${i}.fromTier`);
    if (rule.sharePercent !== undefined && (rule.places !== undefined || rule.pools !== undefined))
      throw invalid('reserved-unclear', 'Reserved capacity needs either places or a share.', {
        field: `reserved.${i}.sharePercent`,
        expected: 'either places, perhaps with pools, or sharePercent',
      });
    if (rule.fromTime !== undefined || rule.toTime !== undefined)
      checkHours([hoursOf(rule, { dayStartsAt })], dayStartsAt, `reserved.${i}.hours`);
  }
}

/**
 * Capacity of one day that is kept for some tiers (BK-08, R-BK-46): in its window others may take what is left beside it,
 * until `releaseMs` before their appointment begins. What customers of the tiers have booked fills what is kept first.
 */
export interface Reserved extends Span {
  readonly ruleId: string;
  /** Whose it is. */
  readonly tiers: readonly string[];
  readonly releaseMs: number;
  /** Whose time is counted; absent: the whole team's. */
  readonly staffIds?: readonly string[];
  /** People whom others must leave free at every instant; absent, and no share: all. */
  readonly places?: number;
  /** Pools of which others must leave as many places. */
  readonly pools?: readonly string[];
  /** Of the working time within the window, instead of places. */
  readonly sharePercent?: number;
}
