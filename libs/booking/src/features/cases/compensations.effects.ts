import { effect, Refusal } from '@chignon/eventing';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { WITHOUT_LIMIT } from './compensations.flow.js';
import { visits } from '../../visits/visit-ledger.js';
import { cases } from './case-ledger.js';

/**
 * Pays what was granted as a refund of the visit's lines: money, points and stock follow as of any other. Why the refund is refused, where it is, stands in
 * the case. The refund is one command, so that it is paid once however often this runs.
 */
export const payCompensations = effect([cases], {
  name: 'booking.pay-compensations',
  on: {
    CompensationGranted: async ({ stream, data, meta }, tools, cause) => {
      const { compensationId, visitId, items, reason } = data;
      const key = stream.slice(cases.category.length + 1);
      const storeId = meta.storeId;
      const details = storeId === undefined ? {} : { storeId };
      try {
        const till = await booksOf(tools).till();
        const { state } = await tools.execute(
          visits,
          visitId,
          { type: 'RefundLines', items, reason, at: { till, authority: WITHOUT_LIMIT } },
          cause('refund', { ...details, input: compensationId }),
        );
        const { settlementNo, netCents, taxCents } = state.settlements.at(-1)!;
        await tools.execute(
          cases,
          key,
          {
            type: 'NoteCompensationPaid',
            compensationId,
            settlementNo,
            cents: 0 - netCents - taxCents,
          },
          cause('paid', { ...details, input: compensationId }),
        );
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await tools.execute(
          cases,
          key,
          { type: 'NoteCompensationFailed', compensationId, code: error.code },
          cause('failed', { ...details, input: compensationId }),
        );
      }
    },
  },
});
