import { REMINDER_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
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
};
