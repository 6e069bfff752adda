import { msOfIso } from '@chignon/calendar';
import type { Command, DomainEvent, Ledger } from '@chignon/eventing';
import { dueMsOf, LEAST_NOTICE_MS, nextQuietMs, quietAt } from './due.js';
import type { ReminderRules } from './reminder-rules.js';
import type { Standing } from './standing.js';

/*
 * The reminders of one appointment: BK-06, R-CM-05, R-CM-07. Stream `reminder-<appointmentId>`. Guards that each is planned
 * once for what was agreed (start and store), follows every change of it, and is released once.
 * Easy to get wrong: what was released for one time says nothing about another. A move after it is a new agreement with a
 * reminder of its own, under a new id; one that still waits is re-timed and keeps its id.
 */

/** A reminder as it was planned. */
export interface Reminder {
  /** `<appointmentId>.r<n>`; the message that follows has one id for ever. */
  readonly reminderId: string;
  readonly customerId: string;
  readonly storeId: string;
  /** Of the store: its wall clock counts for the quiet hours too. */
  readonly zone: string;
  /** Of the appointment. */
  readonly startMs: number;
  readonly hoursBefore: number;
  readonly dueMs: number;
  /** Version of the rules. */
  readonly rules: string;
}

/** Why a reminder that was planned does not go out. */
export type ReminderEnd =
  'cancelled' | 'arrived' | 'missed' | 'moved' | 'rules-changed' | 'stale' | 'quiet-hours';
/** Why none was planned; `another-then`: one nearer to the start goes out at that very instant. */
export type SkipReason = 'too-late' | 'another-then';

export type ReminderEvent =
  | DomainEvent<'ReminderPlanned', Reminder>
  | DomainEvent<'ReminderRetimed', Reminder & { readonly reason: 'moved' | 'quiet-hours' }>
  | DomainEvent<
      'ReminderSkipped',
      Pick<Reminder, 'hoursBefore' | 'startMs' | 'storeId' | 'rules'> & {
        readonly reason: SkipReason;
      }
    >
  | DomainEvent<
      'ReminderWithdrawn',
      Pick<Reminder, 'reminderId' | 'hoursBefore'> & { readonly reason: ReminderEnd }
    >
  /** `validUntilMs`: the start, or the next quiet hours. */
  | DomainEvent<
      'ReminderReleased',
      Reminder & { readonly storeName: string; readonly validUntilMs: number }
    >;

export type ReminderCommand =
  | (Command<'FollowAppointment'> & { readonly standing: Standing; readonly rules: ReminderRules })
  /** `standing`: where the appointment stands at this instant, whatever was heard of it so far. */
  | (Command<'ReleaseReminder'> & {
      readonly reminderId: string;
      readonly standing: Standing;
      readonly rules: ReminderRules;
      readonly storeName: string;
    });

/** What became of one rule. */
export interface RuledReminder {
  readonly status: 'planned' | 'withdrawn' | 'released' | 'skipped';
  readonly hoursBefore: number;
  readonly startMs: number;
  readonly storeId: string;
  /** Absent when skipped. */
  readonly reminder: Reminder | undefined;
  /** Why withdrawn or skipped. */
  readonly reason: ReminderEnd | SkipReason | undefined;
}

export interface RemindersState {
  readonly appointmentId: string;
  /** Reminders ever planned: ids are never used twice. */
  readonly planned: number;
  /** The newest of each rule, by its hours. */
  readonly byHours: ReadonlyMap<number, RuledReminder>;
}

export const reminders: Ledger<RemindersState, ReminderCommand, ReminderEvent> = {
  category: 'reminder',
  initial: (appointmentId) => ({ appointmentId, planned: 0, byHours: new Map() }),
  evolve: {
    ReminderPlanned: (state, { data }) => withReminder(state, 'planned', data, state.planned + 1),
    ReminderRetimed: (state, { data }) => withReminder(state, 'planned', data),
    ReminderSkipped: (state, { data: { hoursBefore, startMs, storeId, reason } }) =>
      withRuled(state, {
        status: 'skipped',
        hoursBefore,
        startMs,
        storeId,
        reminder: undefined,
        reason,
      }),
    ReminderWithdrawn: (state, { data: { hoursBefore, reason } }) => {
      const { startMs, storeId, reminder } = state.byHours.get(hoursBefore)!;
      return withRuled(state, {
        status: 'withdrawn',
        hoursBefore,
        startMs,
        storeId,
        reminder,
        reason,
      });
    },
    ReminderReleased: (state, { data }) => withReminder(state, 'released', data),
  },
  decide: {
    FollowAppointment: (state, { standing, rules }, facts) =>
      followed(state, standing, rules, msOfIso(facts.now())),
    ReleaseReminder: (state, { reminderId, standing, rules, storeName }, facts) => {
      const reminder = plannedReminders(state).find((one) => one.reminderId === reminderId);
      const nowMs = msOfIso(facts.now());
      if (!reminder || nowMs < reminder.dueMs) return [];
      // The agenda has moved on and was not heard yet: nothing is sent for a time that no longer holds.
      if (standing.ended !== undefined || !agreed(reminder, standing))
        return followed(state, standing, rules, nowMs);
      const { zone, startMs } = reminder;
      if (nowMs >= startMs) return [withdrawn(reminder, 'stale')];
      const asleep = quietAt(zone, rules, nowMs);
      if (!asleep)
        return [
          {
            type: 'ReminderReleased',
            data: {
              ...reminder,
              storeName,
              validUntilMs: Math.min(startMs, nextQuietMs(zone, rules, nowMs)),
            },
          },
        ];
      return [
        startMs - asleep.toMs >= LEAST_NOTICE_MS
          ? {
              type: 'ReminderRetimed',
              data: { ...reminder, dueMs: asleep.toMs, reason: 'quiet-hours' },
            }
          : withdrawn(reminder, 'quiet-hours'),
      ];
    },
  },
};

/** Reminders that have not gone out and still shall. */
export const plannedReminders = (state: RemindersState): Reminder[] =>
  [...state.byHours.values()].flatMap(({ status, reminder }) =>
    status === 'planned' && reminder ? [reminder] : [],
  );

/** True when this is the customer, the time and the place that the reminder speaks of. */
const agreed = (
  one: Pick<RuledReminder, 'startMs' | 'storeId'> & {
    readonly customerId?: string | undefined;
    readonly reminder?: RuledReminder['reminder'];
  },
  { customerId, startMs, storeId }: Standing,
): boolean =>
  one.startMs === startMs &&
  one.storeId === storeId &&
  (one.customerId ?? one.reminder?.customerId ?? customerId) === customerId;

/** What follows from where the appointment stands: plans for the rules that have none yet, other times for those that have. */
function followed(
  state: RemindersState,
  standing: Standing,
  rules: ReminderRules,
  nowMs: number,
): ReminderEvent[] {
  const { customerId, storeId, zone, startMs } = standing;
  const over = standing.ended ?? (startMs <= nowMs ? 'stale' : undefined);
  if (over !== undefined)
    return plannedReminders(state).map((reminder) => withdrawn(reminder, over));
  const ruled = new Set(rules.reminders.map((rule) => rule.hoursBefore));
  const events: ReminderEvent[] = plannedReminders(state)
    .filter((one) => !ruled.has(one.hoursBefore) && !agreed(one, standing))
    .map((one) => withdrawn(one, 'rules-changed'));
  const taken = new Set(
    plannedReminders(state)
      .filter((one) => agreed(one, standing))
      .map((one) => one.dueMs),
  );
  let { planned } = state;
  // Nearest to the start first: of those that would go out at the same instant it is the one to keep.
  for (const { hoursBefore } of rules.reminders) {
    const before = state.byHours.get(hoursBefore);
    if (before && before.status !== 'withdrawn' && agreed(before, standing)) continue;
    const dueMs = dueMsOf(startMs, hoursBefore, zone, rules, nowMs);
    const current = before?.status === 'planned' ? before.reminder : undefined;
    if (dueMs === undefined || taken.has(dueMs)) {
      if (current) events.push(withdrawn(current, 'moved'));
      events.push({
        type: 'ReminderSkipped',
        data: {
          hoursBefore,
          startMs,
          storeId,
          rules: rules.version,
          reason: dueMs === undefined ? 'too-late' : 'another-then',
        },
      });
      continue;
    }
    taken.add(dueMs);
    const reminder: Reminder = {
      reminderId: current?.reminderId ?? `${state.appointmentId}.r${++planned}`,
      customerId,
      storeId,
      zone,
      startMs,
      hoursBefore,
      dueMs,
      rules: rules.version,
    };
    events.push(
      current
        ? { type: 'ReminderRetimed', data: { ...reminder, reason: 'moved' } }
        : { type: 'ReminderPlanned', data: reminder },
    );
  }
  return events;
}

const withdrawn = ({ reminderId, hoursBefore }: Reminder, reason: ReminderEnd): ReminderEvent => ({
  type: 'ReminderWithdrawn',
  data: { reminderId, hoursBefore, reason },
});

/** Field by field, so that what is kept of many appointments has one shape. */
function withReminder(
  state: RemindersState,
  status: 'planned' | 'released',
  data: Reminder,
  planned = state.planned,
): RemindersState {
  const { reminderId, customerId, storeId, zone, startMs, hoursBefore, dueMs, rules } = data;
  const reminder = { reminderId, customerId, storeId, zone, startMs, hoursBefore, dueMs, rules };
  return withRuled(
    state,
    { status, hoursBefore, startMs, storeId, reminder, reason: undefined },
    planned,
  );
}

const withRuled = (
  { appointmentId, planned: before, byHours }: RemindersState,
  ruled: RuledReminder,
  planned = before,
): RemindersState => ({
  appointmentId,
  planned,
  byHours: new Map(byHours).set(ruled.hoursBefore, ruled),
});
