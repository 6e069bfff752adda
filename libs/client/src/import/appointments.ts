import type { Catalogue } from './catalogue.js';
import type { Mapping } from './mapping.js';
import { sha256 } from '@chignon/eventing';
import { composed, grouped } from './names.js';
import type { BookingRow, Problem } from './rows.js';

/** One appointment of the past, as `POST /v1/booking/imports/appointments` takes it. */
export interface ImportedAppointment {
  readonly externalId: string;
  /** By which earlier releases imported it: with the client's code in it. */
  readonly formerId: string;
  /** Client code of the source; absent: nobody is named. */
  readonly client?: string;
  readonly staffId: string;
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly date: string;
  readonly startMinute?: number;
  readonly minutes: number;
  readonly status: 'booked' | 'cancelled' | 'no-show';
  /** What was agreed, where the source says it. */
  readonly priceCents?: number;
  readonly cancelledOn?: string;
  readonly cancelledBy?: 'customer' | 'store';
  readonly file: string;
  readonly line: number;
}

const PLACE_LENGTH = 24;

export interface Appointments {
  readonly appointments: readonly ImportedAppointment[];
  readonly bookings: number;
  readonly cancellations: number;
  readonly noShows: number;
}

/**
 * Bookings, cancellations and no-shows as appointments, by date. A no-show names a booking of the same client, staff, service
 * and day when there is one, and is otherwise an appointment of its own. A cancellation is always one of its own: the source
 * takes a cancelled booking off its list, and what it still lists for that day was booked again.
 */
export function appointmentsOf(
  mapping: Mapping,
  catalogue: Catalogue,
  rows: {
    readonly bookings: readonly BookingRow[];
    readonly cancellations: readonly BookingRow[];
    readonly noShows: readonly BookingRow[];
  },
  staffId: (code: string) => string,
  problems: Problem[],
): Appointments {
  const known = (list: readonly BookingRow[], column: string) =>
    list.filter((row) => {
      const found = catalogue.service(row.service) !== undefined;
      if (!found)
        problems.push({
          file: row.file,
          line: row.line,
          column,
          value: row.service,
          reason: `is no code of ${mapping.services.file}`,
        });
      return found;
    });
  const bookings = known(rows.bookings, mapping.bookings.columns.service);
  const cancellations = known(rows.cancellations, mapping.cancellations.columns.service);
  const noShows = known(rows.noShows, mapping.noShows.columns.service);

  const what = ({ client, staff, service, date }: BookingRow): string[] => [
    date,
    client,
    staff,
    service,
  ];
  const missed = grouped(noShows, (row) => what(row).join('\n'));
  const repeats = new Map<string, number>();
  const appointment = (
    row: BookingRow,
    status: ImportedAppointment['status'],
    ...place: string[]
  ): ImportedAppointment => {
    const kind =
      status === 'cancelled'
        ? 'cancellation'
        : row.startMinute === undefined
          ? 'no-show'
          : 'booking';
    const former = composed(mapping.system, kind, ...place);
    // Events keep it for ever, and the codes in it may name somebody (R-PR-01).
    const id = composed(
      mapping.system,
      kind,
      row.date,
      sha256(JSON.stringify(place)).slice(0, PLACE_LENGTH),
    );
    const nth = (repeats.get(id) ?? 0) + 1;
    repeats.set(id, nth);
    const service = catalogue.service(row.service)!;
    return {
      externalId: nth === 1 ? id : composed(mapping.system, id, String(nth)),
      formerId: nth === 1 ? former : composed(mapping.system, former, String(nth)),
      staffId: staffId(row.staff),
      serviceId: service.id,
      serviceGroup: service.group,
      date: row.date,
      minutes: service.minutes,
      status,
      file: row.file,
      line: row.line,
      ...(row.client === '' ? {} : { client: row.client }),
      ...(row.startMinute === undefined ? {} : { startMinute: row.startMinute }),
      ...(row.priceCents === undefined || status !== 'booked'
        ? {}
        : { priceCents: row.priceCents }),
      ...(row.cancelledOn === undefined
        ? {}
        : { cancelledOn: row.cancelledOn, cancelledBy: mapping.cancellations.by }),
    };
  };
  const all = bookings.map((row) =>
    appointment(
      row,
      missed.get(what(row).join('\n'))?.shift() ? 'no-show' : 'booked',
      ...what(row),
      String(row.startMinute),
    ),
  );
  for (const row of [...missed.values()].flat())
    all.push(appointment(row, 'no-show', ...what(row)));
  for (const row of cancellations)
    all.push(appointment(row, 'cancelled', ...what(row), row.cancelledOn!));
  return {
    appointments: all.sort((a, b) =>
      a.date < b.date ? -1 : a.date > b.date ? 1 : a.line - b.line,
    ),
    bookings: bookings.length,
    cancellations: cancellations.length,
    noShows: noShows.length,
  };
}

/** The hour at which each client's first kept booking of a day began: a receipt knows only its day. */
export function firstHours(
  bookings: readonly BookingRow[],
): (client: string, date: string) => number | undefined {
  const first = new Map<string, number>();
  for (const { client, date, startMinute } of bookings) {
    if (client === '' || startMinute === undefined) continue;
    const key = `${client}\n${date}`;
    first.set(key, Math.min(first.get(key) ?? startMinute, startMinute));
  }
  return (client, date) => {
    const minute = first.get(`${client}\n${date}`);
    return minute === undefined ? undefined : (minute - (minute % 60)) / 60;
  };
}
