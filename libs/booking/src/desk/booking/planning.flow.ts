import { businessDateOf, HOUR_MS, instantOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import {
  type CommandMetadata,
  invalid,
  optional,
  Refusal,
  refused,
  type Tools,
} from '@chignon/eventing';
import { type RequestContext, Pace } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { orderByTurn, type Turns } from '../../agenda/appointment/any-staff.js';
import { agendaKey, occupancyAt } from '../../agenda/appointment/appointment.js';
import { shiftLine, type PlannedLine } from '../../agenda/day/line.js';
import type { Occupancy } from '../../agenda/day/occupancy.js';
import { markProvisional } from '../../agenda/day/provisional.js';
import { viewFor } from '../../agenda/day/reserved.js';
import { shortestAt, type WantedServices } from '../../agenda/day/search.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { Requester } from '../../salon/book/day.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { ordersOf } from '../../salon/catalogue/order.js';
import type { Service } from '../../salon/catalogue/service.js';
import { termsOf, timeRefusal, whatRefusal } from '../../salon/channels/admission.js';
import { priced } from '../../salon/peaks/price-rule.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { admission } from '../terms/admission.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import { candidatesFor, type WantedService } from './candidates.js';
import { withExchange } from './exchange.flow.js';
import { checkPrerequisites } from './prerequisites.flow.js';
import { unplaced } from './unplaced.js';

/** What a booking asks for, as its routes take it. */
export interface BookingInput {
  readonly storeId: string;
  readonly startsAt: string;
  readonly customerId?: string;
  readonly services: readonly {
    readonly serviceId: string;
    readonly staffId?: string;
    readonly assistantIds?: readonly string[];
    readonly startsAt?: string;
    readonly parallel?: boolean;
    readonly needs?: readonly string[];
  }[];
  /** The services may follow each other in any order that the catalogue allows (R-BK-12). */
  readonly anyOrder?: boolean;
  /** All services by one person, any of those who may perform all (R-BK-12). */
  readonly sameStaff?: boolean;
  /** Asks the rules of the channel; absent: the store decides. */
  readonly channel?: string;
}

/** The cause of a command on an appointment: `If-Match` names the appointment's revision, not the agenda's. */
export function causeOf(request: RequestContext, storeId: string): CommandMetadata {
  const { expected: _, ...cause } = request.cause({ storeId });
  return cause;
}

/** The instant of a text and the business day that it belongs to. @throws Refusal 422 naming the field */
export function momentOf(
  book: StoreBook,
  text: string,
  field = 'startsAt',
): { startMs: number; date: string } {
  const startMs = instantOf(text, book.store.zone, field);
  return { startMs, date: businessDateOf(book.store.zone, dayStartMinute(book.store), startMs) };
}

/** A service runs beside the one before it when it says so; the second also when the first does. */
const runsBeside = (list: BookingInput['services'], i: number): boolean =>
  list[i]!.parallel === true ||
  (i === 1 && list[0]!.parallel === true && list[1]!.startsAt === undefined);

/** Services by id, in order. @throws Refusal 422 */
export const findServices = (
  tools: Tools,
  list: BookingInput['services'],
  field = 'services',
): Promise<WantedService[]> =>
  Promise.all(
    list.map(async ({ serviceId, staffId, assistantIds, needs }, i) => ({
      service: await booksOf(tools).service(serviceId, `${field}.${i}.serviceId`),
      ...optional({ staffId }),
      ...(assistantIds?.length ? { assistantIds } : {}),
      ...(runsBeside(list, i) ? { parallel: true } : {}),
      ...(needs?.length ? { needs } : {}),
    })),
  );

/**
 * Resolves a booking to a plan that the agenda can decide. What is wrong with it comes back inside the plan, so that a
 * repeat of a command that was done is answered and not judged anew.
 */
export async function planFor(
  tools: Tools,
  book: StoreBook,
  input: BookingInput,
  startMs: number,
  date: string,
  pace = planPace(),
): Promise<Plan> {
  try {
    return await withExchange(
      tools,
      book,
      await checkPrerequisites(
        tools,
        await planLines(
          tools,
          book,
          input,
          startMs,
          date,
          await requesterOf(tools, book, input.customerId),
          pace,
        ),
        input.customerId,
      ),
    );
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function planLines(
  tools: Tools,
  book: StoreBook,
  input: BookingInput,
  startMs: number,
  date: string,
  requester: Requester,
  pace: Pace,
): Promise<Plan> {
  const frame = viewFor(book.frame(date), requester);
  const { lines: possible, orders, services } = await possibleLines(tools, book, input, date);
  const lines = admitLines(book, input, services, startMs, date, requester, possible);
  const starts = input.services.map((s, i) =>
    s.startsAt === undefined ? undefined : checkedStart(book, input, i, startMs),
  );
  if (lines.length === 1 && lines[0]!.length === 1)
    return { frame, options: [[priced(shiftLine(lines[0]![0]!, starts[0] ?? startMs), frame)]] };
  const { now, turns } = await loadOccupancy(tools, book, date);
  const fair = lines.map((line, i) => orderByTurn(line, services[i]!.skill?.skill, turns));
  if (fair.length === 1)
    return { frame, options: fair[0]!.map((line) => [priced(shiftLine(line, startMs), frame)]) };
  const searches = orders.map((order) => ({
    ...wantedOf(
      book,
      order.map((i) => fair[i]!),
      input.customerId,
      order.map((i) => starts[i]),
    ),
    ...(input.sameStaff ? { sameStaff: true } : {}),
    askedWaitMs: order.map((i) => (services[i]!.requires?.minHoursBefore ?? 0) * HOUR_MS),
  }));
  const found = await pace.through(shortestAt(now, frame, searches, startMs));
  return { frame, options: found ? [found] : unplaced(searches[0]!, startMs, frame) };
}

/** What a request may ask less of. */
export const planPace = (): Pace =>
  new Pace({ field: 'services', expected: 'fewer services or people, or their order fixed' });

/** The lines as the channel takes them, perhaps only with the store's approval. @throws Refusal naming the rule of the channel */
export function admitLines(
  book: StoreBook,
  { channel, services: asked }: Pick<BookingInput, 'channel' | 'services'>,
  services: readonly Service[],
  startMs: number,
  date: string,
  requester: Requester,
  lines: PlannedLine[][],
  field = 'services',
): PlannedLine[][] {
  if (channel === undefined || !book.channels[channel]) return lines;
  const ask = admission(book, channel, requester);
  const no =
    whatRefusal(
      ask,
      services,
      asked.map((one) => one.staffId),
      field,
    ) ?? timeRefusal(ask, startMs, date);
  if (no) throw no;
  return termsOf(ask).needsApproval
    ? lines.map((line) => line.map((one) => ({ ...one, needsApproval: true })))
    : lines;
}

/** Services at times of their own, or at once, follow each other in no order. */
export const orderFixed = (): Refusal =>
  invalid(
    'order-fixed',
    '`anyOrder` cannot be used with services that have their own start or run at the same time.',
    { field: 'anyOrder' },
  );

/** Who may perform each service of a request, and in which orders they may follow each other. @throws Refusal */
export async function possibleLines(
  tools: Tools,
  book: StoreBook,
  {
    services,
    customerId,
    anyOrder,
    sameStaff,
  }: Pick<BookingInput, 'services' | 'customerId' | 'anyOrder' | 'sameStaff'>,
  date: string,
  field = 'services',
): Promise<{ lines: PlannedLine[][]; orders: number[][]; services: Service[] }> {
  const team = {
    storeId: book.store.id,
    currency: book.store.currency,
    members: book.team,
    tables: await booksOf(tools).tablesFor(book, customerId),
  };
  const wanted = await findServices(tools, services, field);
  const fixed = services.some((s) => s.startsAt !== undefined || s.parallel);
  if (anyOrder && fixed) throw orderFixed();
  // With times of their own, parallel services stand in no order.
  const orders =
    fixed && services.some((s) => s.parallel) && services.some((s) => s.startsAt !== undefined)
      ? [services.map((_, i) => i)]
      : ordersOf(
          wanted.map((w) => w.service),
          anyOrder ?? false,
        );
  const candidates = wanted.map((one, i) =>
    candidatesFor(one, i + 1, team, customerId, date, `${field}.${i}`),
  );
  return {
    // Who does all of it is not exchanged line by line.
    lines:
      sameStaff && wanted.length > 1
        ? byOne(candidates, field)
        : candidates.map((line) => markProvisional(line, book.store.lateBindingHours)),
    orders,
    services: wanted.map((one) => one.service),
  };
}

/**
 * The candidates of each service who may perform all of them.
 * @throws Refusal 409 `nobody-qualified`
 */
export function byOne(candidates: readonly PlannedLine[][], field: string): PlannedLine[][] {
  const able = candidates.map((line) => new Set(line.map((one) => one.staffId)));
  const lines = candidates.map((line) =>
    line.filter(({ staffId }) => able.every((ids) => ids.has(staffId))),
  );
  if (lines[0]!.length === 0)
    throw refused(
      'nobody-qualified',
      'No staff member of the store may perform all of these services on that date.',
      { field: field.replace(/services$/, 'sameStaff') },
    );
  return lines;
}

/** What is taken now on a day, holds that have run out left aside, and whose turn it is. */
export async function loadOccupancy(
  tools: Tools,
  { store: { id, anyStaff: policy, rotation }, team }: StoreBook,
  date: string,
): Promise<{ now: Occupancy; turns: Turns }> {
  const { state } = await tools.load(agenda, agendaKey(id, date));
  const now = occupancyAt(state, msOfIso(tools.facts.now()));
  return { now, turns: { policy, rotation, team, now, state } };
}

/** A request for lines one after another under the store's terms. */
export const wantedOf = (
  { store }: StoreBook,
  lines: readonly (readonly PlannedLine[])[],
  customerId: string | undefined,
  starts?: readonly (number | undefined)[],
): WantedServices => ({
  lines,
  maxWaitMs: store.maxWaitMinutes * MINUTE_MS,
  ...optional({ starts, customerId }),
});

/** A line's own time is the appointment's or later; that the customer is never in two lines is decided with the rest. */
function checkedStart(book: StoreBook, input: BookingInput, i: number, firstMs: number): number {
  const field = `services.${i}.startsAt`;
  const atMs = momentOf(book, input.services[i]!.startsAt!, field).startMs;
  if (i === 0 && atMs !== firstMs)
    throw invalid('start-mismatch', 'The first service must start when the appointment starts.', {
      field,
      expected: input.startsAt,
    });
  if (atMs < firstMs)
    throw invalid('services-out-of-order', 'A service starts before the appointment.', { field });
  return atMs;
}
