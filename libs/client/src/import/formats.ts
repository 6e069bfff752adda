/** Reads text of one fixed form; undefined when it has another. */
export type Reader<T> = (text: string) => T | undefined;

const TOKEN = /YYYY|MM|DD|HH|hh|mm|ss|M|D|H|h|A/g;
const DIGITS: { readonly [token: string]: string } = {
  YYYY: '\\d{4}',
  MM: '\\d{2}',
  DD: '\\d{2}',
  HH: '\\d{2}',
  hh: '\\d{2}',
  mm: '\\d{2}',
  ss: '\\d{2}',
  M: '\\d{1,2}',
  D: '\\d{1,2}',
  H: '\\d{1,2}',
  h: '\\d{1,2}',
  A: '[AaPp][Mm]',
};
const NAMES: { readonly [token: string]: string } = {
  YYYY: 'year',
  MM: 'month',
  M: 'month',
  DD: 'day',
  D: 'day',
  HH: 'hour',
  H: 'hour',
  hh: 'hour12',
  h: 'hour12',
  mm: 'minute',
  ss: 'second',
  A: 'half',
};

function pattern(format: string): RegExp {
  let source = '';
  let end = 0;
  for (const match of format.matchAll(TOKEN)) {
    source +=
      literal(format.slice(end, match.index)) + `(?<${NAMES[match[0]]!}>${DIGITS[match[0]]!})`;
    end = match.index + match[0].length;
  }
  return new RegExp(`^${source}${literal(format.slice(end))}$`);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/**
 * A reader of calendar dates: `dates('MM/DD/YYYY')('03/15/2018')` is `2018-03-15`. Dates that no calendar has are not read.
 * @throws Error when the format does not name a year, a month and a day
 */
export function dates(format: string): Reader<string> {
  const form = pattern(format);
  for (const part of ['year', 'month', 'day'])
    if (!form.source.includes(`<${part}>`))
      throw new Error(`the date format ${format} names no ${part}`);
  return (text) => {
    const { year, month, day } = form.exec(text)?.groups ?? {};
    if (year === undefined) return undefined;
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    const iso = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
    return date.toISOString().slice(0, 10) === iso ? iso : undefined;
  };
}

/**
 * A reader of wall-clock times as minutes from midnight: `times('h:mm:ss A')('3:50:00 PM')` is 950. Seconds are dropped.
 * @throws Error when the format does not name an hour and a minute
 */
export function times(format: string): Reader<number> {
  const form = pattern(format);
  const half = form.source.includes('<half>');
  if (!form.source.includes(half ? '<hour12>' : '<hour>') || !form.source.includes('<minute>'))
    throw new Error(`the time format ${format} names no ${half ? 'h' : 'H'} or no mm`);
  return (text) => {
    const parts = form.exec(text)?.groups;
    if (!parts) return undefined;
    const minute = Number(parts['minute']);
    const hour = half
      ? (Number(parts['hour12']) % 12) + (/^p/i.test(parts['half']!) ? 12 : 0)
      : Number(parts['hour']);
    const inRange =
      hour < 24 &&
      minute < 60 &&
      Number(parts['second'] ?? 0) < 60 &&
      (!half || (Number(parts['hour12']) >= 1 && Number(parts['hour12']) <= 12));
    return inRange ? hour * 60 + minute : undefined;
  };
}
