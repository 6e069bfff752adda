import type { Tools } from '@chignon/eventing';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { returnsSession } from '../../agenda/appointment/fee.js';
import { endOf } from './cancellation.flow.js';
import { acceptedTerms } from './policy-terms.flow.js';

/**
 * True when a booking that was cancelled or missed keeps what it redeemed, a session of a course or a use of a quota, by the
 * terms that it accepted (R-BK-36). What the store cancels, and what it lets go of by waiving the fee, is always given back.
 */
export async function keepsRedeemed(
  tools: Tools,
  agendaId: string,
  { appointment, status, fee }: Entry,
): Promise<boolean> {
  if ((status !== 'cancelled' && status !== 'missed') || fee?.status === 'waived') return false;
  const terms = await acceptedTerms(tools, appointment);
  if (!terms.returnsSessions) return false;
  if (status === 'missed') return !terms.returnsSessions.noShow;
  const end = await endOf(tools, agendaId, appointment.appointmentId);
  return end?.by === 'customer' && !returnsSession(terms, appointment.startMs, end.atMs);
}
