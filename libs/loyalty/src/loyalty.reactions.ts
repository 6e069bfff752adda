/** What loyalty does when it hears of a visit: settled bills earn, voided ones give back. Bookings earn nothing. */
import { VISIT_TOPIC, type VisitSettled, type VisitVoided } from '@chignon/contracts';
import type { Reaction } from '@chignon/eventing';
import { earningNet } from './earning-rules.js';
import { points, type EarnPoints, type ReversePoints } from './points-ledger.js';

/** Anonymous visits have no account; a bill without an earning net above zero earns nothing and leaves no trace. */
export const visitPoints: Reaction = {
  name: 'loyalty.visit-points',
  source: { topics: [VISIT_TOPIC] },
  on: {
    VisitSettled: ({ data }) => {
      const { customerId, visitId, settlementNo, storeId, zone, settledAt, currency, lines, tenders } = data as VisitSettled;
      if (customerId === undefined || earningNet(lines) <= 0) return [];
      const command: EarnPoints = {
        type: 'EarnPoints', visitId, settlementNo, storeId, zone, settledAt, currency,
        lines: lines.map(({ lineId, netCents, taxCents, earning }) => ({ lineId, netCents, taxCents, earning })),
        tenders: tenders.map(({ kind, cents }) => ({ kind, cents })),
      };
      return [{ ledger: points, key: customerId, command }];
    },
    VisitVoided: ({ data }) => {
      const { customerId, visitId, voidedAt, lines } = data as VisitVoided;
      // Never settled, or settled for nothing: there is nothing to take back.
      if (customerId === undefined || earningNet(lines) <= 0) return [];
      const command: ReversePoints = { type: 'ReversePoints', visitId, voidedAt };
      return [{ ledger: points, key: customerId, command }];
    },
  },
};
