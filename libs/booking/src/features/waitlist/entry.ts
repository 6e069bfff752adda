import type { PlannedLine } from '../../agenda/day/line.js';
import type { Opening } from './opening.js';
import type { WaitlistWindow } from './windows.js';

/** Whose entry it is, and for which stores: in every event, so that lists and messages need nothing else. */
export interface EntryDetails {
  readonly entryId: string;
  readonly customerId: string;
  /** One, or several: wherever a slot is free first. */
  readonly storeIds: readonly string[];
}

/** What somebody waits for. */
export interface WaitlistEntry extends EntryDetails {
  readonly services: readonly { readonly serviceId: string; readonly staffId?: string }[];
  readonly anyOrder?: true;
  readonly windows: readonly WaitlistWindow[];
  /** As soon as possible: the windows only bound how long that is. */
  readonly asap?: true;
  /** Nothing is offered that begins sooner than so many minutes from now. */
  readonly noticeMinutes: number;
  readonly tierRank: number;
  readonly valueCents: number;
  readonly channel: string;
  /** From this instant on nothing can begin any more. */
  readonly untilMs: number;
  readonly joinedAtMs: number;
}

/** A slot offered to one customer: theirs until `replyByMs`, exclusive, or everybody's who was told of it. */
export interface Offer {
  readonly offerId: string;
  readonly storeId: string;
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly parts: readonly { readonly serviceId: string; readonly staffId: string }[];
  readonly priceCents: number;
  readonly replyByMs: number;
  readonly holdId: string;
  /** Only of a broadcast, whose one hold is nobody's: what the first to accept gets. */
  readonly lines?: readonly PlannedLine[];
  /** What it is made of: whoever is next is offered the same. */
  readonly opening: Opening;
}

/** `taken`: somebody else was first, or the slot was gone. */
export type OfferStatus = 'open' | 'accepted' | 'declined' | 'lapsed' | 'taken';
/** `accepting`: said yes, and the agenda has not answered yet. Terminal: the last three. */
export type EntryStatus =
  'waiting' | 'offered' | 'accepting' | 'fulfilled' | 'withdrawn' | 'expired';
export const ENTRY_STATUSES = [
  'waiting',
  'offered',
  'accepting',
  'fulfilled',
  'withdrawn',
  'expired',
] as const satisfies readonly EntryStatus[];
