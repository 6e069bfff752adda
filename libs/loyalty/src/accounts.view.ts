/** The points account as its owner and the front desk see it: balance, tier, and the lots that still hold something. */
import { folding, type View } from '@chignon/eventing';
import type { DebtRepaid, PointsEarned, PointsExpired, PointsRedeemed, PointsReversed, TierChanged } from './points-ledger.js';
import { without, type LotPart } from './lots.js';
import type { QualifyingSpend, TierName } from './tiers.js';

/** A lot with something left in it. */
export interface OpenLot {
  readonly lotId: string;
  readonly storeId: string;
  readonly remaining: number;
  readonly consumed: number;
  readonly ruleVersion: string;
  readonly earnedAt: string;
  readonly expiresAt: string | null;
}

/** One account. `id` is the customer id; points are whole numbers. */
export interface AccountDocument {
  readonly id: string;
  /** Revision of the account's ledger that this document has seen. */
  readonly entryNo: number;
  readonly stores: readonly string[];
  readonly earned: number;
  readonly available: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  readonly debt: number;
  readonly tier: TierName;
  /** ISO UTC; absent while it is the first one. */
  readonly tierSince?: string;
  readonly lots: readonly OpenLot[];
  /** Soonest expiry among the lots; absent when none expires. The expiry job goes by it. */
  readonly nextExpiryAt?: string;
  /** Spend that still counts, or will, within a window that ends with the newest settlement or later. */
  readonly qualifying: readonly QualifyingSpend[];
}

const empty = (id: string): AccountDocument => ({
  id, entryNo: 0, stores: [], earned: 0, available: 0, redeemed: 0, expired: 0, reversed: 0, debt: 0, tier: 'regular', lots: [], qualifying: [],
});

/** Each account is one stream, so its document's id is the stream's key. */
const on = <E extends { data: unknown }>(change: (account: AccountDocument, data: E['data']) => AccountDocument) =>
  folding<AccountDocument, E['data']>(
    (event) => ['stream' in event ? event.stream.slice('points-'.length) : undefined],
    (account, event, id) => ({ ...withNextExpiry(change(account ?? empty(id), event.data)), entryNo: 'stream' in event ? event.revision : 0 }),
  );

export const accounts: View<AccountDocument> = {
  name: 'loyalty.accounts',
  indexes: { byNextExpiry: { fields: ['nextExpiryAt', 'id'] }, byTier: { fields: ['tier', 'id'] } },
  source: { streams: ['points'] },
  guard: 'stream',
  on: {
    PointsEarned: on<PointsEarned>((account, data) => ({
      ...account,
      stores: withStore(account.stores, data.storeId),
      earned: account.earned + data.points,
      available: account.available + data.points,
      lots: [...account.lots, ...data.lots.map(({ lotId, storeId, points, ruleVersion, earnedAt, expiresAt }) => ({ lotId, storeId, remaining: points, consumed: 0, ruleVersion, earnedAt, expiresAt }))],
      qualifying: recent([...account.qualifying, { visitId: data.visitId, at: data.earnedAt, cents: data.qualifyingCents }]),
    })),
    PointsRedeemed: on<PointsRedeemed>((account, data) => ({
      ...take(account, data.points, data.lots), stores: withStore(account.stores, data.storeId), redeemed: account.redeemed + data.points,
    })),
    PointsReversed: on<PointsReversed>((account, data) => ({
      ...take(account, data.points, data.lots),
      reversed: account.reversed + data.points,
      debt: account.debt + data.debt,
      qualifying: account.qualifying.filter((spend) => spend.visitId !== data.visitId),
    })),
    DebtRepaid: on<DebtRepaid>((account, data) => ({
      ...take(account, data.points, data.lots), reversed: account.reversed + data.points, debt: account.debt - data.points,
    })),
    PointsExpired: on<PointsExpired>((account, data) => ({ ...take(account, data.points, data.lots), expired: account.expired + data.points })),
    TierChanged: on<TierChanged>((account, data) => ({ ...account, tier: data.to, tierSince: data.changedAt })),
  },
};

/** What may be spent at `now`: without what is over but not yet written down as expired. */
export const spendable = (account: AccountDocument, now: string): number =>
  account.lots.reduce((sum, lot) => (lot.expiresAt === null || lot.expiresAt > now ? sum + lot.remaining : sum), 0);

const take = (account: AccountDocument, points: number, parts: readonly LotPart[]): AccountDocument => ({
  ...account, available: account.available - points, lots: without(account.lots, parts, 'gone').filter((lot) => lot.remaining > 0),
});

function withNextExpiry({ nextExpiryAt: _, ...account }: AccountDocument): AccountDocument {
  const soonest = account.lots.reduce<string | null>((least, lot) => (lot.expiresAt !== null && (least === null || lot.expiresAt < least) ? lot.expiresAt : least), null);
  return soonest === null ? account : { ...account, nextExpiryAt: soonest };
}

const withStore = (stores: readonly string[], storeId: string | undefined) => (storeId === undefined || stores.includes(storeId) ? stores : [...stores, storeId]);

/** Two calendar years back from the newest settlement: a year more than any window needs, so that late ones fit in. */
function recent(spends: readonly QualifyingSpend[]): readonly QualifyingSpend[] {
  const newest = spends.reduce((max, spend) => (spend.at > max ? spend.at : max), '');
  const floor = String(Number(newest.slice(0, 4)) - 2).padStart(4, '0');
  return spends.filter((spend) => spend.at >= floor);
}
