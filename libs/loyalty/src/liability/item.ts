/*
 * What the chain owes, item by item: a lot of points, a top-up, a gift card (LY-23, BY-04). Pure. An item keeps a line for everything that changed what
 * is owed on it, with both of its instants, so that it can be reckoned as of any instant and as it was known at any other. What a line adds to an
 * item its flow loses: the two sides of an entry.
 */
import { optional } from '@chignon/eventing';

/** What is owed. Points are whole points, the others minor units of their currency. */
export const LIABILITY_KINDS = ['points', 'principal', 'bonus', 'gift-card'] as const;
export type LiabilityKind = (typeof LIABILITY_KINDS)[number];

/**
 * Why what is owed changes. `reversed`: points whose bill was refunded, corrected or voided. `forfeited`: kept by the chain when the rest was paid out.
 * `transferred`: between items of one account, such as a lot and what a bill keeps of it; over the chain it comes to 0.
 */
export const FLOWS = [
  'issued',
  'used',
  'reversed',
  'refunded',
  'forfeited',
  'expired',
  'adjusted',
  'transferred',
] as const;
export type Flow = (typeof FLOWS)[number];

/** One change of what is owed. */
export interface ItemLine {
  /** ISO UTC: when it became true. */
  readonly at: string;
  /** ISO UTC: when it was written down. */
  readonly recordedAt: string;
  readonly kind: LiabilityKind;
  readonly flow: Flow;
  /** What it adds to what is owed; below 0 it takes away. */
  readonly amount: number;
  /** Where it happened, if that is known: of `used` the store that redeemed. */
  readonly storeId?: string;
  /** Where it stands in the account's ledger. */
  readonly revision: number;
}

/** When an item ends, as it was said at an instant. */
export interface ItemEnd {
  /** ISO UTC, exclusive. */
  readonly expiresAt: string;
  readonly recordedAt: string;
}

/** What a bill keeps of an item until it is settled or given up; it does not end meanwhile. */
export interface KeptPart {
  readonly reservationId: string;
  readonly cents: number;
  /** ISO UTC: when it was written down that it is kept, and no longer. */
  readonly since: string;
  readonly endedAt?: string;
}

/** What settlements took of an item that stands behind it alone, by reservation. */
export interface BillPart {
  readonly reservationId: string;
  /** Signed, of all that was heard: below 0 while what goes back was heard before what was taken. */
  readonly cents: number;
}

/** A part of a lot that a bill keeps. */
export interface LotShare {
  readonly lotId: string;
  readonly points: number;
}

/** One item. */
export interface LiabilityItem {
  readonly id: string;
  /** Key of the account's ledger. */
  readonly account: string;
  /** Store that issued it. Absent: none did, or those of the lots that `shares` names. */
  readonly storeId?: string;
  /** ISO 4217. Absent: that of the store. */
  readonly currency?: string;
  /** ISO UTC. */
  readonly issuedAt: string;
  /** The last one holds. */
  readonly ends: readonly ItemEnd[];
  readonly lines: readonly ItemLine[];
  /** When it was over for good: nothing is owed on it, and nothing changed since. `OPEN` while something is. */
  readonly until: string;
  /** Of points that a bill keeps: whose they are. */
  readonly shares?: readonly LotShare[];
  /** That there are some, to find them by. */
  readonly shared?: true;
  readonly kept?: readonly KeptPart[];
  readonly bills?: readonly BillPart[];
}

/** The item with what a bill keeps of it. */
export const withKept = <I extends Omit<LiabilityItem, 'until'>>(
  item: I,
  part: KeptPart,
): I & { readonly kept: readonly KeptPart[] } => ({ ...item, kept: [...(item.kept ?? []), part] });

/** The item with what a bill kept of it and keeps no longer, if it did. */
export const withoutKept = <I extends Omit<LiabilityItem, 'until'>>(
  item: I,
  reservationId: string,
  endedAt: string,
): I =>
  item.kept
    ? {
        ...item,
        kept: item.kept.map((part) =>
          part.reservationId === reservationId && part.endedAt === undefined
            ? { ...part, endedAt }
            : part,
        ),
      }
    : item;

/** Sorts behind every instant. */
export const OPEN = '9999';

/** When an event became true. Nothing becomes true later than it was written down. */
export const trueAt = ({
  effectiveAt,
  recordedAt,
}: {
  readonly effectiveAt: string;
  readonly recordedAt: string;
}): string => (effectiveAt < recordedAt ? effectiveAt : recordedAt);

/** What of an event its lines say. */
export interface LineSource {
  readonly revision: number;
  readonly meta: { readonly effectiveAt: string; readonly recordedAt: string };
}

/** The item with lines of one event; lines of 0 are none. */
export function withLines<I extends Omit<LiabilityItem, 'until'>>(
  item: I,
  { meta, revision }: LineSource,
  lines: readonly (Pick<ItemLine, 'kind' | 'flow' | 'amount'> & {
    readonly storeId?: string | undefined;
  })[],
): I & LiabilityItem {
  const added = lines
    .filter(({ amount }) => amount !== 0)
    .map(({ kind, flow, amount, storeId }) => ({
      at: trueAt(meta),
      recordedAt: meta.recordedAt,
      kind,
      flow,
      amount,
      ...optional({ storeId }),
      revision,
    }));
  const all = [...item.lines, ...added];
  const last = [item.issuedAt, ...all.flatMap((line) => [line.at, line.recordedAt])].reduce(
    (a, b) => (a > b ? a : b),
  );
  return { ...item, lines: all, until: isSettled(all) ? last : OPEN };
}

/** Whether nothing is owed of any kind. */
function isSettled(lines: readonly ItemLine[]): boolean {
  return LIABILITY_KINDS.every(
    (kind) => lines.reduce((sum, line) => sum + (line.kind === kind ? line.amount : 0), 0) === 0,
  );
}

/** Items that were not over by an instant, of the chain and of one store; and those of several stores. */
export const itemIndexes = {
  byStore: { fields: ['storeId', 'until'] },
  byEnd: { fields: ['until'] },
  byShares: { fields: ['shared', 'until'] },
} as const;
