import { deriveId, optional, refused, UnavailableError } from '@chignon/eventing';
import type { ChignonRequest } from '@chignon/service-kit';
import type { BillProductAnswer, BillProductBody } from './bill-products.shapes.http.js';
import { type ContextAnswer, type Dispatch, problemOf } from './dispatch.js';

/** A request that timed out, or broke off, may have been done: nobody knows. */
const UNKNOWN = new Set([408, 429]);
const isRefusal = ({ status }: ContextAnswer): boolean =>
  status >= 400 && status < 500 && !UNKNOWN.has(status);

const problem = (answer: ContextAnswer, more?: object) =>
  problemOf(answer, { code: 'line-failed', detail: 'The product was not put on the bill.' }, more);

/**
 * Puts a product on a bill of which the shelf keeps it: claims it with inventory, which decides between two tills, then adds the line with booking.
 * When the line is refused the claim is given back; after a crash in between it ends by the clock. Each step has a key of its own made of the
 * caller's, so that a repeat does nothing twice.
 * @param commandId of the request
 * @throws HttpProblem of the step that was refused; Refusal 409 `claim-ended` of a repeat whose claim has ended; UnavailableError where inventory has not heard of the visit yet
 */
export async function putOnBill(
  dispatch: Dispatch,
  request: ChignonRequest,
  commandId: string,
  { visitId, sku, quantityMilli = 1_000, priceCents, reason, performers }: BillProductBody,
): Promise<BillProductAnswer> {
  const step = (name: string) => deriveId(`bill-product|${commandId}|${name}`);
  const visitPath = `/v1/booking/visits/${encodeURIComponent(visitId)}`;
  const seen = await dispatch.ask(request, {
    context: 'booking',
    method: 'GET',
    path: visitPath,
  });
  if (seen.status !== 200) throw problem(seen, { field: 'visitId' });
  const claims = `/v1/inventory/stores/${encodeURIComponent(seen.body.storeId)}/claims`;
  const kept = await dispatch.ask(request, {
    context: 'inventory',
    method: 'POST',
    path: claims,
    key: step('claim'),
    body: { visitId, sku, quantityMilli },
  });
  if (kept.body.code === 'visit-not-found')
    throw new UnavailableError(
      'not-yet-visible',
      'The shelf has not heard of this visit yet. Try again with the same `Idempotency-Key`.',
    );
  if (kept.status !== 201) throw problem(kept);
  const { claimId, expiresAt, short, standing } = kept.body;
  // Of a repeat: given back when the line was refused, or its line has come to its end. The line would stand with nothing kept for it.
  if (!standing)
    throw refused(
      'claim-ended',
      'The claim of this `Idempotency-Key` has ended. Look at the bill, and ask with a new key.',
      { field: 'Idempotency-Key', claimId },
    );
  const added = await dispatch.ask(request, {
    context: 'booking',
    method: 'POST',
    path: `${visitPath}/lines`,
    key: step('line'),
    body: {
      kind: 'product',
      itemId: sku,
      quantityMilli,
      ...optional({ priceCents, reason, performers }),
    },
  });
  if (added.status !== 200) {
    // Should it fail, the clock does it.
    if (isRefusal(added))
      await dispatch
        .ask(request, {
          context: 'inventory',
          method: 'POST',
          path: `${claims}/${encodeURIComponent(claimId)}/release`,
          key: step('release'),
          body: { sku },
        })
        .catch(() => undefined);
    throw problem(added);
  }
  const lines = added.body.lines as { readonly lineId: string; readonly itemId: string }[];
  const { lineId } = lines.findLast(({ itemId }) => itemId === sku)!;
  return {
    visitId,
    lineId,
    sku,
    claimId,
    keptUntil: expiresAt,
    short,
    revision: added.body.revision,
  };
}
