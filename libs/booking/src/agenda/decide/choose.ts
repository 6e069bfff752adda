import { isoOf, msOfIso, mustBeInSight } from '@chignon/calendar';
import { type Facts, invalid, Refusal, refused } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { type AgendaState, occupancyAt } from '../appointment/appointment.js';
import { overQuota, type QuotaOfDay } from '../appointment/quotas.js';
import { leadOf, findUnstaffed, assignStaff } from '../day/assistants.js';
import { outsideDay } from '../day/day-frame.js';
import { assignAssistants, type PlannedLine, poolSpan, dropChoices } from '../day/line.js';
import { type Clash, clashOf, type Occupancy, withPools } from '../day/occupancy.js';
import { bindStaff, isOpen } from '../day/provisional.js';
import { markTier, viewFor } from '../day/reserved.js';
import { nearestStarts, placeChain } from '../day/search.js';
import { type Exchange, makeRoom, type Reassigned } from './make-room.js';

/**
 * What a booking needs to be decided, resolved beforehand from catalogue, roster and store (R-BK-06): the day and one or
 * more equally good choices of lines. A `Refusal` in its place is what resolving found wrong; it is thrown only when the
 * command is really decided, so that a repeat of a booked command is answered even if the catalogue has changed since.
 */
export type Plan =
  | {
      readonly frame: DayFrame;
      readonly options: readonly (readonly PlannedLine[])[];
      readonly quotas?: readonly QuotaOfDay[];
      readonly exchange?: Exchange;
    }
  | Refusal;

/** Lines that hold, with their pools bound, or the refusal with the resource in the way and the nearest free starts. */
export function choose(
  state: AgendaState,
  plan: Plan,
  customerId: string | undefined,
  facts: Facts,
  without: (now: Occupancy) => Occupancy = (now) => now,
): { frame: DayFrame; lines: readonly PlannedLine[]; reassigned: readonly Reassigned[] } {
  const { frame, options, first, nowMs, exchange } = ahead(state, plan, customerId, facts);
  const now = without(occupancyAt(state, nowMs));
  for (const option of options) {
    const lines = placeChain(now, frame, option, 0, customerId);
    if (lines)
      return {
        frame,
        lines: markTier(
          lines.map((line) => kept(line, nowMs)),
          frame,
        ),
        reassigned: [],
      };
  }
  const room = exchange && makeRoom(state, now, frame, options, customerId, exchange, nowMs);
  if (room)
    return {
      frame,
      lines: markTier(
        room.lines.map((line) => kept(line, nowMs)),
        frame,
      ),
      reassigned: room.reassigned,
    };
  const nearest = nearestStarts(now, frame, first, customerId, nowMs).map(isoOf);
  const own: PlannedLine[] = [];
  for (const whole of first) {
    const line = leadOf(whole);
    refuseOutside(line, frame, nearest);
    const clash = clashOf(now, own, line, 0, frame, customerId);
    if (clash?.kind === 'staff-day')
      throw refused(
        'staff-day-full',
        `\`${clash.id}\` would exceed the longest time that a staff member may serve in one day.`,
        { field: 'startsAt', resource: { kind: 'staff', id: clash.id }, nearest },
      );
    if (clash?.kind === 'break')
      throw refused('break-impossible', `\`${clash.id}\` would have no time left for a break.`, {
        field: 'startsAt',
        resource: { kind: 'staff', id: clash.id },
        breakFrom: isoOf(clash.fromMs),
        breakTo: isoOf(clash.toMs),
        nearest,
      });
    if (clash?.kind === 'reserved')
      throw refused('reserved-for-tier', `This slot is reserved for ${clash.tiers!.join(', ')}.`, {
        field: 'startsAt',
        resource: { kind: 'reserved', id: clash.id },
        tiers: clash.tiers,
        possibleFrom: isoOf(clash.freeFromMs!),
        nearest,
      });
    if (clash)
      throw refused('slot-taken', `The ${clash.kind} \`${clash.id}\` is taken.`, {
        field: 'startsAt',
        resource: { kind: clash.kind, id: clash.id },
        busyFrom: isoOf(clash.fromMs),
        busyTo: isoOf(clash.toMs),
        nearest,
      });
    const way = assignStaff(now, own, whole, 0, frame, customerId);
    if (!way)
      throw refused(
        'assistant-missing',
        `No staff member is free to assist with \`${whole.serviceId}\`.`,
        {
          field: 'startsAt',
          serviceId: whole.serviceId,
          resource: { kind: 'staff', id: findUnstaffed(now, own, whole, 0, frame) },
          nearest,
        },
      );
    own.push(withPools(now, own, way, frame));
  }
  if (own.some((line) => line.assistants))
    throw refused('assistant-missing', 'The staff needed are not free at the same time.', {
      field: 'startsAt',
      nearest,
    });
  throw new Error('a refused choice has a reason');
}

/**
 * The first choice of lines whether or not something is in the way, and all that is: for a deliberate overbooking (R-BK-23).
 * A pool without room is bound all the same, so that it counts. Opening hours and shifts hold even so.
 */
export function chooseAnyway(
  state: AgendaState,
  plan: Plan,
  customerId: string | undefined,
  facts: Facts,
): { frame: DayFrame; lines: readonly PlannedLine[]; clashes: readonly Clash[] } {
  const { frame, first, nowMs } = ahead(state, plan, customerId, facts);
  const now = occupancyAt(state, nowMs);
  const lines: PlannedLine[] = [];
  const clashes: Clash[] = [];
  for (const whole of first) {
    refuseOutside(leadOf(whole), frame);
    const line = assignStaff(now, lines, whole, 0, frame, customerId) ?? anyhow(whole);
    const clash = clashOf(now, lines, line, 0, frame, customerId);
    if (clash) clashes.push(clash);
    const bound = withPools(now, lines, line, frame);
    lines.push({
      ...bound,
      pools: bound.pools.map((span) =>
        span.pool === undefined ? poolSpan(span, 0, span.anyOf[0]) : span,
      ),
    });
  }
  return {
    frame,
    lines: markTier(
      lines.map((line) => bindStaff(dropChoices(line))),
      frame,
    ),
    clashes,
  };
}

/** The line as it is written; it is settled at once when the time for exchanges is over. */
const kept = (line: PlannedLine, nowMs: number): PlannedLine =>
  isOpen(line, nowMs) ? dropChoices(line) : bindStaff(dropChoices(line));

/** The line with its first choice of assistants, whether they are free or not. */
function anyhow(line: PlannedLine): PlannedLine {
  const people: string[] = [];
  for (const { able, staffId } of line.assistants ?? [])
    people.push(
      (able ?? [staffId]).find((id) => id !== line.staffId && !people.includes(id)) ?? staffId,
    );
  return line.assistants === undefined ? line : assignAssistants(line, people);
}

/** A plan that can be decided: it was resolved, has lines, lies ahead and stays within the customer's quotas. */
function ahead(state: AgendaState, plan: Plan, customerId: string | undefined, facts: Facts) {
  if (plan instanceof Refusal) throw plan;
  const { options } = plan;
  const first = options[0];
  if (!first?.[0])
    throw invalid('services-missing', 'An appointment needs at least one service.', {
      field: 'services',
    });
  const nowMs = msOfIso(facts.now());
  if (first[0].startMs < nowMs)
    throw invalid('start-in-past', 'The start is in the past.', {
      field: 'startsAt',
      expected: `${facts.now()} or later`,
    });
  mustBeInSight(first[0].startMs, nowMs);
  // The plan may have been made a moment earlier, or without a customer: what is reserved counts by the decision's clock.
  const frame = viewFor(plan.frame, { ...plan.frame.asker, nowMs });
  const over = plan.quotas && overQuota(state, plan.quotas, customerId, frame.businessDate, nowMs);
  if (over) throw over;
  return { frame, options, first, nowMs, exchange: plan.exchange };
}

function refuseOutside(line: PlannedLine, frame: DayFrame, nearest?: readonly string[]): void {
  const outside = outsideDay(line, 0, frame);
  const also = nearest === undefined ? {} : { nearest };
  if (outside === 'closed')
    throw refused('store-closed', 'The store is not open for the whole service.', {
      field: 'startsAt',
      ...also,
    });
  if (outside === 'not-served')
    throw refused(
      'staff-not-serving',
      `\`${line.staffId}\` does not perform \`${line.serviceId}\` in these hours.`,
      { field: 'startsAt', resource: { kind: 'staff', id: line.staffId }, ...also },
    );
  if (outside)
    throw refused(
      'staff-off-shift',
      `The shift of \`${line.staffId}\` does not cover the whole service.`,
      { field: 'startsAt', resource: { kind: 'staff', id: line.staffId }, ...also },
    );
}
