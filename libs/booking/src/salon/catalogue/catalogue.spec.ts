import { colour, cut, phase, service } from '../../testing.js';
import { type DurationTable, minutesOfPhases, priceAt, tableId } from './durations.js';
import { checkService, plannedUse, usualOccupancy } from './service.js';

const table = (id: string, minutes: number, staffId?: string): [string, DurationTable] => [
  id,
  {
    id,
    overrides: [
      {
        serviceId: 'cut',
        ...(staffId === undefined ? {} : { staffId }),
        minutes: [{ phase: 'cut', minutes }],
      },
    ],
  },
];

describe('R-BK-04 customer+staff > customer > staff > level > store > service', () => {
  const who = { staffId: 'anna', level: 'senior', storeId: 's1', customerId: 'c1' };
  const customer: DurationTable = {
    id: 'customer.c1',
    overrides: [
      { serviceId: 'cut', staffId: 'anna', minutes: [{ phase: 'cut', minutes: 60 }] },
      { serviceId: 'cut', minutes: [{ phase: 'cut', minutes: 50 }] },
    ],
  };
  const ranked: [string, DurationTable][] = [
    table(tableId('staff', 'anna'), 45),
    table(tableId('level', 'senior'), 40),
    table(tableId('store', 's1'), 35),
  ];
  it('takes the most particular entry there is', () => {
    const all = new Map<string, DurationTable>([[customer.id, customer], ...ranked]);
    expect(minutesOfPhases(cut, who, all)).toEqual([60]);
    expect(minutesOfPhases(cut, { ...who, staffId: 'bob' }, all)).toEqual([50]);
    expect(ranked.map((_, i) => minutesOfPhases(cut, who, new Map(ranked.slice(i)))[0])).toEqual([
      45, 40, 35,
    ]);
    expect(minutesOfPhases(cut, who, new Map())).toEqual([30]);
  });
  it('decides phase by phase', () => {
    const slow = new Map([
      [
        'customer.c1',
        {
          id: 'customer.c1',
          overrides: [{ serviceId: 'colour', minutes: [{ phase: 'develop', minutes: 60 }] }],
        },
      ],
    ]);
    expect(minutesOfPhases(colour, who, slow)).toEqual([30, 60, 30]);
  });
  it('BK-10 prices and times by level and person', () => {
    const levelled = {
      ...cut,
      levels: [{ level: 'senior', priceCents: 8000, minutes: [{ phase: 'cut', minutes: 25 }] }],
    };
    const costs = (staffId: string, level?: string) =>
      priceAt(
        levelled,
        { staffId, storeId: 's1', currency: 'EUR', ...(level === undefined ? {} : { level }) },
        new Map([
          [
            'staff.anna',
            { id: 'staff.anna', overrides: [{ serviceId: 'cut', minutes: [], priceCents: 9000 }] },
          ],
        ]),
      );
    expect([
      costs('bob', 'senior'),
      costs('bob', 'junior'),
      costs('bob'),
      costs('anna', 'senior'),
    ]).toEqual([8000, 5000, 5000, 9000]);
    expect(minutesOfPhases(levelled, who, new Map())).toEqual([25]);
  });
});

describe('BK-17 the catalogue', () => {
  it('R-BK-01 knows whom each kind of phase occupies', () =>
    expect(usualOccupancy.processing).toEqual({ staff: false, customer: true, place: true }));
  it('sums the recipe of all phases', () => {
    const tube = (quantityMilli: number) => [{ sku: 'tube', quantityMilli, unit: 'g' }];
    expect(
      plannedUse(
        service('c', [
          phase('a', 'active', 5, { recipe: tube(30_000) }),
          phase('b', 'active', 5, { recipe: tube(7_500) }),
        ]),
      ),
    ).toEqual([{ sku: 'tube', quantityMilli: 37_500, unit: 'g' }]);
  });
  it.each([
    ['phase-repeated', [phase('a', 'active', 5), phase('a', 'active', 5)]],
    ['phase-order', [phase('a', 'active', 5), phase('b', 'buffer-before', 5)]],
    ['phase-order', [phase('a', 'buffer-after', 5), phase('b', 'active', 5)]],
    ['phase-missing', [phase('a', 'processing', 5)]],
  ])('refuses with %s', (code, phases) =>
    expect(() => checkService(service('x', phases))).toThrow(expect.objectContaining({ code })),
  );
});
