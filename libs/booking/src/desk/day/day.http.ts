import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { optional, streamName, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  TOOLS,
  Optional,
  Int,
  Text,
  Instant,
  Many,
  DateText,
} from '@chignon/service-kit';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { dayOf, headOf, peopleOf, stillHeld } from '../availability/day-parts.flow.js';
import { DayWindow } from '../availability/day-window.shapes.http.js';
import { AppointmentLineAnswer } from '../booking/agenda.shapes.http.js';
import { daySheetOf } from './day-sheet.flow.js';

class DayQuery {
  /** Wait (at most 2 s) until the sheet has seen this revision of the day. */
  @Optional() @Int({ min: 1 }) atLeast?: number;
}

/** An appointment on the sheet of a day. */
class DayAppointment {
  @Text() appointmentId: string;
  /** The customer; absent: none was named yet. */
  @Optional() @Text() customerId?: string;
  /** The way by which it was booked: `front-desk`, `phone`, `app`, `web` or `mini-program`; `import`: it came from another system. */
  @Text() channel: string;
  /** `pending` (waits for the store's approval), `declined`, `booked`, `checked-in`, `cancelled`, `missed`; once its visit has ended `completed`, `abandoned` or `voided`. */
  @Text() status: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** The services as booked: who performs each, when, and at which price. */
  @Many(() => AppointmentLineAnswer) lines: AppointmentLineAnswer[];
  /** The visit that keeps it; absent until the customer is checked in. */
  @Optional() @Text() visitId?: string;
}

/** A slot that is held on a day. */
class DayHold {
  @Text() holdId: string;
  /** `hold`, or `move` for a slot reserved by an appointment that is being moved here. */
  @Text() kind: string;
  /** When the hold runs out, exclusive; absent for a slot that a move reserves. */
  @Optional() @Instant() expiresAt?: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** What is held: one line for each service, with who would perform it and when. */
  @Many(() => AppointmentLineAnswer) lines: AppointmentLineAnswer[];
}

/** A staff member on a day. */
class DayStaff {
  @Text() staffId: string;
  /** Name of the staff member as customers and colleagues see it. */
  @Text() displayName: string;
  /** When they may serve here on this day: shifts without fixed breaks, leave and block-outs. Empty: a day off. */
  @Many(() => DayWindow) working: DayWindow[];
}

/** A business day of a store. */
export class DayAnswer {
  @Text() storeId: string;
  /** The business date. */
  @DateText() date: string;
  @Text() zone: string;
  /** When the store is open on this business day; empty: closed. */
  @Many(() => DayWindow) open: DayWindow[];
  /** The team of the store, those who do not work on this day too. */
  @Many(() => DayStaff) staff: DayStaff[];
  /** Everything booked, ended ones too (cancelled, missed, declined), in the order of begin. */
  @Many(() => DayAppointment) appointments: DayAppointment[];
  /** Slots that are held and not booked yet, in the order of begin; those that have run out are left out. */
  @Many(() => DayHold) holds: DayHold[];
}

/** The largest page the store gives: a busy day of a large store is one or two. */

/** The day of a store: its appointments, holds and staff. */
@Controller('v1/booking')
export class DayHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get the day of a store. It has the opening hours, who works when, and everything booked, ended and held, in the order of begin.
   *
   * @zh 查询门店当日预约
   */
  @Get('stores/:storeId/days/:date')
  @Allow('booking.days:read', { store: 'params.storeId' })
  @Returns(DayAnswer)
  async getStoreDay(
    @Param('storeId') storeId: string,
    @Param('date') date: string,
    @Query() { atLeast }: DayQuery,
  ): Promise<DayAnswer> {
    const { book, frame } = await dayOf(this.tools, storeId, date);
    const id = agendaKey(storeId, date);
    if (atLeast !== undefined)
      await this.tools.atLeast(daySheets, id, streamName('agenda', id), atLeast);
    const entries = await daySheetOf(this.tools, storeId, date);
    const now = this.tools.facts.now();
    return {
      ...headOf(book, frame),
      staff: peopleOf(book, frame),
      appointments: entries.flatMap(
        ({ kind, subject, status, channel, customerId, visitId, startsAt, endsAt, lines }) =>
          kind === 'appointment'
            ? [
                {
                  appointmentId: subject,
                  status: status!,
                  channel: channel!,
                  startsAt,
                  endsAt,
                  lines: [...lines],
                  ...optional({ customerId, visitId }),
                },
              ]
            : [],
      ),
      holds: entries.flatMap((entry) => {
        const { kind, subject, expiresAt, startsAt, endsAt, lines } = entry;
        return kind !== 'appointment' && stillHeld(entry, now)
          ? [
              {
                holdId: subject,
                kind,
                startsAt,
                endsAt,
                lines: [...lines],
                ...optional({ expiresAt }),
              },
            ]
          : [];
      }),
    };
  }
}
