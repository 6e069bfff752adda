import type {
  AppointmentBooked,
  AppointmentCancelled,
  AppointmentMissed,
  VisitCompleted,
  VisitSettled,
  VisitVoided,
} from '@chignon/contracts';
import { APPOINTMENT_TOPIC, VISIT_TOPIC } from '@chignon/contracts';
import { deriveId, type Effect, type Envelope, type Tools } from '@chignon/eventing';
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
  (wishOf: (data: any) => { customerId?: string; wish: RebookStep } | undefined) =>
  async (event: Envelope, tools: Tools): Promise<void> => {
    const asked = wishOf(event.data);
    if (!asked?.customerId) return;
    const command = { ...asked.wish, rules: await rulesInForce(tools) } as RebookCommand;
    await tools.execute(rebook, asked.customerId, command, {
      commandId: deriveId(`marketing.rebook|${event.id}`),
      actor: 'system:marketing.rebook',
      correlationId: event.meta.correlationId,
      causationId: event.id,
      tenant: event.meta.tenant,
      ...(event.meta.storeId === undefined ? {} : { storeId: event.meta.storeId }),
      effectiveAt: event.meta.effectiveAt,
      input: asked.wish,
    });
  };

const booked = ask(({ customerId, appointmentId, startsAt, lines }: AppointmentBooked) => ({
  customerId,
  wish: {
    type: 'StopOnBooking',
    appointmentId,
    startsAt,
    serviceGroups: [...new Set(lines.map((line) => line.serviceGroup))].sort(),
  },
}));

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
          ...(appointmentId === undefined ? {} : { appointmentId }),
          storeId,
          zone,
          businessDate,
          at,
          serviceGroups,
        } as const,
      };
};

/** Wishes by what was heard; exported for tests. */
export const planRebooking: Effect = {
  name: 'marketing.rebook',
  source: { topics: [VISIT_TOPIC, APPOINTMENT_TOPIC] },
  on: {
    VisitCompleted: ask((visit: VisitCompleted) =>
      visited(
        visit,
        visit.completedAt,
        visit.services.map((service) => service.serviceGroup),
      ),
    ),
    VisitSettled: ask((visit: VisitSettled) =>
      visited(
        visit,
        visit.settledAt,
        visit.lines.map((line) =>
          line.kind === 'service' && line.quantityMilli > 0 ? line.serviceGroup : undefined,
        ),
      ),
    ),
    VisitVoided: ask(({ customerId, visitId }: VisitVoided) => ({
      customerId,
      wish: { type: 'TakeVisitOut', visitId },
    })),
    AppointmentBooked: booked,
    AppointmentRescheduled: booked,
    AppointmentReinstated: booked,
    AppointmentCancelled: ask(({ customerId, appointmentId }: AppointmentCancelled) => ({
      customerId,
      wish: { type: 'DropBooking', appointmentId, reason: 'cancelled' },
    })),
    AppointmentMissed: ask(({ customerId, appointmentId }: AppointmentMissed) => ({
      customerId,
      wish: { type: 'DropBooking', appointmentId, reason: 'missed' },
    })),
  },
};
