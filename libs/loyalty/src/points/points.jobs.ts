import { runEach, findAll, type Job, type Tools } from '@chignon/eventing';
import { accounts } from './accounts.view.js';
import { points } from './account/points-ledger.js';
import { programmeInForce } from '../rules/programme.effects.js';
import { tierReviews } from '../tiers/tier-reviews.js';
import { movesOf } from '../tiers/standing.js';
import { monthEndedBetween } from '../tiers/tiers.js';
import { TIERS } from '../rules/programme.js';

/** Accounts looked at in one page. */
const PAGE = 200;
const EVERY_MS = 3_600_000;

/**
 * Lets points expire in the accounts where some are due. The balance never waits for it: redemptions and answers leave
 * out what is over. Safe to repeat, to run twice at once and to skip: the ledger writes the same events (L11).
 */
export const expirePoints: Job = {
  name: 'loyalty.expire-points',
  everyMs: EVERY_MS,
  run: async (tools, cause) => {
    const now = tools.facts.now();
    await runEach(
      accountsBy(tools, { index: 'byNextExpiry', range: { field: 'nextExpiryAt', lte: now } }),
      async ({ id, nextExpiryAt }) => {
        await tools.execute(
          points,
          id,
          { type: 'ExpirePoints', asOf: now },
          cause(`${id}|${nextExpiryAt}`, {
            commandId: `loyalty.expire-points:${id}:${nextExpiryAt}`,
            input: { dueAt: nextExpiryAt },
          }),
        );
      },
    );
  },
};

/** The one document that says how far tiers were reviewed. */
const REVIEW = 'tiers';

/**
 * R-LY-14: gives notice where a tier is no longer carried, and lets it fall when its grace is over. All accounts above the
 * first tier are looked at once a month has ended somewhere, or the programme is another; in between only those whose
 * notice has run out. Answers never wait for it; others hear of it through it. Safe to repeat and to skip, as above.
 */
export const reviewTiers: Job = {
  name: 'loyalty.review-tiers',
  everyMs: EVERY_MS,
  run: async (tools, cause) => {
    const now = tools.facts.now();
    const programme = await programmeInForce(tools);
    const before = await tools.documents.get(tierReviews, REVIEW);
    const all =
      before === undefined ||
      before.programmeVersion !== programme.version ||
      monthEndedBetween(before.through, now);
    const queries: AccountQuery[] = all
      ? TIERS.slice(1).map((tier) => ({ index: 'byTier', where: { tier } }))
      : [{ index: 'byTierDrop', range: { field: 'tierDropsAt', lte: now } }];
    for (const query of queries) {
      await runEach(accountsBy(tools, query), async ({ id }) => {
        const { state, revision } = await tools.load(points, id);
        if (movesOf(state, programme, now).length === 0) return;
        await tools.execute(
          points,
          id,
          { type: 'ReviewTier', asOf: now, programme },
          cause(`${id}|${revision}`, {
            commandId: `loyalty.review-tiers:${id}:${revision}`,
            input: { revision },
          }),
        );
      });
    }
    if (all)
      await tools.documents.put(tierReviews, {
        id: REVIEW,
        through: now,
        programmeVersion: programme.version,
      });
  },
};

type AccountQuery = {
  readonly index: string;
  readonly where?: { readonly tier: string };
  readonly range?: { readonly field: string; readonly lte: string };
};

const accountsBy = (tools: Tools, query: AccountQuery) =>
  findAll(tools.documents, tools.collection(accounts), { ...query, limit: PAGE });
