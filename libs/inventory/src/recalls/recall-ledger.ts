/**
 * The recall of a lot of a product in the whole chain (IN-22, R-IN-11). Stream `recall-<recallId>`. It says that the lot is recalled, and when it no longer
 * is; each store's shelf is told and decides by itself what may still be done with it.
 *
 * The rule people get wrong: shelves that hold nothing of the lot are told too, so that what arrives later cannot be sold.
 */
import { type Decide, type Evolve, type Ledger, optional, refused } from '@chignon/eventing';
import type { Recall, RecallLedgerCommand, RecallLedgerEvent } from './recall.js';

const evolve: Evolve<Recall, RecallLedgerEvent> = {
  RecallOrdered: ({ liftedAt: _, ...s }, { data: { sku, lotId, reason, at } }) => ({
    ...s,
    status: 'standing',
    sku,
    lotId,
    reason,
    recalledAt: at,
  }),
  RecallLifted: (s, { data: { at } }) => ({
    ...s,
    status: 'lifted',
    ...optional({ liftedAt: at }),
  }),
};

const decide: Decide<Recall, RecallLedgerCommand, RecallLedgerEvent> = {
  OrderRecall: (state, { type: _, ...recall }, facts) =>
    state.status === 'standing'
      ? []
      : [{ type: 'RecallOrdered', data: { ...recall, at: facts.now() } }],
  LiftRecall: ({ status, sku, lotId }, { by }, facts) => {
    if (status !== 'standing')
      throw refused('recall-not-standing', 'This recall was lifted before.', {
        field: 'recallId',
        ...optional({ found: status }),
      });
    return [{ type: 'RecallLifted', data: { sku, lotId, by, at: facts.now() } }];
  },
};

/** Category `recall`, key = `recallIdOf({ sku, lotId })`. */
export const recalls: Ledger<Recall, RecallLedgerCommand, RecallLedgerEvent> = {
  category: 'recall',
  initial: (recallId) => ({ recallId, sku: '', lotId: '', recalledAt: '' }),
  evolve,
  decide,
};
