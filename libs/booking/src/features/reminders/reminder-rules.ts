import { minuteOf } from '@chignon/calendar';
import { type Collection, invalid } from '@chignon/eventing';

/** One message before an appointment: BK-06. */
export interface ReminderRule {
  /** Whole days (24, 48, …) keep the wall clock of the appointment; other hours are elapsed time. */
  readonly hoursBefore: number;
}

/** When customers are reminded, and when they are left alone. */
export interface ReminderTerms {
  /** Nearest to the start first; none: nobody is reminded. */
  readonly reminders: readonly ReminderRule[];
  /** `HH:MM` on the wall clock of the appointment's store, since the customer's own zone is not known here; half-open, past midnight when `quietTo` is not later. Equal: no quiet hours. */
  readonly quietFrom: string;
  readonly quietTo: string;
}

/** Terms as they go into a command (ADR 0017). */
export interface ReminderRules extends ReminderTerms {
  /** Which terms these were: `default`, `chain.3`, `store.soho.2`. Each change is a new one. */
  readonly version: string;
}

/** What holds where nobody said anything: one day before, never between nine in the evening and nine in the morning. */
export const DEFAULT_REMINDERS: ReminderRules = {
  version: 'default',
  reminders: [{ hoursBefore: 24 }],
  quietFrom: '21:00',
  quietTo: '09:00',
};

/** The chain's own terms (id `chain`) and those of single stores (`store.<storeId>`), which replace them; without `terms`: as if there were none. Never removed, so that a revision names one version. */
export interface ReminderRulesDocument {
  readonly id: string;
  readonly terms?: ReminderTerms;
}
export const reminderRules: Collection<ReminderRulesDocument> = {
  name: 'booking.reminder-rules',
  indexes: {},
};
export const CHAIN_RULES = 'chain';
export const rulesOfStore = (storeId: string): string => `store.${storeId}`;

/** So much of a day is left for messages, whatever is quiet. */
const LOUD_MINUTES = 4 * 60;

/** The terms in order. @throws Refusal 422 `reminder-repeated`, `quiet-hours-too-long` naming the field */
export function reminderTerms({
  reminders,
  quietFrom = DEFAULT_REMINDERS.quietFrom,
  quietTo = DEFAULT_REMINDERS.quietTo,
}: Pick<ReminderTerms, 'reminders'> & Partial<ReminderTerms>): ReminderTerms {
  const hours = reminders.map((rule) => rule.hoursBefore);
  const repeated = hours.findIndex((one, i) => hours.indexOf(one) !== i);
  if (repeated >= 0)
    throw invalid('reminder-repeated', 'Two reminders are sent at the same time.', {
      field: `reminders.${repeated}.hoursBefore`,
      expected: 'another number of hours',
    });
  if ((minuteOf(quietTo) - minuteOf(quietFrom) + 1440) % 1440 > 1440 - LOUD_MINUTES)
    throw invalid('quiet-hours-too-long', 'The quiet hours leave too little time for messages.', {
      field: 'quietTo',
      expected: `at least ${LOUD_MINUTES / 60} hours that are not quiet`,
    });
  return {
    reminders: [...hours].sort((a, b) => a - b).map((hoursBefore) => ({ hoursBefore })),
    quietFrom,
    quietTo,
  };
}
