import type { Tools } from '@chignon/eventing';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import type { Policy } from '../../salon/policies/policy.js';
import { depositOf } from '../deposits/offer.flow.js';
import { acceptedTerms } from '../terms/policy-terms.flow.js';

/**
 * What a move is decided by: the terms that the appointment accepted and, where they let its price follow the time, the deposits that may be asked for at the store
 * that it moves to.
 */
export async function moveTerms(
  tools: Tools,
  book: Pick<StoreBook, 'store'>,
  appointment: Appointment,
): Promise<{ terms: Policy; deposit?: DepositOffer }> {
  const terms = await acceptedTerms(tools, appointment);
  const { channel, customerId } = appointment;
  return terms.movePrice === undefined
    ? { terms }
    : { terms, ...(await depositOf(tools, book, channel, customerId)) };
}
