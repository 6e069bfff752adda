import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import {
  dateAfter,
  daysBetween,
  isoOf,
  joined,
  MINUTE_MS,
  msOfIso,
  realDate,
  type Span,
  without,
} from '@chignon/calendar';
import { invalid, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  TOOLS,
  DateText,
  Optional,
  OneOf,
  Text,
  Instant,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, occupancyAt } from '../../agenda/appointment/appointment.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { freeTime, placesFor } from '../../salon/roster/floating.js';
import { personDay } from '../../salon/roster/person-day.js';
import { termsFor } from '../../salon/roster/roster-terms.flow.js';
import { visibleMember } from '../../salon/roster/roster.flow.js';
import { noShifts, shifts } from '../../salon/roster/shifts.js';
import { placesOf } from '../../salon/roster/staff.js';

/** Longest range of one question. */
const MAX_DAYS = 31;

class WorkingTimesQuery {
  /** First business date. */
  @DateText() from: string;
  /** Last date; left out: `from`. At most 31 days. */
  @Optional() @DateText() to?: string;
}

/** A stretch in which a person works, has a break or is on the way to another store. */
export class CalendarEntryAnswer {
  @DateText() date: string;
  /** `work`, `break`, or `travel` to `storeId`. */
  @OneOf(['work', 'break', 'travel']) kind: 'work' | 'break' | 'travel';
  @Text() storeId: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
}

/** When a person works, over all their stores. */
@Controller('v1/booking')
export class WorkingTimesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List when a person works, over all stores. All in one list (R-BK-43): their working times, their breaks, floating ones where the day's
   * bookings leave them now, and the way between two stores, which ends when the next shift begins. Stores outside the caller's scope are left out.
   *
   * @zh 查询员工跨店日程
   */
  @Get('staff/:staffId/calendar')
  @Allow('booking.shifts:read', { store: 'narrowed' })
  @Returns(CalendarEntryAnswer, { list: true })
  async listStaffCalendar(
    @Param('staffId') staffId: string,
    @Query() { from, to = from }: WorkingTimesQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: CalendarEntryAnswer[] }> {
    realDate(from, 'from');
    realDate(to, 'to');
    const days = daysBetween(from, to);
    if (days < 1)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: 'to',
        expected: `${from} or later`,
      });
    if (days > MAX_DAYS)
      throw invalid('range-too-long', 'The range has too many days.', {
        field: 'to',
        expected: `at most ${MAX_DAYS} days`,
        limit: MAX_DAYS,
      });
    const member = await visibleMember(this.tools, staffId, request);
    const roster = (await this.tools.documents.get(shifts, staffId)) ?? noShifts(staffId);
    const storeIds = placesOf(member).filter((id) => request.caller.sees(id));
    const books = await Promise.all(storeIds.map((id) => booksOf(this.tools).store(id)));
    const terms = await termsFor(this.tools, storeIds);
    const nowMs = msOfIso(this.tools.facts.now());
    const items: CalendarEntryAnswer[] = [];
    const entry = (
      date: string,
      kind: CalendarEntryAnswer['kind'],
      storeId: string,
      { fromMs, toMs }: Span,
    ) => ({ date, kind, storeId, startsAt: isoOf(fromMs), endsAt: isoOf(toMs) });
    for (let i = 0; i < days; i++) {
      const date = dateAfter(from, i);
      const stays: { storeId: string; fromMs: number; toMs: number }[] = [];
      for (const { store } of books) {
        const day = personDay(member, roster, store, date);
        if (day.present.length === 0) continue;
        const now = occupancyAt(
          (await this.tools.load(agenda, agendaKey(store.id, date))).state,
          nowMs,
        );
        const busy = (now.staff.get(staffId) ?? []).map((b) => ({
          fromMs: b.fromMs - b.beforeMs,
          toMs: b.toMs + b.afterMs,
        }));
        const floating = (day.floating ?? []).flatMap(
          (group) => placesFor(group, freeTime(day.working, busy)) ?? [],
        );
        const pauses = joined([...without(day.present, day.working), ...floating]);
        items.push(
          ...without(day.present, pauses).map((s) => entry(date, 'work', store.id, s)),
          ...pauses.map((s) => entry(date, 'break', store.id, s)),
        );
        stays.push(...day.present.map((s) => ({ storeId: store.id, ...s })));
      }
      stays.sort((a, b) => a.fromMs - b.fromMs);
      for (const [n, { storeId, fromMs }] of stays.entries()) {
        const before = stays[n - 1];
        const minutes = before === undefined ? 0 : terms.travelMinutes(before.storeId, storeId);
        if (minutes > 0)
          items.push(
            entry(date, 'travel', storeId, { fromMs: fromMs - minutes * MINUTE_MS, toMs: fromMs }),
          );
      }
    }
    return {
      items: items.sort((a, b) =>
        a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : a.kind < b.kind ? -1 : 1,
      ),
    };
  }
}
