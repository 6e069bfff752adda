import { tally, type Reckoning, type Tally } from '@chignon/eventing';
import { billOf, isTip, type Bill } from './ledger-events.js';

interface Amounts {
  readonly visits: number;
  readonly netCents: number;
  readonly taxCents: number;
  /** Of the net; left out: nothing. */
  readonly tipCents?: number;
}

/** The business day that a bill counts on: the visit's, or that of the money. */
type DayOf = (bill: Bill) => string;
const ofVisit: DayOf = ({ facts }) => facts.businessDate;
const ofMoney: DayOf = ({ facts, settledAt, imported, sign }) =>
  imported && sign > 0
    ? facts.businessDate
    : businessDay(settledAt, facts.zone, facts.dayStartMinute ?? 0);

const sellDay = (bill: Bill, dayOf: DayOf): string =>
  `${bill.facts.storeId}~${dayOf(bill)}~${bill.currency}`;

/** What a store sold on a business day, by currency. */
const byDay = (view: string, dayOf: DayOf): Reckoning<{ id: string; total: Amounts }> => ({
  name: view,
  view,
  categories: ['visit'],
  begin: () => {
    const tallies = new Map<string, Tally>();
    return {
      tallies,
      hear: (event) => {
        const bill = billOf(event);
        if (!bill) return;
        const id = sellDay(bill, dayOf);
        tally(tallies, id, 'visits', bill.visits);
        for (const line of bill.lines) {
          tally(tallies, id, 'netCents', bill.sign * line.netCents);
          tally(tallies, id, 'taxCents', bill.sign * line.taxCents);
          if (isTip(line)) tally(tallies, id, 'tipCents', bill.sign * line.netCents);
        }
      },
    };
  },
  served: ({ total: { visits, netCents, taxCents, tipCents = 0 } }) =>
    new Map(Object.entries({ visits, netCents, taxCents, tipCents })),
});

/** Whose a line without performers is. */
const NOBODY = 'unassigned';

/** What each person's part of it was. Visits are not compared: one has several people. */
const byStaff = (view: string, dayOf: DayOf): Reckoning<{ id: string; total: Amounts }> => ({
  name: view,
  view,
  categories: ['visit'],
  begin: () => {
    const tallies = new Map<string, Tally>();
    return {
      tallies,
      hear: (event) => {
        const bill = billOf(event);
        for (const { netCents, taxCents, performers } of bill?.lines ?? []) {
          const sharing = performers.filter(({ sharePercent }) => sharePercent > 0);
          const people = sharing.length > 0 ? sharing : [{ staffId: NOBODY, sharePercent: 100 }];
          const [nets, taxes] = [parts(netCents, people), parts(taxCents, people)];
          people.forEach(({ staffId }, i) => {
            tally(
              tallies,
              `${sellDay(bill!, dayOf)}~${staffId}`,
              'netCents',
              bill!.sign * nets[i]!,
            );
            tally(
              tallies,
              `${sellDay(bill!, dayOf)}~${staffId}`,
              'taxCents',
              bill!.sign * taxes[i]!,
            );
          });
        }
      },
    };
  },
  served: ({ total: { netCents, taxCents } }) => new Map(Object.entries({ netCents, taxCents })),
});

/** Sales by the day of the visit and by the day of the money, and what each person's part was. */
export const sales: readonly Reckoning[] = [
  byDay('insights.daily-sales', ofVisit),
  byStaff('insights.daily-staff-sales', ofVisit),
  byDay('insights.daily-settlements', ofMoney),
  byStaff('insights.daily-staff-settlements', ofMoney),
];

/** Whole cents in proportion, by largest remainder (R-CP-04), the first of equals; a return mirrors its sale. */
function parts(cents: number, people: readonly { readonly sharePercent: number }[]): number[] {
  const size = Math.abs(cents);
  const whole = people.reduce((sum, { sharePercent }) => sum + sharePercent, 0);
  const cut = people.map(({ sharePercent }) => Math.floor((size * sharePercent) / whole));
  const order = people
    .map(({ sharePercent }, i) => ({ i, rest: (size * sharePercent) % whole }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  const left = size - cut.reduce((sum, part) => sum + part, 0);
  for (const { i } of order.slice(0, left)) cut[i]!++;
  return cut.map((part) => (cents < 0 && part > 0 ? -part : part));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The business day of an instant: the local date, and before the day begins that of yesterday. `YYYY-MM-DD`. */
function businessDay(at: string, zone: string, dayStartMinute: number): string {
  let format = formats.get(zone);
  if (!format)
    formats.set(
      zone,
      (format = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'short',
        hourCycle: 'h23',
      })),
    );
  const [date, time] = format.format(Date.parse(at)).split(', ') as [string, string];
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return 60 * hour + minute >= dayStartMinute
    ? date
    : new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}
