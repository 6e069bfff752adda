import { invalid, optional, refused } from '@chignon/eventing';
import type { Assistant, PlannedLine } from '../../agenda/day/line.js';
import { assistantsOf, lineAtZero } from '../../agenda/day/line-making.js';
import { type Durations, minutesOfPhases, priceAt } from '../../salon/catalogue/durations.js';
import type { Service } from '../../salon/catalogue/service.js';
import { mayAssist, mayPerform, noStaff, type StaffMember } from '../../salon/roster/staff.js';

/** One service of a request, with the person asked for, if any. */
export interface WantedService {
  readonly service: Service;
  readonly staffId?: string;
  /** Asked for to assist, in no order. */
  readonly assistantIds?: readonly string[];
  readonly parallel?: boolean;
  /** Attributes of the place that the customer asks for. */
  readonly needs?: readonly string[];
}

/** Who could be asked, and the durations that may differ. */
export interface Team {
  readonly storeId: string;
  /** In which the store counts. */
  readonly currency: string;
  readonly members: ReadonlyMap<string, StaffMember>;
  readonly tables: Durations;
}

/**
 * The line at instant 0 for everyone who may perform the service on that date: the named one, else the team.
 * @throws Refusal `staff-unknown`, `staff-not-qualified`, `nobody-qualified` naming the field
 */
export function candidatesFor(
  wanted: WantedService,
  lineNo: number,
  team: Team,
  customerId: string | undefined,
  date: string,
  field: string,
): PlannedLine[] {
  const { service, staffId, parallel, needs } = wanted;
  const asked = staffId === undefined ? undefined : team.members.get(staffId);
  if (staffId !== undefined && !asked) throw noStaff(`${field}.staffId`);
  const able = [...(asked ? [asked] : team.members.values())].filter((m) =>
    mayPerform(m, service, team.storeId, date),
  );
  if (able.length === 0 && asked)
    throw refused(
      'staff-not-qualified',
      `\`${staffId}\` is not qualified for \`${service.id}\` on that date.`,
      { field: `${field}.staffId` },
    );
  if (able.length === 0)
    throw refused(
      'nobody-qualified',
      `No staff member of the store is qualified for \`${service.id}\` on that date.`,
      { field: `${field}.serviceId` },
    );
  const assistants = assistantsFor(wanted, team, date, field);
  const leads =
    assistants.length === 0
      ? able
      : able.filter((m) => assistants.every((one) => one.able!.some((id) => id !== m.id)));
  if (leads.length === 0)
    throw refused(
      'nobody-qualified',
      `No other staff member of the store is qualified to assist with \`${service.id}\` on that date.`,
      { field: `${field}.assistantIds` },
    );
  return leads.map((member) => {
    const who = {
      staffId: member.id,
      storeId: team.storeId,
      currency: team.currency,
      ...optional({ level: member.level, customerId }),
    };
    const line = lineAtZero({
      service,
      minutes: minutesOfPhases(service, who, team.tables),
      staffId: member.id,
      ...optional({ level: member.level }),
      requested: asked !== undefined,
      priceCents: priceAt(service, who, team.tables, `${field}.serviceId`),
      lineId: `l${lineNo}`,
      needs,
    });
    return {
      ...line,
      ...(assistants.length === 0 ? {} : { assistants }),
      ...(parallel ? { parallel } : {}),
    };
  });
}

/** The parts of a service beside the lead's, each with who may take it: those named, else all of the team who are able. */
function assistantsFor(
  { service, staffId, assistantIds: asked = [] }: WantedService,
  team: Team,
  date: string,
  field: string,
): Assistant[] {
  const parts = assistantsOf(service);
  if (asked.length > parts.length)
    throw invalid('too-many-assistants', `\`${service.id}\` needs fewer assistants.`, {
      field: `${field}.assistantIds`,
      expected: `at most ${parts.length}`,
      limit: parts.length,
    });
  for (const [i, id] of asked.entries()) {
    if (!team.members.has(id)) throw noStaff(`${field}.assistantIds.${i}`);
    if (id === staffId || asked.indexOf(id) !== i)
      throw invalid('assistant-repeated', 'The lead and the assistants must be different people.', {
        field: `${field}.assistantIds.${i}`,
      });
  }
  if (parts.length === 0) return parts;
  const may = (id: string, part: Assistant): boolean =>
    mayAssist(team.members.get(id)!, part.needs, team.storeId, date);
  const shared = parts.map((part) => [...team.members.keys()].filter((id) => may(id, part)));
  const taken = partsOf(asked, parts, may);
  if (!taken)
    throw refused(
      'staff-not-qualified',
      `These staff members are not qualified to assist with \`${service.id}\` on that date.`,
      { field: `${field}.assistantIds` },
    );
  return parts.map((part, i) =>
    taken[i] === undefined
      ? { ...part, able: shared[i]!.filter((id) => !asked.includes(id)) }
      : { ...part, able: [taken[i]], requested: true },
  );
}

/** Who of those asked for takes which part; at most three for three parts, so all ways are tried. */
function partsOf(
  asked: readonly string[],
  parts: readonly Assistant[],
  may: (id: string, part: Assistant) => boolean,
  taken: readonly (string | undefined)[] = [],
): readonly (string | undefined)[] | undefined {
  const [id, ...others] = asked;
  if (id === undefined) return taken;
  for (const [i, part] of parts.entries()) {
    const found =
      taken[i] === undefined && may(id, part)
        ? partsOf(
            others,
            parts,
            may,
            Array.from(parts, (_, n) => (n === i ? id : taken[n])),
          )
        : undefined;
    if (found) return found;
  }
  return undefined;
}
