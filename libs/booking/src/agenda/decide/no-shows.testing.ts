import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { type Policy, termsOf } from '../../salon/policies/policy.js';
import { at, cut, DATE, frame, line, plan } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';

export const KEY = `s1-${DATE}`;
export const day = frame(['anna', 'bob']);
export const terms: Policy = {
  id: 'p',
  version: 3,
  ...termsOf({
    windows: [
      { hoursBefore: 24, kind: 'percent', percent: 50 },
      { hoursBefore: 1, kind: 'percent', percent: 100 },
    ],
    noShow: { kind: 'flat', amountCents: 4000 },
  }),
};
export const policy = { policyId: 'p', version: 3, currency: 'EUR' };

export const on = (start: string, who = 'anna') => plan(day, line(cut, who, at(start)));

export const book = (start: string, more: object = { policy }): AgendaCommand => ({
  type: 'BookAppointment',
  plan: on(start),
  customerId: 'c1',
  channel: 'app',
  ...more,
});

/** Runs commands one after another, each at its time of the day. */
export function run(
  commands: readonly (readonly [AgendaCommand, string])[],
  before: readonly AgendaEvent[] = [],
): AgendaEvent[] {
  const clock = fixedFacts(`${DATE}T07:00:00.000Z`);
  const events = [...before];
  for (const [command, time] of commands) {
    clock.set(time.length === 5 ? `${DATE}T${time}:00.000Z` : time);
    const state = stateAfter(agenda, KEY, events);
    const asked =
      command.type === 'MoveAppointment'
        ? { ...command, planned: state.entries.get(command.appointmentId)?.revision ?? 0 }
        : command;
    events.push(...(agenda.decide as any)[command.type](state, asked, clock));
  }
  return events;
}
export const booked = run([[book('10:00'), '07:00']]);
export const [appointmentId] = [...stateAfter(agenda, KEY, booked).entries.keys()] as [string];

export const entryOf = (events: readonly AgendaEvent[]) =>
  stateAfter(agenda, KEY, events).entries.get(appointmentId)!;

export const cancel = (by: 'customer' | 'store', more: object = {}): AgendaCommand => ({
  type: 'CancelAppointment',
  appointmentId,
  by,
  reason: 'ill',
  terms,
  ...more,
});
export const miss = {
  type: 'MissAppointment',
  appointmentId,
  terms,
} satisfies AgendaCommand;

export const move = (start: string, more: object = {}): AgendaCommand => ({
  type: 'MoveAppointment',
  appointmentId,
  planned: 1,
  plan: on(start),
  terms,
  ...more,
});
