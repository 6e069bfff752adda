import { IsInt, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const REMINDER_TOPIC = 'chignon.booking.reminder';

/** A reminder of an appointment is due and was requested. Address, language, wording and a customer's "no" are the business of customers. Key: the customer. */
@Published(REMINDER_TOPIC, 1)
export class ReminderRequested {
  /** A second request with this id is the same reminder. */
  @IsString() reminderId: string;
  @IsString() appointmentId: string;
  @IsString() customerId: string;
  @IsString() storeId: string;
  /** What the store is called, for the wording. */
  @IsString() storeName: string;
  /** Of the store: its wall clock is the one to tell the time by, and the one whose quiet hours were kept. */
  @IsString() zone: string;
  /** Of the appointment. */
  @Matches(INSTANT) startsAt: string;
  /** Which of the store's reminders this is. */
  @IsInt() @Min(1) hoursBefore: number;
  /** Not to be sent after this instant: the start, or the next quiet hours. */
  @Matches(INSTANT) validUntil: string;
}

/** What older releases called a `ReminderRequested`. Published no more; whoever reads from the beginning hears it. */
@Published(REMINDER_TOPIC, 1)
export class ReminderDue extends ReminderRequested {}

/** What is published to this topic: named by its consumers. */
export const reminderEvents = topicEvents(REMINDER_TOPIC, { ReminderRequested, ReminderDue });
