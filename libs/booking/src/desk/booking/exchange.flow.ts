import { type CommandMetadata, optional, Refusal, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type AgendaState, type Entry } from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { type Exchange, lineKey } from '../../agenda/decide/make-room.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { mayPerform } from '../../salon/roster/staff.js';

/** Who may lead what of the lines that are not bound yet; undefined when there are none. */
export async function exchangeOf(
  tools: Tools,
  book: StoreBook,
  lines: readonly PlannedLine[],
  date: string,
): Promise<Exchange | undefined> {
  const found = new Map<string, { staffIds: ReadonlySet<string>; skill?: string }>();
  for (const line of lines) {
    if (line.provisional === undefined || found.has(lineKey(line))) continue;
    const version = await booksOf(tools).version(line.serviceId, line.catalogueVersion);
    const skill = version?.skill?.skill;
    if (version)
      found.set(lineKey(line), {
        staffIds: new Set(
          [...book.team.values()]
            .filter((m) => mayPerform(m, version, book.store.id, date))
            .map((m) => m.id),
        ),
        ...optional({ skill }),
      });
  }
  return found.size === 0 ? undefined : found;
}

/** Every line of a day whose staff member could still be exchanged. */
export const openLinesOf = ({ entries }: Pick<AgendaState, 'entries'>): PlannedLine[] =>
  [...entries.values()].flatMap((entry) =>
    entry.appointment.lines.filter((line) => line.provisional !== undefined),
  );

/** The plan with what the agenda needs to make room for it, at stores that bind late; elsewhere the plan as it is. */
export async function withExchange(tools: Tools, book: StoreBook, plan: Plan): Promise<Plan> {
  if (!book.store.lateBindingHours || plan instanceof Refusal) return plan;
  const { businessDate } = plan.frame;
  const { state } = await tools.load(agenda, agendaKey(book.store.id, businessDate));
  const exchange = await exchangeOf(tools, book, openLinesOf(state), businessDate);
  return exchange ? { ...plan, exchange } : plan;
}

/** Binds what is not bound yet of an appointment, by the store's policy. The same entry when there is nothing to bind. */
export async function bindNow(
  tools: Tools,
  key: string,
  entry: Entry,
  cause: CommandMetadata,
  seen: { revision?: number } = {},
): Promise<Entry> {
  const { appointmentId, storeId, businessDate, lines } = entry.appointment;
  if (lines.every((line) => line.provisional === undefined)) return entry;
  const book = await booksOf(tools).store(storeId);
  const { anyStaff: policy, rotation } = book.store;
  const exchange = (await exchangeOf(tools, book, lines, businessDate)) ?? new Map();
  const { state } = await tools.execute(
    agenda,
    key,
    {
      type: 'BindStaff',
      appointmentId,
      frame: book.frame(businessDate),
      exchange,
      turns: { policy, rotation, team: book.team },
      ...seen,
    },
    cause,
  );
  return state.entries.get(appointmentId)!;
}
