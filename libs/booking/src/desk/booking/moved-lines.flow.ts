import { invalid, refused, type Tools } from '@chignon/eventing';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import {
  fillCategory,
  unbindPools,
  shiftLine,
  assignLead,
  type PlannedLine,
} from '../../agenda/day/line.js';
import { bindStaff } from '../../agenda/day/provisional.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { Requester } from '../../salon/book/day.js';
import { type StoreBook, booksOf } from '../../salon/book/store-book.flow.js';
import { mayPerform, mayAssist } from '../../salon/roster/staff.js';
import type { RescheduleBody } from './agenda.shapes.http.js';
import { withExchange } from './exchange.flow.js';
import { checkPrerequisites } from './prerequisites.flow.js';

/**
 * The plan of a move: the booked lines at their new time, frozen as they were (R-BK-06), by the same people, those asked for, or, in another store, one who may
 * do all of it.
 * @throws Refusal `line-unknown`, `staff-not-qualified`, `too-many-assistants`, or what a prerequisite asks for
 */
export async function planMove(
  tools: Tools,
  book: StoreBook,
  { appointmentId, customerId, storeId, lines, startMs: oldMs }: Appointment,
  body: Pick<RescheduleBody, 'staff'>,
  startMs: number,
  date: string,
  requester: Requester,
): Promise<Plan> {
  const asked = new Map((body.staff ?? []).map((s) => [s.lineId, s]));
  for (const [i, { lineId }] of (body.staff ?? []).entries())
    if (!lines.some((l) => l.lineId === lineId))
      throw invalid('line-unknown', 'There is no such line.', { field: `staff.${i}.lineId` });
  const versions = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
  );
  const later = lines.map((line, i) =>
    assistable(
      book,
      fillCategory(unbindPools(shiftLine(line, startMs - oldMs)), versions[i]?.category),
      asked.get(line.lineId)?.assistantIds,
      date,
      body,
    ),
  );
  const may = (staffId: string, i: number): boolean => {
    const member = book.team.get(staffId);
    return member !== undefined && mayPerform(member, versions[i] ?? {}, book.store.id, date);
  };
  const keeps = later.map((line) => {
    const wanted = asked.get(line.lineId)?.staffId;
    // A staff member named now is final, and in another store others sell the same.
    return assignLead(
      wanted === undefined && storeId === book.store.id ? line : bindStaff(line),
      wanted ?? line.staffId,
    );
  });
  const options: PlannedLine[][] = keeps.every((line, i) => may(line.staffId, i)) ? [keeps] : [];
  if (keeps.length === 1)
    for (const staffId of keeps[0]!.provisional?.able ?? [])
      if (staffId !== keeps[0]!.staffId && may(staffId, 0))
        options.push([assignLead(keeps[0]!, staffId)]);
  if (options.length === 0 && storeId !== book.store.id && asked.size === 0) {
    for (const staffId of book.team.keys())
      if (later.every((_, i) => may(staffId, i)))
        options.push(later.map((line) => assignLead(bindStaff(line), staffId)));
  }
  const unable = keeps.findIndex((line, i) => !may(line.staffId, i));
  if (options.length === 0)
    throw refused(
      'staff-not-qualified',
      `\`${keeps[unable]!.staffId}\` is not qualified for this service at the store on that date.`,
      { field: 'staff', lineId: keeps[unable]!.lineId },
    );
  return withExchange(
    tools,
    book,
    await checkPrerequisites(
      tools,
      { frame: viewFor(book.frame(date), requester), options },
      customerId,
      appointmentId,
    ),
  );
}

/** The line with who may assist at the new time: those named now or before, else all who are able (R-BK-13). */
function assistable(
  book: StoreBook,
  line: PlannedLine,
  asked: readonly string[] | undefined,
  date: string,
  body: Pick<RescheduleBody, 'staff'>,
): PlannedLine {
  const field = `staff.${(body.staff ?? []).findIndex((s) => s.lineId === line.lineId)}.assistantIds`;
  const parts = line.assistants ?? [];
  if (asked && asked.length > parts.length)
    throw invalid('too-many-assistants', 'The service needs fewer assistants.', {
      field,
      expected: `at most ${parts.length}`,
      limit: parts.length,
    });
  if (parts.length === 0) return line;
  const able = (i: number): string[] =>
    [...book.team.values()]
      .filter((m) => mayAssist(m, parts[i]!.needs, book.store.id, date))
      .map((m) => m.id);
  return {
    ...line,
    assistants: parts.map((part, i) => {
      const all = able(i);
      if (asked?.[i] !== undefined && !all.includes(asked[i]))
        throw refused(
          'staff-not-qualified',
          `\`${asked[i]}\` is not qualified to assist with this service at the store on that date.`,
          { field, lineId: line.lineId },
        );
      if (asked?.[i] !== undefined)
        return {
          staffId: part.staffId,
          needs: part.needs,
          requested: true as const,
          able: [asked[i]],
        };
      // Who was asked for stays, where they can.
      return {
        ...part,
        able:
          part.requested && all.includes(part.staffId)
            ? [part.staffId]
            : all.filter((id) => !asked?.includes(id)),
      };
    }),
  };
}
