/*
 * What a balance is made of (BY-02). Pure. A proof is a tree: the figure, the lots, top-ups or cards that it comes from, and the entries of the ledger that
 * each of these comes from. It is reckoned from the items of what is owed; the balance itself is reckoned from the account: the two must agree.
 */
import { type Envelope, type RecordedEvent, reservations, type View } from '@chignon/eventing';
import { giftCardThen } from '../gift-cards/gift-card-ledger.js';
import type { Flow, LiabilityItem, LiabilityKind } from '../liability/item.js';
import { giftCardItems, walletItems } from '../liability/money-items.view.js';
import { pointsItems } from '../liability/points-items.view.js';
import { cutAt } from '../liability/roll-forward.js';
import { rootsOf } from '../points/account/entitlement.js';
import type { LotLeft } from '../points/account/lots.js';
import type { PointsAccount } from '../points/account/points-account.js';
import { accountAt } from '../points/account/points-ledger.js';
import type { PointsEvent } from '../points/account/points-events.js';
import { countedAt } from '../rules/instants.js';
import type { Moment } from '../rules/moments.shapes.http.js';
import { walletAt } from '../wallet/wallet-ledger.js';

/** `pending`: may be spent later only. `kept`: for a bill that is not settled yet. `owed`, `repaid`: of a debt. */
export type LeafFlow = Flow | 'pending' | 'kept' | 'owed' | 'repaid';

/** What no further rule stands behind: an entry of the ledger, or what the clock alone brought about. */
export interface ProofLeaf {
  readonly flow: LeafFlow;
  /** Signed: what it adds to the part. */
  readonly amount: number;
  /** ISO UTC: when it became true. */
  readonly at: string;
  /** Absent, as `entryNo` is: nothing was written down for it. */
  readonly recordedAt?: string;
  readonly entryNo?: number;
  readonly storeId?: string;
}

/** One lot, top-up, card or debt. */
export interface ProofPart {
  readonly item: string;
  readonly kind: LiabilityKind | 'debt' | 'kept';
  /** The sum of its leaves. */
  readonly amount: number;
  readonly storeId?: string;
  readonly ruleVersion?: string;
  readonly programmeVersion?: string;
  readonly expiresAt?: string;
  readonly visitId?: string;
  readonly lineId?: string;
  readonly netCents?: number;
  readonly staffIds?: readonly string[];
  readonly leaves: readonly ProofLeaf[];
}

/** A figure with everything that it is made of. */
export interface Proof {
  /** The sum of its parts. */
  readonly amount: number;
  readonly parts: readonly ProofPart[];
}

const sum = (all: readonly { readonly amount: number }[]): number =>
  all.reduce((total, { amount }) => total + amount, 0);
const proofOf = (parts: readonly ProofPart[]): Proof => ({ amount: sum(parts), parts });

/** The items of one account, as its events leave them. */
function itemsOf(view: View<LiabilityItem>, history: readonly RecordedEvent[]): LiabilityItem[] {
  const items = new Map<string, LiabilityItem>();
  for (const event of history)
    for (const id of view.on[event.type]?.ids(event) ?? []) {
      const item = view.on[event.type]!.fold(items.get(id), event, id);
      if (item) items.set(id, item);
    }
  return [...items.values()];
}

/** Entries of one kind of an item by then, and what was over by then without an entry. */
function leavesOf(
  item: LiabilityItem,
  kind: LiabilityKind,
  { effectiveAt, knownAt }: Moment,
): ProofLeaf[] {
  const lines = item.lines.filter((line) => line.kind === kind);
  const leaves: ProofLeaf[] = lines
    .filter(({ at, recordedAt }) => at <= effectiveAt && recordedAt <= knownAt)
    .map(({ flow, amount, at, recordedAt, revision, storeId }) => ({
      flow,
      amount,
      at,
      recordedAt,
      entryNo: revision,
      ...(storeId === undefined ? {} : { storeId }),
    }));
  const over = cutAt(item, kind, lines, effectiveAt, knownAt).balance - sum(leaves);
  const end = item.ends.findLast(({ recordedAt }) => recordedAt <= knownAt);
  return over === 0 || !end
    ? leaves
    : [...leaves, { flow: 'expired', amount: over, at: end.expiresAt }];
}

/** What an event adds to the debt of points, above 0, or repays of it. */
function debtOf(event: PointsEvent): number {
  switch (event.type) {
    case 'PointsReversed':
      return event.data.debt;
    case 'DebtRepaid':
      return -event.data.points;
    case 'RedemptionCancelled':
    case 'PointsReleased':
      return -event.data.debt;
    case 'AdjustmentReversed':
      return event.data.debt - (event.data.returned?.debt ?? 0);
    case 'PointsTendered': {
      const { owed, returned } = event.data;
      return owed - (returned ? returned.debt + returned.forgiven : 0);
    }
    default:
      return 0;
  }
}

/** The balance of a points account: what may be spent, less the debt. */
export function pointsProof(
  customerId: string,
  history: readonly RecordedEvent[],
  moment: Moment,
): Proof {
  const { effectiveAt, knownAt } = moment;
  const account = accountAt(customerId, history, effectiveAt, knownAt);
  const lots = new Map(account.lots.map((lot) => [lot.lotId, lot]));
  const parts = itemsOf(pointsItems, history).flatMap((item): ProofPart[] => {
    const lotId = item.id.slice(customerId.length + 1);
    const lot = lots.get(lotId);
    const leaves = leavesOf(item, 'points', moment);
    if (!lot || sum(leaves) === 0) return [];
    if (lot.availableAt > effectiveAt)
      leaves.push({ flow: 'pending', amount: -sum(leaves), at: lot.availableAt });
    return [
      { item: lotId, kind: 'points', amount: sum(leaves), ...lotFacts(account, lot), leaves },
    ];
  });
  const debts = countedAt(history, effectiveAt, knownAt).flatMap((event): ProofLeaf[] => {
    const owed = debtOf(event as unknown as PointsEvent);
    const { meta, revision: entryNo } = event;
    return owed === 0
      ? []
      : [
          {
            flow: owed > 0 ? 'owed' : 'repaid',
            amount: -owed,
            at: meta.effectiveAt < meta.recordedAt ? meta.effectiveAt : meta.recordedAt,
            recordedAt: meta.recordedAt,
            entryNo,
          },
        ];
  });
  return proofOf(
    sum(debts) === 0
      ? parts
      : [...parts, { item: 'debt', kind: 'debt', amount: sum(debts), leaves: debts }],
  );
}

/** Where a lot comes from: the line of the bill, who did it, and by which rules. */
function lotFacts(
  account: PointsAccount,
  lot: LotLeft,
): Omit<ProofPart, 'item' | 'kind' | 'amount' | 'leaves'> {
  const { storeId, ruleVersion, expiresAt, visitId, lineId } = lot;
  const settlements = [...(account.visits.get(visitId ?? '')?.settlements.values() ?? [])];
  const rootOf = rootsOf(settlements);
  const lines = settlements
    .flatMap((one) => one.lines)
    .filter((line) => rootOf(line.lineId) === lineId);
  const programmeVersion = settlements.find((one) => one.settlementNo === 1)?.terms
    ?.programmeVersion;
  const staffIds = [...new Set(lines.flatMap((line) => line.staffIds ?? []))];
  return {
    storeId,
    ruleVersion,
    ...(programmeVersion === undefined ? {} : { programmeVersion }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(visitId === undefined ? {} : { visitId }),
    ...(lineId === undefined ? {} : { lineId }),
    ...(lines.length === 0
      ? {}
      : { netCents: lines.reduce((net, line) => net + line.netCents, 0) }),
    ...(staffIds.length === 0 ? {} : { staffIds }),
  };
}

/** Money of an account, without what bills keep of it. */
function moneyProof(
  view: View<LiabilityItem>,
  history: readonly RecordedEvent[],
  kinds: readonly LiabilityKind[],
  held: reservations.Reservations,
  moment: Moment,
): Proof {
  const parts = itemsOf(view, history).flatMap((item) =>
    kinds.flatMap((kind): ProofPart[] => {
      const leaves = leavesOf(item, kind, moment);
      const end = kind === 'principal' ? undefined : item.ends.at(-1);
      return leaves.length === 0
        ? []
        : [
            {
              item: item.id.slice(item.id.indexOf('|') + 1),
              kind,
              amount: sum(leaves),
              ...(item.storeId === undefined ? {} : { storeId: item.storeId }),
              ...(end ? { expiresAt: end.expiresAt } : {}),
              leaves,
            },
          ];
    }),
  );
  const kept = countedAt(history, moment.effectiveAt, moment.knownAt).flatMap(
    (event): ProofLeaf[] => {
      if (event.type !== 'TenderReserved') return [];
      const { id, cents } = event.data.reservation;
      const known = held.get(id);
      return known && reservations.statusOf(known) === 'held'
        ? [
            {
              flow: 'kept',
              amount: -cents,
              at: event.meta.effectiveAt,
              recordedAt: event.meta.recordedAt,
              entryNo: event.revision,
            },
          ]
        : [];
    },
  );
  return proofOf(
    kept.length === 0
      ? parts
      : [...parts, { item: 'kept', kind: 'kept', amount: sum(kept), leaves: kept }],
  );
}

/** What may be spent of a wallet; below 0 it is owed. */
export const walletProof = (
  key: string,
  history: readonly RecordedEvent[],
  moment: Moment,
): Proof =>
  moneyProof(
    walletItems,
    history,
    ['principal', 'bonus'],
    walletAt(key, history as readonly Envelope[], moment.effectiveAt, moment.knownAt).reservations,
    moment,
  );

/** What is left of a gift card, whether or not it may be spent. */
export const giftCardProof = (
  number: string,
  history: readonly RecordedEvent[],
  moment: Moment,
): Proof =>
  moneyProof(
    giftCardItems,
    history,
    ['gift-card'],
    giftCardThen(number, history as readonly Envelope[], moment.effectiveAt, moment.knownAt)
      .reservations,
    moment,
  );
