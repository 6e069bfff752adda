import type { Tools } from '@chignon/eventing';
import type { AgendaState } from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import type { Service } from '../../salon/catalogue/service.js';
import { mayAssist, mayPerform, type StaffMember } from '../../salon/roster/staff.js';

/** What the booked versions of services ask of whoever performs them. */
export type Versions = ReadonlyMap<string, Pick<Service, 'skill'>>;

/** May take the part that `whose` has in the line: to lead it, or to assist. */
export function mayTake(
  member: StaffMember,
  line: PlannedLine,
  whose: string,
  versions: Versions,
  storeId: string,
  date: string,
): boolean {
  const assistant = line.assistants?.find((one) => one.staffId === whose);
  return assistant
    ? mayAssist(member, assistant.needs, storeId, date)
    : mayPerform(member, versions.get(versionKey(line)) ?? {}, storeId, date);
}

const versionKey = (line: PlannedLine): string => `${line.serviceId}~${line.catalogueVersion}`;

/** The booked versions of what a day has. @param staffId of this person alone; left out: of everybody */
export async function versionsIn(
  tools: Tools,
  state: AgendaState,
  staffId?: string,
): Promise<Versions> {
  const versions = new Map<string, Pick<Service, 'skill'>>();
  const all = [
    ...[...state.entries.values()].map((e) => e.appointment),
    ...[...state.reserved.values()].map((r) => r.appointment),
  ];
  for (const line of all
    .flatMap((a) => a.lines)
    .filter((l) => staffId === undefined || l.staff.some((s) => s.staffId === staffId))) {
    const key = versionKey(line);
    if (!versions.has(key))
      versions.set(
        key,
        (await booksOf(tools).version(line.serviceId, line.catalogueVersion)) ?? {},
      );
  }
  return versions;
}
