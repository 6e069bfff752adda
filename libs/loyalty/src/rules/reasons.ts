import { reasonLists } from '@chignon/eventing';

/** Why points are spent, and why people undo or put right what the rules did. */
export const pointsReasons = reasonLists('loyalty.reasons', {
  redemption: [
    'gift',
    'coupon',
    'voucher',
    'reward',
    'discount',
    'service',
    'product',
    'upgrade',
    'event',
    'birthday',
    'donation',
    'test',
    'other',
  ],
  // Of redemptions that are cancelled.
  cancellation: ['customer-wish', 'out-of-stock', 'not-delivered', 'mistake', 'other'],
  // Of closed months of what is owed that are opened again.
  reopening: ['audit', 'late-facts', 'estimate', 'mistake', 'other'],
  // Of points that are given or taken by hand.
  adjustment: ['goodwill', 'complaint', 'mistake', 'missing-points', 'migration', 'fraud', 'other'],
});
