import { notFound, Refusal } from '@chignon/eventing';
import { agendaOfId, type AgendaState, type Entry } from './appointment/appointment.js';
import type { Plan } from './decide/choose.js';
import { startOfPlan } from './making.js';

/** The guests of a held group, in their order. @throws Refusal 404 `group-not-found` */
export function heldParty(state: AgendaState, groupId: string): Entry[] {
  const party = [...state.entries.values()].filter(
    ({ appointment }) =>
      appointment.groupId === groupId && agendaOfId(appointment.appointmentId) === state.key,
  );
  if (party.length === 0) throw notFound('group-not-found', 'There is no such group.');
  return party.sort((a, b) => a.appointment.guestNo! - b.appointment.guestNo!);
}

/** Indexes of the guests in the order of their begins. */
export const earliestFirst = (guests: readonly { readonly plan: Plan }[]): number[] =>
  guests
    .map((_, at) => at)
    .sort((a, b) => startOfPlan(guests[a]!.plan) - startOfPlan(guests[b]!.plan));

/** A refusal of one guest says which: counted from 1, as answers do. */
export function forGuest<T>(i: number, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.kind, error.code, error.message, { ...error.detail, guestNo: i + 1 });
  }
}
