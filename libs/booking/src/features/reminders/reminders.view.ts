import { isoOf } from '@chignon/calendar';
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { type Reminder, type ReminderEnd, reminders } from './reminder-ledger.js';

/** A reminder that is planned, went out, or will not. Id: the reminder. */
export interface ListedReminder {
  readonly id: string;
  readonly appointmentId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly zone: string;
  readonly startsAt: string;
  readonly hoursBefore: number;
  readonly dueAt: string;
  readonly status: 'planned' | 'withdrawn' | 'released';
  /** Why withdrawn. */
  readonly reason?: ReminderEnd;
  /** ISO UTC: when it left, or was withdrawn. */
  readonly endedAt?: string;
}

const byReminder = (event: { data: { reminderId: string } }): string[] => [event.data.reminderId];

const planned = folding<ListedReminder, RecordedEvent<string, Reminder>>(
  byReminder,
  (_, event, id) => {
    const { customerId, storeId, zone, startMs, hoursBefore, dueMs } = event.data;
    return {
      id,
      appointmentId: keyOf(event.stream),
      customerId,
      storeId,
      zone,
      startsAt: isoOf(startMs),
      hoursBefore,
      dueAt: isoOf(dueMs),
      status: 'planned',
    };
  },
);

/** `booking.reminders`: what the clock looks through, and what stores look at. What was skipped is only in the ledger. */
export const listedReminders: View<ListedReminder> = view([reminders], {
  name: 'booking.reminders',
  indexes: {
    byStatus: { fields: ['status', 'dueAt'] },
    byStore: { fields: ['storeId', 'status', 'dueAt'] },
    byCustomer: { fields: ['customerId', 'dueAt'] },
  },
  guard: 'stream',
  on: {
    ReminderPlanned: planned,
    ReminderRetimed: planned,
    ReminderWithdrawn: folding(
      byReminder,
      (one, { data, meta }) =>
        one && { ...one, status: 'withdrawn', reason: data.reason, endedAt: meta.recordedAt },
    ),
    ReminderReleased: folding(
      byReminder,
      (one, { meta }) => one && { ...one, status: 'released', endedAt: meta.recordedAt },
    ),
  },
});
