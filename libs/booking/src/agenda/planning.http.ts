import { invalid, Refusal, type Cause, type Tools } from '@chignon/eventing';
import type { Asked } from '@chignon/service-kit';
import { instantOf, businessDateOf } from '../calendar/wall-clock.js';
import { MINUTE_MS, msOfIso } from '../calendar/instants.js';
import { dayStartMinute } from '../stores/store.js';
import { booksOf, type StoreBook } from '../stores/store-book.http.js';
import { agenda } from './agenda.js';
import { agendaKey, occupancyAt } from './appointment.js';
import { candidatesFor, type WantedService } from './candidates.js';
import type { Plan } from './choose.js';
import { gated } from './gate.http.js';
import { moved, type PlannedLine } from './line.js';
import { chainAt, leastBusyFirst, type Wish } from './search.js';

/** What a booking asks for, as its routes take it. */
export interface BookingWish {
  readonly storeId: string;
  readonly startsAt: string;
  readonly customerId?: string;
  readonly services: readonly { readonly serviceId: string; readonly staffId?: string; readonly startsAt?: string; readonly parallel?: boolean }[];
}

/** The cause of a command on an appointment: `If-Match` names the appointment's revision, not the agenda's. */
export function causeOf(asked: Asked, storeId: string): Cause {
  const { expected: _, ...cause } = asked.cause({ storeId });
  return cause;
}

/** The instant of a text and the business day that it belongs to. @throws Refusal 422 naming the field */
export function momentOf(book: StoreBook, text: string, field = 'startsAt'): { startMs: number; date: string } {
  const startMs = instantOf(text, book.store.zone, field);
  return { startMs, date: businessDateOf(book.store.zone, dayStartMinute(book.store), startMs) };
}

/** Services by id, in order. @throws Refusal 422 */
export const wantedServices = (tools: Tools, list: BookingWish['services'], field = 'services'): Promise<WantedService[]> =>
  Promise.all(list.map(async ({ serviceId, staffId, parallel }, i) => ({ service: await booksOf(tools).service(serviceId, `${field}.${i}.serviceId`), ...(staffId === undefined ? {} : { staffId }), ...(parallel ? { parallel } : {}) })));

/**
 * Resolves a booking to a plan that the agenda can decide. What is wrong with it comes back inside the plan, so that a
 * repeat of a command that was done is answered and not judged anew.
 */
export async function planFor(tools: Tools, book: StoreBook, wish: BookingWish, startMs: number, date: string): Promise<Plan> {
  try {
    return await gated(tools, await resolved(tools, book, wish, startMs, date), wish.customerId);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function resolved(tools: Tools, book: StoreBook, wish: BookingWish, startMs: number, date: string): Promise<Plan> {
  const frame = book.frame(date);
  const { customerId } = wish;
  const team = { storeId: book.store.id, members: book.team, tables: await booksOf(tools).tablesFor(book, customerId) };
  const services = await wantedServices(tools, wish.services);
  const lines = services.map((wanted, i) => candidatesFor(wanted, i + 1, team, customerId, date, `services.${i}`));
  const starts = wish.services.map((s, i) => (s.startsAt === undefined ? undefined : checkedStart(book, wish, i, startMs)));
  if (lines.length === 1 && lines[0]!.length === 1) return { frame, options: [[moved(lines[0]![0]!, starts[0] ?? startMs)]] };
  const now = occupancyAt((await tools.load(agenda, agendaKey(book.store.id, date))).state, msOfIso(tools.facts.now()));
  const fair = lines.map((line) => leastBusyFirst(now, line));
  if (fair.length === 1) return { frame, options: fair[0]!.map((line) => [moved(line, startMs)]) };
  const search: Wish = { lines: fair, maxWaitMs: book.store.maxWaitMinutes * MINUTE_MS, starts, ...(customerId === undefined ? {} : { customerId }) };
  return { frame, options: [chainAt(now, frame, search, startMs) ?? inARow(fair, starts, startMs)] };
}

/** A line's own time is the appointment's or later; that the customer is never in two lines is decided with the rest. */
function checkedStart(book: StoreBook, wish: BookingWish, i: number, firstMs: number): number {
  const field = `services.${i}.startsAt`;
  const atMs = momentOf(book, wish.services[i]!.startsAt!, field).startMs;
  if (i === 0 && atMs !== firstMs) throw invalid('start-mismatch', 'the first service starts with the appointment', { field, expected: wish.startsAt });
  if (atMs < firstMs) throw invalid('services-out-of-order', 'a service starts before the appointment', { field });
  return atMs;
}

/** The lines one after another with nobody asked whether they are free: what the agenda names the obstacle of. */
function inARow(lines: readonly (readonly PlannedLine[])[], starts: readonly (number | undefined)[], startMs: number): PlannedLine[] {
  let atMs = startMs;
  return lines.map(([first], i) => {
    const line = moved(first!, starts[i] ?? atMs);
    atMs = line.endMs;
    return line;
  });
}
