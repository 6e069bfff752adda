import type {
  AppointmentBooked,
  AppointmentCustomerCorrected,
  VisitCompleted,
  VisitSettled,
} from '@chignon/contracts';
import { appointmentEvents, visitEvents } from '@chignon/contracts';
import { effect, type EffectCause, type Envelope, optional, type Tools } from '@chignon/eventing';
import { rebook, type RebookCommand } from './rebook-ledger.js';
import {
  CURRENT_RULES,
  DEFAULT_REBOOK_RULES,
  rebookRules,
  type RebookRules,
} from './rebook-rules.js';

/** A wish before the rules in force are put to it. */
type RebookStep = RebookCommand extends infer C
  ? C extends { rules: RebookRules }
    ? Omit<C, 'rules'>
    : never
  : never;

/** The rules in force: the chain's own, else the defaults. */
export async function rulesInForce(tools: Tools): Promise<RebookRules> {
  const { intervalDays, fallbackDays, leadDays, validityDays, sendAtHour, version } =
    (await tools.documents.get(rebookRules, CURRENT_RULES)) ?? DEFAULT_REBOOK_RULES;
  return { version, intervalDays, fallbackDays, leadDays, validityDays, sendAtHour };
}

/**
 * Hears what customers did and asks the rebook ledger. An effect and not a reaction because the rules are a document:
 * they are read here and go into the command, so that the decision itself stays pure. The command's input is the event
 * alone: heard again under newer rules it is the same command.
 */
const ask =
  <D>(wishOf: (data: D) => { customerId?: string; wish: RebookStep } | undefined) =>
  async ({ data, meta }: Envelope<string, D>, tools: Tools, cause: EffectCause): Promise<void> => {
    const asked = wishOf(data);
    if (!asked?.customerId) return;
    const { customerId, wish } = asked;
    const { storeId, effectiveAt } = meta;
    await tools.execute(
      rebook,
      customerId,
      { ...wish, rules: await rulesInForce(tools) },
      cause(undefined, { storeId, effectiveAt, input: wish }),
    );
  };

const bookingOf = ({
  customerId,
  appointmentId,
  startsAt,
  lines,
}: AppointmentBooked): { customerId?: string; wish: RebookStep } => ({
  ...optional({ customerId }),
  wish: {
    type: 'StopOnBooking',
    appointmentId,
    startsAt,
    serviceGroups: [...new Set(lines.map((line) => line.serviceGroup))].sort(),
  },
});
const booked = ask(bookingOf);

/** What was done sets the rhythm: the completed services, and those that only the bill knows (imports). */
const visited = (
  visit: VisitCompleted | VisitSettled,
  at: string,
  groups: readonly (string | undefined)[],
) => {
  const serviceGroups = [
    ...new Set(groups.filter((group): group is string => group !== undefined && group !== '')),
  ].sort();
  const { customerId, visitId, appointmentId, storeId, zone, businessDate } = visit;
  return serviceGroups.length === 0
    ? undefined
    : {
        customerId,
        wish: {
          type: 'NoteVisit',
          visitId,
          ...optional({ appointmentId }),
          storeId,
          zone,
          businessDate,
          at,
          serviceGroups,
        } as const,
      };
};

/** Wishes by what was heard; exported for tests. */
export const planRebooking = effect([visitEvents, appointmentEvents], {
  name: 'marketing.rebook',
  on: {
    VisitCompleted: ask((visit) =>
      visited(
        visit,
        visit.completedAt,
        visit.services.map((service) => service.serviceGroup),
      ),
    ),
    VisitSettled: ask((visit) =>
      visited(
        visit,
        visit.settledAt,
        visit.lines.map((line) =>
          line.kind === 'service' && line.quantityMilli > 0 ? line.serviceGroup : undefined,
        ),
      ),
    ),
    VisitVoided: ask(({ customerId, visitId }) => ({
      customerId,
      wish: { type: 'TakeVisitOut', visitId },
    })),
    AppointmentBooked: booked,
    AppointmentCustomerNamed: booked,
    AppointmentCustomerCorrected: ask(({ status, ...appointment }: AppointmentCustomerCorrected) =>
      status === 'booked' || status === 'checked-in' ? bookingOf(appointment) : undefined,
    ),
    AppointmentCustomerRemoved: ask(({ customerId, appointmentId }) => ({
      customerId,
      wish: { type: 'DropBooking', appointmentId, reason: 'corrected' },
    })),
    AppointmentRescheduled: booked,
    AppointmentReinstated: booked,
    AppointmentCancelled: ask(({ customerId, appointmentId }) => ({
      customerId,
      wish: { type: 'DropBooking', appointmentId, reason: 'cancelled' },
    })),
    AppointmentMissed: ask(({ customerId, appointmentId }) => ({
      customerId,
      wish: { type: 'DropBooking', appointmentId, reason: 'missed' },
    })),
  },
});
