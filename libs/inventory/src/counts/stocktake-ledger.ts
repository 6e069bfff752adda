/**
 * A count of products in a store (IN-13, R-IN-09). Stream `stocktake-<storeId>/<countId>`. It says who counted what when; what the shelf holds is
 * decided in the ledger of each product, which notes from the start of the count what moves when.
 *
 * The rule people get wrong: a count is compared with the books of the instant at which the goods were counted, not with those of its approval.
 * Nobody who counted approves; what is far from the books is counted twice; who counts does not see what the books say.
 */
import {
  type Decide,
  type Evolve,
  forbidden,
  invalid,
  type Ledger,
  refused,
} from '@chignon/eventing';
import {
  type CountStatus,
  needsRecount,
  partsOfStocktakeKey,
  type Stocktake,
  type StocktakeCommand,
  type StocktakeEvent,
} from './stocktake.js';

const evolve: Evolve<Stocktake, StocktakeEvent> = {
  CountStarted: (s, { data: { skus, recount, by, at } }) => ({
    ...s,
    status: 'open',
    skus,
    recount,
    startedBy: by,
    startedAt: at,
  }),
  LineCounted: (s, { data: { expectedMilli: _, by, at: __, ...line } }) => ({
    ...s,
    lines: new Map(s.lines).set(line.sku, {
      ...line,
      rounds: (s.lines.get(line.sku)?.rounds ?? 0) + 1,
    }),
    countedBy: s.countedBy.includes(by) ? s.countedBy : [...s.countedBy, by],
  }),
  CountSubmitted: (s) => ({ ...s, status: 'submitted' }),
  CountReopened: (s) => ({ ...s, status: 'open' }),
  CountApproved: (s, { data: { lines, by, at } }) => ({
    ...s,
    status: 'approved',
    lines: new Map(
      [...s.lines].map(([sku, line]) => {
        const reason = lines.find((one) => one.sku === sku)?.reason;
        return [sku, reason === undefined ? line : { ...line, reason }];
      }),
    ),
    decidedBy: by,
    decidedAt: at,
  }),
  CountCancelled: (s, { data: { by, at } }) => ({
    ...s,
    status: 'cancelled',
    decidedBy: by,
    decidedAt: at,
  }),
};

const decide: Decide<Stocktake, StocktakeCommand, StocktakeEvent> = {
  StartCount: (state, { skus, recount, by }, facts) =>
    state.status === undefined
      ? [{ type: 'CountStarted', data: { skus, recount, by, at: facts.now() } }]
      : [],
  CountLine: (state, { type: _, ...line }, facts) => {
    mustBe(state, 'open');
    if (!state.skus.includes(line.sku)) throw notOnSheet('sku');
    const far = needsRecount(state.recount, line.countedMilli, line.expectedMilli);
    const recount = far && !state.lines.has(line.sku);
    return [{ type: 'LineCounted', data: { ...line, recount, at: facts.now() } }];
  },
  SubmitCount: (state, { leaveOut, by }, facts) => {
    mustBe(state, 'open');
    const uncounted = state.skus.filter((sku) => !state.lines.has(sku));
    const recount = [...state.lines.values()].filter((line) => line.recount);
    if (recount.length > 0 || (uncounted.length > 0 && !leaveOut) || state.lines.size === 0)
      throw refused('count-incomplete', 'Some products of this count are still to be counted.', {
        uncounted,
        recount: recount.map(({ sku }) => sku),
      });
    return [{ type: 'CountSubmitted', data: { leftOut: uncounted, by, at: facts.now() } }];
  },
  ReopenCount: (state, { by }, facts) => {
    mustBe(state, 'submitted');
    return [{ type: 'CountReopened', data: { by, at: facts.now() } }];
  },
  ApproveCount: (state, { reason, reasons, by }, facts) => {
    mustBe(state, 'submitted');
    if (state.countedBy.includes(by))
      throw forbidden('count-own', 'People who counted may not approve the count.', {
        field: 'countId',
        expected: 'another person',
      });
    reasons.forEach(({ sku }, i) => {
      if (!state.lines.has(sku)) throw notOnSheet(`reasons.${i}.sku`);
    });
    const own = new Map(reasons.map((one) => [one.sku, one.reason]));
    const lines = [...state.lines.values()].map(
      ({ rounds: _, recount: __, reason: ___, ...line }) => ({
        ...line,
        reason: own.get(line.sku) ?? reason,
      }),
    );
    const leftOut = state.skus.filter((sku) => !state.lines.has(sku));
    return [{ type: 'CountApproved', data: { lines, leftOut, by, at: facts.now() } }];
  },
  CancelCount: (state, { reason, by }, facts) => {
    if (state.status === 'cancelled') return [];
    if (state.status !== 'submitted') mustBe(state, 'open');
    return [{ type: 'CountCancelled', data: { skus: state.skus, reason, by, at: facts.now() } }];
  },
};

const notOnSheet = (field: string) =>
  invalid('product-not-counted', 'This product is not part of the count.', {
    field,
    expected: 'a SKU of the count',
  });

/** @throws Refusal 409 `count-not-open`, `count-not-submitted` */
function mustBe({ status }: Stocktake, wanted: Extract<CountStatus, 'open' | 'submitted'>): void {
  if (status === wanted) return;
  const detail = { field: 'countId', found: status };
  if (wanted === 'open') throw refused('count-not-open', 'This count is not under way.', detail);
  throw refused('count-not-submitted', 'This count does not wait for approval.', detail);
}

/** Category `stocktake`, key = `stocktakeKey(storeId, countId)`. */
export const stocktakes: Ledger<Stocktake, StocktakeCommand, StocktakeEvent> = {
  category: 'stocktake',
  initial: (key) => ({
    ...partsOfStocktakeKey(key),
    skus: [],
    recount: { aboveMilli: 0, abovePercent: 0 },
    lines: new Map(),
    startedAt: '',
    startedBy: '',
    countedBy: [],
  }),
  evolve,
  decide,
};
