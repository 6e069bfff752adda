import { REMINDER_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
import { reminders } from './reminder-ledger.js';
import { reminderRules } from './reminder-rules.js';
import { reminderDeliveries } from './reminder-deliveries.view.js';
import { reminderAnnouncements } from './reminders.announcements.js';
import { followAppointments } from './reminders.effects.js';
import { RemindersHttp } from './reminders.http.js';
import { releaseRemindersJob } from './reminders.jobs.js';
import { listedReminders } from './reminders.view.js';

/** Reminders of appointments, and the answers to them. */
export const remindersFeature: Part = {
  ledgers: [reminders],
  collections: [reminderRules],
  views: [listedReminders, reminderDeliveries],
  effects: [followAppointments],
  announcements: reminderAnnouncements,
  jobs: [releaseRemindersJob],
  controllers: [RemindersHttp],
  publishedBefore: { renamed: { ReminderRequested: 'ReminderDue' } },
  topics: [REMINDER_TOPIC],
  holdings: [
    heldByIndex(
      listedReminders,
      {
        name: 'booking.reminders',
        title: { en: 'Reminders', 'zh-CN': '预约提醒' },
        with: ['reminder', reminderDeliveries.name],
      },
      async (reminder, tools) => {
        const sent = await tools.documents.get(tools.collection(reminderDeliveries), reminder.id);
        if (!sent) return reminder;
        const { id: _id, revision: _revision, ...delivery } = sent;
        return { ...reminder, delivery };
      },
    ),
  ],
};
