import { optional, refused } from '@chignon/eventing';
import { after, type DepositState, detailsOf, keptCents } from './deposit.js';
import type { DepositEvent } from './deposit-events.js';
import type { PaymentNews } from './payments.js';

/*
 * What money that comes and goes leads to, whoever tells of it. News of a provider comes twice, late and in any order: each payment
 * and each return knows how far it is, and says nothing the second time.
 */

/** Money that goes back, out of the newest payments first. */
export function returning(state: DepositState, cents: number, reason: string): DepositEvent[] {
  const events: DepositEvent[] = [];
  let left = cents;
  for (const [paymentId, { status, cents: paid, backCents, method, reference }] of [
    ...state.payments,
  ].reverse()) {
    const part = status === 'paid' ? Math.min(left, paid - backCents) : 0;
    if (part <= 0) continue;
    left -= part;
    events.push({
      type: 'DepositReturnAsked',
      data: {
        ...detailsOf(state.due!),
        returnId: `r${state.returns.size + events.length + 1}`,
        paymentId,
        cents: part,
        method,
        reason,
        ...optional({ reference }),
      },
    });
  }
  return events;
}

/** Money that came, and what of it is too much: all of it when nothing is asked for any more. */
function paid(state: DepositState, event: DepositEvent & { type: 'DepositPaid' }): DepositEvent[] {
  const now = after(state, [event]);
  const tooMuch =
    state.end === undefined ? Math.max(0, keptCents(now) - state.due!.cents) : event.data.cents;
  return [
    event,
    ...returning(
      now,
      Math.min(tooMuch, keptCents(now)),
      state.end === undefined ? 'paid-twice' : `paid-after-${state.end}`,
    ),
  ];
}

const arrived = (
  state: DepositState,
  paymentId: string,
  cents: number,
  reference: string,
): DepositEvent[] =>
  paid(state, {
    type: 'DepositPaid',
    data: { ...detailsOf(state.due!), paymentId, cents, method: 'online', reference },
  });

/** What a provider's news leads to. */
export function heard(state: DepositState, news: PaymentNews): DepositEvent[] {
  switch (news.is) {
    case 'paid': {
      const known = state.payments.get(news.paymentId);
      // Another charge under an id that is paid already, or was never begun here, is other money: it goes by its own name.
      const paymentId =
        !known || (known.status === 'paid' && known.reference !== news.reference)
          ? news.reference
          : news.paymentId;
      if (state.payments.get(paymentId)?.status === 'paid') return [];
      // Not taken for heard: it cannot be added up with the deposit, and the provider goes on telling until somebody looks.
      if (news.currency !== state.due!.currency)
        throw refused(
          'payment-currency',
          'The payment and the deposit are in different currencies.',
          { field: 'currency', found: news.currency, expected: state.due!.currency },
        );
      return arrived(state, paymentId, news.cents, news.reference);
    }
    case 'failed': {
      // What succeeded has not failed, whenever the news of an earlier try arrives.
      const payment = state.payments.get(news.paymentId);
      return payment?.status !== 'started'
        ? []
        : [
            {
              type: 'DepositPaymentFailed',
              data: {
                ...detailsOf(state.due!),
                paymentId: news.paymentId,
                code: news.code,
                final: news.final,
              },
            },
          ];
    }
    case 'returned':
      return givenBack(state, news);
    case 'return-failed':
      return state.returns.get(news.returnId)?.status !== 'asked'
        ? []
        : [
            {
              type: 'DepositReturnFailed',
              data: { ...detailsOf(state.due!), returnId: news.returnId, code: news.code },
            },
          ];
  }
}

/** A return of ours that is done, or one that somebody made in the provider's own desk. Either way the payment itself has succeeded, heard of or not. */
function givenBack(
  state: DepositState,
  { returnId, paymentId, ofReference, reference, cents }: Extract<PaymentNews, { is: 'returned' }>,
): DepositEvent[] {
  const payment = paymentId === undefined ? undefined : state.payments.get(paymentId);
  const before =
    !payment || payment.status === 'paid'
      ? []
      : arrived(state, paymentId!, payment.cents, payment.reference ?? ofReference);
  const now = after(state, before);
  const asked = returnId === undefined ? undefined : now.returns.get(returnId);
  const done = (of: { returnId: string; paymentId: string; cents: number }): DepositEvent[] => [
    ...before,
    { type: 'DepositReturned', data: { ...detailsOf(state.due!), ...of, reference } },
  ];
  if (returnId !== undefined && asked)
    return asked.status === 'done'
      ? before
      : done({ returnId, paymentId: asked.paymentId, cents: asked.cents });
  if (!payment || now.returns.has(reference)) return before;
  const left = Math.min(
    cents,
    keptCents(now),
    payment.cents - now.payments.get(paymentId!)!.backCents,
  );
  return left <= 0 ? before : done({ returnId: reference, paymentId: paymentId!, cents: left });
}
