import { isoOf } from '@chignon/calendar';
import { publication, ReminderRequested } from '@chignon/contracts';
import { announcements, keyOf } from '@chignon/eventing';
import { reminders } from './reminder-ledger.js';

/** A released reminder is asked for; customers carries it the last mile. All that came before stays private. */
export const reminderAnnouncements = announcements(reminders, {
  ReminderReleased: ({ stream, data }) => {
    const { reminderId, customerId, storeId, storeName, zone, startMs, hoursBefore, validUntilMs } =
      data;
    return publication(ReminderRequested, customerId, {
      reminderId,
      appointmentId: keyOf(stream),
      customerId,
      storeId,
      storeName,
      zone,
      startsAt: isoOf(startMs),
      hoursBefore,
      validUntil: isoOf(validUntilMs),
    });
  },
});
