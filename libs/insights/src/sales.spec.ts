import fc from 'fast-check';
import { type BilledLine, publication, VisitVoided } from '@chignon/contracts';
import { type Publication, type View } from '@chignon/eventing';
import { customerFirsts } from './customer-firsts.view.js';
import { type CustomerVisits, customerVisits } from './customer-visits.view.js';
import { customersIn } from './customers-in-period.js';
import {
  dailySales,
  dailySettlements,
  type DailyStaffSales,
  dailyStaffSales,
  dailyStaffSettlements,
} from './daily-sales.view.js';
import { GROUPINGS, peaksOf, popularityOf, salesBy, totalsOf } from './sales.js';
import {
  at,
  folded,
  days,
  type Line,
  type Visit,
  line,
  facts,
  settled,
  voided,
  sum,
} from './visits-heard.testing.js';

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
