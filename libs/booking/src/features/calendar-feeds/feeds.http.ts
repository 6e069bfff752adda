import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { businessDateOf, dateAfter, msOfIso } from '@chignon/calendar';
import { deriveId, notFound, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  OrKey,
  page,
  Produces,
  TOOLS,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Entry } from '../../agenda/appointment/appointment.js';
import { peopleIn, type PlannedLine } from '../../agenda/day/line.js';
import { locate } from '../../agenda/decide/locate.js';
import { placeOf } from '../../desk/booking/place.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { LinkKeys } from '../../salon/links/link-keys.flow.js';
import { staff, type StaffMember } from '../../salon/roster/staff.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { type CalendarKey, feedLinks, type FeedSubject, noFeed } from './calendar-key.js';
import {
  CalendarKeyAnswer,
  CalendarKeyListQuery,
  CalendarFeedQuery,
  NewCalendarKeyAnswer,
} from './feeds.shapes.http.js';
import { type FeedEntry, icsOf, sequenceOf } from './ics.js';

/** What a staff member's feed shows, in business days around today. */
const DAYS_BACK = 7;
const DAYS_AHEAD = 62;
const MEDIA_TYPE = 'text/calendar';
const HELD = new Set<Entry['status']>(['held', 'released', 'expired']);

/** Appointments and working times as feeds that calendar programs subscribe to. */
@Controller('v1/booking')
export class CalendarFeedsHttp {
  private readonly keys: LinkKeys<FeedSubject>;

  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {
    this.keys = new LinkKeys(tools, feedLinks);
  }

  /**
   * Get the working times of a staff member as a calendar feed. The format is RFC 5545. It has services and times from a week ago to two months
   * ahead, and nobody's name.
   *
   * @zh 员工日历订阅源
   */
  @Get('staff/:staffId/calendar.ics')
  @Header('content-type', `${MEDIA_TYPE}; charset=utf-8`)
  @Allow('booking.calendars:read', { store: 'narrowed' })
  @OrKey()
  @Produces(MEDIA_TYPE)
  async getStaffCalendarFeed(
    @Param('staffId') staffId: string,
    @Query() { key }: CalendarFeedQuery,
    @Ctx() request: RequestContext,
  ): Promise<string> {
    if (key !== undefined) await this.mustOpen('staff', staffId, key);
    const member = await this.tools.documents.get(staff, staffId);
    if (!member?.active) throw noFeed();
    const storeIds = member.storeIds.filter(
      (storeId) => key !== undefined || request.caller.sees(storeId),
    );
    if (storeIds.length === 0) throw noFeed();
    const events: FeedEntry[] = [];
    for (const storeId of storeIds) events.push(...(await this.workOf(staffId, storeId)));
    return icsOf(member.displayName, events, this.nowMs());
  }

  /**
   * Get one appointment as a calendar feed. The format is RFC 5545. It is found wherever it has been moved; a cancelled one says so.
   *
   * @zh 预约日历订阅源
   */
  @Get('appointments/:appointmentId/calendar.ics')
  @Header('content-type', `${MEDIA_TYPE}; charset=utf-8`)
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @OrKey()
  @Produces(MEDIA_TYPE)
  async getAppointmentCalendarFeed(
    @Param('appointmentId') appointmentId: string,
    @Query() { key }: CalendarFeedQuery,
    @Ctx() request: RequestContext,
  ): Promise<string> {
    if (key !== undefined) await this.mustOpen('appointment', appointmentId, key);
    const place =
      key === undefined
        ? await placeOf(this.tools, appointmentId, request)
        : await locate(
            async (agendaId) => (await this.tools.load(agenda, agendaId)).state,
            appointmentId,
          );
    if (!place || HELD.has(place.entry.status)) throw noFeed();
    const { entry } = place;
    const { storeId, startMs, endMs, lines } = entry.appointment;
    const { store } = await booksOf(this.tools).store(storeId);
    const summary = (await Promise.all(lines.map((line) => this.nameOf(line)))).join(', ');
    return icsOf(
      store.name,
      [
        {
          uid: deriveId(`calendar|${appointmentId}`),
          sequence: sequenceOf(entry),
          status: entry.status,
          startMs,
          endMs,
          summary,
          location: store.name,
        },
      ],
      this.nowMs(),
    );
  }

  /**
   * Make a key for a staff member's calendar feed. Its path is what a calendar program subscribes to.
   *
   * @zh 创建员工日历订阅密钥
   */
  @Post('staff/:staffId/calendar-keys')
  @HttpCode(201)
  @Allow('booking.calendars:write', { store: 'narrowed' })
  @Command()
  @Returns(NewCalendarKeyAnswer)
  async createStaffCalendarKey(
    @Param('staffId') staffId: string,
    @Ctx() request: RequestContext,
  ): Promise<NewCalendarKeyAnswer> {
    await this.visible(staffId, request);
    return newKeyAnswer(
      await this.keys.make('staff', staffId, request),
      `/v1/booking/staff/${encodeURIComponent(staffId)}`,
    );
  }

  /**
   * List the keys of a staff member's calendar feed. Revoked ones are listed too. The keys themselves are not kept.
   *
   * @zh 员工日历订阅密钥列表
   */
  @Get('staff/:staffId/calendar-keys')
  @Allow('booking.calendars:read', { store: 'narrowed' })
  @Returns(CalendarKeyAnswer, { list: true })
  async listStaffCalendarKeys(
    @Param('staffId') staffId: string,
    @Query() { limit = 50, after }: CalendarKeyListQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: CalendarKeyAnswer[]; next?: string }> {
    await this.visible(staffId, request);
    return page(await this.keys.list('staff', staffId, limit, after), keyAnswer);
  }

  /**
   * Revoke a key of a staff member's calendar feed.
   *
   * @zh 吊销员工日历订阅密钥
   */
  @Post('staff/:staffId/calendar-keys/:keyId/revoke')
  @HttpCode(200)
  @Allow('booking.calendars:write', { store: 'narrowed' })
  @Command()
  @Returns(CalendarKeyAnswer)
  async revokeStaffCalendarKey(
    @Param('staffId') staffId: string,
    @Param('keyId') keyId: string,
    @Ctx() request: RequestContext,
  ): Promise<CalendarKeyAnswer> {
    await this.visible(staffId, request);
    return keyAnswer(await this.keys.revoke('staff', staffId, keyId));
  }

  /**
   * Make a key for one appointment's calendar feed. Its path is a link to hand to the customer.
   *
   * @zh 创建预约日历订阅密钥
   */
  @Post('appointments/:appointmentId/calendar-keys')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(NewCalendarKeyAnswer)
  async createAppointmentCalendarKey(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<NewCalendarKeyAnswer> {
    await placeOf(this.tools, appointmentId, request);
    return newKeyAnswer(
      await this.keys.make('appointment', appointmentId, request),
      `/v1/booking/appointments/${encodeURIComponent(appointmentId)}`,
    );
  }

  /**
   * Revoke a key of an appointment's calendar feed.
   *
   * @zh 吊销预约日历订阅密钥
   */
  @Post('appointments/:appointmentId/calendar-keys/:keyId/revoke')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(CalendarKeyAnswer)
  async revokeAppointmentCalendarKey(
    @Param('appointmentId') appointmentId: string,
    @Param('keyId') keyId: string,
    @Ctx() request: RequestContext,
  ): Promise<CalendarKeyAnswer> {
    await placeOf(this.tools, appointmentId, request);
    return keyAnswer(await this.keys.revoke('appointment', appointmentId, keyId));
  }

  /** @throws Refusal 404 `calendar-not-found` unless the text is a valid key of this very feed */
  private async mustOpen(subject: FeedSubject, subjectId: string, text: string): Promise<void> {
    if (!(await this.keys.opening(subject, subjectId, text))) throw noFeed();
  }

  /** The lines of one person at one store, a day after another. What may still go to somebody else is tentative. */
  private async workOf(staffId: string, storeId: string): Promise<FeedEntry[]> {
    const { store } = await booksOf(this.tools).store(storeId);
    const today = businessDateOf(store.zone, dayStartMinute(store), this.nowMs());
    const events: FeedEntry[] = [];
    for (let day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
      const { state } = await this.tools.load(agenda, agendaKey(storeId, dateAfter(today, day)));
      for (const entry of state.entries.values()) {
        if (HELD.has(entry.status) || entry.status === 'moved-out') continue;
        for (const line of entry.appointment.lines.filter((one) =>
          peopleIn(one).includes(staffId),
        )) {
          const uid = deriveId(`calendar|${entry.appointment.appointmentId}|${line.lineId}`);
          events.push({
            uid,
            sequence: sequenceOf(entry),
            status: line.provisional && entry.status === 'booked' ? 'pending' : entry.status,
            ...timesOf(line, staffId),
            summary: await this.nameOf(line),
            location: store.name,
          });
        }
      }
    }
    return events.sort((a, b) => a.startMs - b.startMs);
  }

  private async nameOf({
    serviceId,
    catalogueVersion,
  }: {
    serviceId: string;
    catalogueVersion: number;
  }): Promise<string> {
    return (await booksOf(this.tools).version(serviceId, catalogueVersion))?.name ?? serviceId;
  }

  private async visible(staffId: string, request: RequestContext): Promise<StaffMember> {
    const member = await this.tools.documents.get(staff, staffId);
    // The feed is of all their stores: whoever hands it out must see them all.
    if (!member || !member.storeIds.every((id) => request.caller.sees(id)))
      throw notFound('staff-not-found', 'There is no such staff member.');
    return member;
  }

  private nowMs(): number {
    return msOfIso(this.tools.facts.now());
  }
}

/** The lead is there for the whole line, an assistant for their part. */
function timesOf(
  { staffId: lead, startMs, endMs, staff: spans }: PlannedLine,
  staffId: string,
): { startMs: number; endMs: number } {
  const theirs = spans.filter((s) => s.staffId === staffId);
  return staffId === lead
    ? { startMs, endMs }
    : {
        startMs: Math.min(...theirs.map((s) => s.fromMs)),
        endMs: Math.max(...theirs.map((s) => s.toMs)),
      };
}

const keyAnswer = ({ id, createdAt, revokedAt }: CalendarKey): CalendarKeyAnswer => ({
  keyId: id,
  createdAt,
  ...optional({ revokedAt }),
});
const newKeyAnswer = (
  { made, text }: { made: CalendarKey; text: string },
  base: string,
): NewCalendarKeyAnswer => ({
  ...keyAnswer(made),
  key: text,
  path: `${base}/calendar.ics?key=${text}`,
});
