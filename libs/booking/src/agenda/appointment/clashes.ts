import type { Decide, DomainEvent, Evolve } from '@chignon/eventing';
import { type AgendaState, type Entry, occupies, withEntry } from './appointment.js';

/** Another appointment of the same customer, in another agenda, at the same time. */
export interface CustomerClash {
  readonly appointmentId: string;
  readonly storeId: string;
  /** Key of its agenda. */
  readonly agenda: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A customer in two places. Agendas are decided apart, so this is found after the fact and said in both.
 * The rule people get wrong: it is a fact about two appointments, so it ends when either of them ends or moves.
 */
export type ClashEvent =
  | DomainEvent<'CustomerClashFound', { appointmentId: string; other: CustomerClash }>
  | DomainEvent<'CustomerClashEnded', { appointmentId: string; otherId: string }>;

export type ClashCommand =
  | { type: 'NoteCustomerClash'; appointmentId: string; other: CustomerClash }
  | { type: 'EndCustomerClash'; appointmentId: string; otherId: string };

const withClashes = (
  state: AgendaState,
  id: string,
  change: (clashes: readonly CustomerClash[]) => readonly CustomerClash[],
): AgendaState => {
  const entry = state.entries.get(id)!;
  const clashes = change(entry.clashes ?? []);
  return withEntry(state, { ...entry, clashes: clashes.length === 0 ? undefined : clashes });
};

export const evolveClashes: Evolve<AgendaState, ClashEvent> = {
  CustomerClashFound: (state, { data: { appointmentId, other } }) =>
    withClashes(state, appointmentId, (before) => [
      ...before.filter((c) => c.appointmentId !== other.appointmentId),
      other,
    ]),
  CustomerClashEnded: (state, { data: { appointmentId, otherId } }) =>
    withClashes(state, appointmentId, (before) =>
      before.filter((c) => c.appointmentId !== otherId),
    ),
};

export const decideClashes: Decide<AgendaState, ClashCommand, ClashEvent> = {
  NoteCustomerClash: (state, { appointmentId, other }) => {
    const entry = state.entries.get(appointmentId);
    if (!entry || !occupies(entry.status) || entry.ended || !overlapping(entry.appointment, other))
      return [];
    const known = entry.clashes?.find((c) => c.appointmentId === other.appointmentId);
    return known?.startMs === other.startMs && known.endMs === other.endMs
      ? []
      : [{ type: 'CustomerClashFound', data: { appointmentId, other } }];
  },
  EndCustomerClash: (state, { appointmentId, otherId }) =>
    state.entries.get(appointmentId)?.clashes?.some((c) => c.appointmentId === otherId)
      ? [{ type: 'CustomerClashEnded', data: { appointmentId, otherId } }]
      : [],
};

type Time = Pick<CustomerClash, 'startMs' | 'endMs'>;
export const overlapping = (a: Time, b: Time): boolean =>
  a.startMs < b.endMs && b.startMs < a.endMs;

/** The facts of an appointment that others clash with. */
export const clashOfEntry = (
  { appointment: { appointmentId, storeId, startMs, endMs } }: Pick<Entry, 'appointment'>,
  agenda: string,
): CustomerClash => ({ appointmentId, storeId, agenda, startMs, endMs });

/** When a customer took their slot, and which one it is. */
export interface Claim {
  readonly appointmentId: string;
  /** ISO UTC; `''`: before this was kept. */
  readonly takenAt: string;
}

/** Of two the one that gives way: the one whose slot was taken later; at the same instant the greater id. Each caller gets the same answer. */
export const isLater = (a: Claim, b: Claim): boolean =>
  a.takenAt === b.takenAt ? a.appointmentId > b.appointmentId : a.takenAt > b.takenAt;
