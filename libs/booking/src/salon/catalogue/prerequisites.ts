import { dateAfter, DAY_MS, HOUR_MS, isoOf } from '@chignon/calendar';
import { invalid, optional, type Refusal, refused } from '@chignon/eventing';

/**
 * What a service asks for beforehand (BK-23, R-BK-47): a certain service, or any of a group, that was done. Its age is
 * the time from its completion to the start of the service itself, not to the booking nor to the appointment's begin.
 */
export interface Prerequisite {
  readonly prerequisiteServiceId?: string;
  readonly serviceGroup?: string;
  /** Greatest age, in days of 24 hours. */
  readonly validForDays: number;
  /** Least age; 0 where left out. */
  readonly minHoursBefore?: number;
  /** One that is only booked counts too, from its planned end on. */
  readonly acceptBooked?: boolean;
}

/** So many for one customer within any so many business days: a free scalp test in 90 days. */
export interface Quota {
  readonly perCustomer: number;
  readonly perDays: number;
}

/** A service that a customer had, or is to have. */
export interface KnownService {
  readonly serviceId: string;
  readonly serviceGroup: string;
  /** Completed, or planned to end. */
  readonly endMs: number;
  readonly done: boolean;
  /** Booked, and its time is over: nothing says that it took place. */
  readonly lapsed?: boolean;
}

/** What a store does when a service is to begin whose prerequisite does not hold: it is told, or refused. */
export const GATE_POLICIES = ['warn', 'block'] as const;

export type GatePolicy = (typeof GATE_POLICIES)[number];

/** Somebody who may let a service begin although its prerequisite did not hold: a fact of its line. */
export interface PrerequisiteOverride {
  /** What was found: `prerequisite-missing`, `prerequisite-too-recent` or `prerequisite-expired`. */
  readonly code: string;
  /** The service, or the group of services, that is asked for. */
  readonly requires: string;
  /** Why it may begin: a code. */
  readonly reason: string;
}

interface PlacedService {
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly startMs: number;
  readonly endMs: number;
}

const fits = (
  { prerequisiteServiceId, serviceGroup }: Prerequisite,
  service: Pick<KnownService, 'serviceId' | 'serviceGroup'>,
): boolean =>
  (prerequisiteServiceId !== undefined && service.serviceId === prerequisiteServiceId) ||
  (serviceGroup !== undefined && service.serviceGroup === serviceGroup);

/**
 * The first line whose prerequisite does not hold; earlier lines of the same appointment count as booked.
 * `rules`: per line. `known` undefined: nobody knows whose appointment it would be (a question about free slots), so that
 * only the distance between its own lines is judged.
 * Codes: `prerequisite-missing`, `prerequisite-too-recent` with the `earliest` start, `prerequisite-expired`.
 */
export function prerequisiteRefusal(
  rules: readonly (Prerequisite | undefined)[],
  lines: readonly PlacedService[],
  known: readonly KnownService[] | undefined,
): Refusal | undefined {
  for (const [i, line] of lines.entries()) {
    const rule = rules[i];
    if (!rule) continue;
    const own = lines
      .filter((other) => other !== line && fits(rule, other))
      .map(({ serviceId, serviceGroup, endMs }): KnownService => ({
        serviceId,
        serviceGroup,
        endMs,
        done: false,
      }));
    if (!known && (own.length === 0 || !rule.acceptBooked)) continue;
    const refusal = prerequisiteRefusalOf(
      rule,
      line,
      [...(known ?? []), ...own],
      `services.${i}.serviceId`,
    );
    if (refusal) return refusal;
  }
  return undefined;
}

/** The same of one line at its start, whatever is beside it in its visit: what counts of that stands in `services`. */
export function prerequisiteRefusalOf(
  rule: Prerequisite,
  line: PlacedService,
  services: readonly KnownService[],
  field: string,
): Refusal | undefined {
  const leastMs = (rule.minHoursBefore ?? 0) * HOUR_MS;
  const mostMs = rule.validForDays * DAY_MS;
  const earlier = services.filter(
    (service) => fits(rule, service) && service.endMs <= line.startMs,
  );
  const ends = earlier
    .filter(({ done, lapsed }) => done || (rule.acceptBooked === true && !lapsed))
    .map(({ endMs }) => endMs);
  if (ends.some((endMs) => line.startMs - endMs >= leastMs && line.startMs - endMs <= mostMs))
    return undefined;
  const detail = {
    field,
    serviceId: line.serviceId,
    requires: rule.prerequisiteServiceId ?? rule.serviceGroup,
  };
  const lastMs = ends.length === 0 ? undefined : Math.max(...ends);
  if (lastMs === undefined) {
    const booked =
      earlier.length === 0
        ? {}
        : { bookedFor: isoOf(Math.max(...earlier.map(({ endMs }) => endMs))) };
    return refused(
      'prerequisite-missing',
      `\`${line.serviceId}\` needs \`${detail.requires}\` to be done first.`,
      { ...detail, ...booked },
    );
  }
  if (line.startMs - lastMs < leastMs)
    return refused(
      'prerequisite-too-recent',
      `\`${detail.requires}\` must be done at least ${rule.minHoursBefore} hours before.`,
      { ...detail, completedAt: isoOf(lastMs), earliest: isoOf(lastMs + leastMs) },
    );
  return refused('prerequisite-expired', `\`${detail.requires}\` was done too long ago.`, {
    ...detail,
    completedAt: isoOf(lastMs),
    expiredAt: isoOf(lastMs + mostMs),
  });
}

/** How many uses a date still takes, when these dates (repeats allowed) have one each: no stretch of `perDays` days may hold more than `perCustomer`. */
export function allowanceOn(
  { perCustomer, perDays }: Quota,
  uses: readonly string[],
  date: string,
): number {
  const first = dateAfter(date, 1 - perDays);
  // The fullest stretch around the date can be shifted until it begins with a use, or with the date.
  const starts = [date, ...uses.filter((use) => use >= first && use <= date)];
  const fullest = Math.max(
    ...starts.map(
      (start) => uses.filter((use) => use >= start && use < dateAfter(start, perDays)).length,
    ),
  );
  return Math.max(0, perCustomer - fullest);
}

/** The refusal of `wanted` uses on a date, with the next date on which one is allowed; undefined when they fit. */
export function quotaRefusal(
  serviceId: string,
  quota: Quota,
  uses: readonly string[],
  date: string,
  wanted: number,
  field: string,
): Refusal | undefined {
  if (wanted <= allowanceOn(quota, uses, date)) return undefined;
  const next = [
    date,
    ...uses
      .map((use) => dateAfter(use, quota.perDays))
      .filter((after) => after > date)
      .sort(),
  ].find((after) => allowanceOn(quota, uses, after) > 0);
  return refused(
    'quota-used',
    `A customer may book \`${serviceId}\` at most ${quota.perCustomer} times in ${quota.perDays} days.`,
    { field, serviceId, ...quota, ...optional({ next }) },
  );
}

/** @throws Refusal 422 naming the field */
export function checkPrerequisite(
  serviceId: string,
  { prerequisiteServiceId, serviceGroup, validForDays, minHoursBefore = 0 }: Prerequisite,
): void {
  if ((prerequisiteServiceId === undefined) === (serviceGroup === undefined))
    throw invalid(
      'prerequisite-unclear',
      'A prerequisite needs either a service or a service group.',
      { field: 'requires', expected: 'prerequisiteServiceId or serviceGroup' },
    );
  if (prerequisiteServiceId === serviceId)
    throw invalid('prerequisite-itself', 'A service cannot require itself.', {
      field: 'requires.prerequisiteServiceId',
    });
  if (minHoursBefore * HOUR_MS > validForDays * DAY_MS)
    throw invalid('prerequisite-never', 'The prerequisite would expire before it is old enough.', {
      field: 'requires.minHoursBefore',
      expected: `at most ${validForDays * 24}`,
    });
}
