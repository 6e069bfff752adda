import { DAY_MS, isoOf, msOfIso } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import {
  type Acquaintance,
  asksWho,
  type DepositOffer,
  type DepositRule,
  mayApply,
  trustedCustomers,
} from '../../salon/deposit-rules/deposit-rule.js';
import { listedVisits } from '../../visits/visits.view.js';

/** More of either makes no difference to any rule. */
const MAX_COUNTED = 500;
const YEAR_MS = 365 * DAY_MS;
const KEPT = new Set(['completed', 'settled', 'corrected']);

/** Makes the offer for the customer of a booking; undefined where no rule may apply, so that nothing else is looked up. */
export async function depositsAt(
  tools: Tools,
  { store }: Pick<StoreBook, 'store'>,
  channel: string,
): Promise<((customerId: string | undefined) => Promise<DepositOffer>) | undefined> {
  const rules = (await booksOf(tools).deposits()).filter((rule) =>
    mayApply(rule, store.id, channel),
  );
  return rules.length === 0
    ? undefined
    : async (customerId) => ({
        rules,
        who: await acquaintance(tools, rules, customerId),
        currency: store.currency,
      });
}

/** What goes into the command of one booking. */
export async function depositOf(
  tools: Tools,
  book: Pick<StoreBook, 'store'>,
  channel: string,
  customerId: string | undefined,
): Promise<{ deposit?: DepositOffer }> {
  const offer = await depositsAt(tools, book, channel);
  return offer ? { deposit: await offer(customerId) } : {};
}

async function acquaintance(
  tools: Tools,
  rules: readonly DepositRule[],
  customerId: string | undefined,
): Promise<Acquaintance> {
  const { documents, facts } = tools;
  if (customerId === undefined) return { trusted: false, keptVisits: 0, noShows: 0 };
  const trusted = (await documents.get(trustedCustomers, customerId))?.trusted ?? false;
  if (trusted || !rules.some(asksWho)) return { trusted, keptVisits: 0, noShows: 0 };
  const nowMs = msOfIso(facts.now());
  const [visits, sheets] = await Promise.all([
    documents.find(tools.collection(listedVisits), {
      index: 'byCustomer',
      where: { customerId },
      limit: MAX_COUNTED,
    }),
    documents.find(tools.collection(daySheets), {
      index: 'byCustomer',
      where: { customerId },
      range: { field: 'startsAt', gte: isoOf(nowMs - YEAR_MS), lte: isoOf(nowMs) },
      limit: MAX_COUNTED,
    }),
  ]);
  return {
    trusted,
    keptVisits: visits.items.filter(({ status }) => KEPT.has(status)).length,
    noShows: sheets.items.filter(({ status }) => status === 'missed').length,
  };
}
