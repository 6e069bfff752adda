import {
  type CommandMetadata,
  ConflictError,
  deriveId,
  invalid,
  optional,
  Refusal,
  type Reservation,
  type TenderOwner,
  type Tools,
} from '@chignon/eventing';
import { reserveTender, type RequestContext, type TenderKeys } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { standsFor } from '../../salon/words/words.js';
import { sum } from '../../visits/bill.js';
import type { OfferedDiscount, OfferedTender } from '../../visits/reserved.js';
import { billsOf, type VisitOpening } from '../../visits/visit.js';
import { causeOf } from '../booking/planning.flow.js';
import { depositTender } from '../deposits/deposit-tender.flow.js';
import { atTillOf, findVisit, runVisit } from './visits.flow.js';
import type { SettleBody } from './settlements.shapes.http.js';
import type { VisitAnswer } from './visits.shapes.http.js';

/** Kinds that this context owns itself: a till may name them without having reserved them. */
const OWN: readonly TenderOwner[] = [depositTender];
const ownerOf = (kind: string): TenderOwner | undefined => OWN.find((one) => one.kind === kind);

/**
 * Settles a bill: what owners of tenders and discounts signed is read, what this context owns is reserved first, and the ledger of the visit
 * decides. Of a bill that is refused the reservations made here are given back at once; after a crash in between the clock does it.
 * @throws Refusal as the ledger and the owners say no
 */
export async function settleVisit(
  tools: Tools,
  keys: TenderKeys,
  visitId: string,
  { settlementNo = 1, billId, lines: prices = [], tenders, discounts = [] }: SettleBody,
  request: RequestContext,
): Promise<VisitAnswer> {
  const { state } = await findVisit(tools, visitId, request);
  const opening = state.opening!;
  const { store } = await booksOf(tools).store(opening.storeId);
  const cause = causeOf(request, store.id);
  const read = discounts.map(({ kind, cents, reservation, reduces }, i): OfferedDiscount => ({
    kind,
    cents,
    reservation: keys.read(reservation, `discounts.${i}.reservation`),
    ...optional({ reduces }),
  }));
  const offered = withOwnAsOne(
    tenders.map(({ kind, cents, reservation }, i): OfferedTender => ({
      kind,
      cents,
      ...(reservation === undefined
        ? {}
        : { reservation: keys.read(reservation, `tenders.${i}.reservation`) }),
    })),
  );
  const made = new Map<OfferedTender, Reservation>();
  if (state.settlements.length === 0)
    for (const tender of offered)
      if (!tender.reservation && ownerOf(tender.kind))
        made.set(tender, await reserveOwn(tools, opening, tender, cause));
  try {
    return await runVisit(tools, visitId, request, {
      type: 'SettleVisit',
      settlementNo,
      prices,
      tenders: offered.map((tender) => {
        const reservation = made.get(tender);
        return reservation ? { ...tender, reservation } : tender;
      }),
      discounts: read,
      rates: store.taxes,
      pricesIncludeTax: store.pricesIncludeTax,
      at: await atTillOf(tools, request, state),
      ...(billId === undefined
        ? {}
        : { billId: await standsFor(tools, billsOf(store.id), billId) }),
    });
  } catch (error) {
    // Of anything else nobody knows whether the bill was settled.
    if (error instanceof Refusal || error instanceof ConflictError)
      for (const reservation of made.values()) await giveBack(tools, reservation, cause);
    throw error;
  }
}

/** What is taken from the same account of this context is one tender. @throws Refusal 422 `deposit-tender-negative` */
function withOwnAsOne(tenders: readonly OfferedTender[]): OfferedTender[] {
  const merges = ({ kind, reservation }: OfferedTender) =>
    reservation === undefined && ownerOf(kind) !== undefined;
  const negative = tenders.findIndex((tender) => merges(tender) && tender.cents <= 0);
  if (negative >= 0)
    throw invalid(
      'deposit-tender-negative',
      'A tender of a deposit must be positive. Return a deposit through its own route.',
      {
        field: `tenders.${negative}.cents`,
        expected: '1 or more',
      },
    );
  return tenders.flatMap((tender) => {
    if (!merges(tender)) return [tender];
    const same = tenders.filter((one) => merges(one) && one.kind === tender.kind);
    return same[0] === tender
      ? [{ kind: tender.kind, cents: sum(same.map(({ cents }) => cents)) }]
      : [];
  });
}

const reserveOwn = (
  tools: Tools,
  { storeId, visitId, customerId, currency }: VisitOpening,
  { kind, cents }: OfferedTender,
  cause: CommandMetadata,
): Promise<Reservation> =>
  reserveTender(
    tools,
    ownerOf(kind)!,
    {
      cents,
      currency,
      purpose: { storeId, visitId, ...optional({ customerId }) },
    },
    cause,
    // The same key with another amount is refused by the bill, not by the deposit.
    String(cents),
  );

/** Should it fail, the clock gives it back. */
async function giveBack(
  tools: Tools,
  reservation: Reservation,
  cause: CommandMetadata,
): Promise<void> {
  await ownerOf(reservation.kind)!
    .release(tools, reservation, 'refused', {
      ...cause,
      commandId: deriveId(`release|${reservation.id}`),
      input: reservation.id,
    })
    .catch(() => undefined);
}
