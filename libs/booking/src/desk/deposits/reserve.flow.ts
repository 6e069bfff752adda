import { type CommandMetadata, invalid, refused, type Tools } from '@chignon/eventing';
import { deposits } from '../../deposits/deposit-ledger.js';
import { DEPOSIT_TENDER } from '../../salon/till/till-rules.js';
import { sum } from '../../visits/bill.js';
import type { Tender, VisitOpening } from '../../visits/visit.js';

/**
 * Keeps what a bill is to be paid with out of the deposit, before the bill is settled: so that it is never returned
 * meanwhile. The settled bill then takes it, or gives it free. @throws Refusal `deposit-insufficient`, `deposit-currency`
 */
export async function reserveDeposit(
  tools: Tools,
  { visitId, appointmentId, currency }: VisitOpening,
  tenders: readonly Tender[],
  cause: CommandMetadata,
): Promise<void> {
  const mine = tenders.filter(({ kind }) => kind === DEPOSIT_TENDER);
  if (mine.length === 0) return;
  const negative = tenders.findIndex(({ kind, cents }) => kind === DEPOSIT_TENDER && cents <= 0);
  if (negative >= 0)
    throw invalid(
      'deposit-tender-negative',
      'A tender of a deposit must be positive. Return a deposit through its own route.',
      { field: `tenders.${negative}.cents`, expected: '1 or more' },
    );
  if (appointmentId === undefined)
    throw refused('deposit-insufficient', 'A visit without an appointment has no deposit.', {
      field: 'tenders',
      heldCents: 0,
      expected: 'at most 0',
    });
  await tools.execute(
    deposits,
    appointmentId,
    { type: 'ReserveDeposit', visitId, cents: sum(mine.map(({ cents }) => cents)), currency },
    cause,
  );
}
