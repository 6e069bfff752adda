import { fixedFacts } from '@chignon/eventing/testing';
import { registered, type CustomerRecord } from '../identity/record.js';
import { type Delivery, type DeliveryEvent } from './delivery-ledger.js';

/** When everything is decided. */
export const now = '2026-03-01T09:00:00.000Z';

/** The clock and ids of a spec. */
export const facts = fixedFacts(now);

/** A message to one customer. */
export const asked: Delivery = {
  messageId: 'rebook.c1.cut.v1',
  customerId: 'c1',
  campaign: 'rebook',
  occurrence: 'cut:v1',
  purpose: 'marketing',
  template: 'rebook-reminder',
  facts: { serviceGroup: 'cut', lastVisitOn: '2026-02-01' },
  storeId: 's1',
  validUntil: '2026-03-08T09:00:00.000Z',
};

/** Its first event. */
export const requested: DeliveryEvent = { type: 'DeliveryRequested', data: asked };

/** Consent to offers by e-mail. */
export const yes = {
  purpose: 'marketing',
  channel: 'email',
  granted: true,
  source: 'app',
  wordingVersion: 'w1',
  at: now,
} as const;

/** A customer with an address and that consent. */
export const person: CustomerRecord = {
  ...registered(
    { name: 'Ada', emails: ['ada@example.com'], language: 'en' },
    {
      id: 'c1',
      homeStoreId: 's1',
      at: now,
      source: 'app',
      madeBy: { commandId: 'k', inputHash: 'h' },
    },
  ),
  consents: [yes],
};
