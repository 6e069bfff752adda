import { tally, type Reckoning, type Tally } from '@chignon/eventing';
import { billOf, type Bill } from './ledger-events.js';

interface Amounts {
  readonly visits: number;
  readonly netCents: number;
  readonly taxCents: number;
}

const figures = ({ visits, netCents, taxCents }: Amounts): Tally => new Map([['visits', visits], ['netCents', netCents], ['taxCents', taxCents]]);
const dayOf = ({ facts, currency }: Bill): string => `${facts.storeId}~${facts.businessDate}~${currency}`;

/** What a store sold on a business day, by currency, against `insights.daily-sales`. */
export const salesByDay: Reckoning<{ id: string; total: Amounts }> = {
  name: 'insights.daily-sales',
  view: 'insights.daily-sales',
  categories: ['visit'],
  begin: () => {
    const tallies = new Map<string, Tally>();
    return {
      tallies,
      hear: (event) => {
        const bill = billOf(event);
        if (!bill) return;
        tally(tallies, dayOf(bill), 'visits', bill.visits);
        tally(tallies, dayOf(bill), 'netCents', bill.sign * bill.lines.reduce((sum, line) => sum + line.netCents, 0));
        tally(tallies, dayOf(bill), 'taxCents', bill.sign * bill.lines.reduce((sum, line) => sum + line.taxCents, 0));
      },
    };
  },
  served: ({ total }) => figures(total),
};

/** Whose a line without performers is. */
const NOBODY = 'unassigned';

/** What each person's part of it was, against `insights.daily-staff-sales`. Visits are not compared: one has several people. */
export const salesByStaff: Reckoning<{ id: string; total: Amounts }> = {
  name: 'insights.daily-staff-sales',
  view: 'insights.daily-staff-sales',
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
            tally(tallies, `${dayOf(bill!)}~${staffId}`, 'netCents', bill!.sign * nets[i]!);
            tally(tallies, `${dayOf(bill!)}~${staffId}`, 'taxCents', bill!.sign * taxes[i]!);
          });
        }
      },
    };
  },
  served: ({ total: { netCents, taxCents } }) => new Map([['netCents', netCents], ['taxCents', taxCents]]),
};

/** Whole cents in proportion, by largest remainder (R-CP-04), the first of equals; a return mirrors its sale. */
function parts(cents: number, people: readonly { readonly sharePercent: number }[]): number[] {
  const size = Math.abs(cents);
  const whole = people.reduce((sum, { sharePercent }) => sum + sharePercent, 0);
  const cut = people.map(({ sharePercent }) => Math.floor((size * sharePercent) / whole));
  const order = people.map(({ sharePercent }, i) => ({ i, rest: (size * sharePercent) % whole })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  const left = size - cut.reduce((sum, part) => sum + part, 0);
  for (const { i } of order.slice(0, left)) cut[i]!++;
  return cut.map((part) => (cents < 0 && part > 0 ? -part : part));
}
