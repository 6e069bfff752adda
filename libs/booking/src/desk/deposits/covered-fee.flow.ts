import { msOfIso, isoOf } from '@chignon/calendar';
import { optional, type Tools } from '@chignon/eventing';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { collectedCents } from '../../agenda/appointment/fee.js';
import { openOfFee } from '../../agenda/decide/fee-money.js';
import { keptCents } from '../../deposits/deposit.js';
import { deposits } from '../../deposits/deposit-ledger.js';
import type { StandingFeeAnswer } from '../../salon/routes/policies.shapes.http.js';

/**
 * What of an appointment's fee the deposit pays: what was forfeited, and, of one that is over, what is still held and will be. While the appointment stands its deposit
 * is the bill's.
 */
export async function coveredCents(
  tools: Tools,
  { appointment, status, fee }: Entry,
): Promise<number> {
  if (!fee || fee.status === 'waived') return 0;
  const { state } = await tools.load(deposits, appointment.appointmentId);
  if (!state.due) return 0;
  const held =
    (status === 'cancelled' || status === 'missed') && state.end === undefined
      ? keptCents(state)
      : 0;
  return Math.min(fee.cents - collectedCents(fee), state.forfeitedCents + held);
}

/** The fee as one appointment shows it: with who paid what of it, and what is open. */
export async function feeShown(tools: Tools, entry: Entry): Promise<{ fee?: StandingFeeAnswer }> {
  const { fee } = entry;
  if (!fee) return {};
  const covered = await coveredCents(tools, entry);
  const { cents, currency, status, reason, chargeUntilMs, collections = [] } = fee;
  return {
    fee: {
      cents,
      currency,
      status,
      ...optional({ reason }),
      chargeUntil: isoOf(chargeUntilMs),
      coveredCents: covered,
      collections: collections.map((one) => ({ ...one })),
      openCents: openOfFee(fee, covered, msOfIso(tools.facts.now())),
    },
  };
}
