/** The points account as lists and jobs find it: counters, tier as it was said last, and the lots that still hold something. What one account comes to at an instant is reckoned from its ledger. */
import { points } from './account/points-ledger.js';
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { type GivenBack, pointsOf } from './account/given-back.js';
import { type Lot, type LotPart, sumOf, without } from './account/lots.js';
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
  /** Kept for bills that are not settled yet. */
  readonly held: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  /** Given less taken by hand. */
  readonly adjusted: number;
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
  held: 0,
  redeemed: 0,
  expired: 0,
  reversed: 0,
  adjusted: 0,
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
  edition: 4,
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
      lots: [...account.lots, ...data.lots.map(openLot)],
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
      redeemed: account.redeemed + (data.overdrawn ?? 0),
      reversed: account.reversed + data.points - (data.overdrawn ?? 0),
      debt: account.debt - data.points,
    })),
    RedemptionCancelled: on((account, data) => {
      const next = giveBack(account, data);
      return {
        ...next,
        stores: withStore(next.stores, data.storeId),
        redeemed: next.redeemed - data.points,
      };
    }),
    AdjustmentProposed: on((account, data) => ({
      ...account,
      stores: withStore(account.stores, data.storeId),
    })),
    PointsAdjusted: on((account, data) => ({
      ...account,
      stores: withStore(account.stores, data.storeId),
      available: account.available + data.points,
      adjusted: account.adjusted + data.points,
      lots: data.given
        ? [...account.lots, openLot(data.given)]
        : without(account.lots, data.taken ?? [], 'gone').filter((lot) => lot.remaining > 0),
    })),
    AdjustmentReversed: on((account, { returned, takenBack, points, debt }) => {
      if (returned) return { ...giveBack(account, returned), adjusted: account.adjusted + points };
      const parts = takenBack?.lots ?? [];
      return {
        ...take(account, sumOf(parts), parts),
        reversed: account.reversed + sumOf(parts),
        debt: account.debt + debt,
      };
    }),
    PointsExpired: on((account, data) => ({
      ...take(account, data.points, data.lots),
      expired: account.expired + data.points,
    })),
    PointsReserved: on((account, data) => ({
      ...take(account, data.points, data.lots),
      held: account.held + data.points,
    })),
    PointsReleased: on((account, data) => ({
      ...giveBack(account, data),
      held: account.held - data.points,
    })),
    PointsTendered: on((account, { fromHeld, lots, owed, returned, storeId }) => {
      const taken = sumOf(lots);
      const paid = {
        ...take(account, taken, lots),
        stores: withStore(account.stores, storeId),
        held: account.held - fromHeld,
        redeemed: account.redeemed + fromHeld + taken,
        debt: account.debt + owed - (returned?.forgiven ?? 0),
      };
      if (!returned) return paid;
      const next = giveBack(paid, returned);
      return { ...next, redeemed: next.redeemed - pointsOf(returned) };
    }),
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

const openLot = ({ lotId, storeId, points, ruleVersion, earnedAt, expiresAt }: Lot): OpenLot => ({
  lotId,
  storeId,
  remaining: points,
  consumed: 0,
  ruleVersion,
  earnedAt,
  expiresAt,
});

/** As the ledger's own account after points came back. */
function giveBack(
  account: AccountDocument,
  { back, lapsed, debt, overdrawn }: GivenBack,
): AccountDocument {
  const into = new Map(back.map((lot) => [lot.lotId, lot]));
  const held = new Set(account.lots.map(({ lotId }) => lotId));
  return {
    ...account,
    available: account.available + sumOf(back),
    expired: account.expired + sumOf(lapsed),
    redeemed: account.redeemed + overdrawn,
    reversed: account.reversed + debt - overdrawn,
    debt: account.debt - debt,
    lots: [
      ...account.lots.map((lot) => ({
        ...lot,
        remaining: lot.remaining + (into.get(lot.lotId)?.points ?? 0),
      })),
      ...back.filter((lot) => !held.has(lot.lotId)).map(openLot),
    ],
  };
}

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
