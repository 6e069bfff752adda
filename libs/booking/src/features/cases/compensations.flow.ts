import { dryRun, notFound, refused, type Tools } from '@chignon/eventing';
import { booksOf } from '../../salon/book/store-book.flow.js';
import type { Authority } from '../../salon/till/authority.js';
import { visits } from '../../visits/visit-ledger.js';
import type { RefundItem } from '../../visits/corrections.js';

/** Of the refund of a compensation: whether it may be is decided by the case. */
export const WITHOUT_LIMIT: Authority = {
  unlimited: true,
  atTill: true,
  discountPercent: 0,
  extraPercent: 0,
  payOutCents: 0,
};

/**
 * What a refund of these lines would give back, gross. It is decided as the refund itself is, and not written.
 * @throws Refusal as the refund would be refused; 409 `compensation-nothing` where nothing would go back
 */
export async function priceOf(
  tools: Tools,
  visitId: string,
  items: readonly RefundItem[],
  reason: string,
): Promise<{ cents: number; currency: string }> {
  const dry = dryRun(tools);
  const { state, events } = await dry.tools.execute(
    visits,
    visitId,
    {
      type: 'RefundLines',
      items,
      reason,
      at: { till: await booksOf(tools).till(), authority: WITHOUT_LIMIT },
    },
    { commandId: 'dry-run', actor: 'system:dry-run', correlationId: 'dry-run' },
  );
  if (!state.opening || events.length === 0)
    throw notFound('visit-not-found', 'There is no such visit.', { field: 'visitId' });
  const { netCents, taxCents } = state.settlements.at(-1)!;
  const cents = 0 - netCents - taxCents;
  if (cents <= 0)
    throw refused('compensation-nothing', 'Nothing of these lines would go back.', {
      field: 'items',
    });
  return { cents, currency: state.opening.currency };
}
