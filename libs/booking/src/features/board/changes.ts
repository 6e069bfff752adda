import type { AgendaEvent } from '../../agenda/agenda-events.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';

type Data<T extends AgendaEvent['type']> = Extract<AgendaEvent, { type: T }>['data'];

/** What a change of an agenda is called outside, and the ids of the appointments, holds and moves that it touches. */
type Change<T extends AgendaEvent['type']> = readonly [
  name: string,
  touches: (data: Data<T>) => readonly string[],
];

const own = ({ appointmentId }: { appointmentId: string }) => [appointmentId];
const inside = ({ appointment }: { appointment: Appointment }) => [appointment.appointmentId];
const move = ({ moveId }: { moveId: string }) => [moveId];

/** Every event of an agenda as boards tell it. The names are public: the events' own may change. */
export const CHANGES: { readonly [T in AgendaEvent['type']]: Change<T> } = {
  SlotHeld: ['held', inside],
  HoldReleased: ['hold-released', own],
  HoldExpired: ['hold-expired', own],
  AppointmentBooked: ['booked', inside],
  AppointmentRecorded: ['recorded', inside],
  OverbookAuthorised: ['overbook-authorised', own],
  ApprovalAsked: ['approval-asked', inside],
  ApprovalDeclined: ['declined', own],
  CustomerNamed: ['customer-named', inside],
  CustomerCorrected: ['customer-corrected', inside],
  AppointmentMoved: ['moved', inside],
  AppointmentRetimed: ['retimed', inside],
  ServicesChanged: ['services-changed', inside],
  SlotReservedForMove: ['move-reserved', move],
  MoveReleased: ['move-released', move],
  ExchangePledged: [
    'exchange-reserved',
    ({ appointmentId, reservation }) => [appointmentId, reservation.moveId],
  ],
  ExchangeRefused: ['exchange-refused', own],
  ExchangeReleased: ['exchange-released', (data) => [...own(data), ...move(data)]],
  AppointmentMovedOut: ['moved-out', own],
  AppointmentMovedIn: ['moved-in', (data) => [...move(data), ...inside(data)]],
  AppointmentCancelled: ['cancelled', own],
  AppointmentCheckedIn: ['checked-in', own],
  CheckInUndone: ['check-in-undone', own],
  VisitEnded: ['visit-ended', own],
  AppointmentMissed: ['missed', own],
  AppointmentReinstated: ['reinstated', inside],
  CustomerClashFound: ['clash-found', own],
  CustomerClashEnded: ['clash-ended', own],
  StaffReassigned: ['staff-reassigned', inside],
  StaffBound: ['staff-bound', inside],
  FeeWaived: ['fee-waived', own],
  FeeCollected: ['fee-collected', own],
  FeeReturned: ['fee-returned', own],
};

/** The change that an event is. */
export function changeOf({ type, data }: { type: string; data: any }): {
  name: string;
  touches: readonly string[];
} {
  const [name, touches] = CHANGES[type as AgendaEvent['type']] as Change<any>;
  return { name, touches: touches(data) };
}
