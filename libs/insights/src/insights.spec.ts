import fc from 'fast-check';
import { type BilledLine, publication, VisitSettled, VisitVoided } from '@chignon/contracts';
import { type Publication, Refusal, type View } from '@chignon/eventing';
import { split } from './bill.js';
import { type CustomerFirst, customerFirsts } from './customer-firsts.view.js';
import { type CustomerVisits, customerVisits } from './customer-visits.view.js';
import { byValue, customersIn, frequencyOf, pageOf } from './customers-in-period.js';
import {
  type DailySales,
  dailySales,
  dailySettlements,
  type DailyStaffSales,
  dailyStaffSales,
  dailyStaffSettlements,
} from './daily-sales.view.js';
import { periodBefore, periodOf } from './period.js';
import { basisPoints, rounded } from './ratios.js';
import { GROUPINGS, peaksOf, popularityOf, salesBy, totalsOf, withoutTips } from './sales.js';

const at = '2026-03-01T09:00:00.000Z';
function folded<D extends { id: string }>(view: View<D>, heard: readonly Publication[]): D[] {
  const documents = new Map<string, D>();
  for (const { type, data } of heard) {
    const event = { type, data, version: 1, id: 'e', meta: {} };
    for (const id of view.on[type]?.ids(event) ?? [])
      documents.set(id, view.on[type]!.fold(documents.get(id), event, id)!);
  }
  return [...documents.values()];
}
const days = (heard: readonly Publication[]): DailySales[] => folded(dailySales, heard);

type Line = Omit<BilledLine, 'lineId' | 'earning'> & { lineId?: string };
interface Visit {
  no: number;
  date: string;
  lines: Line[];
  hour?: number;
  store?: string;
  customer?: string;
  currency?: string;
  settlementNo?: number;
}
const line = (
  netCents: number,
  staffId = 'ann',
  itemId = 'cut',
  kind: BilledLine['kind'] = 'service',
  quantityMilli = 1000,
): Line => ({
  kind,
  itemId,
  netCents,
  taxCents: 0,
  quantityMilli,
  performers: staffId === '' ? [] : [{ staffId, sharePercent: 100 }],
});
const facts = ({
  no,
  date,
  lines,
  hour,
  store = 's1',
  customer = 'c1',
  currency = 'CAD',
  settlementNo = 1,
}: Visit) => {
  const billed = lines.map((l, i) => ({ lineId: `l${i}`, ...l, earning: true }));
  const taxCents = lines.reduce((sum, l) => sum + l.taxCents, 0);
  return {
    visitId: `v${no}`,
    storeId: store,
    ...(customer === '' ? {} : { customerId: customer }),
    zone: 'America/Winnipeg',
    businessDate: date,
    localHour: hour,
    currency,
    settlementNo,
    lines: billed,
    taxes: [{ code: 'GST', cents: taxCents }],
    netCents: lines.reduce((sum, l) => sum + l.netCents, 0),
    taxCents,
  };
};
const settled = (visit: Visit): Publication =>
  publication(VisitSettled, 'k', {
    ...facts(visit),
    billId: 'b',
    settledAt: at,
    tenders: [],
    imported: false,
  });
const voided = (visit: Visit): Publication =>
  publication(VisitVoided, 'k', { ...facts(visit), voidedAt: at, reason: 'mistake', services: [] });

const shares = fc.constantFrom<BilledLine['performers']>(
  [{ staffId: 'ann', sharePercent: 100 }],
  [
    { staffId: 'ann', sharePercent: 67 },
    { staffId: 'bo', sharePercent: 33 },
  ],
  [
    { staffId: 'bo', sharePercent: 34 },
    { staffId: 'cy', sharePercent: 33 },
    { staffId: 'ann', sharePercent: 33 },
  ],
  [],
);
const someLine: fc.Arbitrary<Line> = fc.record({
  kind: fc.constantFrom('service' as const, 'product' as const, 'adjustment' as const),
  itemId: fc.constantFrom('x', 'y', 'z'),
  netCents: fc.integer({ min: -99_999, max: 99_999 }),
  taxCents: fc.integer({ min: -999, max: 9_999 }),
  quantityMilli: fc.constantFrom(1000, 500, -1000, 3000),
  performers: shares,
});
const someVisit = fc.record({
  date: fc.constantFrom('2026-02-27', '2026-02-28', '2026-03-01'),
  lines: fc.array(someLine, { maxLength: 5 }),
  hour: fc.constantFrom(undefined, 9, 10, 17),
  store: fc.constantFrom('s1', 's2'),
  customer: fc.constantFrom('c1', 'c2', ''),
});
const someVisits = fc
  .array(someVisit, { maxLength: 12 })
  .map((visits) => visits.map((visit, no) => ({ ...visit, no })));
const sum = (
  rows: readonly { netCents: number; taxCents: number }[],
  field: 'netCents' | 'taxCents' = 'netCents',
) => rows.reduce((total, row) => total + row[field], 0);

describe('AN-02, AN-03, AN-04 every grouping adds up to the same exact total', () => {
  it('by staff, store, service, product, kind, day, hour and weekday', () => {
    fc.assert(
      fc.property(someVisits, (visits) => {
        const heard = visits.map(settled);
        const net = visits.flatMap((v) => v.lines).reduce((total, l) => total + l.netCents, 0);
        const tax = visits.flatMap((v) => v.lines).reduce((total, l) => total + l.taxCents, 0);
        for (const grouping of GROUPINGS) {
          const rows = salesBy(days(heard), grouping);
          expect([grouping, sum(rows), sum(rows, 'taxCents')]).toEqual([grouping, net, tax]);
        }
        expect(sum(totalsOf(days(heard)))).toBe(net);
        expect(totalsOf(days(heard)).reduce((n, t) => n + t.visits, 0)).toBe(visits.length);
        expect(totalsOf(days(heard)).reduce((n, t) => n + (t.taxes['GST'] ?? 0), 0)).toBe(tax);
      }),
      { numRuns: 40 },
    );
  });

  it('of one person, their days are their row', () => {
    fc.assert(
      fc.property(someVisits, (visits) => {
        const heard = visits.map(settled);
        const own = folded<DailyStaffSales>(dailyStaffSales, heard);
        for (const row of salesBy(days(heard), 'staff')) {
          const theirs = own.filter((day) => day.staffId === row.key);
          expect(totalsOf(theirs)).toEqual([
            expect.objectContaining({
              netCents: row.netCents,
              taxCents: row.taxCents,
              visits: row.visits,
              quantityMilli: row.quantityMilli,
            }),
          ]);
          expect(salesBy(theirs, 'staff')).toEqual([row]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('whatever the order of bills of different visits, the same bytes', () => {
    fc.assert(
      fc.property(someVisits, fc.integer(), (visits, seed) => {
        const heard = visits.map(settled);
        const shuffled = heard
          .map((h, i) => [((i + 1) * 7919 + seed) % 31, h] as const)
          .sort(([a], [b]) => a - b)
          .map(([, h]) => h);
        const text = (of: readonly { id: string }[]) =>
          JSON.stringify([...of].sort((a, b) => (a.id < b.id ? -1 : 1)));
        for (const view of [
          dailySales,
          dailyStaffSales,
          dailySettlements,
          dailyStaffSettlements,
          customerVisits,
          customerFirsts,
        ] as readonly View[])
          expect(text(folded(view, shuffled))).toBe(text(folded(view, heard)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('AN-01 to AN-04 a voided visit is taken out exactly', () => {
  const corrected = fc.record({
    visit: someVisit,
    later: fc.array(fc.array(someLine, { maxLength: 3 }), { maxLength: 2 }),
  });
  it('with its corrections, from every view', () => {
    fc.assert(
      fc.property(someVisits, corrected, (others, { visit, later }) => {
        const wrong: Visit = { ...visit, no: 99 };
        const corrections = later.map((lines, i) => ({
          ...wrong,
          lines: lines.map((one, n) => ({ ...one, lineId: `l${n}-n${i + 2}` })),
          settlementNo: i + 2,
        }));
        const all = {
          ...wrong,
          lines: [wrong, ...corrections].flatMap((v) => v.lines),
          settlementNo: corrections.length + 1,
        };
        const half = Math.floor(others.length / 2);
        const with_ = [
          ...others.slice(0, half).map(settled),
          settled(wrong),
          ...others.slice(half).map(settled),
          ...corrections.map(settled),
          voided(all),
        ];
        const without = others.map(settled);
        expect(salesBy(days(with_), 'staff').filter(isSomething)).toEqual(
          salesBy(days(without), 'staff'),
        );
        for (const grouping of GROUPINGS)
          expect(salesBy(days(with_), grouping).filter(isSomething)).toEqual(
            salesBy(days(without), grouping).filter(isSomething),
          );
        expect(totalsOf(days(with_)).filter(isSomething)).toEqual(
          totalsOf(days(without)).filter(isSomething),
        );
        for (const staffId of ['ann', 'bo', 'cy']) {
          const own = (heard: Publication[]) =>
            totalsOf(
              folded<DailyStaffSales>(dailyStaffSales, heard).filter((d) => d.staffId === staffId),
            ).filter(isSomething);
          expect(own(with_)).toEqual(own(without));
        }
        const period = { from: '2026-01-01', to: '2026-12-31' };
        const known = (heard: Publication[]) =>
          customersIn(folded<CustomerVisits>(customerVisits, heard), period).sort((a, b) =>
            a.customerId < b.customerId ? -1 : 1,
          );
        expect(known(with_)).toEqual(known(without));
      }),
      { numRuns: 25 },
    );
  });
  const isSomething = (row: {
    visits: number;
    lines: number;
    netCents: number;
    taxCents: number;
    quantityMilli: number;
  }) => [row.visits, row.lines, row.netCents, row.taxCents, row.quantityMilli].some((n) => n !== 0);

  it('a void of what was never settled changes nothing', () => {
    expect(
      days([
        publication(VisitVoided, 'k', {
          ...facts({ no: 1, date: '2026-03-01', lines: [] }),
          settlementNo: 0,
          voidedAt: at,
          reason: 'm',
          services: [],
        }),
      ]),
    ).toEqual([]);
  });
});

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

describe('AN-05, A3: new and returning customers', () => {
  const visit = (no: number, customer: string, date: string) =>
    settled({ no, customer, date, lines: [line(100)] });
  const firsts = (heard: readonly Publication[]) =>
    Object.fromEntries(
      folded<CustomerFirst>(customerFirsts, heard).map(({ id, firstOn }) => [id, firstOn]),
    );
  const november = [
    visit(1, 'x', '2026-11-03'),
    visit(2, 'x', '2026-11-20'),
    visit(3, 'y', '2026-10-10'),
    visit(4, 'y', '2026-11-05'),
    visit(5, 'z', '2026-11-04'),
  ];

  it('know the first day, whenever it is heard; a refund changes nothing, a void does', () => {
    expect(firsts(november)).toEqual({ x: '2026-11-03', y: '2026-10-10', z: '2026-11-04' });
    expect(
      firsts([
        ...november,
        settled({
          no: 5,
          customer: 'z',
          date: '2026-11-04',
          settlementNo: 2,
          lines: [{ ...line(-100), lineId: 'l0-r2' }],
        }),
      ]),
    ).toMatchObject({ z: '2026-11-04' });
    expect(firsts([...november, visit(6, 'x', '2024-02-29')])).toMatchObject({ x: '2024-02-29' });
    expect(
      firsts([
        ...november,
        voided({ no: 1, customer: 'x', date: '2026-11-03', lines: [line(100)] }),
        voided({ no: 5, customer: 'z', date: '2026-11-04', lines: [line(100)] }),
      ]),
    ).toEqual({ x: '2026-11-20', y: '2026-10-10', z: undefined });
  });
});

describe('shares are split to the last cent', () => {
  it('by the largest remainders; a return mirrors its sale', () => {
    expect(split(100, [33, 33, 34])).toEqual([33, 33, 34]);
    expect(split(1, [50, 50])).toEqual([1, 0]);
    expect(split(10, [67, 33])).toEqual([7, 3]);
    expect(split(-10, [67, 33])).toEqual([-7, -3]);
    expect(split(0, [50, 50])).toEqual([0, 0]);
  });
  it('adds up, and nobody is a unit away from their exact part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc
          .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 })
          .filter((w) => w.some((x) => x > 0)),
        (whole, weights) => {
          const parts = split(whole, weights);
          const total = weights.reduce((a, b) => a + b);
          expect(parts.reduce((a, b) => a + b)).toBe(whole);
          parts.forEach((part, i) =>
            expect(Math.abs(part * total - whole * weights[i]!)).toBeLessThan(total),
          );
        },
      ),
    );
  });
});

describe('AN-04 popularity and mix', () => {
  const now = [
    settled({
      no: 1,
      date: '2026-03-01',
      lines: [line(6000), line(4000, 'bo', 'colour'), line(500, 'bo', '4711', 'product')],
    }),
  ];
  const before = [
    settled({
      no: 2,
      date: '2026-02-01',
      lines: [line(2500), line(5000, 'bo', 'colour'), line(2500, 'bo', 'perm')],
    }),
  ];
  it('shows shares of the kind’s net and how they changed, gone items included', () => {
    expect(
      popularityOf(days(now), days(before), 'service').map(
        ({ key, shareBasisPoints, previousShareBasisPoints, changeBasisPoints }) => [
          key,
          shareBasisPoints,
          previousShareBasisPoints,
          changeBasisPoints,
        ],
      ),
    ).toEqual([
      ['cut', 6000, 2500, 3500],
      ['colour', 4000, 5000, -1000],
      ['perm', 0, 2500, -2500],
    ]);
    expect(popularityOf(days(now), [], 'product')).toEqual([
      expect.objectContaining({ key: '4711', shareBasisPoints: 10_000, previousLines: 0 }),
    ]);
    expect(popularityOf(days(now), [], 'product')[0]).not.toHaveProperty('changeBasisPoints');
  });
  it('keeps what is not a service as rest rows, so that rows add up', () => {
    expect(salesBy(days(now), 'service').map((row) => [row.key, row.netCents, row.rest])).toEqual([
      ['cut', 6000, undefined],
      ['colour', 4000, undefined],
      ['all-products', 500, true],
    ]);
  });
});

describe('AN-03 peaks', () => {
  it('by local hour within weekday; an unknown hour is said to be unknown', () => {
    const heard = [
      settled({ no: 1, date: '2026-03-01', lines: [line(100)], hour: 17 }),
      settled({ no: 2, date: '2026-03-08', lines: [line(50)], hour: 17 }),
      settled({ no: 3, date: '2026-03-02', lines: [line(7)] }),
    ];
    expect(peaksOf(days(heard))).toEqual([
      { currency: 'CAD', weekday: 1, hour: 'unknown', visits: 1, netCents: 7 },
      { currency: 'CAD', weekday: 7, hour: '17', visits: 2, netCents: 150 },
    ]);
    expect(
      salesBy(
        days([...heard, settled({ no: 4, date: '2026-03-02', lines: [line(1)], hour: 9 })]),
        'hour',
      ).map((row) => row.key),
    ).toEqual(['9', '17', 'unknown']);
  });
});

describe('AN-01 visit frequency', () => {
  const visit = (no: number, customer: string, date: string, staff = 'ann') =>
    settled({ no, customer, date, lines: [line(1000, staff)] });
  const documents = folded<CustomerVisits>(customerVisits, [
    visit(1, 'c1', '2026-01-01'),
    visit(2, 'c1', '2026-01-31', 'bo'),
    visit(3, 'c1', '2026-03-02'),
    visit(4, 'c2', '2026-02-01'),
    visit(5, 'c2', '2026-02-01'),
    visit(6, 'c3', '2025-12-31'),
    visit(7, '', '2026-02-01'),
  ]);
  const year = { from: '2026-01-01', to: '2026-12-31' };
  it('distribution and gaps of known customers within the period', () => {
    expect(frequencyOf(customersIn(documents, year))).toEqual({
      customers: 2,
      visits: 5,
      distribution: [
        { visits: 2, customers: 1 },
        { visits: 3, customers: 1 },
      ],
      gaps: {
        count: 2,
        totalDays: 60,
        buckets: [
          { upToDays: 14, count: 0 },
          { upToDays: 28, count: 0 },
          { upToDays: 42, count: 2 },
          { upToDays: 56, count: 0 },
          { upToDays: 84, count: 0 },
          { upToDays: 182, count: 0 },
          { count: 0 },
        ],
      },
    });
  });
  it('of one person', () =>
    expect(frequencyOf(customersIn(documents, year, 'bo'))).toMatchObject({
      customers: 1,
      visits: 1,
    }));
});

describe('AN-02 high-value customers and averages', () => {
  const heard = ['c1', 'c2', 'c3', 'c4'].map((customer, no) =>
    settled({ no, customer, date: '2026-03-01', lines: [line([500, 900, 900, -100][no]!)] }),
  );
  const valued = byValue(
    customersIn(folded<CustomerVisits>(customerVisits, heard), {
      from: '2026-03-01',
      to: '2026-03-01',
    }),
    'CAD',
  );
  it('by spend, equals by id, paged without loss', () => {
    expect(valued.map((c) => [c.customerId, c.netCents])).toEqual([
      ['c2', 900],
      ['c3', 900],
      ['c1', 500],
      ['c4', -100],
    ]);
    const first = pageOf(valued, 1);
    expect(first).toEqual({ items: [valued[0]], next: { netCents: 900, customerId: 'c2' } });
    expect(pageOf(valued, 3, first.next)).toEqual({ items: valued.slice(1) });
    expect(pageOf(valued, 4)).not.toHaveProperty('next');
  });
  it('rounds half away from zero, exactly', () => {
    expect([
      rounded(5, 2),
      rounded(-5, 2),
      rounded(8_723_408, 1071),
      rounded(1, 0),
      rounded(-1, 3),
    ]).toEqual([3, -3, 8145, undefined, 0]);
    expect([
      basisPoints(1, 3),
      basisPoints(-1, 3),
      basisPoints(9_007_199_254_740_991, 9_007_199_254_740_991),
      basisPoints(1, 0),
    ]).toEqual([3333, -3333, 10_000, undefined]);
  });
});

describe('periods of business days', () => {
  it.each([
    ['2026-03-01', '2026-02-28', 'period-backwards'],
    ['2026-02-30', '2026-03-01', 'date-invalid'],
    ['2025-01-01', '2026-02-05', 'period-too-long'],
  ])('refuses %s to %s: %s', (from, to, code) => {
    let refusal: unknown;
    try {
      periodOf(from, to);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).code).toBe(code);
  });
  it('has a period before', () => {
    expect(periodOf('2025-01-01', '2026-02-04').days).toBe(400);
    expect(periodBefore(periodOf('2026-03-01', '2026-03-31'))).toEqual({
      from: '2026-01-29',
      to: '2026-02-28',
      days: 31,
    });
  });
});
