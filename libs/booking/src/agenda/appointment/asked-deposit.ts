import { depositFor, type DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import type { Appointment } from './appointment.js';

/** The appointment with what is asked for beforehand (R-BK-32): lines and prices are known only now. */
export function askDeposit(
  { deposit: _, ...appointment }: Appointment,
  offer: DepositOffer,
  nowMs: number,
): Appointment {
  const deposit = depositFor(offer, appointment, nowMs);
  return deposit ? { ...appointment, deposit } : appointment;
}

/** What is asked for beforehand by the rules of now, for all of the services; until the time that was agreed where it is no more than before. */
export function askAnew(
  { deposit: before, ...appointment }: Appointment,
  offer: DepositOffer | undefined,
  nowMs: number,
): Appointment {
  if (!offer) return appointment;
  const asked = askDeposit(appointment, offer, nowMs);
  return asked.deposit && before && asked.deposit.cents <= before.cents
    ? { ...asked, deposit: { ...asked.deposit, payUntilMs: before.payUntilMs } }
    : asked;
}
