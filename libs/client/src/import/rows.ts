import { lookUp } from '@chignon/eventing';
import { decimal } from './decimal.js';
import { dates, times, type Reader } from './formats.js';
import type { Mapping } from './mapping.js';

/** A value that cannot be taken over: where it stands, and why. Becomes a row of the error file. */
export interface Problem {
  readonly file: string;
  /** Counted from 1, the header included; 0 when no line is to blame. */
  readonly line: number;
  /** Header of the column; empty when the whole line is meant. */
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

/** One line of a file by its headers. */
export interface Row {
  readonly file: string;
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
  /** The line could not be read, which was said already; its cells are a guess, good for telling what it belonged to. */
  readonly broken?: boolean;
}

/** A row of any file once it was understood. */
export interface Placed {
  readonly file: string;
  readonly line: number;
}

export interface ReceiptLine extends Placed {
  readonly receipt: string;
  readonly date: string;
  readonly description: string;
  readonly client: string;
  readonly staff: string;
  readonly quantityMilli: number;
  readonly amountCents: number;
  /** Exact taxes in 1/10,000 of the currency unit, in the order of the mapping's taxes. */
  readonly taxes: readonly number[];
}

export interface ServiceRow extends Placed {
  readonly active: boolean;
  readonly code: string;
  readonly description: string;
  readonly category: string;
  readonly priceCents: number;
}

export interface ProductRow extends Placed {
  readonly active: boolean;
  readonly code: string;
  readonly description: string;
  readonly supplier: string;
  readonly brand: string;
  readonly category: string;
  /** In 1/10,000 of the currency unit. */
  readonly price: number;
  /** In 1/10,000 of the currency unit. */
  readonly cost: number;
  readonly onHandMilli: number;
  readonly minimumMilli: number;
  readonly maximumMilli: number;
}

/** A booking, a cancellation or a no-show. */
export interface BookingRow extends Placed {
  readonly client: string;
  readonly staff: string;
  readonly service: string;
  readonly date: string;
  readonly startMinute?: number;
  /** Of a booking, where the file has it. */
  readonly priceCents?: number;
  readonly cancelledOn?: string;
}

/** Taxes and prices may have this many decimals. */
export const FINE_PLACES = 4;
/** Characters that no code or name of a till has. */
const CONTROL = /[\u0000-\u001f\u007f]/;
const MAX_TEXT = 200;

/** Understands the rows of each file by the mapping; what it cannot understand becomes a problem, and the row is left out. */
export function understanding(mapping: Mapping, problems: Problem[]) {
  const date = dates(mapping.formats.date);
  const time = times(mapping.formats.time);

  /** Reads the cells of one row; `done` gives the record only when every cell was good. */
  const reading = (row: Row) => {
    let good = true;
    const blame = (column: string, reason: string): undefined => {
      problems.push({
        file: row.file,
        line: row.line,
        column,
        value: row.cells.get(column) ?? '',
        reason,
      });
      good = false;
      return undefined;
    };
    const text = (column: string): string => {
      const value = (row.cells.get(column) ?? '').trim();
      if (CONTROL.test(value)) blame(column, 'contains a control character');
      else if (value.length > MAX_TEXT) blame(column, `is longer than ${MAX_TEXT} characters`);
      return value;
    };
    const code = (column: string): string => text(column) || (blame(column, 'is empty') ?? '');
    const read = <T>(column: string, reader: Reader<T>, expected: string, otherwise: T): T => {
      const value = reader(text(column));
      return value === undefined ? (blame(column, `is not ${expected}`) ?? otherwise) : value;
    };
    const number = (column: string, places: number, kind: string) =>
      read(column, (value) => decimal(value, places), `${kind} with at most ${places} decimals`, 0);
    const place = { file: row.file, line: row.line };
    return {
      text,
      code,
      number,
      date: (column: string) => read(column, date, `a date like ${mapping.formats.date}`, ''),
      time: (column: string) => read(column, time, `a time like ${mapping.formats.time}`, 0),
      flag: (column: string) =>
        read(
          column,
          (value) =>
            ({ true: true, false: false, yes: true, no: false, '1': true, '0': false })[
              value.toLowerCase()
            ],
          'TRUE or FALSE',
          false,
        ),
      unless: (bad: boolean, column: string, reason: string) => bad && blame(column, reason),
      done: <T>(record: T): (T & Placed) | undefined =>
        good ? { ...place, ...record } : undefined,
    };
  };

  return {
    receipt(row: Row): ReceiptLine | undefined {
      const { columns: c } = mapping.receipts;
      const cell = reading(row);
      const record = {
        receipt: cell.code(c.receipt),
        date: cell.date(c.date),
        description: cell.text(c.description),
        client: cell.code(c.client),
        staff: cell.code(c.staff),
        quantityMilli: cell.number(c.quantity, 3, 'a quantity'),
        amountCents: cell.number(c.amount, 2, 'an amount'),
        taxes: mapping.store.taxes.map(({ code }) =>
          cell.number(lookUp(c.taxes, code)!, FINE_PLACES, 'a tax'),
        ),
      };
      return cell.done(record);
    },
    service(row: Row): ServiceRow | undefined {
      const { columns: c } = mapping.services;
      const cell = reading(row);
      const priceCents = cell.number(c.price, 2, 'a price');
      cell.unless(priceCents < 0, c.price, 'is negative');
      return cell.done({
        active: cell.flag(c.active),
        code: cell.code(c.code),
        description: cell.text(c.description),
        category: cell.text(c.category),
        priceCents,
      });
    },
    product(row: Row): ProductRow | undefined {
      const { columns: c } = mapping.products;
      const cell = reading(row);
      const money = (column: string) => {
        const value = cell.number(column, FINE_PLACES, 'a price');
        cell.unless(value < 0, column, 'is negative');
        return value;
      };
      const level = (column: string) => {
        const value = cell.number(column, 3, 'a quantity');
        cell.unless(value < 0, column, 'is negative');
        return value;
      };
      return cell.done({
        active: cell.flag(c.active),
        code: cell.code(c.code),
        description: cell.text(c.description),
        supplier: cell.text(c.supplier),
        brand: cell.text(c.brand),
        category: cell.text(c.category),
        price: money(c.price),
        cost: money(c.cost),
        onHandMilli: cell.number(c.onHand, 3, 'a quantity'),
        minimumMilli: level(c.minimum),
        maximumMilli: level(c.maximum),
      });
    },
    booking(row: Row): BookingRow | undefined {
      const { columns: c } = mapping.bookings;
      const cell = reading(row);
      const priced = c.price !== '' && cell.text(c.price) !== '';
      const priceCents = priced ? cell.number(c.price, 2, 'a price') : 0;
      cell.unless(priceCents < 0, c.price, 'is negative');
      return cell.done({
        client: cell.text(c.client),
        staff: cell.code(c.staff),
        service: cell.code(c.service),
        date: cell.date(c.date),
        startMinute: cell.time(c.time),
        ...(priced ? { priceCents } : {}),
      });
    },
    cancellation(row: Row): BookingRow | undefined {
      const { columns: c } = mapping.cancellations;
      const cell = reading(row);
      return cell.done({
        client: cell.text(c.client),
        staff: cell.code(c.staff),
        service: cell.code(c.service),
        date: cell.date(c.date),
        cancelledOn: cell.date(c.cancelledOn),
      });
    },
    noShow(row: Row): BookingRow | undefined {
      const { columns: c } = mapping.noShows;
      const cell = reading(row);
      return cell.done({
        client: cell.text(c.client),
        staff: cell.code(c.staff),
        service: cell.code(c.service),
        date: cell.date(c.date),
      });
    },
  };
}
