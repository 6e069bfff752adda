/** The points account as lists and jobs find it: counters, tier as it was said last, and the lots that still hold something. What one account comes to at an instant is reckoned from its ledger. */
import { points } from './points-ledger.js';
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { type LotPart, without } from './lots.js';
import type { TierName } from '../rules/programme.js';

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
  /** When it falls, by the notice that was given last, unless it was earned again; absent: none was. */
  readonly tierDropsAt?: string;
  readonly lots: readonly OpenLot[];
  /** Soonest expiry among the lots; absent when none expires. The expiry job goes by it. */
  readonly nextExpiryAt?: string;
}

const empty = (id: string): AccountDocument => ({
  id,
  entryNo: 0,
  stores: [],
  earned: 0,
  available: 0,
  redeemed: 0,
  expired: 0,
  reversed: 0,
  debt: 0,
  tier: 'regular',
  lots: [],
});

/** Each account is one stream, so its document's id is the stream's key. */
const on = <E>(change: (account: AccountDocument, data: E) => AccountDocument) =>
  folding<AccountDocument, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (account, { data, revision }, id) => ({
      ...withNextExpiry(change(account ?? empty(id), data)),
      entryNo: revision,
    }),
  );

export const accounts: View<AccountDocument> = view([points], {
  name: 'loyalty.accounts',
  edition: 2,
  indexes: {
    byNextExpiry: { fields: ['nextExpiryAt', 'id'] },
    byTier: { fields: ['tier', 'id'] },
    byTierDrop: { fields: ['tierDropsAt', 'id'] },
  },
  guard: 'stream',
  on: {
    SettlementNoted: on((account, data) => ({
      ...account,
      stores: withStore(account.stores, data.storeId),
    })),
    PointsEarned: on((account, data) => ({
      ...account,
      stores: withStore(account.stores, data.storeId),
      earned: account.earned + data.points,
      available: account.available + data.points,
      lots: [
        ...account.lots,
        ...data.lots.map(({ lotId, storeId, points, ruleVersion, earnedAt, expiresAt }) => ({
          lotId,
          storeId,
          remaining: points,
          consumed: 0,
          ruleVersion,
          earnedAt,
          expiresAt,
        })),
      ],
    })),
    PointsRedeemed: on((account, data) => ({
      ...take(account, data.points, data.lots),
      stores: withStore(account.stores, data.storeId),
      redeemed: account.redeemed + data.points,
    })),
    PointsReversed: on((account, data) => ({
      ...take(account, data.points, data.lots),
      reversed: account.reversed + data.points,
      debt: account.debt + data.debt,
    })),
    DebtRepaid: on((account, data) => ({
      ...take(account, data.points, data.lots),
      reversed: account.reversed + data.points,
      debt: account.debt - data.points,
    })),
    PointsExpired: on((account, data) => ({
      ...take(account, data.points, data.lots),
      expired: account.expired + data.points,
    })),
    TierChanged: on(({ tierDropsAt: _, ...account }, data) => ({
      ...account,
      tier: data.to,
      tierSince: data.changedAt,
    })),
    TierLossNoticed: on((account, data) => ({
      ...account,
      tierDropsAt: data.dropsAt,
    })),
  },
});

const take = (
  account: AccountDocument,
  points: number,
  parts: readonly LotPart[],
): AccountDocument => ({
  ...account,
  available: account.available - points,
  lots: without(account.lots, parts, 'gone').filter((lot) => lot.remaining > 0),
});

function withNextExpiry({ nextExpiryAt: _, ...account }: AccountDocument): AccountDocument {
  const soonest = account.lots.reduce<string | null>(
    (least, lot) =>
      lot.expiresAt !== null && (least === null || lot.expiresAt < least) ? lot.expiresAt : least,
    null,
  );
  return soonest === null ? account : { ...account, nextExpiryAt: soonest };
}

const withStore = (stores: readonly string[], storeId: string | undefined) =>
  storeId === undefined || stores.includes(storeId) ? stores : [...stores, storeId];
