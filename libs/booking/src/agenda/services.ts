/* Other services in an appointment that stands: some stay as they were agreed, some go, some come. */
import { msOfIso } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, optional } from '@chignon/eventing';
import type { DepositOffer } from '../salon/deposit-rules/deposit-rule.js';
import type { Policy } from '../salon/policies/policy.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import {
  type AgendaState,
  type Appointment,
  timesOf,
  withEntry,
} from './appointment/appointment.js';
import { askAnew } from './appointment/asked-deposit.js';
import { assessFee, type Fee, withFee } from './appointment/fee.js';
import { requireBooked, requirePlanned } from './appointment/found.js';
import type { PlannedLine } from './day/line.js';
import { vacate } from './day/occupancy.js';
import { choose, type Plan } from './decide/choose.js';
import { reassignedEvents } from './decide/late-binding.js';
import { expireHolds } from './holds.js';

/**
 * The services of an appointment were changed before the visit, all in one decision (BK-03). What stays keeps its price; what the customer drops
 * costs what cancelling it would.
 * The rule people get wrong: the plan was made from the lines of one revision. Two people who each add something would else take the other's away.
 */
export type ServicesEvent = DomainEvent<
  'ServicesChanged',
  {
    appointment: Appointment;
    previousStartMs: number;
    /** For what was dropped late, with its value: it stands in no line any more. */
    fee?: Fee;
    droppedCents?: number;
  }
>;

export type ServicesCommand = {
  type: 'ChangeServices';
  appointmentId: string;
  /** Lines that stay have the ids that they had. */
  plan: Plan;
  /** Revision of the appointment that the plan was made from. */
  planned: number;
  by: 'customer' | 'store';
  terms?: Policy;
  /** The rules for deposits that may apply now; absent: none does. */
  deposit?: DepositOffer;
  revision?: number;
};

export const evolveServices: Evolve<AgendaState, ServicesEvent> = {
  ServicesChanged: (state, { data: { appointment, fee, droppedCents } }) => {
    const entry = state.entries.get(appointment.appointmentId)!;
    return withEntry(state, {
      ...entry,
      appointment,
      fee: withFee(entry.fee, fee, droppedCents),
      overbooked: undefined,
    });
  },
};

export const decideServices: Pick<
  Decide<AgendaState, AgendaCommand, AgendaEvent>,
  'ChangeServices'
> = {
  ChangeServices: (
    state,
    { appointmentId, plan, planned, by, terms, deposit, revision },
    facts,
  ) => {
    const entry = requirePlanned(requireBooked(state, appointmentId, revision), planned);
    const { appointment } = entry;
    const { lines, reassigned } = choose(state, plan, appointment.customerId, facts, (now) =>
      vacate(now, appointmentId, appointment.customerId, appointment.lines),
    );
    const nowMs = msOfIso(facts.now());
    const dropped = without(appointment.lines, lines);
    const fee =
      by === 'store' || dropped.length === 0
        ? undefined
        : assessFee(
            'cancel',
            { ...entry, appointment: { ...appointment, lines: dropped } },
            terms,
            nowMs,
          );
    const changed = { ...appointment, ...timesOf(appointment.zone, lines) };
    const others = dropped.length > 0 || without(lines, appointment.lines).length > 0;
    return [
      ...expireHolds(state, facts),
      ...reassignedEvents(reassigned, lines, appointmentId),
      {
        type: 'ServicesChanged',
        data: {
          appointment: others ? askAnew(changed, deposit, nowMs) : changed,
          previousStartMs: appointment.startMs,
          ...optional({ fee }),
          ...(fee ? { droppedCents: fee.basisCents } : {}),
        },
      },
    ];
  },
};

const without = (
  lines: readonly PlannedLine[],
  others: readonly PlannedLine[],
): readonly PlannedLine[] =>
  lines.filter((line) => !others.some((other) => other.lineId === line.lineId));
