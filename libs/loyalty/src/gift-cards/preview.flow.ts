import {
  changedFigures,
  type DeliveredMessage,
  dryRun,
  type Effect,
  effectCause,
  optional,
  type Previewer,
} from '@chignon/eventing';
import { type GiftCard, giftCardAt } from './gift-card.js';
import { giftCards } from './gift-card-ledger.js';
import { isOpen, sumOf } from '../points/account/lots.js';
import type { PointsAccount } from '../points/account/points-account.js';
import { points, settledAt } from '../points/account/points-ledger.js';
import { programmeInForce } from '../rules/programme.effects.js';
import type { Programme } from '../rules/programme.js';
import { tierAt } from '../tiers/standing.js';
import { freeCents, standingAt, type Wallet } from '../wallet/tranche.js';
import { wallets } from '../wallet/wallet-ledger.js';

/**
 * What points, tier and stored value of a customer, and gift cards, would come to after an event of a visit: whoever hears visits runs on tools that write nothing.
 * @param hearers all that hear visits; their commands come to the same in any order
 */
export const previewAccounts = (hearers: readonly Effect[]): Previewer => ({
  permission: 'loyalty.accounts:read',
  changes: async (message, tools) => {
    const dry = dryRun(tools);
    const delivered: DeliveredMessage = { ...message, partition: '', offset: '' };
    for (const { name, on } of hearers)
      await on[message.type]?.(delivered, dry.tools, effectCause(name, message));
    const programme = await programmeInForce(tools);
    const now = tools.facts.now();
    return [
      ...dry
        .streams(points)
        .flatMap(({ key, before, after }) =>
          changedFigures(
            { subject: 'points-account', id: key },
            figuresOfAccount(before, programme, now),
            figuresOfAccount(after, programme, now),
          ),
        ),
      ...dry
        .streams(wallets)
        .flatMap(({ key, before, after }) =>
          changedFigures(
            { subject: 'wallet', id: key, unit: after.currency },
            figuresOfWallet(before, now),
            figuresOfWallet(after, now),
          ),
        ),
      ...dry
        .streams(giftCards)
        .flatMap(({ key, before, after }) =>
          changedFigures(
            { subject: 'gift-card', id: key, ...optional({ unit: after.sold?.currency }) },
            figuresOfGiftCard(before, now),
            figuresOfGiftCard(after, now),
          ),
        ),
    ];
  },
});

/** As the account is answered at this instant. */
function figuresOfAccount(state: PointsAccount, programme: Programme, now: string) {
  const account = settledAt(state, now);
  const available = sumOf(
    account.lots.filter((lot) => isOpen(lot, now)).map((lot) => ({ points: lot.remaining })),
  );
  return {
    balance: available - account.debt,
    available,
    pending: account.available - available,
    debt: account.debt,
    tier: tierAt(account, programme, now).tier,
  };
}

/** As the card is answered at this instant. */
function figuresOfGiftCard(card: GiftCard, now: string) {
  const { availableCents, takenCents, owedCents } = giftCardAt(card, now);
  return { availableCents, takenCents, owedCents };
}

/** As the wallet is answered at this instant. */
function figuresOfWallet(wallet: Wallet, now: string) {
  const standing = standingAt(wallet, now);
  const { principalCents, bonusCents, owedCents } = standing;
  return { availableCents: freeCents(standing), principalCents, bonusCents, owedCents };
}
