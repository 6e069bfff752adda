import { deriveId, isOwned } from '@chignon/eventing';
import { HttpProblem, type ChignonRequest } from '@chignon/service-kit';
import type { CheckoutBody } from './checkout.shapes.http.js';
import type { ContextAnswer, Dispatch } from './dispatch.js';

/** What an owner keeps for the bill. */
interface Kept {
  readonly owner: string;
  readonly kind: string;
  readonly reservation: string;
  readonly reservationId: string;
}

type Offered = CheckoutBody['tenders'][number] & { readonly reduces?: readonly string[] };

/** A request that timed out, or broke off, may have been done: nobody knows. */
const UNKNOWN = new Set([408, 429]);
const isRefusal = ({ status }: ContextAnswer): boolean =>
  status >= 400 && status < 500 && !UNKNOWN.has(status);

/** The problem of a step as the checkout's own, with the tender that it is about. */
const problem = ({ status, body }: ContextAnswer, more: object = {}): HttpProblem => {
  const {
    code,
    detail,
    type: _,
    title: _title,
    status: _status,
    correlationId: _id,
    ...facts
  } = body;
  return new HttpProblem(status, code ?? 'checkout-failed', detail ?? 'The checkout failed.', {
    ...facts,
    ...more,
  });
};

/**
 * A till's one call: reserves each owned tender and discount with its owner, and settles the bill with them. A refusal of any step gives back
 * what was reserved; after a crash in between the owners do so by the clock. Each step has an idempotency key of its own made of the caller's,
 * so that a repeat does nothing twice.
 * @param commandId of the checkout
 * @throws HttpProblem of the step that was refused, naming the tender
 */
export async function checkOut(
  dispatch: Dispatch,
  request: ChignonRequest,
  commandId: string,
  { visitId, billId, lines, tenders, discounts = [] }: CheckoutBody,
): Promise<ContextAnswer['body']> {
  const step = (name: string) => deriveId(`checkout|${commandId}|${name}`);
  const seen = await dispatch.ask(request, {
    context: 'booking',
    method: 'GET',
    path: `/v1/booking/visits/${encodeURIComponent(visitId)}`,
  });
  if (seen.status !== 200) throw problem(seen, { field: 'visitId' });
  const { storeId, customerId, currency } = seen.body as { [name: string]: string | undefined };
  const purpose = {
    storeId,
    visitId,
    currency,
    ...(customerId === undefined ? {} : { customerId }),
  };
  const kept: Kept[] = [];

  const giveBack = async (): Promise<void> => {
    for (const { owner, kind, reservation, reservationId } of kept)
      await dispatch
        .ask(request, {
          context: owner,
          method: 'POST',
          path: `/v1/${owner}/tenders/${kind}/reservations/release`,
          key: step(`release|${reservationId}`),
          body: { reservation },
        })
        .catch(() => undefined);
  };
  /** The tender as the settlement takes it; what nobody owns stays as it is. */
  const reserved = async (
    { kind, cents, account, reduces }: Offered,
    field: string,
  ): Promise<object> => {
    const plain = { kind, cents, ...(reduces === undefined ? {} : { reduces }) };
    const owner = isOwned(kind) ? await ownerOf(dispatch, request, kind) : undefined;
    if (owner === undefined) return plain;
    const answer = await dispatch.ask(request, {
      context: owner,
      method: 'POST',
      path: `/v1/${owner}/tenders/${kind}/reservations`,
      key: step(`reserve|${field}|${kind}|${cents}|${account ?? ''}`),
      body: { ...purpose, cents, ...(account === undefined ? {} : { account }) },
    });
    if (answer.status !== 201) {
      if (isRefusal(answer)) await giveBack();
      throw problem(answer, { field, tender: kind });
    }
    const { reservation, reservationId } = answer.body as Kept;
    kept.push({ owner, kind, reservation, reservationId });
    return { ...plain, reservation };
  };

  const body = {
    ...(billId === undefined ? {} : { billId }),
    ...(lines === undefined ? {} : { lines }),
    tenders: await inOrder(tenders, (one, i) => reserved(one, `tenders.${i}`)),
    ...(discounts.length === 0
      ? {}
      : { discounts: await inOrder(discounts, (one, i) => reserved(one, `discounts.${i}`)) }),
  };
  const settled = await dispatch.ask(request, {
    context: 'booking',
    method: 'POST',
    path: `/v1/booking/visits/${encodeURIComponent(visitId)}/settle`,
    key: step('settle'),
    body,
  });
  if (settled.status === 200) return settled.body;
  // The same key with another bill: what was reserved may be that bill's.
  if (isRefusal(settled) && settled.body.code !== 'idempotency-key-reused') await giveBack();
  const tender = /^tenders\.(\d+)/.exec(settled.body.field ?? '')?.[1];
  throw problem(settled, tender === undefined ? {} : { tender: tenders[Number(tender)]?.kind });
}

/** One after the other: of two that want the same account the first one has it. */
async function inOrder<T, R>(items: readonly T[], act: (item: T, i: number) => Promise<R>) {
  const done: R[] = [];
  for (const [i, item] of items.entries()) done.push(await act(item, i));
  return done;
}

/** Owners by kind, as they said themselves. Kinds never change hands while a platform runs. */
const owners = new WeakMap<Dispatch, Map<string, string>>();

/** @returns undefined when no context owns the kind: the settlement says what it takes */
async function ownerOf(
  dispatch: Dispatch,
  request: ChignonRequest,
  kind: string,
): Promise<string | undefined> {
  const known = owners.get(dispatch) ?? new Map<string, string>();
  owners.set(dispatch, known);
  if (known.has(kind)) return known.get(kind);
  let away: ContextAnswer | undefined;
  for (const context of dispatch.contexts) {
    const answer = await dispatch.ask(request, {
      context,
      method: 'GET',
      path: `/v1/${context}/tenders`,
    });
    if (answer.status === 200)
      for (const one of answer.body.items as { kind: string }[]) known.set(one.kind, context);
    else if (answer.status !== 404) away = answer;
  }
  if (!known.has(kind) && away) throw problem(away, { tender: kind });
  return known.get(kind);
}
