import { isoOf } from '@chignon/calendar';
import { publication, ReminderDue } from '@chignon/contracts';
import { type Announcements, keyOf } from '@chignon/eventing';
import type { ReminderEvent } from './reminder-ledger.js';

/** A released reminder is asked for; customers carries it the last mile. All that came before stays private. */
export const reminderAnnouncements: Announcements = {
  ReminderReleased: ({ stream, data }) => {
    const { reminderId, customerId, storeId, storeName, zone, startMs, hoursBefore, validUntilMs } =
      data as Extract<ReminderEvent, { type: 'ReminderReleased' }>['data'];
    return publication(ReminderDue, customerId, {
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
};
