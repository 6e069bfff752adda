import { type Publication } from '@chignon/eventing';
import { type CustomerFirst, customerFirsts } from './customer-firsts.view.js';
import { type CustomerVisits, customerVisits } from './customer-visits.view.js';
import { byValue, customersIn, frequencyOf, pageOf } from './customers-in-period.js';
import { basisPoints, rounded } from './ratios.js';
import { folded, line, settled, voided } from './visits-heard.testing.js';

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
