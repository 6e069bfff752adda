/** Why stock is taken and why a count differs: codes of the chain's closed lists, for they stand in the ledger for ever (R-PR-01). */
import type { Collection } from '@chignon/eventing';

export interface StockReasons {
  /** Of what is taken by hand: sold, used, wasted, given as a sample. */
  readonly issue: readonly string[];
  /** Of what was counted. */
  readonly adjustment: readonly string[];
}

/** The chain's own lists, one document `current`; a list that is left out is as usual. */
export interface StockReasonLists extends Partial<StockReasons> {
  readonly id: string;
}
export const stockReasonLists: Collection<StockReasonLists> = {
  name: 'inventory.reasons',
  indexes: {},
};
export const CURRENT_REASONS = 'current';

/** What holds when a chain says nothing. */
export const USUAL_REASONS: StockReasons = {
  issue: [
    'sold',
    'used',
    'sample',
    'tester',
    'gift',
    'training',
    'own-use',
    'spilt',
    'leaked',
    'broken',
    'damaged',
    'expired',
    'recalled',
    'mixed-wrong',
    'left-over',
    'lost',
    'stolen',
    'returned-to-supplier',
    'moved',
    'mistake',
    'test',
    'other',
  ],
  adjustment: [
    'stock-take',
    'count',
    'recount',
    'opening',
    'found',
    'lost',
    'stolen',
    'broken',
    'expired',
    'mistake',
    'test',
    'other',
  ],
};

/** The lists that hold. */
export const reasonsOf = ({ issue, adjustment }: Partial<StockReasons> = {}): StockReasons => ({
  issue: issue ?? USUAL_REASONS.issue,
  adjustment: adjustment ?? USUAL_REASONS.adjustment,
});
