import { notFound } from '@chignon/eventing';
import { agendaOfId, type AgendaState, type Entry } from './appointment/appointment.js';

/** The guests of a held group, in their order. @throws Refusal 404 `group-not-found` */
export function heldParty(state: AgendaState, groupId: string): Entry[] {
  const party = [...state.entries.values()].filter(
    ({ appointment }) =>
      appointment.groupId === groupId && agendaOfId(appointment.appointmentId) === state.key,
  );
  if (party.length === 0) throw notFound('group-not-found', 'There is no such group.');
  return party.sort((a, b) => a.appointment.guestNo! - b.appointment.guestNo!);
}
