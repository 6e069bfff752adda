import { reasonLists } from '@chignon/eventing';

/** Why stock is taken and why a count differs. */
export const stockReasons = reasonLists('inventory.reasons', {
  // Of what is taken by hand: sold, used, wasted, given as a sample.
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
  // Of what was counted.
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
});
