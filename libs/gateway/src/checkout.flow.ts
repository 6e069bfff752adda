import { deriveId, isOwned, optional } from '@chignon/eventing';
import { HttpProblem, type ChignonRequest } from '@chignon/service-kit';
import type { CheckoutBody } from './checkout.shapes.http.js';
import { type ContextAnswer, type Dispatch, problemOf } from './dispatch.js';
import type { OwnedTender, TenderOwners } from './tender-owners.js';

/** What a checkout asks: the contexts, and who of them owns what. */
export interface Till {
  readonly dispatch: Dispatch;
  readonly owners: TenderOwners;
}

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
const problem = (answer: ContextAnswer, more?: object): HttpProblem =>
  problemOf(answer, { code: 'checkout-failed', detail: 'The checkout failed.' }, more);

/** The visit whose bill it is, as far as a checkout looks at it. */
interface SeenVisit {
  readonly storeId: string;
  readonly customerId?: string;
  readonly currency: string;
  readonly status: string;
  readonly settlements: readonly { readonly reserved?: readonly { reservationId: string }[] }[];
}

/** Reservations that the bill of a visit names. */
const takenBy = ({ settlements: [bill] }: SeenVisit): ReadonlySet<string> =>
  new Set((bill?.reserved ?? []).map(({ reservationId }) => reservationId));

/**
 * A till's one call: reserves each owned tender and discount with its owner, and settles the bill with them. A refusal of any step gives back
 * what was reserved; after a crash in between the owners do so by the clock. Each step has an idempotency key of its own made of the caller's,
 * so that a repeat does nothing twice; of a bill that is settled already nothing is reserved any more.
 * @param commandId of the checkout
 * @returns the settled visit as booking answers it
 * @throws HttpProblem of the step that was refused, naming the tender
 */
export async function checkOut(
  { dispatch, owners }: Till,
  request: ChignonRequest,
  commandId: string,
  { visitId, billId, lines, tenders, discounts = [] }: CheckoutBody,
): Promise<ContextAnswer['body']> {
  const step = (name: string) => deriveId(`checkout|${commandId}|${name}`);
  const path = `/v1/booking/visits/${encodeURIComponent(visitId)}`;
  const look = () => dispatch.ask(request, { context: 'booking', method: 'GET', path });
  const settle = (key: string, body: object) =>
    dispatch.ask(request, {
      context: 'booking',
      method: 'POST',
      path: `${path}/settle`,
      key: step(key),
      body,
    });
  const settleProblem = (answer: ContextAnswer): HttpProblem => {
    const tender = /^tenders\.(\d+)/.exec(answer.body.field ?? '')?.[1];
    return problem(answer, tender === undefined ? {} : { tender: tenders[Number(tender)]?.kind });
  };

  const ownerOf = async ({ kind }: Offered, field: string): Promise<OwnedTender | undefined> => {
    if (!isOwned(kind)) return undefined;
    const { owner, away } = await owners.of(request, kind);
    if (away) throw problem(away, { field, tender: kind });
    return owner;
  };
  const paidBy = await inOrder(tenders, (one, i) => ownerOf(one, `tenders.${i}`));
  const reducedBy = await inOrder(discounts, async (one, i) => {
    const owner = await ownerOf(one, `discounts.${i}`);
    if (!owner)
      throw new HttpProblem(422, 'discount-unknown', 'No service owns this kind of discount.', {
        field: `discounts.${i}.kind`,
        expected: owners.discounts().join(', ') || 'no discount: none is owned',
        tender: one.kind,
      });
    return owner;
  });

  const seen = await look();
  if (seen.status !== 200) throw problem(seen, { field: 'visitId' });
  const visit = seen.body as SeenVisit;
  const owned = [...paidBy, ...reducedBy].some((owner) => owner !== undefined);
  if (owned && visit.settlements.length > 0 && visit.status !== 'voided') {
    const plain = tenders.map(({ kind, cents }) => ({ kind, cents }));
    const again = await settle('again', { tenders: plain });
    if (again.status === 200) return again.body;
    throw settleProblem(again);
  }

  const { storeId, customerId, currency } = visit;
  const purpose = {
    storeId,
    visitId,
    currency,
    ...optional({ customerId }),
  };
  const kept: Kept[] = [];
  /** What the bill has not taken. Should it fail, the owners do it by the clock. */
  const giveBack = async (taken: ReadonlySet<string>): Promise<void> => {
    for (const { owner, kind, reservation, reservationId } of kept)
      if (!taken.has(reservationId))
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
  /** A request beside this one, with the same key, may have settled the bill meanwhile with the same reservations. */
  const giveUp = async (): Promise<void> => {
    if (kept.length === 0) return;
    const now = await look();
    if (now.status === 200) await giveBack(takenBy(now.body as SeenVisit));
  };
  /** The tender as the settlement takes it; what nobody owns stays as it is. */
  const reserved = async (
    { kind, cents, account, reduces }: Offered,
    owner: OwnedTender | undefined,
    field: string,
  ): Promise<object> => {
    const plain = { kind, cents, ...optional({ reduces }) };
    if (!owner) return plain;
    const { context } = owner;
    const answer = await dispatch.ask(request, {
      context,
      method: 'POST',
      path: `/v1/${context}/tenders/${kind}/reservations`,
      key: step(`reserve|${field}|${kind}|${cents}|${account ?? ''}`),
      body: { ...purpose, cents, ...optional({ account }) },
    });
    if (answer.status !== 201) {
      if (isRefusal(answer)) await giveUp();
      throw problem(answer, { field, tender: kind });
    }
    const { reservation, reservationId } = answer.body as Kept;
    kept.push({ owner: context, kind, reservation, reservationId });
    return { ...plain, reservation };
  };

  const body = {
    ...optional({ billId, lines }),
    tenders: await inOrder(tenders, (one, i) => reserved(one, paidBy[i], `tenders.${i}`)),
    ...(discounts.length === 0
      ? {}
      : {
          discounts: await inOrder(discounts, (one, i) =>
            reserved(one, reducedBy[i], `discounts.${i}`),
          ),
        }),
  };
  // Beside this request another with the same key may have got other reservations, since theirs replaced each other: two settlements then, of
  // which the bill takes one and answers both alike.
  const signed = kept.map(({ reservation }) => `|${reservation}`).join('');
  const settled = await settle(`settle${signed}`, body);
  if (settled.status === 200) {
    // Another key may have settled the same bill a moment before: then its reservations count, and these are given back.
    await giveBack(takenBy(settled.body as SeenVisit));
    return settled.body;
  }
  // The same key with another bill: what was reserved may be that bill's.
  if (isRefusal(settled) && settled.body.code !== 'idempotency-key-reused') await giveUp();
  throw settleProblem(settled);
}

/** One after the other: of two that want the same account the first one has it. */
async function inOrder<T, R>(items: readonly T[], act: (item: T, i: number) => Promise<R>) {
  const done: R[] = [];
  for (const [i, item] of items.entries()) done.push(await act(item, i));
  return done;
}
