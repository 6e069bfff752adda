import { optional } from '@chignon/eventing';
import type { AppointmentStatus, Entry } from '../../agenda/appointment/appointment.js';

/** Where an appointment stands: all that its reminders depend on. */
export interface Standing {
  readonly customerId: string;
  readonly storeId: string;
  readonly zone: string;
  readonly startMs: number;
  /** Why nobody is expected any more; absent: it is going to take place. */
  readonly ended?: 'cancelled' | 'arrived' | 'missed';
}

const ENDS: { readonly [status in AppointmentStatus]?: Standing['ended'] } = {
  cancelled: 'cancelled',
  declined: 'cancelled',
  'checked-in': 'arrived',
  missed: 'missed',
};

/**
 * What reminders need of an appointment. Undefined when there is nothing to remind of: nobody is known, the store has not
 * said yes yet, or only the day is known (an import), so that nobody is taken for it.
 */
export function standingOf({
  appointment,
  status,
}: Pick<Entry, 'appointment' | 'status'>): Standing | undefined {
  const { customerId, storeId, zone, startMs, lines } = appointment;
  const ended = ENDS[status];
  if (
    customerId === undefined ||
    (status !== 'booked' && ended === undefined) ||
    lines.every((line) => line.staff.length === 0)
  )
    return undefined;
  return { customerId, storeId, zone, startMs, ...optional({ ended }) };
}
