import type { VisitSettled, VisitVoided } from '@chignon/contracts';
import type { Publication, View } from '@chignon/eventing';
import { type CustomerVisits, customerVisits } from './customer-visits.view.js';
import { byValue, customersIn } from './customers-in-period.js';
import { type DailySales, dailySales, dailySettlements } from './daily-sales.view.js';
import { peaksOf, salesBy, totalsOf, withoutTips } from './sales.js';
import { folded, days, line, settled, voided } from './visits-heard.testing.js';

describe('F7, F11, A2: two instants', () => {
  const sale = settled({ no: 1, date: '2026-10-10', lines: [line(100_00)], hour: 11 });
  const bill = {
    ...sale,
    data: {
      ...(sale.data as VisitSettled),
      settledAt: '2026-10-10T16:00:00.000Z',
      settledOn: '2026-10-10',
      tenders: [{ kind: 'card', cents: 100_00 }],
    },
  };
  const back = settled({
    no: 1,
    date: '2026-10-10',
    settlementNo: 2,
    lines: [{ ...line(-100_00, 'ann', 'cut', 'service', -1000), lineId: 'l0-r2', refersTo: 'l0' }],
    hour: 11,
  });
  // 2 in the morning UTC is the evening before in Winnipeg.
  const refund = (change: object) => ({
    ...back,
    data: {
      ...(back.data as VisitSettled),
      settledAt: '2026-11-30T02:00:15.000Z',
      tenders: [{ kind: 'cash', cents: -100_00 }],
      ...change,
    },
  });
  const byDay = (view: View<DailySales>, heard: readonly Publication[]) =>
    salesBy(folded(view, heard), 'day').map(({ key, visits, netCents, taxCents }) => [
      key,
      visits,
      netCents,
      taxCents,
    ]);

  it('a refund lowers the day of the visit for analysis, and stands on its own day for money', () => {
    const heard = [bill, refund({ settledOn: '2026-11-29' })];
    expect(byDay(dailySales, heard)).toEqual([['2026-10-10', 1, 0, 0]]);
    expect(byDay(dailySettlements, heard)).toEqual([
      ['2026-10-10', 1, 100_00, 0],
      ['2026-11-29', 0, -100_00, 0],
    ]);
    expect(totalsOf(folded(dailySettlements, heard))[0]).toMatchObject({
      visits: 1,
      netCents: 0,
      tenders: { card: 100_00, cash: -100_00 },
    });
    expect(salesBy(folded(dailySettlements, heard), 'hour').map(({ key }) => key)).toEqual([
      '11',
      '20',
    ]);
  });

  it("of older releases, which do not say the day, it is the calendar's where the store is", () => {
    expect(byDay(dailySettlements, [bill, refund({})])).toEqual([
      ['2026-10-10', 1, 100_00, 0],
      ['2026-11-29', 0, -100_00, 0],
    ]);
  });

  it('a void takes the money back on its own day, by the tenders that it names', () => {
    const gone = voided({ no: 1, date: '2026-10-10', lines: [line(100_00)], hour: 11 });
    const heard = [
      bill,
      {
        ...gone,
        data: {
          ...(gone.data as VisitVoided),
          voidedAt: '2026-11-29T18:00:00.000Z',
          voidedOn: '2026-11-29',
          tenders: [{ kind: 'card', cents: 100_00 }],
        },
      },
    ];
    expect(byDay(dailySales, heard)).toEqual([['2026-10-10', 0, 0, 0]]);
    expect(byDay(dailySettlements, heard)).toEqual([
      ['2026-10-10', 1, 100_00, 0],
      ['2026-11-29', -1, -100_00, 0],
    ]);
    expect(folded(dailySettlements, heard).map(({ tenders }) => tenders)).toEqual([
      { card: 100_00 },
      { card: -100_00 },
    ]);
  });
});

describe('units', () => {
  it('F25: tips stand apart from sales, averages and rankings', () => {
    const heard = [
      settled({
        no: 1,
        date: '2026-03-01',
        lines: [line(90_00), line(10_00, 'ann', 'tip', 'adjustment')],
      }),
    ];
    expect(totalsOf(days(heard)).map(withoutTips)).toMatchObject([
      { netCents: 90_00, tipCents: 10_00 },
    ]);
    for (const grouping of ['staff', 'store', 'day', 'hour', 'weekday'] as const)
      expect(salesBy(days(heard), grouping).map(withoutTips)).toMatchObject([
        { netCents: 90_00, tipCents: 10_00 },
      ]);
    expect(
      salesBy(days(heard), 'service')
        .map(withoutTips)
        .map(({ key, netCents, tipCents }) => [key, netCents, tipCents]),
    ).toEqual([
      ['cut', 90_00, 0],
      ['all-adjustments', 0, 10_00],
    ]);
    expect(peaksOf(days(heard))).toMatchObject([{ netCents: 90_00 }]);
    expect(
      byValue(
        customersIn(folded<CustomerVisits>(customerVisits, heard), {
          from: '2026-03-01',
          to: '2026-03-01',
        }),
        'CAD',
      ),
    ).toMatchObject([{ netCents: 90_00 }]);
  });

  it('F25, A6: who spent in two currencies has visits in each', () => {
    const heard = [
      settled({ no: 1, date: '2026-03-01', lines: [line(10_00)] }),
      settled({ no: 2, date: '2026-03-01', lines: [line(10_00)] }),
      settled({ no: 3, date: '2026-03-01', currency: 'JPY', lines: [line(4_000)] }),
    ];
    const customers = customersIn(folded<CustomerVisits>(customerVisits, heard), {
      from: '2026-03-01',
      to: '2026-03-01',
    });
    expect(
      ['CAD', 'JPY', 'EUR'].map((currency) =>
        byValue(customers, currency).map(({ netCents, visits }) => [netCents, visits]),
      ),
    ).toEqual([[[20_00, 2]], [[4_000, 1]], []]);
    expect(totalsOf(days(heard)).map(({ currency, netCents }) => [currency, netCents])).toEqual([
      ['CAD', 20_00],
      ['JPY', 4_000],
    ]);
  });

  it('import 8: a visit is counted once a kind, and once among the rest', () => {
    const heard = [
      settled({
        no: 1,
        date: '2026-03-01',
        lines: [
          line(1),
          line(2, 'bo', 'colour'),
          line(3, 'bo', 'wax', 'product'),
          line(4, 'bo', 'gel', 'product'),
        ],
      }),
      settled({ no: 2, date: '2026-03-01', lines: [line(5)] }),
    ];
    expect(salesBy(days(heard), 'kind').map(({ key, visits }) => [key, visits])).toEqual([
      ['service', 2],
      ['product', 1],
    ]);
    expect(salesBy(days(heard), 'service').find(({ rest }) => rest)).toMatchObject({
      key: 'all-products',
      visits: 1,
      netCents: 7,
    });
    expect(salesBy(days(heard), 'product').find(({ rest }) => rest)).toMatchObject({
      key: 'all-services',
      visits: 2,
    });
  });

  it('K4: a name of the language is a key like any other', () => {
    const names = ['constructor', 'toString', '__proto__', 'valueOf', 'hasOwnProperty'];
    const heard = names.map((name, no) =>
      settled({ no, date: '2026-03-01', customer: name, lines: [line(100, name, name)] }),
    );
    const kept = JSON.parse(JSON.stringify(days(heard))) as DailySales[];
    expect(salesBy(kept, 'staff').map(({ key, netCents }) => [key, netCents])).toEqual(
      names.toSorted().map((name) => [name, 100]),
    );
    expect(salesBy(kept, 'service')).toHaveLength(names.length);
    expect(totalsOf(kept)).toMatchObject([{ netCents: 500, visits: 5 }]);
    expect(
      customersIn(
        folded<CustomerVisits>(customerVisits, heard),
        { from: '2026-03-01', to: '2026-03-01' },
        'hasOwnProperty',
      ),
    ).toMatchObject([{ customerId: 'hasOwnProperty', visits: 1 }]);
  });
});
