/* What the chain or one store owes, read from the items of all accounts. */
import { findAll, invalid, listAll, type Tools, type View } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';
import { type IssuingStore, issuingStores } from '../wallet/wallets.view.js';
import { CURRENT_ESTIMATES, type Estimate, estimateAt, estimates } from './estimate.js';
import { type LiabilityItem } from './item.js';
import { giftCardItems, walletItems } from './money-items.view.js';
import { pointsItemId, pointsItems } from './points-items.view.js';
import { type Period, type RollForward, RollForwardOf } from './roll-forward.js';

const PAGE = 1000;
const ALL: readonly View<LiabilityItem>[] = [pointsItems, walletItems, giftCardItems];

/** What is owed in a period, and the estimate that was in force at its end. */
export interface Liability extends RollForward {
  readonly period: Period;
  readonly estimate: Estimate;
}

/**
 * Reads every item on which something was owed in the period. Items that were over before it are not read, so the age of an instant does not matter.
 * @param storeId only what this store issued; undefined: the chain
 */
export async function liabilityOf(
  tools: Tools,
  period: Period,
  storeId?: string,
): Promise<Liability> {
  const { documents } = tools;
  const sums = new RollForwardOf(period);
  const currencies = new Map<string, string>();
  for await (const { id, currency } of documents.scan(tools.collection(issuingStores)))
    currencies.set(id, currency);
  const add = (item: LiabilityItem, issuer: string | undefined) => {
    const currency = item.currency ?? (issuer === undefined ? undefined : currencies.get(issuer));
    sums.add({
      ...item,
      ...(issuer === undefined ? {} : { storeId: issuer }),
      ...(currency === undefined ? {} : { currency }),
    });
  };
  const over = period.from < period.knownAt ? period.from : period.knownAt;
  const range = { field: 'until', gte: over };
  const kept: LiabilityItem[] = [];
  for (const view of ALL)
    for await (const item of findAll(documents, tools.collection(view), {
      ...(storeId === undefined ? { index: 'byEnd' } : { index: 'byStore', where: { storeId } }),
      range,
      limit: PAGE,
    }))
      if (item.shares) kept.push(item);
      else add(item, item.storeId);
  // What bills keep stands under no store of its own.
  if (storeId !== undefined)
    kept.push(
      ...(await listAll(documents, tools.collection(pointsItems), {
        index: 'byShares',
        where: { shared: true },
        range,
        limit: PAGE,
      })),
    );
  for (const { item, issuer } of await sharesOf(tools, kept))
    if (storeId === undefined || issuer === storeId) add(item, issuer);
  const { versions = [] } = (await documents.get(estimates, CURRENT_ESTIMATES)) ?? {};
  return { ...sums.result(), period, estimate: estimateAt(versions, period.to) };
}

/** What bills keep, as items of the stores whose lots it is. Each is kept, used or given up as a whole, so each share has the same lines. */
async function sharesOf(
  tools: Tools,
  kept: readonly LiabilityItem[],
): Promise<{ item: LiabilityItem; issuer: string | undefined }[]> {
  const lots = [
    ...new Set(
      kept.flatMap(({ account, shares = [] }) =>
        shares.map(({ lotId }) => pointsItemId(account, lotId)),
      ),
    ),
  ];
  const issuers = new Map<string, LiabilityItem>();
  for (let at = 0; at < lots.length; at += PAGE)
    for (const lot of await tools.documents.getMany(
      tools.collection(pointsItems),
      lots.slice(at, at + PAGE),
    ))
      issuers.set(lot.id, lot);
  return kept.flatMap(({ shares = [], ...item }) =>
    shares.map(({ lotId, points }) => {
      const lot = issuers.get(pointsItemId(item.account, lotId));
      return {
        issuer: lot?.storeId,
        item: {
          ...item,
          ...(lot?.currency === undefined ? {} : { currency: lot.currency }),
          issuedAt: lot?.issuedAt ?? item.issuedAt,
          lines: item.lines.map((line) => ({ ...line, amount: Math.sign(line.amount) * points })),
        },
      };
    }),
  );
}

/** @throws Refusal 422 `month-invalid` */
export function monthOf({ zone }: IssuingStore, month: string): { from: string; to: string } {
  try {
    const first = Temporal.PlainYearMonth.from(/^\d{4}-\d\d$/.test(month) ? month : '').toPlainDate(
      {
        day: 1,
      },
    );
    const midnight = (date: Temporal.PlainDate) =>
      date.toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 });
    return { from: midnight(first), to: midnight(first.add({ months: 1 })) };
  } catch {
    throw invalid('month-invalid', 'There is no such month.', {
      field: 'month',
      expected: 'YYYY-MM',
    });
  }
}
