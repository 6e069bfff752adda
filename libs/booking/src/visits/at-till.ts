import { forbidden, invalid, notFound, optional } from '@chignon/eventing';
import {
  type Authority,
  MAY_OVERRIDE,
  mayAdd,
  mayDiscount,
  mayPrice,
} from '../salon/till/authority.js';
import { isListed, type Till } from '../salon/till/till-rules.js';
import { checkReason } from '../salon/till/reasons.js';
import { sum } from './bill.js';
import { isDiscount, unapprovedExtras, unapprovedOff } from './discounts.js';
import type { SettledLine, VisitLine } from './visit.js';

/** The rules of the till, and how far whoever stands there goes by themselves: no number is taken from anybody (R-VS-03). */
export interface AtTill {
  readonly till: Till;
  readonly authority: Authority;
}

/** A price that is said at the till instead of the line's own; a reason, unless the line had no price. */
export interface GivenPrice {
  readonly lineId: string;
  readonly priceCents: number;
  readonly reason?: string;
}

/** The line, remembered as approved where somebody without a limit says what it costs or takes off. */
export const approvedBy = <L extends Omit<VisitLine, 'lineId'>>(
  { unlimited }: Authority,
  line: L,
): L =>
  unlimited &&
  (line.kind === 'adjustment' ||
    (line.listCents !== undefined && line.listCents !== line.priceCents))
    ? { ...line, approved: true }
    : line;

/** A new line: what it says of money is the catalogue's, the list's, or allowed to whoever says it. */
export function mayStand(
  lines: readonly VisitLine[],
  added: VisitLine,
  { till, authority }: AtTill,
): void {
  const {
    kind,
    itemId,
    priceCents,
    listCents,
    taxClass,
    earning,
    priceReason,
    reduces = [],
  } = added;
  const all = [...lines, added];
  if (kind !== 'adjustment') {
    mayPrice(authority, { listCents, priceCents }, 'priceCents');
    if (taxClass !== kind && !authority.unlimited)
      throw forbidden('permission-missing', 'Your role does not permit this.', {
        field: 'taxClass',
        permission: MAY_OVERRIDE,
      });
    // Products are priced by hand where a chain keeps no prices of them: whoever has no limit may go on doing so.
    if (
      listCents &&
      priceCents !== listCents &&
      (kind === 'service' || !authority.unlimited || priceReason !== undefined)
    )
      mustHaveReason(till, priceReason, 'reason');
    return;
  }
  const [list, what] = isDiscount(added) ? [till.discounts, 'discount'] : [till.extras, 'extra'];
  if (!isListed(list, itemId))
    throw invalid(`${what}-unknown`, `The chain has no such ${what}.`, {
      field: 'itemId',
      expected: `one of ${list.join(', ')}`,
    });
  if (earning)
    throw invalid('adjustment-not-earning', 'An adjustment cannot earn points.', {
      field: 'earning',
      expected: 'false',
    });
  const stranger = reduces.findIndex(
    (lineId) => !lines.some((line) => line.lineId === lineId && line.kind !== 'adjustment'),
  );
  if (stranger >= 0)
    throw notFound('line-unknown', 'There is no such line.', { field: `reduces.${stranger}` });
  if (!isDiscount(added)) {
    const { extraCents, linesCents } = unapprovedExtras(all);
    mayAdd(authority, extraCents, linesCents, 'priceCents');
  } else {
    const { offCents, listCents: ofCents } = unapprovedOff(all);
    mayDiscount(authority, offCents, ofCents, 'priceCents');
  }
}

/** The lines with the prices that are said at the till. */
export function pricedAtTill(
  lines: readonly VisitLine[],
  prices: readonly GivenPrice[],
  { till, authority }: AtTill,
): VisitLine[] {
  if (new Set(prices.map((p) => p.lineId)).size < prices.length)
    throw invalid('line-repeated', 'A line is given two prices.', { field: 'lines' });
  return lines.map((line) => {
    const i = prices.findIndex((p) => p.lineId === line.lineId);
    const given = prices[i];
    if (!given || given.priceCents === line.priceCents) return line;
    const field = `lines.${i}.priceCents`;
    if (isDiscount(line))
      throw invalid(
        'price-of-discount',
        'The price of a discount cannot be changed. Remove the discount and give another.',
        { field },
      );
    const listCents = line.listCents ?? line.priceCents;
    mayPrice(authority, { listCents, priceCents: given.priceCents }, field);
    if (listCents > 0 && given.priceCents !== listCents)
      mustHaveReason(till, given.reason, `lines.${i}.reason`);
    const { approved: _, ...open } = line;
    return approvedBy(authority, {
      ...open,
      priceCents: given.priceCents,
      listCents,
      ...optional({ priceReason: given.reason }),
    });
  });
}

function mustHaveReason(till: Till, reason: string | undefined, field: string): void {
  if (reason === undefined)
    throw invalid('reason-missing', 'A price other than the list price needs a reason.', {
      field,
      expected: `one of ${till.reasons.get('change-price')!.join(', ')}`,
    });
  checkReason(till, 'change-price', reason, field);
}

/** What people with a limit took off and added stays within the limit of whoever settles, whatever was removed since. */
export function mayLeave(lines: readonly VisitLine[], { authority }: AtTill): void {
  if (authority.unlimited) return;
  const { offCents, listCents } = unapprovedOff(lines);
  const { extraCents, linesCents } = unapprovedExtras(lines);
  if (offCents > 0) mayDiscount(authority, offCents, listCents, 'lines');
  if (extraCents > 0) mayAdd(authority, extraCents, linesCents, 'lines');
}

/** What a settlement moves, line by line: up and down do not make up for each other. */
export function movedCents(lines: readonly SettledLine[]): number {
  const moved = new Map<string, number>();
  for (const { lineId, refersTo = lineId, netCents, taxCents } of lines)
    moved.set(refersTo, (moved.get(refersTo) ?? 0) + netCents + taxCents);
  return sum([...moved.values()].map(Math.abs));
}
