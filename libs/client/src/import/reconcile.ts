import { ApiError, type ApiClient } from '../api-client.js';
import { decimalText } from './decimal.js';
import type { Brought } from './run.js';

/** One figure as each side has it; sides that do not know it are absent. Money in cents. */
export interface ReconciledFigure {
  readonly figure:
    | 'visits'
    | 'net'
    | 'tax'
    | 'customers'
    | 'customers-visits'
    | 'customers-spend'
    | 'points'
    | 'stock';
  /** What the files say of what was taken over. */
  readonly file?: number;
  /** What the ledgers say of it. */
  readonly ledger?: number;
  /** What people are shown: sales, profiles, accounts, shelves. */
  readonly served?: number;
  readonly differs: boolean;
}

/** Read models of a context, compared by the platform with a reckoning from all its ledgers. */
export interface ReconciledContext {
  readonly context: string;
  readonly documents: number;
  readonly messages: number;
  readonly differences: number;
}

/** What an import brought, side by side. */
export interface Reconciliation {
  readonly figures: readonly ReconciledFigure[];
  /** Visits that were corrected or voided since they were imported: rightly other than the file has them, so not compared. */
  readonly changedSince: number;
  /** Empty: the token may not ask for it. */
  readonly contexts: readonly ReconciledContext[];
  readonly differs: boolean;
}

/** A visit of the lists of a day. */
interface Listed {
  readonly visitId: string;
  readonly customerId?: string;
  readonly status: string;
  readonly netCents: number;
  readonly taxCents: number;
}

/** Most that a list answers at once, and that are asked for side by side. */
const PAGE = 200;
const AT_ONCE = 8;
/** Whose read models follow from what an import brings. */
const FOLLOWING = ['insights', 'customers', 'loyalty', 'inventory'];
const PAID = new Set(['settled', 'corrected']);

/**
 * Compares what the files say with what the ledgers have, and that with what is served: sales, profiles, points and stock (BY-11). Of
 * customers and shelves that were there before, the file does not know everything: the platform's own reckoning covers them.
 * Everything must have followed before.
 */
export async function reconcileImport(api: ApiClient, brought: Brought): Promise<Reconciliation> {
  const { storeId, visits } = brought;
  const dates = [...new Set(visits.map(({ businessDate }) => businessDate))].sort();
  const listed = (
    await eachOf(dates, (date) =>
      all<Listed>(api, `/v1/booking/visits?storeId=${storeId}&date=${date}`),
    )
  ).flat();
  const standing = new Map(listed.map((visit) => [visit.visitId, visit]));
  const found = visits.map((visit) => ({ file: visit, ledger: standing.get(visit.visitId) }));
  const changed = found.filter(({ ledger }) => ledger && ledger.status !== 'settled');
  const compared = found.filter(({ ledger }) => !ledger || ledger.status === 'settled');
  const ledgers = compared.flatMap(({ ledger }) => ledger ?? []);
  const sales = await salesOf(api, storeId, dates);
  const paid = listed.filter(({ status }) => PAID.has(status));
  // Sales are of all that the store sold on these days; a correction may stand on another day.
  const onItsDay = changed.length === 0 && paid.every(({ status }) => status === 'settled');
  const trio = (
    figure: ReconciledFigure['figure'],
    file: number,
    ledger: number,
    all: number,
    served: number,
  ): ReconciledFigure => ({
    figure,
    file,
    ledger,
    served: served - (all - ledger),
    differs: file !== ledger || (onItsDay && all !== served),
  });
  const figures = [
    trio('visits', compared.length, ledgers.length, paid.length, sales.visits),
    trio(
      'net',
      sum(compared.map(({ file }) => file.netCents)),
      sum(ledgers.map((v) => v.netCents)),
      sum(paid.map((v) => v.netCents)),
      sales.netCents,
    ),
    trio(
      'tax',
      sum(compared.map(({ file }) => file.taxCents)),
      sum(ledgers.map((v) => v.taxCents)),
      sum(paid.map((v) => v.taxCents)),
      sales.taxCents,
    ),
    ...(await people(api, brought, listed)),
    ...(brought.newStore ? [await shelves(api, brought, changed.length === 0)] : []),
  ];
  const contexts = await reckoned(api);
  return {
    figures,
    changedSince: changed.length,
    contexts,
    differs:
      figures.some(({ differs }) => differs) || contexts.some(({ differences }) => differences > 0),
  };
}

async function salesOf(
  api: ApiClient,
  storeId: string,
  dates: readonly string[],
): Promise<{ visits: number; netCents: number; taxCents: number }> {
  if (dates.length === 0) return { visits: 0, netCents: 0, taxCents: 0 };
  const { totals } = await api.get<{
    totals: { visits: number; netCents: number; taxCents: number; tipCents?: number }[];
  }>(`/v1/insights/sales?from=${dates[0]!}&to=${dates.at(-1)!}&storeId=${storeId}&groupBy=store`);
  return {
    visits: sum(totals.map((t) => t.visits)),
    netCents: sum(totals.map((t) => t.netCents + (t.tipCents ?? 0))),
    taxCents: sum(totals.map((t) => t.taxCents)),
  };
}

/** Customers who are new with this import have nothing but what it brought. */
async function people(
  api: ApiClient,
  { newCustomers }: Brought,
  listed: readonly Listed[],
): Promise<ReconciledFigure[]> {
  const mine = new Set(newCustomers);
  const visits = listed.filter(
    ({ customerId, status }) =>
      customerId !== undefined && mine.has(customerId) && PAID.has(status),
  );
  const profiles = (
    await eachOf(newCustomers, async (customerId) => {
      const { status, body } = await api.ask<{ visits: number; spend?: { netCents: number }[] }>(
        'GET',
        `/v1/customers/${customerId}/profile`,
      );
      return status === 404 ? [] : [body];
    })
  ).flat();
  const accounts = (
    await eachOf(newCustomers, async (customerId) => {
      const { status, body } = await api.ask<{
        earned: number;
        available: number;
        pending: number;
        expired: number;
        reversed: number;
        redeemed: number;
        debt: number;
      }>('GET', `/v1/loyalty/accounts/${customerId}`);
      return status === 404 ? [] : [body];
    })
  ).flat();
  const [counted, served] = [visits.length, sum(profiles.map((p) => p.visits))];
  const spend = sum(visits.map((v) => v.netCents));
  const shown = sum(profiles.flatMap((p) => (p.spend ?? []).map((s) => s.netCents)));
  return [
    { figure: 'customers', file: newCustomers.length, served: newCustomers.length, differs: false },
    { figure: 'customers-visits', ledger: counted, served, differs: counted !== served },
    { figure: 'customers-spend', ledger: spend, served: shown, differs: spend !== shown },
    {
      figure: 'points',
      served: sum(accounts.map((a) => a.earned)),
      differs: accounts.some(
        (a) => a.earned !== a.available + a.pending + a.expired + a.reversed + a.redeemed - a.debt,
      ),
    },
  ];
}

/** The shelves of a store that this import opened, in thousandths. Visits that were changed since have put goods back. */
async function shelves(
  api: ApiClient,
  { storeId, onHandMilli }: Brought,
  unchanged: boolean,
): Promise<ReconciledFigure> {
  const levels = new Map(
    (
      await all<{ sku: string; onHandMilli: number }>(api, `/v1/inventory/stores/${storeId}/levels`)
    ).map((level) => [level.sku, level.onHandMilli]),
  );
  const [file, served] = [
    sum([...onHandMilli.values()]),
    sum([...onHandMilli.keys()].map((sku) => levels.get(sku) ?? 0)),
  ];
  return {
    figure: 'stock',
    file,
    served,
    differs: unchanged && [...onHandMilli].some(([sku, milli]) => levels.get(sku) !== milli),
  };
}

/** The platform compares its read models with its ledgers, everything that it has. */
async function reckoned(api: ApiClient): Promise<ReconciledContext[]> {
  const contexts: ReconciledContext[] = [];
  for (const context of FOLLOWING) {
    try {
      const { findings, reconciled } = await api.post<{
        findings: unknown[];
        reconciled?: { documents: number; messages: number; count: number };
      }>(`/v1/${context}/operations/verify`);
      contexts.push({
        context,
        documents: reconciled?.documents ?? 0,
        messages: reconciled?.messages ?? 0,
        differences: findings.length + (reconciled?.count ?? 0),
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.answer.status !== 403) throw error;
      return [];
    }
  }
  return contexts;
}

/** All items of a list route. */
async function all<T>(api: ApiClient, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let after: string | undefined; ;) {
    const page = await api.get<{ items: T[]; next?: string }>(
      `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    items.push(...page.items);
    if ((after = page.next) === undefined) return items;
  }
}

async function eachOf<I, R>(items: readonly I[], ask: (item: I) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(ask))));
  return answers;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const NAMES: { readonly [figure in ReconciledFigure['figure']]: string } = {
  visits: 'visits',
  net: 'net',
  tax: 'taxes',
  customers: 'new customers',
  'customers-visits': 'visits of theirs',
  'customers-spend': 'spend of theirs',
  points: 'points of theirs',
  stock: 'stock',
};
const MONEY = new Set<ReconciledFigure['figure']>(['net', 'tax', 'customers-spend']);

/** The reconciliation for people: the sides under each other's headings. */
export function reconciliationText(
  { figures, changedSince, contexts, differs }: Reconciliation,
  currency: string,
): string {
  const cell = (figure: ReconciledFigure['figure'], value: number | undefined): string =>
    (value === undefined
      ? '-'
      : MONEY.has(figure)
        ? `${decimalText(value, 2)} ${currency}`
        : figure === 'stock'
          ? decimalText(value, 3)
          : String(value)
    ).padStart(18);
  return [
    `Reconciled: ${differs ? 'IT DIFFERS' : 'all sides agree'}`,
    `  ${''.padEnd(16)}${'file'.padStart(18)}${'ledger'.padStart(18)}${'served'.padStart(18)}`,
    ...figures.map(
      ({ figure, file, ledger, served, differs: here }) =>
        `  ${NAMES[figure].padEnd(16)}${cell(figure, file)}${cell(figure, ledger)}${cell(figure, served)}${here ? '  DIFFERS' : ''}`,
    ),
    ...(changedSince > 0
      ? [
          `  ${changedSince} visits were corrected or voided since they were imported, and are not compared with the file`,
        ]
      : []),
    ...contexts.map(
      ({ context, documents, messages, differences }) =>
        `  ${context.padEnd(16)}${documents} read models and ${messages} messages are ${differences === 0 ? 'as the ledgers say' : `other than the ledgers say: ${differences} differences, chignon verify lists them`}`,
    ),
    ...(contexts.length === 0
      ? ['  this token may not compare the read models with the ledgers: chignon verify does']
      : []),
  ].join('\n');
}
