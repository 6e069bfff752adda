/* The recall of a lot of a product: what happens to it, what may be asked of it, and what it is then (IN-22, R-IN-11). */
import { deriveId, type DomainEvent } from '@chignon/eventing';

/** Why a lot is recalled. */
export const RECALL_REASONS = [
  'contaminated',
  'reaction',
  'mislabelled',
  'defective',
  'supplier',
  'authority',
  'precaution',
  'other',
] as const;
export type RecallReason = (typeof RECALL_REASONS)[number];

type Act = { readonly by: string; readonly at: string };

/** A supplier's lot of a product. */
export interface SupplierLot {
  readonly sku: string;
  readonly lotId: string;
}

export type RecallLedgerEvent =
  | DomainEvent<'RecallOrdered', Act & SupplierLot & { reason: RecallReason }>
  | DomainEvent<'RecallLifted', Act & SupplierLot>;

/** A lot that is recalled already: nothing more. */
export interface OrderRecall extends SupplierLot {
  readonly type: 'OrderRecall';
  readonly reason: RecallReason;
  readonly by: string;
}
export interface LiftRecall {
  readonly type: 'LiftRecall';
  readonly by: string;
}
export type RecallLedgerCommand = OrderRecall | LiftRecall;

export const RECALL_STATUSES = ['standing', 'lifted'] as const;
export type RecallStatus = (typeof RECALL_STATUSES)[number];

export interface Recall extends SupplierLot {
  readonly recallId: string;
  /** Absent: there is no such recall. */
  readonly status?: RecallStatus;
  readonly reason?: RecallReason;
  readonly recalledAt: string;
  readonly liftedAt?: string;
}

/** One recall a lot of a product: ordered again after it was lifted, it is the same. */
export const recallIdOf = ({ sku, lotId }: SupplierLot): string =>
  deriveId(`recall|${sku}|${lotId}`);
