import { lookUp } from '@chignon/eventing';
/**
 * What a stock ledger remembers of each visit, so that hearing twice has one effect and a void gives back exactly what was
 * taken. Shampoo is used in every visit of a store, tens of thousands in a ledger's life: the marks lie in buckets that
 * states share, so that adding one copies a bucket and not the whole. Pure; never changed in place.
 */
import type { LotPart } from './lots.js';
import type { Quantity } from '../../products/units.js';

export interface VisitMark {
  /** Taken from the shelf for its services, and when. */
  readonly used?: Quantity;
  readonly usedAt?: string;
  /** From which lots, below zero; absent: from none that has a name. */
  readonly lots?: readonly LotPart[];
  /** What its settlements moved, in whatever order they were heard. */
  readonly sales?: readonly SaleMark[];
  /** Taken back: nothing of the visit counts any more, whatever is heard later. */
  readonly voided?: true;
}

/** Thousandths of the stock unit sold by one settlement; negative: brought back. */
export interface SaleMark {
  readonly settlementNo: number;
  readonly soldMilli: number;
  readonly at: string;
  /** What it changed in which lots; absent: in none that has a name. */
  readonly lots?: readonly LotPart[];
}

export type VisitMarks = readonly (Readonly<Record<string, VisitMark>> | undefined)[];

const BUCKETS = 256;
export const NO_MARKS: VisitMarks = [];

/** FNV-1a over the id's characters. */
function bucketOf(visitId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < visitId.length; i++)
    hash = Math.imul(hash ^ visitId.charCodeAt(i), 0x01000193) >>> 0;
  return hash % BUCKETS;
}

export function markOf(marks: VisitMarks, visitId: string): VisitMark {
  const bucket = marks[bucketOf(visitId)];
  return lookUp(bucket, visitId) ?? {};
}

/** Each visit with its mark, in no order. */
export function* everyMark(marks: VisitMarks): Generator<readonly [string, VisitMark]> {
  for (const bucket of marks) yield* Object.entries(bucket ?? {});
}

export function marked(marks: VisitMarks, visitId: string, change: VisitMark): VisitMarks {
  const at = bucketOf(visitId);
  const next =
    marks.length === 0 ? new Array<VisitMarks[number]>(BUCKETS).fill(undefined) : [...marks];
  next[at] = { ...next[at], [visitId]: { ...markOf(marks, visitId), ...change } };
  return next;
}
