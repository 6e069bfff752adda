import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { Allow, Answers, Asked, TOOLS } from '@chignon/service-kit';
import { invalid, notFound, type Stored, type Tools } from '@chignon/eventing';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
import { CODE, DATE, ID, STORE_ID, TIME } from '../agenda/bodies.http.js';
import { daysOfDate } from '../calendar/instants.js';
import { booksOf } from '../stores/store-book.http.js';
import { stores } from '../stores/store.js';
import { checkShifts, shifts, type Absence, type Shift, type Shifts } from './shifts.js';
import { postingId, postings, staff, type StaffMember } from './staff.js';

class SkillBody {
  @IsString() @MaxLength(64) @Matches(CODE) skill: string;
  @IsInt() @Min(0) @Max(10) level: number;
  /** Last date on which it counts. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validUntil?: string;
}

export class StaffBody {
  @IsString() @MinLength(1) @MaxLength(100) displayName: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(50) @IsString({ each: true }) @MaxLength(32, { each: true }) @Matches(STORE_ID, { each: true }) storeIds: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => SkillBody) skills?: SkillBody[];
  /** `junior`, `senior`, …; may change prices and durations. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) level?: string;
  /** Default true. */
  @IsOptional() @IsBoolean() active?: boolean;
}

export class StaffAnswer extends StaffBody {
  @IsString() staffId: string;
  @IsInt() revision: number;
}

class StaffListQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

class RosterHours {
  /** Local wall clock of the store. */
  @IsString() @MaxLength(5) @Matches(TIME) from: string;
  @IsString() @MaxLength(5) @Matches(TIME) to: string;
}

class ShiftBody extends RosterHours {
  @IsOptional() @IsArray() @ArrayMaxSize(10) @ValidateNested({ each: true }) @Type(() => RosterHours) breaks?: RosterHours[];
}

class WeekdayShiftBody extends ShiftBody {
  /** 1 Monday to 7 Sunday. */
  @IsInt() @Min(1) @Max(7) weekday: number;
}

class PatternBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MaxLength(10) @Matches(DATE) validFrom: string;
  /** Last date, inclusive. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validUntil?: string;
  @IsArray() @ArrayMaxSize(28) @ValidateNested({ each: true }) @Type(() => WeekdayShiftBody) shifts: WeekdayShiftBody[];
}

class DatedShiftsBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MaxLength(10) @Matches(DATE) date: string;
  /** Empty: a day off. */
  @IsArray() @ArrayMaxSize(4) @ValidateNested({ each: true }) @Type(() => ShiftBody) shifts: ShiftBody[];
}

class AbsenceBody {
  @IsIn(['leave', 'day-off', 'block-out']) kind: 'leave' | 'day-off' | 'block-out';
  @IsString() @MaxLength(10) @Matches(DATE) fromDate: string;
  /** Inclusive. */
  @IsString() @MaxLength(10) @Matches(DATE) toDate: string;
  /** Left out: whole business days. */
  @IsOptional() @ValidateNested() @Type(() => RosterHours) hours?: RosterHours;
}

export class ShiftsBody {
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => PatternBody) patterns?: PatternBody[];
  @IsOptional() @IsArray() @ArrayMaxSize(800) @ValidateNested({ each: true }) @Type(() => DatedShiftsBody) exceptions?: DatedShiftsBody[];
  @IsOptional() @IsArray() @ArrayMaxSize(800) @ValidateNested({ each: true }) @Type(() => AbsenceBody) absences?: AbsenceBody[];
}

export class ShiftsAnswer extends ShiftsBody {
  @IsString() staffId: string;
  @IsInt() revision: number;
}

@Controller('v1/booking')
export class RosterHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /** Writes a staff member: where they work and what they may do. The caller must see all their stores. */
  @Put('staff/:staffId')
  @HttpCode(200)
  @Allow('booking.staff:write', { store: 'inside' })
  @Answers(StaffAnswer)
  async put(@Param('staffId') staffId: string, @Body() body: StaffBody, @Asked() asked: Asked): Promise<StaffAnswer> {
    if (!ID.test(staffId)) throw invalid('id-invalid', 'this cannot be a staff id', { field: 'staffId', expected: 'up to 64 letters, digits, dots, dashes or underscores' });
    const { documents } = this.tools;
    const before = await documents.get(staff, staffId);
    const storeIds = [...new Set(body.storeIds)];
    for (const storeId of [...storeIds, ...(before?.storeIds ?? [])]) asked.caller.mustSee(storeId);
    const known = new Set((await documents.getMany(stores, storeIds)).map((s) => s.id));
    const unknown = body.storeIds.findIndex((id) => !known.has(id));
    if (unknown >= 0) throw invalid('store-unknown', 'there is no such store', { field: `storeIds.${unknown}` });
    body.skills?.forEach((s, i) => realDate(s.validUntil, `skills.${i}.validUntil`));
    const member: StaffMember = { id: staffId, ...body, storeIds, skills: body.skills ?? [], active: body.active ?? true };
    // Postings first: one that the member's own record does not confirm is ignored.
    for (const storeId of storeIds) await documents.put(postings, { id: postingId(storeId, staffId), storeId, staffId });
    const { revision } = await documents.put(staff, member, asked.ifMatch === undefined ? {} : { expected: asked.ifMatch });
    for (const storeId of before?.storeIds ?? []) if (!storeIds.includes(storeId)) await documents.remove(postings, postingId(storeId, staffId));
    booksOf(this.tools).changed();
    return staffAnswer({ ...member, revision });
  }

  /** A staff member. */
  @Get('staff/:staffId')
  @Allow('booking.staff:read', { store: 'inside' })
  @Answers(StaffAnswer)
  async one(@Param('staffId') staffId: string, @Asked() asked: Asked): Promise<StaffAnswer> {
    return staffAnswer(await this.visible(staffId, asked));
  }

  /** The team of a store, by id, former members left out. */
  @Get('staff')
  @Allow('booking.staff:read', { store: 'query.storeId' })
  @Answers(StaffAnswer, { list: true })
  async list(@Query() { storeId, limit = 50, after }: StaffListQuery): Promise<{ items: StaffAnswer[]; next?: string }> {
    const { items, next } = await this.tools.documents.find(postings, { index: 'byStore', where: { storeId }, limit, ...(after === undefined ? {} : { after }) });
    const members = items.length === 0 ? [] : await this.tools.documents.getMany(staff, items.map((p) => p.staffId));
    return { items: members.filter((m) => m.storeIds.includes(storeId)).sort((a, b) => (a.id < b.id ? -1 : 1)).map(staffAnswer), ...(next === undefined ? {} : { next }) };
  }

  /** Writes the working times of a person: weeks that repeat, dates that differ, leave and block-outs (BK-13). 409 `shifts-overlap` when they would be in two shifts at once (R-BK-20). */
  @Put('staff/:staffId/shifts')
  @HttpCode(200)
  @Allow('booking.shifts:write', { store: 'inside' })
  @Answers(ShiftsAnswer)
  async putShifts(@Param('staffId') staffId: string, @Body() body: ShiftsBody, @Asked() asked: Asked): Promise<ShiftsAnswer> {
    const member = await this.visible(staffId, asked);
    const { documents } = this.tools;
    const before = await documents.get(shifts, staffId);
    const roster = rosterOf(staffId, body);
    const fields = [...roster.patterns.map((p, i) => [p.storeId, `patterns.${i}.storeId`] as const), ...roster.exceptions.map((e, i) => [e.storeId, `exceptions.${i}.storeId`] as const)];
    for (const storeId of [...fields.map(([id]) => id), ...[...(before?.patterns ?? []), ...(before?.exceptions ?? [])].map((s) => s.storeId)]) asked.caller.mustSee(storeId);
    for (const [storeId, field] of fields) if (!member.storeIds.includes(storeId)) throw invalid('store-not-theirs', 'this person does not work at the store', { field, expected: member.storeIds.join(', ') });
    checkDates(roster);
    checkShifts(roster, new Map((await documents.getMany(stores, [...member.storeIds])).map((s) => [s.id, s])));
    const { revision } = await documents.put(shifts, roster, asked.ifMatch === undefined ? {} : { expected: asked.ifMatch });
    booksOf(this.tools).changed();
    return shiftsAnswer({ ...roster, revision });
  }

  /** The working times of a person. */
  @Get('staff/:staffId/shifts')
  @Allow('booking.shifts:read', { store: 'inside' })
  @Answers(ShiftsAnswer)
  async shifts(@Param('staffId') staffId: string, @Asked() asked: Asked): Promise<ShiftsAnswer> {
    await this.visible(staffId, asked);
    return shiftsAnswer((await this.tools.documents.get(shifts, staffId)) ?? { ...rosterOf(staffId, {}), revision: 0 });
  }

  private async visible(staffId: string, asked: Asked): Promise<Stored<StaffMember>> {
    const member = await this.tools.documents.get(staff, staffId);
    if (!member || !member.storeIds.some((id) => asked.caller.sees(id))) throw notFound('staff-not-found', 'There is no such staff member.');
    return member;
  }
}

const withBreaks = <S extends Partial<Shift>>(shift: S) => ({ ...shift, breaks: shift.breaks ?? [] });

const rosterOf = (id: string, { patterns = [], exceptions = [], absences = [] }: ShiftsBody): Shifts => ({
  id,
  patterns: patterns.map((p) => ({ ...p, shifts: p.shifts.map(withBreaks) })),
  exceptions: exceptions.map((e) => ({ ...e, shifts: e.shifts.map(withBreaks) })),
  absences: absences as readonly Absence[],
});

function checkDates({ patterns, exceptions, absences }: Shifts): void {
  patterns.forEach((p, i) => (realDate(p.validFrom, `patterns.${i}.validFrom`), realDate(p.validUntil, `patterns.${i}.validUntil`)));
  exceptions.forEach((e, i) => realDate(e.date, `exceptions.${i}.date`));
  absences.forEach((a, i) => (realDate(a.fromDate, `absences.${i}.fromDate`), realDate(a.toDate, `absences.${i}.toDate`)));
}

function realDate(date: string | undefined, field: string): void {
  if (date !== undefined && daysOfDate(date) === undefined) throw invalid('date-invalid', 'there is no such date', { field, expected: 'YYYY-MM-DD' });
}

const staffAnswer = ({ id, ...member }: Stored<StaffMember>): StaffAnswer => ({ staffId: id, ...(member as unknown as Omit<StaffAnswer, 'staffId'>) });
const shiftsAnswer = ({ id, ...roster }: Stored<Shifts>): ShiftsAnswer => ({ staffId: id, ...(roster as unknown as Omit<ShiftsAnswer, 'staffId'>) });
