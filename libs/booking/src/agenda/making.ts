/* Appointments out of requests: the lines that fit, with the terms that they are booked under. */
import { msOfIso } from '@chignon/calendar';
import { type Facts, optional, Refusal } from '@chignon/eventing';
import type { DayFrame } from '../salon/book/day.js';
import type { AcceptedPolicy } from '../salon/policies/policy.js';
import type { AgendaEvent, BookingRequest } from './agenda-events.js';
import {
  type AgendaState,
  type Appointment,
  newAppointmentId,
  timesOf,
} from './appointment/appointment.js';
import { askDeposit } from './appointment/asked-deposit.js';
import type { PlannedLine } from './day/line.js';
import { bookedOrPending } from './decide/approval.js';
import { choose, chooseAnyway, type Plan } from './decide/choose.js';
import { type BindingEvent, reassignedEvents } from './decide/late-binding.js';

export interface Placed {
  readonly appointment: Appointment;
  /** What has to happen to others first. */
  readonly before: readonly BindingEvent[];
}

/** Lines that are free, or can be freed, as an appointment. */
export function placeLines(state: AgendaState, wanted: BookingRequest, facts: Facts): Placed {
  const { frame, lines, reassigned } = choose(state, wanted.plan, wanted.customerId, facts);
  const appointment = buildAppointment(state, wanted, frame, lines, facts);
  return { appointment, before: reassignedEvents(reassigned, lines, appointment.appointmentId) };
}

/** When the first choice of a plan begins; a plan that is a refusal first, so that it is told. */
export const startOfPlan = (plan: Plan): number =>
  plan instanceof Refusal ? 0 : (plan.options[0]?.[0]?.startMs ?? 0);

export const bookedEvents = (
  { appointment, before }: Placed,
  more: Partial<Appointment> = {},
  fromHold = false,
): AgendaEvent[] => [...before, bookedOrPending({ ...appointment, ...more }, fromHold)];

export function buildAppointment(
  state: AgendaState,
  { customerId, channel, policy, deposit }: BookingRequest,
  frame: DayFrame,
  lines: readonly PlannedLine[],
  facts: Facts,
): Appointment {
  const accepted = policy && {
    policyId: policy.policyId,
    version: policy.version,
    currency: policy.currency,
    acceptedAtMs: msOfIso(facts.now()),
  };
  const appointment = appointmentOf(
    newAppointmentId(state, frame.storeId, frame.businessDate, () => facts.newId()),
    frame,
    lines,
    customerId,
    channel,
    accepted,
  );
  return deposit ? askDeposit(appointment, deposit, msOfIso(facts.now())) : appointment;
}

/** An appointment of these lines; it ends when its last line ends. */
export const appointmentOf = (
  appointmentId: string,
  frame: Pick<DayFrame, 'storeId' | 'businessDate' | 'zone' | 'currency'>,
  lines: readonly PlannedLine[],
  customerId: string | undefined,
  channel: string,
  policy?: AcceptedPolicy,
): Appointment => ({
  appointmentId,
  storeId: frame.storeId,
  businessDate: frame.businessDate,
  zone: frame.zone,
  ...optional({ currency: frame.currency, customerId }),
  channel,
  ...optional({ policy }),
  ...timesOf(frame.zone, lines),
});

/** Booked over what is in the way, with the reason given (R-BK-23); with nothing in the way it is a booking like any other. */
export function overbook(
  state: AgendaState,
  wanted: BookingRequest,
  reason: string,
  facts: Facts,
): AgendaEvent[] {
  const { frame, lines, clashes } = chooseAnyway(state, wanted.plan, wanted.customerId, facts);
  if (clashes.length === 0) return bookedEvents(placeLines(state, wanted, facts));
  const appointment = buildAppointment(state, wanted, frame, lines, facts);
  return [
    {
      type: 'OverbookAuthorised',
      data: { appointmentId: appointment.appointmentId, reason, clashes },
    },
    { type: 'AppointmentBooked', data: { appointment, fromHold: false } },
  ];
}
