import { isoOf, msOfIso } from '@chignon/calendar';
import { conflict, type Facts, notFound, optional, type Refusal, refused } from '@chignon/eventing';
import { nobodyBusy, occupy } from '../day/occupancy.js';
import { type AgendaState, type Appointment, type Entry, shownStatus } from './appointment.js';

/** What events say of an appointment that ends. */
export interface Ended {
  appointmentId: string;
  storeId: string;
  customerId?: string;
  startMs: number;
}
export const endOf = ({
  appointment: { appointmentId, storeId, customerId, startMs },
}: {
  appointment: Appointment;
}): Ended => ({
  appointmentId,
  storeId,
  ...optional({ customerId }),
  startMs,
});

/** @throws Refusal 404 with `code` */
export function requireEntry(state: AgendaState, id: string, code: string): Entry {
  const entry = state.entries.get(id);
  if (!entry) throw notFound(code, 'There is no such appointment or hold.');
  return entry;
}

/** The entry at the revision that the caller has seen, when it is an appointment, whatever became of it. @throws Refusal `appointment-stale`, `appointment-unknown` */
export function atRevision(state: AgendaState, id: string, revision: number | undefined): Entry {
  const entry = requireEntry(state, id, 'appointment-unknown');
  if (revision !== undefined && revision !== entry.revision)
    throw conflict('appointment-stale', 'The appointment was changed after you read it.', {
      actual: entry.revision,
    });
  if (entry.status === 'held' || entry.status === 'released' || entry.status === 'expired')
    throw notFound('appointment-unknown', 'This is a hold, not an appointment.');
  return entry;
}

/** Why only what is booked can be changed so: what the appointment is instead. */
export const notBooked = (entry: Entry): Refusal => {
  const found = shownStatus(entry);
  return refused(`appointment-${found}`, `The appointment is ${found}.`, { found });
};

/** The entry when it is a booked appointment at the revision the caller has seen. */
export function requireBooked(state: AgendaState, id: string, revision: number | undefined): Entry {
  const entry = atRevision(state, id, revision);
  if (entry.status !== 'booked') throw notBooked(entry);
  requireUnpledged(entry);
  return entry;
}

/** The entry as it was when the plan was made: it was made from those very lines. @throws Refusal 409 `appointment-changed` */
export function requirePlanned(entry: Entry, planned: number): Entry {
  if (entry.revision !== planned)
    throw conflict(
      'appointment-changed',
      'The appointment was changed in the meantime. Read it again.',
      { found: entry.status },
    );
  return entry;
}

/** @throws Refusal 409 `appointment-exchanging` while it is being exchanged with one of another day or store, which takes a moment */
export function requireUnpledged({ pledged }: Entry): void {
  if (pledged !== undefined)
    throw conflict(
      'appointment-exchanging',
      'The appointment is being exchanged with another one. Read it again in a moment.',
    );
}

/** Requires a hold that still stands. @throws Refusal `hold-expired`, `hold-over` */
export function requireHeld({ status, expiresAtMs }: Entry, facts: Facts): void {
  if (status === 'expired' || (status === 'held' && expiresAtMs! <= msOfIso(facts.now())))
    throw refused('hold-expired', 'The hold expired. Hold the slot again.', { field: 'holdId' });
  if (status !== 'held')
    throw refused('hold-over', 'The hold is no longer active.', { field: 'holdId', found: status });
}

/** @throws Refusal `slot-taken` when the customer has another appointment at that time on this day */
export function refuseBusyCustomer(state: AgendaState, { customerId, lines }: Appointment): void {
  const mine = occupy(nobodyBusy, 'hold', customerId, lines).customers.get(customerId!) ?? [];
  const busy = (state.occupancy.customers.get(customerId!) ?? []).find((b) =>
    mine.some((m) => b.fromMs < m.toMs && m.fromMs < b.toMs),
  );
  if (busy)
    throw refused('slot-taken', 'The customer has another appointment at that time.', {
      field: 'customerId',
      resource: { kind: 'customer', id: customerId },
      busyFrom: isoOf(busy.fromMs),
      busyTo: isoOf(busy.toMs),
    });
}
