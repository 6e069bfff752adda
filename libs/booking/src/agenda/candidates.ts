import { invalid, refused } from '@chignon/eventing';
import { minutesOfPhases, priceAt, type Durations } from '../catalogue/durations.js';
import type { Service } from '../catalogue/service.js';
import { mayPerform, type StaffMember } from '../roster/staff.js';
import { lineAtZero, type PlannedLine } from './line.js';

/** One service of a wish, with the person asked for, if any. */
export interface WantedService {
  readonly service: Service;
  readonly staffId?: string;
  readonly parallel?: boolean;
  /** Attributes of the place that the customer asks for. */
  readonly needs?: readonly string[];
}

/** Who could be asked, and the durations that may differ. */
export interface Team {
  readonly storeId: string;
  readonly members: ReadonlyMap<string, StaffMember>;
  readonly tables: Durations;
}

/**
 * The line at instant 0 for everyone who may perform the service on that date: whoever was asked for, else the team.
 * @throws Refusal `staff-unknown`, `staff-not-qualified`, `nobody-qualified` naming the field
 */
export function candidatesFor(wanted: WantedService, lineNo: number, team: Team, customerId: string | undefined, date: string, field: string): PlannedLine[] {
  const { service, staffId, parallel, needs } = wanted;
  const asked = staffId === undefined ? undefined : team.members.get(staffId);
  if (staffId !== undefined && !asked) throw invalid('staff-unknown', 'nobody of this id works at the store', { field: `${field}.staffId` });
  const able = [...(asked ? [asked] : team.members.values())].filter((m) => mayPerform(m, service, team.storeId, date));
  if (able.length === 0 && asked) throw refused('staff-not-qualified', `${staffId} may not perform ${service.id} on that date`, { field: `${field}.staffId` });
  if (able.length === 0) throw refused('nobody-qualified', `nobody at the store may perform ${service.id} on that date`, { field: `${field}.serviceId` });
  return able.map((member) => {
    const who = { staffId: member.id, storeId: team.storeId, ...(member.level === undefined ? {} : { level: member.level }), ...(customerId === undefined ? {} : { customerId }) };
    const line = lineAtZero({
      service, minutes: minutesOfPhases(service, who, team.tables), staffId: member.id, ...(member.level === undefined ? {} : { level: member.level }),
      requested: asked !== undefined, priceCents: priceAt(service, who, team.tables), lineId: `l${lineNo}`, needs,
    });
    return parallel ? { ...line, parallel } : line;
  });
}
