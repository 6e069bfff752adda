import { msOfIso } from '@chignon/calendar';
import { optional, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { collectedCents } from '../../agenda/appointment/fee.js';
import { locate } from '../../agenda/decide/locate.js';
import type { DepositStanding } from '../../deposits/deposit-ledger.js';
import type { DueDeposit } from '../../deposits/deposit-events.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { businessDayOf } from '../../salon/stores/store.js';
import { DEPOSIT_TENDER } from '../../salon/till/till-rules.js';
import { sum } from '../../visits/bill.js';
import { visits } from '../../visits/visit-ledger.js';
import { endOf } from '../terms/cancellation.flow.js';

/** What is asked for a hold or an appointment as it stands; undefined: nothing. */
export function dueOf({
  appointment: { appointmentId, storeId, customerId, startMs, deposit },
  status,
  expiresAtMs,
}: Entry): DueDeposit | undefined {
  if (!deposit) return undefined;
  const { cents, currency, ruleId, version, payUntilMs } = deposit;
  const ofHold = status === 'held';
  return {
    appointmentId,
    storeId,
    ...optional({ customerId }),
    currency,
    cents,
    ruleId,
    version,
    payUntilMs: ofHold ? expiresAtMs! : payUntilMs,
    startMs,
    ofHold,
  };
}

/**
 * Where a booking stands now, wherever it was moved, as far as its deposit goes. Undefined: nothing follows yet. A missed
 * appointment is decided when its business day is over, since until then the customer may still turn up.
 */
export async function standingOf(
  tools: Tools,
  appointmentId: string,
): Promise<DepositStanding | undefined> {
  const place = await locate(async (key) => (await tools.load(agenda, key)).state, appointmentId);
  if (!place) return undefined;
  const { entry } = place;
  const { appointment, status, fee, visitId } = entry;
  const nowMs = msOfIso(tools.facts.now());
  const over = (because: Extract<DepositStanding, { is: 'over' }>['because']): DepositStanding => ({
    is: 'over',
    because,
    // What was collected at the desk is paid: the deposit covers the rest.
    feeCents: fee?.status === 'due' ? fee.cents - collectedCents(fee) : 0,
  });
  switch (status) {
    case 'held':
      return entry.expiresAtMs! > nowMs ? { is: 'standing', due: dueOf(entry) } : over('hold-over');
    case 'released':
    case 'expired':
      return over('hold-over');
    case 'booked':
      return { is: 'standing', due: dueOf(entry) };
    case 'declined':
      return over('declined');
    case 'cancelled':
      return over(
        (await endOf(tools, place.key, appointmentId))?.by === 'customer'
          ? 'cancelled-by-customer'
          : 'cancelled-by-store',
      );
    case 'missed': {
      const { store } = await booksOf(tools).store(appointment.storeId);
      return nowMs >= businessDayOf(store, appointment.businessDate).toMs
        ? over('missed')
        : undefined;
    }
    case 'checked-in':
      return visitId === undefined ? undefined : visited(tools, visitId);
    case 'pending':
    case 'moved-out':
      return undefined;
  }
}

async function visited(tools: Tools, visitId: string): Promise<DepositStanding | undefined> {
  const { state } = await tools.load(visits, visitId);
  if (state.status === 'voided') return { is: 'voided' };
  const last = state.settlements.at(-1);
  // Refunds and corrections are told apart by their sign: what they gave back is no part of what was paid.
  return (
    last && {
      is: 'settled',
      visitId,
      cents: sum(
        state.settlements
          .flatMap((s) => s.tenders)
          .filter(({ kind }) => kind === DEPOSIT_TENDER)
          .map(({ cents }) => cents),
      ),
      settledAt: last.settledAt,
    }
  );
}
