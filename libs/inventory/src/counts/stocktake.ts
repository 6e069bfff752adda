/* A count of some products of a store: what happens to it, what may be asked of it, and what it is then (IN-13, R-IN-09). */
import type { DomainEvent } from '@chignon/eventing';
import type { CountedLot } from '../stock/ledger/frozen.js';

/** When what was counted is counted once more: further from the books than both figures. */
export interface RecountRule {
  /** Thousandths of the stock unit. */
  readonly aboveMilli: number;
  /** Percent of what the books say. */
  readonly abovePercent: number;
}

/** One product, counted by one person. */
export interface CountedLine {
  readonly sku: string;
  /** Thousandths of the stock unit; of all lots together where lots were counted. */
  readonly countedMilli: number;
  readonly lots?: readonly CountedLot[];
  /** When it lay there, ISO UTC. */
  readonly countedAt: string;
}

/** Products are to be counted; nobody is told what the books hold. */
export type CountStarted = DomainEvent<
  'CountStarted',
  { skus: readonly string[]; recount: RecountRule; by: string; at: string }
>;

/** `expectedMilli`: what the books said of that instant when it was written down; `recount`: too far from it, and not counted twice yet. */
export type LineCounted = DomainEvent<
  'LineCounted',
  CountedLine & { expectedMilli: number; recount: boolean; by: string; at: string }
>;

/** Counting is over; `leftOut` was not counted and stays as it is. */
export type CountSubmitted = DomainEvent<
  'CountSubmitted',
  { leftOut: readonly string[]; by: string; at: string }
>;

/** It is counted on: whoever was to approve it asked for that. */
export type CountReopened = DomainEvent<'CountReopened', { by: string; at: string }>;

/** A line with its reason. */
export type ApprovedLine = CountedLine & { readonly reason: string };

/** Another person stands behind the differences: they are posted to the shelves. */
export type CountApproved = DomainEvent<
  'CountApproved',
  { lines: readonly ApprovedLine[]; leftOut: readonly string[]; by: string; at: string }
>;

/** It was given up: the shelves stay as they are. */
export type CountCancelled = DomainEvent<
  'CountCancelled',
  { skus: readonly string[]; reason: string; by: string; at: string }
>;

export type StocktakeEvent =
  CountStarted | LineCounted | CountSubmitted | CountReopened | CountApproved | CountCancelled;

export interface StartCount {
  readonly type: 'StartCount';
  readonly skus: readonly string[];
  readonly recount: RecountRule;
  readonly by: string;
}
export interface CountLine extends CountedLine {
  readonly type: 'CountLine';
  /** What the books say of that instant, in thousandths of the stock unit. */
  readonly expectedMilli: number;
  readonly by: string;
}
/** `leaveOut`: what was not counted stays as it is; else it must be counted first. */
export interface SubmitCount {
  readonly type: 'SubmitCount';
  readonly leaveOut: boolean;
  readonly by: string;
}
export interface ReopenCount {
  readonly type: 'ReopenCount';
  readonly by: string;
}
/** `reason` for all lines but those that have one of their own. */
export interface ApproveCount {
  readonly type: 'ApproveCount';
  readonly reason: string;
  readonly reasons: readonly { readonly sku: string; readonly reason: string }[];
  readonly by: string;
}
export interface CancelCount {
  readonly type: 'CancelCount';
  readonly reason: string;
  readonly by: string;
}
export type StocktakeCommand =
  StartCount | CountLine | SubmitCount | ReopenCount | ApproveCount | CancelCount;

/** `open`: it is being counted; `submitted`: it waits for another person; the other two are its ends. */
export const COUNT_STATUSES = ['open', 'submitted', 'approved', 'cancelled'] as const;
export type CountStatus = (typeof COUNT_STATUSES)[number];

/** A line as it stands: the last time it was counted counts. */
export interface StocktakeLine extends CountedLine {
  /** How often it was counted. */
  readonly rounds: number;
  readonly recount: boolean;
  readonly reason?: string;
}

export interface Stocktake {
  readonly storeId: string;
  readonly countId: string;
  /** Absent: there is no such count. */
  readonly status?: CountStatus;
  readonly skus: readonly string[];
  readonly recount: RecountRule;
  readonly lines: ReadonlyMap<string, StocktakeLine>;
  readonly startedAt: string;
  readonly startedBy: string;
  /** Who counted any of it. */
  readonly countedBy: readonly string[];
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}

/** Key of a count's ledger: `<store>/<count>`. */
export const stocktakeKey = (storeId: string, countId: string): string => `${storeId}/${countId}`;
/** @param key of a count's ledger */
export function partsOfStocktakeKey(key: string): { storeId: string; countId: string } {
  const slash = key.lastIndexOf('/');
  return { storeId: key.slice(0, slash), countId: key.slice(slash + 1) };
}

/** True where a difference asks for a second count. */
export const needsRecount = (
  { aboveMilli, abovePercent }: RecountRule,
  countedMilli: number,
  expectedMilli: number,
): boolean => {
  const off = Math.abs(countedMilli - expectedMilli);
  return off > aboveMilli && off * 100 > Math.abs(expectedMilli) * abovePercent;
};
