import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Allow, Answers, TOOLS } from '@chignon/service-kit';
import { invalid, Refusal, type Tools } from '@chignon/eventing';
import { dateAfter, daysOfDate, isoOf, MINUTE_MS, msOfIso } from '../calendar/instants.js';
import { businessDateOf } from '../calendar/wall-clock.js';
import { daysBetween } from '../roster/shifts.js';
import { changesByDate } from '../roster/staff.js';
import { dayStartMinute } from '../stores/store.js';
import { booksOf } from '../stores/store-book.http.js';
import { agenda } from './agenda.js';
import { agendaKey, occupancyAt } from './appointment.js';
import { AvailabilityQuery, FreeSlotAnswer } from './bodies.http.js';
import { candidatesFor } from './candidates.js';
import type { PlannedLine } from './line.js';
import { slotsOf } from './search.js';
import { wantedServices } from './planning.http.js';

/** Longest range of one question. */
const MAX_DAYS = 62;
const MAX_SERVICES = 10;
const DEFAULT_LIMIT = 1000;

@Controller('v1/booking')
export class AvailabilityHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Free starts of one or more services, ascending: only those that the agenda would take now (BK-01, BK-18). Computed from
   * the folded agendas of the days and the roster, so that history does not slow it down.
   */
  @Get('availability')
  @Allow('booking.availability:read', { store: 'query.storeId' })
  @Answers(FreeSlotAnswer, { list: true })
  async find(@Query() query: AvailabilityQuery): Promise<{ items: FreeSlotAnswer[]; next?: string }> {
    const book = await booksOf(this.tools).store(query.storeId);
    const { store } = book;
    const dates = datesOf(query);
    const nowMs = msOfIso(this.tools.facts.now());
    const today = businessDateOf(store.zone, dayStartMinute(store), nowMs);
    if (dates.at(-1)! < today) throw invalid('start-in-past', 'these dates are over', { field: query.to === undefined ? 'from' : 'to', expected: `${today} or later` });
    const ids = query.services.split(',');
    if (ids.length > MAX_SERVICES) throw invalid('too-many-services', 'too many services for one appointment', { field: 'services', expected: `at most ${MAX_SERVICES}`, limit: MAX_SERVICES });
    const wanted = await wantedServices(this.tools, ids.map((serviceId) => ({ serviceId, ...(query.staffId === undefined ? {} : { staffId: query.staffId }) })));
    const afterMs = query.after === undefined ? -Infinity : msOfIso(query.after);
    if (Number.isNaN(afterMs)) throw invalid('cursor-invalid', 'this is no cursor of ours', { field: 'after' });
    const team = { storeId: store.id, members: book.team, tables: await booksOf(this.tools).tablesFor(book, query.customerId) };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const items: FreeSlotAnswer[] = [];
    const open = dates.filter((date) => date >= today && book.frame(date).open.some((span) => span.toMs > Math.max(afterMs, nowMs)));
    const states = await Promise.all(open.map((date) => this.tools.load(agenda, agendaKey(store.id, date))));
    const expiring = [...book.team.values()].some(changesByDate);
    let lines: PlannedLine[][] | undefined;
    for (const [i, date] of open.entries()) {
      if (expiring || i === 0) lines = candidates(() => wanted.map((w, n) => candidatesFor(w, n + 1, team, query.customerId, date, `services.${n}`)));
      if (!lines) continue;
      const wish = { lines, maxWaitMs: store.maxWaitMinutes * MINUTE_MS, ...(query.customerId === undefined ? {} : { customerId: query.customerId }), ...(query.sameStaff ? { sameStaff: true } : {}) };
      for (const chain of slotsOf(occupancyAt(states[i]!.state, nowMs), book.frame(date), wish, Math.max(nowMs, afterMs + 1))) {
        if (items.length === limit) return { items, next: items.at(-1)!.startsAt };
        items.push(slotOf(date, chain));
      }
    }
    return { items };
  }
}

/** A date on which nobody asked for may perform is a date without slots; somebody who does not exist is a mistake. */
function candidates(find: () => PlannedLine[][]): PlannedLine[][] | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return undefined;
    throw error;
  }
}

function datesOf({ from, to = from }: AvailabilityQuery): string[] {
  for (const [field, date] of [['from', from], ['to', to]] as const) if (daysOfDate(date) === undefined) throw invalid('date-invalid', 'there is no such date', { field, expected: 'YYYY-MM-DD' });
  const days = daysBetween(from, to);
  if (days < 1) throw invalid('dates-reversed', 'ends before it begins', { field: 'to', expected: `${from} or later` });
  if (days > MAX_DAYS) throw invalid('range-too-long', 'too many days in one question', { field: 'to', expected: `at most ${MAX_DAYS} days`, limit: MAX_DAYS });
  return Array.from({ length: days }, (_, i) => dateAfter(from, i));
}

const slotOf = (date: string, chain: readonly PlannedLine[]): FreeSlotAnswer => ({
  date, startsAt: isoOf(chain[0]!.startMs), endsAt: isoOf(Math.max(...chain.map((l) => l.endMs))),
  lines: chain.map((l) => ({ serviceId: l.serviceId, staffId: l.staffId, startsAt: isoOf(l.startMs), endsAt: isoOf(l.endMs), priceCents: l.priceCents })),
  priceCents: chain.reduce((sum, l) => sum + l.priceCents, 0),
});
