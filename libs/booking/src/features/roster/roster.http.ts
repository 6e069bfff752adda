import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { realDate } from '@chignon/calendar';
import { invalid, optional, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  ID,
  page,
  TOOLS,
  Patched,
} from '@chignon/service-kit';
import {
  OnStrandedQuery,
  ShiftsAnswer,
  ShiftsBody,
  StaffAnswer,
  StaffBody,
  StaffListQuery,
  StrandedAnswer,
  StrandedQuery,
} from '../../desk/roster/roster.shapes.http.js';
import {
  recheckStranded,
  judgeChange,
  pageOf,
  reassignments,
  storesWith,
  strandedOf,
} from '../../desk/roster/stranded.flow.js';
import { findStaff } from '../../desk/roster/find-staff.flow.js';
import { staffDescription } from '../../salon/roster/described.js';
import { checkRoster, visibleMember } from '../../salon/roster/roster.flow.js';
import {
  type Absence,
  noShifts,
  type Shift,
  type Shifts,
  shifts,
  storesOf,
} from '../../salon/roster/shifts.js';
import {
  placesOf,
  postingId,
  postings,
  staff,
  type StaffMember,
} from '../../salon/roster/staff.js';
import { stores } from '../../salon/stores/store.js';

/** Who works where and when, and which bookings that leaves without their staff member. */
@Patched('putStaff', 'putShifts')
@Controller('v1/booking')
export class RosterHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write a staff member. It says where they work, what they may do and to whom they are lent. The caller must see all their stores. 409
   * `bookings-stranded` names the bookings that would no longer fit; with `?onStranded=list` it is written and the answer lists them.
   *
   * @zh 保存员工档案
   */
  @Put('staff/:staffId')
  @HttpCode(200)
  @Allow('booking.staff:write', { store: 'narrowed' })
  @Returns(StaffAnswer)
  async putStaff(
    @Param('staffId') staffId: string,
    @Query() { onStranded }: OnStrandedQuery,
    @Body() body: StaffBody,
    @Ctx() request: RequestContext,
  ): Promise<StaffAnswer> {
    if (!ID.test(staffId))
      throw invalid('id-invalid', 'This is not a valid staff id.', {
        field: 'staffId',
        expected: 'up to 64 letters, digits, dots, dashes or underscores',
      });
    const { documents } = this.tools;
    const before = await documents.get(staff, staffId);
    const member: StaffMember = {
      id: staffId,
      ...body,
      storeIds: [...new Set(body.storeIds)],
      skills: body.skills ?? [],
      active: body.active ?? true,
    };
    const [places, old] = [placesOf(member), before ? placesOf(before) : []];
    for (const storeId of [...places, ...old]) request.caller.mustSee(storeId);
    const known = new Set((await documents.getMany(stores, places)).map((s) => s.id));
    const unknown = body.storeIds.findIndex((id) => !known.has(id));
    if (unknown >= 0)
      throw invalid('store-unknown', 'There is no such store.', { field: `storeIds.${unknown}` });
    checkMember(body, known);
    const roster = (await documents.get(shifts, staffId)) ?? noShifts(staffId);
    const [was, becomes] = [before && { member: before, roster }, { member, roster }];
    const stranded = await judgeChange(this.tools, was, becomes, onStranded);
    // Postings first: one that the member's own record does not confirm is ignored.
    for (const storeId of places)
      await documents.put(postings, { id: postingId(storeId, staffId), storeId, staffId });
    const { revision } = await documents.put(staff, member, {
      expected: request.ifMatch ?? before?.revision ?? 0,
      announce: [this.tools.message(staffDescription(member), request.cause())],
    });
    for (const storeId of old)
      if (!places.includes(storeId)) await documents.remove(postings, postingId(storeId, staffId));
    return {
      ...staffAnswer({ ...member, revision }),
      ...(await recheckStranded(this.tools, was, becomes, stranded, onStranded)),
    };
  }

  /**
   * Get a staff member.
   *
   * @zh 查询员工档案
   */
  @Get('staff/:staffId')
  @Allow('booking.staff:read', { store: 'narrowed' })
  @Returns(StaffAnswer)
  async getStaff(
    @Param('staffId') staffId: string,
    @Ctx() request: RequestContext,
  ): Promise<StaffAnswer> {
    return staffAnswer(await visibleMember(this.tools, staffId, request));
  }

  /**
   * List the team of a store, or of all stores that the caller sees, by id. Those lent to a store are listed with it; of a store former members are left out. By
   * part of the name or by skill what does not match is looked past: a page may hold fewer than `limit`, go on while there is `next`.
   *
   * @zh 门店员工列表
   */
  @Get('staff')
  @Allow('booking.staff:read', { store: 'narrowed' })
  @Returns(StaffAnswer, { list: true })
  async listStaff(
    @Query() query: StaffListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: StaffAnswer[]; next?: string }> {
    if (query.storeId !== undefined) caller.mustSee(query.storeId);
    return page(await findStaff(this.tools, query, (id) => caller.sees(id)), staffAnswer);
  }

  /**
   * Write the working times of a person. They are weeks that repeat, dates that differ, leave and block-outs (BK-13). 409 `shifts-overlap`,
   * `travel-too-short` and `rest-too-short` name the dates and stores; 409 `bookings-stranded` the bookings that would no longer fit, unless
   * `?onStranded=list` asks for the re-assignment list instead.
   *
   * @zh 保存员工排班
   */
  @Put('staff/:staffId/shifts')
  @HttpCode(200)
  @Allow('booking.shifts:write', { store: 'narrowed' })
  @Returns(ShiftsAnswer)
  async putShifts(
    @Param('staffId') staffId: string,
    @Query() { onStranded }: OnStrandedQuery,
    @Body() body: ShiftsBody,
    @Ctx() request: RequestContext,
  ): Promise<ShiftsAnswer> {
    const member = await visibleMember(this.tools, staffId, request);
    const { documents } = this.tools;
    const before = await documents.get(shifts, staffId);
    const roster = rosterOf(staffId, body);
    for (const storeId of [...storesOf(roster), ...(before ? storesOf(before) : [])])
      request.caller.mustSee(storeId);
    checkDates(roster);
    await checkRoster(this.tools, member, roster, before);
    const [was, becomes] = [before && { member, roster: before }, { member, roster }];
    const stranded = await judgeChange(this.tools, was, becomes, onStranded);
    const { revision } = await documents.put(shifts, roster, {
      expected: request.ifMatch ?? before?.revision ?? 0,
    });
    return {
      ...shiftsAnswer({ ...roster, revision }),
      ...(await recheckStranded(this.tools, was, becomes, stranded, onStranded)),
    };
  }

  /**
   * Get the working times of a person.
   *
   * @zh 查询员工排班
   */
  @Get('staff/:staffId/shifts')
  @Allow('booking.shifts:read', { store: 'narrowed' })
  @Returns(ShiftsAnswer)
  async getShifts(
    @Param('staffId') staffId: string,
    @Ctx() request: RequestContext,
  ): Promise<ShiftsAnswer> {
    await visibleMember(this.tools, staffId, request);
    return shiftsAnswer(
      (await this.tools.documents.get(shifts, staffId)) ?? { ...noShifts(staffId), revision: 0 },
    );
  }

  /**
   * List bookings that a person's present roster does not hold. This is the re-assignment list as of now (R-BK-42), in the order of begin, each
   * booking with who could take it at the same time.
   *
   * @zh 待重新安排的预约列表
   */
  @Get('staff/:staffId/stranded')
  @Allow('booking.shifts:read', { store: 'narrowed' })
  @Returns(StrandedAnswer, { list: true })
  async listStrandedBookings(
    @Param('staffId') staffId: string,
    @Query() { storeId, limit = 50, after }: StrandedQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: StrandedAnswer[]; next?: string }> {
    const member = await visibleMember(this.tools, staffId, request);
    if (storeId !== undefined) request.caller.mustSee(storeId);
    const now = {
      member,
      roster: (await this.tools.documents.get(shifts, staffId)) ?? noShifts(staffId),
    };
    const storeIds = [
      ...new Set([...storesWith(now), ...(storeId === undefined ? [] : [storeId])]),
    ].filter((id) => request.caller.sees(id));
    const { page, next } = pageOf(await strandedOf(this.tools, now, storeIds), limit, after);
    return {
      items: reassignments(this.tools, page),
      ...optional({ next }),
    };
  }
}

function checkMember(
  { skills = [], deputations = [] }: StaffBody,
  known: ReadonlySet<string>,
): void {
  for (const [i, s] of skills.entries()) {
    for (const field of ['validFrom', 'validUntil', 'certificateUntil'] as const)
      realDate(s[field], `skills.${i}.${field}`);
    if (s.validFrom !== undefined && s.validUntil !== undefined && s.validUntil < s.validFrom)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: `skills.${i}.validUntil`,
        expected: `${s.validFrom} or later`,
      });
  }
  for (const [i, d] of deputations.entries()) {
    realDate(d.fromDate, `deputations.${i}.fromDate`);
    realDate(d.toDate, `deputations.${i}.toDate`);
    if (d.toDate < d.fromDate)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: `deputations.${i}.toDate`,
        expected: `${d.fromDate} or later`,
      });
    if (!known.has(d.toStoreId))
      throw invalid('store-unknown', 'There is no such store.', {
        field: `deputations.${i}.toStoreId`,
      });
  }
}

const withBreaks = <S extends Partial<Shift>>(shift: S) => ({
  ...shift,
  breaks: shift.breaks ?? [],
});

const rosterOf = (
  id: string,
  { patterns = [], exceptions = [], absences = [] }: ShiftsBody,
): Shifts => ({
  id,
  patterns: patterns.map((p) => ({ ...p, shifts: p.shifts.map(withBreaks) })),
  exceptions: exceptions.map((e) => ({ ...e, shifts: e.shifts.map(withBreaks) })),
  absences: absences as readonly Absence[],
});

function checkDates({ patterns, exceptions, absences }: Shifts): void {
  patterns.forEach(
    (p, i) => (
      realDate(p.validFrom, `patterns.${i}.validFrom`),
      realDate(p.validUntil, `patterns.${i}.validUntil`)
    ),
  );
  exceptions.forEach((e, i) => realDate(e.date, `exceptions.${i}.date`));
  absences.forEach(
    (a, i) => (
      realDate(a.fromDate, `absences.${i}.fromDate`),
      realDate(a.toDate, `absences.${i}.toDate`)
    ),
  );
}

const staffAnswer = ({ id, ...member }: Stored<StaffMember>): StaffAnswer => ({
  staffId: id,
  ...(member as unknown as Omit<StaffAnswer, 'staffId'>),
});
const shiftsAnswer = ({ id, ...roster }: Stored<Shifts>): ShiftsAnswer => ({
  staffId: id,
  ...(roster as unknown as Omit<ShiftsAnswer, 'staffId'>),
});
