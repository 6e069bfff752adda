import type { Context, Reckoning } from '@chignon/eventing';
import { points } from './points.js';
import { profiles } from './profiles.js';
import { sales } from './sales.js';
import { stock } from './stock.js';

/** What is reckoned from the ledgers for each context's read models (BY-11). */
export const RECKONINGS: { readonly [context: string]: readonly Reckoning[] } = {
  insights: sales,
  customers: [profiles],
  loyalty: [points],
  inventory: [stock],
};

/**
 * A context with the reckonings of its read models. They read private events of all ledgers, which no context may do, and share
 * no code with any: that is what makes them a check. Apps put them together.
 */
export const reconciled = (context: Context): Context => ({
  ...context,
  reckonings: RECKONINGS[context.name] ?? [],
});
