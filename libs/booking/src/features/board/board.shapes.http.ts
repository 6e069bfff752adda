import {
  Text,
  Instant,
  Flag,
  Many,
  Texts,
  Optional,
  Int,
  OneOf,
  DateText,
  Currency,
  Nested,
} from '@chignon/service-kit';
import { DayWindow } from '../../desk/availability/day-window.shapes.http.js';
import {
  AppointmentDetailsAnswer,
  AppointmentLineAnswer,
} from '../../desk/booking/agenda.shapes.http.js';

class BoardPhase {
  /** Name of the phase in the catalogue, such as `apply` or `develop`. */
  @Text() name: string;
  /** `active`: work on the customer; `processing`: the customer waits while something takes effect; `buffer-before`, `buffer-after`: making the place ready, and cleaning it. */
  @Text() kind: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** False: somebody else may be served meanwhile. */
  @Flag() staffBusy: boolean;
}

/** One service on the board. */
export class BoardLine extends AppointmentLineAnswer {
  /** The customer asked for this person, rather than for whoever is free. */
  @Flag() requested: boolean;
  /** In order; buffers lie outside of what the customer sees. */
  @Many(() => BoardPhase) phases: BoardPhase[];
  /** Pools of which it takes one unit each. */
  @Texts() pools: string[];
}

/** As everywhere, with what is needed to draw it. `cancelled`, `declined` and `missed` ones are shown too: they take no time. */
export class BoardAppointment extends AppointmentDetailsAnswer {
  /** The services with their phases and pools, as they are drawn. */
  @Many(() => BoardLine) lines: BoardLine[];
  /** Since the start, while the customer is not checked in; absent: not late. */
  @Optional() @Int() lateMinutes?: number;
}

/** A slot on the board that is held. */
export class BoardHold {
  @Text() holdId: string;
  /** `hold`, or `move` for a slot reserved by an appointment that is being moved here. */
  @OneOf(['hold', 'move']) kind: 'hold' | 'move';
  /** From then on the slot is free, whether or not a change says so. Absent: a move, which ends by itself. */
  @Optional() @Instant() expiresAt?: string;
  @Optional() @Text() customerId?: string;
  @Text() channel: string;
  @Optional() @Text() seriesId?: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** What is held, with phases and pools, as it is drawn. */
  @Many(() => BoardLine) lines: BoardLine[];
}

class BoardColumn {
  @Text() staffId: string;
  /** Name of the staff member, for the head of the column. */
  @Text() displayName: string;
  /** Seniority, such as `junior` or `senior`; absent: none is kept. */
  @Optional() @Text() level?: string;
  /** When they may serve here on this day: shifts without fixed breaks, leave and block-outs. */
  @Many(() => DayWindow) working: DayWindow[];
  /** In the shift and not serving: pauses and block-outs. */
  @Many(() => DayWindow) breaks: DayWindow[];
  /** Those with a line that this person leads or assists with, by begin. One of two people is in both columns. */
  @Many(() => BoardAppointment) appointments: BoardAppointment[];
  /** Minutes of the working time in all. */
  @Int() workingMinutes: number;
  /** Of the working time: neither booked nor held. */
  @Int() freeMinutes: number;
  /** How much of the working time is booked or held, in whole percent; 0 where nobody works. */
  @Int({ min: 0, max: 100 }) utilisationPercent: number;
}

class BoardUse extends DayWindow {
  /** Units taken in this stretch. */
  @Int() used: number;
}

class BoardPool {
  /** Code of the pool, such as `chair`. */
  @Text() pool: string;
  /** How many units the store has of it. */
  @Int() capacity: number;
  /** Most units taken at once. Above the capacity only by overbooking. */
  @Int() peak: number;
  /** How many units are taken when, stretch by stretch; stretches without any are left out. */
  @Many(() => BoardUse) use: BoardUse[];
}

class BoardSummary {
  /** Still to come: booked, and waiting for the store's approval. */
  @Int() booked: number;
  /** Appointments whose customer came, also those whose visit is over. */
  @Int() arrived: number;
  /** Booked appointments that have begun without their customer. */
  @Int() late: number;
  /** Appointments to which nobody came. */
  @Int() noShows: number;
  /** Appointments that were cancelled. */
  @Int() cancelled: number;
  /** Minutes of the whole team's working time that are neither booked nor held. */
  @Int() freeMinutes: number;
  /** How much of the whole team's working time is booked or held, in whole percent. */
  @Int({ min: 0, max: 100 }) utilisationPercent: number;
}

/** All that a front desk needs of one day. */
export class BoardAnswer {
  @Text() storeId: string;
  @DateText() date: string;
  @Text() zone: string;
  @Currency() currency: string;
  /** The board holds everything up to here; `…/live?from=` goes on behind it. */
  @Int() position: number;
  /** When the board was drawn up; who is late is reckoned for this instant. */
  @Instant() asOf: string;
  /** When the store is open on this business day; empty: closed. */
  @Many(() => DayWindow) open: DayWindow[];
  /** One column for each member of the team, those who do not work on this day too. */
  @Many(() => BoardColumn) staff: BoardColumn[];
  /** With a line of somebody who is not, or no longer, of the team. */
  @Many(() => BoardAppointment) unassigned: BoardAppointment[];
  /** Slots that are held and not booked yet, by begin; those that have run out are left out. */
  @Many(() => BoardHold) holds: BoardHold[];
  /** How much of each pool of the store is taken, and when. */
  @Many(() => BoardPool) pools: BoardPool[];
  /** Counts of the whole day. */
  @Nested(() => BoardSummary) summary: BoardSummary;
}

/** One change of the agenda. To apply it: forget what there is of the ids in `replaces`, then put what comes with it. */
export class BoardChange {
  /** The same as the event's id. One more than that of the change before. */
  @Int() position: number;
  /** As the event's type: `held`, `booked`, `cancelled`, … */
  @Text() change: string;
  /** When the change was recorded. */
  @Instant() at: string;
  /** Ids of appointments, holds and moves that are to be forgotten before the new ones are put. */
  @Texts() replaces: string[];
  /** Appointments as they are after the change; one of `replaces` that is not here is gone from the board. */
  @Many(() => BoardAppointment) appointments: BoardAppointment[];
  /** Holds and reserved slots as they are after the change; one of `replaces` that is not here is gone from the board. */
  @Many(() => BoardHold) holds: BoardHold[];
}

/** From which position on changes of the board are sent. */
export class LiveQuery {
  /** A board's `position`, or the id of the last event seen. Left out: from now on. A `Last-Event-ID` header wins. */
  @Optional() @Int({ min: 0 }) from?: number;
}
