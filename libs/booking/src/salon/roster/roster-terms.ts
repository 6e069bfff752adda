import type { Collection } from '@chignon/eventing';

/** Rules for shifts of the chain, or of one store, which come before the chain's. Id: `chain`, or `store.<store>`. */
export interface RosterRules {
  readonly id: string;
  /** Least rest between the shifts of two dates. */
  readonly minRestHours?: number;
  /** Longest work without a break. */
  readonly maxContinuousMinutes?: number;
}
export const rosterRules: Collection<RosterRules> = { name: 'booking.roster-rules', indexes: {} };

export const CHAIN_RULES = 'chain';
export const rulesOfStore = (storeId: string): string => `store.${storeId}`;

/** Minutes from door to door (R-BK-43). Id: `chain`. */
export interface TravelTimes {
  readonly id: string;
  /** Added to each way. */
  readonly marginMinutes: number;
  /** For ways that no leg names. */
  readonly otherwiseMinutes: number;
  /** A way that is named in the other direction only takes as long. */
  readonly legs: readonly {
    readonly fromStoreId: string;
    readonly toStoreId: string;
    readonly minutes: number;
  }[];
}
export const travelTimes: Collection<TravelTimes> = { name: 'booking.travel-times', indexes: {} };

export const CHAIN_TRAVEL = 'chain';

/** Rest that nobody has to ask for: 11 hours, Directive 2003/88/EC, article 3. */
export const USUAL_REST_HOURS = 11;

/** What shifts are judged by. */
export interface RosterTerms {
  minRestHours(storeId: string): number;
  /** Undefined: as long as the shift. */
  maxContinuousMinutes(storeId: string): number | undefined;
  /** From one store to another, margin included; none within a store. */
  travelMinutes(fromStoreId: string, toStoreId: string): number;
}

/** The terms in force: the store's own, else the chain's, else the usual ones; no travel times, no travel. */
export function termsOf(
  rules: readonly RosterRules[],
  travel: TravelTimes | undefined,
): RosterTerms {
  const byId = new Map(rules.map((r) => [r.id, r]));
  const own = (
    storeId: string,
    rule: 'minRestHours' | 'maxContinuousMinutes',
  ): number | undefined => byId.get(rulesOfStore(storeId))?.[rule] ?? byId.get(CHAIN_RULES)?.[rule];
  const legs = new Map(travel?.legs.map((l) => [`${l.fromStoreId} ${l.toStoreId}`, l.minutes]));
  return {
    minRestHours: (storeId) => own(storeId, 'minRestHours') ?? USUAL_REST_HOURS,
    maxContinuousMinutes: (storeId) => own(storeId, 'maxContinuousMinutes'),
    travelMinutes: (from, to) =>
      from === to || !travel
        ? 0
        : (legs.get(`${from} ${to}`) ?? legs.get(`${to} ${from}`) ?? travel.otherwiseMinutes) +
          travel.marginMinutes,
  };
}

export const usualTerms: RosterTerms = termsOf([], undefined);
