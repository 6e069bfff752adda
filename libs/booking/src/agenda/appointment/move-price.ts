/* Which price an appointment has after a move, by the policy that it accepted. */
import { optional } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import { priced } from '../../salon/peaks/price-rule.js';
import type { Policy } from '../../salon/policies/policy.js';
import type { PlannedLine } from '../day/line.js';
import type { Appointment } from './appointment.js';
import { askAnew } from './asked-deposit.js';

/** Whose word decided the price of a move. */
export const MOVE_PRICE_REASONS = [
  'same-time',
  'policy-keep',
  'policy-new',
  'policy-lower',
  'late-move',
  'moved-by-store',
] as const;
export type MovePriceReason = (typeof MOVE_PRICE_REASONS)[number];

/**
 * The price after a move, and why. Both amounts are those of all services together, in minor units of `currency`; the one of the new time is the agreed list price
 * with the price rule of that day and hour, whatever the catalogue says by now (R-BK-06).
 */
export interface MovePricing {
  readonly price: 'agreed' | 'of-new-time';
  readonly because: MovePriceReason;
  readonly agreedCents: number;
  readonly newTimeCents: number;
  /** Absent: booked by an older release. */
  readonly currency?: string;
}

/** How a move is made, as far as its price goes. */
export interface PricedMove {
  readonly by: 'customer' | 'store';
  /** Those that the appointment accepted. */
  readonly terms?: Policy | undefined;
  /** It counts as a late move. */
  readonly late?: true | undefined;
  /** The rules for deposits that may apply where the price changes; absent: none does. */
  readonly deposit?: DepositOffer | undefined;
  readonly nowMs: number;
}

/**
 * The appointment at its new place with the price that it has there; a deposit follows a price that changed.
 * The rule people get wrong: a late move makes nothing cheaper, or moving to a cheap day and cancelling then would cost less than cancelling; and what the store
 * moves makes nothing dearer.
 */
export function priceMove(
  before: Appointment,
  there: Appointment,
  frame: Pick<DayFrame, 'prices' | 'zone'>,
  move: PricedMove,
): { readonly appointment: Appointment; readonly pricing: MovePricing } {
  const lines = there.lines.map((line) => atNewTime(line, frame));
  const [agreedCents, newTimeCents] = [totalOf(there.lines), totalOf(lines)];
  const decided = decideMovePrice(before, there, move, newTimeCents - agreedCents);
  const pricing = {
    ...decided,
    agreedCents,
    newTimeCents,
    ...optional({ currency: there.currency }),
  };
  if (decided.price === 'agreed') return { appointment: there, pricing };
  const appointment = { ...there, lines };
  return {
    appointment:
      agreedCents === newTimeCents ? appointment : askAnew(appointment, move.deposit, move.nowMs),
    pricing,
  };
}

function decideMovePrice(
  before: Appointment,
  there: Appointment,
  { by, terms, late }: PricedMove,
  differenceCents: number,
): Pick<MovePricing, 'price' | 'because'> {
  if (before.startMs === there.startMs && before.storeId === there.storeId)
    return { price: 'agreed', because: 'same-time' };
  const rule = terms?.movePrice ?? 'keep';
  if (rule === 'keep') return { price: 'agreed', because: 'policy-keep' };
  if (late && differenceCents < 0) return { price: 'agreed', because: 'late-move' };
  if (rule === 'new' && by === 'store' && differenceCents > 0)
    return { price: 'agreed', because: 'moved-by-store' };
  return rule === 'new' || differenceCents < 0
    ? { price: 'of-new-time', because: `policy-${rule}` }
    : { price: 'agreed', because: 'policy-lower' };
}

/** The line at its agreed list price, with the price rule of its new day and hour. */
function atNewTime(
  { listCents, priceRuleId: _, ...line }: PlannedLine,
  frame: Pick<DayFrame, 'prices' | 'zone'>,
): PlannedLine {
  return priced({ ...line, priceCents: listCents ?? line.priceCents }, frame);
}

const totalOf = (lines: readonly PlannedLine[]): number =>
  lines.reduce((sum, { priceCents }) => sum + priceCents, 0);
