import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { DayWindow } from '../../desk/availability/day-window.shapes.http.js';
import {
  AppointmentFactsAnswer,
  AppointmentLineAnswer,
} from '../../desk/booking/agenda.shapes.http.js';

class BoardPhase {
  @IsString() name: string;
  /** `buffer-before`, `active`, `processing`, `buffer-after`. */
  @IsString() kind: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  /** False: somebody else may be served meanwhile. */
  @IsBoolean() staffBusy: boolean;
}

export class BoardLine extends AppointmentLineAnswer {
  /** The customer asked for this person. */
  @IsBoolean() requested: boolean;
  /** In order; buffers lie outside of what the customer sees. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardPhase) phases: BoardPhase[];
  /** One unit of each is taken. */
  @IsArray() @IsString({ each: true }) pools: string[];
}

/** As everywhere, with what is needed to draw it. `cancelled`, `declined` and `missed` ones are shown too: they take no time. */
export class BoardAppointment extends AppointmentFactsAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardLine) lines: BoardLine[];
  /** Since the start, while the customer is not checked in; absent: not late. */
  @IsOptional() @IsInt() lateMinutes?: number;
}

export class BoardHold {
  @IsString() holdId: string;
  /** `hold`, or `move` for a slot reserved by an appointment that is being moved here. */
  @IsIn(['hold', 'move']) kind: 'hold' | 'move';
  /** From then on the slot is free, whether or not a change says so. Absent: a move, which ends by itself. */
  @IsOptional() @IsString() expiresAt?: string;
  @IsOptional() @IsString() customerId?: string;
  @IsString() channel: string;
  @IsOptional() @IsString() seriesId?: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardLine) lines: BoardLine[];
}

class BoardColumn {
  @IsString() staffId: string;
  @IsString() displayName: string;
  @IsOptional() @IsString() level?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => DayWindow) working: DayWindow[];
  /** In the shift and not serving: pauses and block-outs. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => DayWindow) breaks: DayWindow[];
  /** Those with a line that this person leads or assists with, by begin. One of two people is in both columns. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BoardAppointment)
  appointments: BoardAppointment[];
  @IsInt() workingMinutes: number;
  /** Of the working time: neither booked nor held. */
  @IsInt() freeMinutes: number;
  @IsInt() @Min(0) @Max(100) utilisationPercent: number;
}

class BoardUse extends DayWindow {
  @IsInt() used: number;
}

class BoardPool {
  @IsString() pool: string;
  @IsInt() capacity: number;
  /** Most units taken at once. Above the capacity only by overbooking. */
  @IsInt() peak: number;
  /** When any are taken. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardUse) use: BoardUse[];
}

class BoardSummary {
  /** Still to come: booked, and waiting for the store's yes. */
  @IsInt() booked: number;
  @IsInt() arrived: number;
  @IsInt() late: number;
  @IsInt() noShows: number;
  @IsInt() cancelled: number;
  @IsInt() freeMinutes: number;
  @IsInt() @Min(0) @Max(100) utilisationPercent: number;
}

/** All that a front desk needs of one day. */
export class BoardAnswer {
  @IsString() storeId: string;
  @IsString() date: string;
  @IsString() zone: string;
  @IsString() currency: string;
  /** The board holds everything up to here; `…/live?from=` goes on behind it. */
  @IsInt() position: number;
  /** When it was drawn up. */
  @IsString() asOf: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => DayWindow) open: DayWindow[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardColumn) staff: BoardColumn[];
  /** With a line of somebody who is not, or no longer, of the team. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BoardAppointment)
  unassigned: BoardAppointment[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardHold) holds: BoardHold[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardPool) pools: BoardPool[];
  @ValidateNested() @Type(() => BoardSummary) summary: BoardSummary;
}

/** One change of the agenda. To apply it: forget what there is of the ids in `replaces`, then put what comes with it. */
export class BoardChange {
  /** The same as the event's id. One more than that of the change before. */
  @IsInt() position: number;
  /** As the event's type: `held`, `booked`, `cancelled`, … */
  @IsString() change: string;
  @IsString() at: string;
  /** Appointments, holds and moves. */
  @IsArray() @IsString({ each: true }) replaces: string[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BoardAppointment)
  appointments: BoardAppointment[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => BoardHold) holds: BoardHold[];
}

export class LiveQuery {
  /** A board's `position`, or the id of the last event seen. Left out: from now on. A `Last-Event-ID` header wins. */
  @IsOptional() @IsInt() @Min(0) from?: number;
}
