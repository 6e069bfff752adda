/**
 * What a visit earns by all its settlements together: pure, and the same in whatever order they were heard.
 *
 * A settlement beyond the first takes lines back (a refund) or takes them back and puts others in their place (a
 * correction, R-VS-02). The lines that go back to one line of the bill are one group. What was corrected counts as if it
 * had been billed so: the bill is rounded once and divided over its groups by largest remainder (R-LY-03). What was
 * refunded takes points of its own group only, and what is left of a group never holds more than it would earn.
 */
import { distribute, type EarningTerms } from '../../rules/earning-rules.js';

/** A line of a settlement, as it was heard. Amounts in minor units, before tax. */
export interface NotedLine {
  readonly lineId: string;
  readonly kind: string;
  /** Thousandths; negative where something is taken back. */
  readonly quantityMilli: number;
  readonly netCents: number;
  readonly earning: boolean;
  /** The settled line that this one takes back or replaces. Not said by older releases: then the line's id tells. */
  readonly refersTo?: string;
  /** Who performed it, for whoever asks where points come from. Not said by older releases, nor of goods. */
  readonly staffIds?: readonly string[];
}

/** One settlement of a visit: number 1 is the bill, later ones are refunds and corrections. */
export interface NotedSettlement {
  readonly visitId: string;
  readonly settlementNo: number;
  readonly storeId: string;
  /** IANA zone of the store. */
  readonly zone: string;
  readonly settledAt: string;
  readonly currency: string;
  /** Written down after the fact from another system. */
  readonly imported: boolean;
  readonly lines: readonly NotedLine[];
  readonly tenders: readonly { readonly kind: string; readonly cents: number }[];
}

/** What a visit has earned after some of its settlements. */
export interface Entitlement {
  /** Points by line of the bill; only lines that hold some. */
  readonly points: ReadonlyMap<string, number>;
  /** What counts for the tier, in minor units; how it was paid does not matter (R-LY-13). */
  readonly netCents: number;
}

const NOTHING: Entitlement = { points: new Map(), netCents: 0 };

/**
 * @param settlements without gaps from number 1 on
 * @param terms undefined: the currency earns no points; the net counts all the same
 */
export function entitlement(
  settlements: readonly NotedSettlement[],
  terms: EarningTerms | undefined,
): Entitlement {
  const groups = groupsOf(settlements);
  const earners = [...groups].filter(([, group]) => group.earning && group.billed > 0);
  const total = sum(earners.map(([, group]) => group.billed));
  // Returns on the bill lower it, and so do discounts that are lines of their own (bills of older releases, R-LY-02).
  const lowered = sum(
    [...groups.values()]
      .filter((group) => (group.earning ? group.billed < 0 : group.discount))
      .map((group) => group.billed),
  );
  const net = Math.max(0, total + lowered);
  if (net === 0) return NOTHING;
  const refunded = sum(earners.map(([, group]) => group.billed - group.left));
  const netCents = net - Number(roundedQuotient(BigInt(refunded) * BigInt(net), BigInt(total)));
  if (!terms) return { points: new Map(), netCents };

  const { paid, earning } = paidFor(settlements, terms);
  const lots = distribute(
    Number((BigInt(net) * earning) / (paid * BigInt(terms.minorPerPoint))),
    earners.map(([, group]) => group.billed),
  );
  const points = new Map<string, number>();
  earners.forEach(([line, group], i) => {
    const own = Number(
      (BigInt(Math.max(0, group.left)) * BigInt(net) * earning) /
        (BigInt(total) * paid * BigInt(terms.minorPerPoint)),
    );
    const kept = group.left === group.billed ? lots[i]! : Math.min(lots[i]!, own);
    if (kept > 0) points.set(line, kept);
  });
  return { points, netCents };
}

/** Finds the line of the bill that a line of any settlement goes back to; a line of the bill is its own. */
export function rootsOf(settlements: readonly NotedSettlement[]): (lineId: string) => string {
  const references = new Map(
    settlements.flatMap(({ settlementNo, lines }) =>
      lines.map((line) => [line.lineId, referenceOf(line, settlementNo)] as const),
    ),
  );
  return (lineId) => {
    let root = lineId;
    for (let next = references.get(root); next !== undefined; next = references.get(root))
      root = next;
    return root;
  };
}

interface Group {
  earning: boolean;
  /** A discount that is a line of its own: money that nobody spent. What is used of a deposit or a bundle on an imported bill is none: it was spent before. */
  discount: boolean;
  /** As corrected, without refunds. */
  billed: number;
  billedMilli: number;
  left: number;
  leftMilli: number;
}

function groupsOf(settlements: readonly NotedSettlement[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  const rootOf = rootsOf(settlements);
  for (const settlement of settlements) {
    const isRefund = refundsOf(settlement);
    for (const line of settlement.lines) {
      const { lineId, netCents, quantityMilli, earning, kind } = line;
      const root = rootOf(lineId);
      const group = groups.get(root) ?? {
        earning,
        discount: !earning && kind === 'adjustment' && netCents < 0 && !settlement.imported,
        billed: 0,
        billedMilli: 0,
        left: 0,
        leftMilli: 0,
      };
      groups.set(root, group);
      group.left += netCents;
      group.leftMilli += quantityMilli;
      if (isRefund(line)) continue;
      group.billed += netCents;
      group.billedMilli += quantityMilli;
    }
  }
  // Beside a line that takes something off the others a refund gives back what was paid, or what was billed in older releases: what is left is then told by the quantity.
  const reduced = settlements.some(({ settlementNo, lines }) =>
    lines.some(
      (line) =>
        line.kind !== 'product' &&
        line.netCents < 0 &&
        referenceOf(line, settlementNo) === undefined,
    ),
  );
  if (reduced)
    for (const group of groups.values())
      if (group.billedMilli > 0 && group.leftMilli !== group.billedMilli)
        group.left = Number(
          roundedQuotient(
            BigInt(group.billed) * BigInt(group.leftMilli),
            BigInt(group.billedMilli),
          ),
        );
  return groups;
}

/** Which lines of a settlement are refunds: a refund takes back alone, a correction takes back and replaces in one settlement. */
function refundsOf({ settlementNo, lines }: NotedSettlement): (line: NotedLine) => boolean {
  const times = new Map<string, number>();
  for (const line of lines) {
    const reference = referenceOf(line, settlementNo);
    if (reference !== undefined) times.set(reference, (times.get(reference) ?? 0) + 1);
  }
  return (line) => times.get(referenceOf(line, settlementNo) ?? '') === 1;
}

/** `l1-r2` takes back, `l1-c2` and `l1-n2` correct line `l1` in settlement 2: so older releases name them, without saying what they refer to. */
function referenceOf({ lineId, refersTo }: NotedLine, settlementNo: number): string | undefined {
  if (settlementNo === 1) return undefined;
  return refersTo ?? /^(.+)-[rcn]\d+$/.exec(lineId)?.[1];
}

/** What was paid for the bill as corrected, and the part of it that earns; all of it where nothing was paid. */
function paidFor(
  settlements: readonly NotedSettlement[],
  { excludedTenders }: EarningTerms,
): { paid: bigint; earning: bigint } {
  const tenders = settlements
    .filter((settlement) => !settlement.lines.every(refundsOf(settlement)))
    .flatMap((settlement) => settlement.tenders);
  const paid = sum(tenders.map(({ cents }) => cents));
  const excluded = sum(
    tenders.map(({ kind, cents }) => (excludedTenders.includes(kind) ? cents : 0)),
  );
  if (paid <= 0 || excluded <= 0) return { paid: 1n, earning: 1n };
  return { paid: BigInt(paid), earning: BigInt(Math.max(0, paid - excluded)) };
}

/** Half away from zero. */
function roundedQuotient(n: bigint, d: bigint): bigint {
  const half = (2n * (n < 0n ? -n : n) + d) / (2n * d);
  return n < 0n ? -half : half;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
