import { NOW, material, service, visit, completed, hear } from './visit-heard.testing.js';

const line = (kind: string, itemId: string, quantityMilli: number) => ({
  lineId: `${itemId}${quantityMilli}`,
  kind,
  itemId,
  quantityMilli,
  netCents: quantityMilli * 3,
  taxCents: 0,
  performers: [],
  earning: true,
});

describe('IN-06 IN-07 reactions to visits', () => {
  it('ask once for each product: the plan of the recipe, for whoever had the largest share', () => {
    expect(hear('VisitCompleted', completed)).toMatchObject([
      {
        key: 'soho/TUBE',
        command: {
          type: 'ConsumeForVisit',
          visitId: 'v1',
          at: completed.completedAt,
          uses: [{ staffId: 'jo', plannedMilli: 30_000, usedMilli: 30_000, unit: 'g' }],
        },
      },
      { key: 'soho/OXID', command: { uses: [{ plannedMilli: 45_000, usedMilli: 45_000 }] } },
    ]);
  });

  it('let the actual use replace the plan, also where it is nothing or another product', () => {
    const asks = hear('VisitCompleted', {
      ...completed,
      services: [
        {
          ...service,
          actualUse: [material('TUBE', 20), material('TUBE', 15.5), material('OTHER', 5)],
        },
      ],
    });
    expect(
      asks.map((ask) => [
        ask.key,
        (ask.command as never as { uses: { plannedMilli: number; usedMilli: number }[] }).uses.map(
          (use) => [use.plannedMilli, use.usedMilli],
        ),
      ]),
    ).toEqual([
      ['soho/TUBE', [[30_000, 35_500]]],
      ['soho/OXID', [[45_000, 0]]],
      ['soho/OTHER', [[0, 5_000]]],
    ]);
  });

  it('F20: use what was written down of an abandoned visit, and bring it back when that is voided', () => {
    const used = [{ ...service, plannedUse: [], actualUse: [material('TUBE', 30)] }];
    const { services: _, completedAt: __, ...details } = completed;
    expect(
      hear('VisitAbandoned', { ...details, abandonedAt: NOW, reason: 'left', used }),
    ).toMatchObject([
      {
        key: 'soho/TUBE',
        command: {
          type: 'ConsumeForVisit',
          at: NOW,
          uses: [{ plannedMilli: 0, usedMilli: 30_000, staffId: 'jo' }],
        },
      },
    ]);
    expect(hear('VisitAbandoned', { ...details, abandonedAt: NOW, reason: 'left' })).toEqual([]);
    expect(
      hear('VisitVoided', { ...details, voidedAt: NOW, services: [], lines: [], used }),
    ).toMatchObject([{ key: 'soho/TUBE', command: { type: 'TakeBackVisit' } }]);
  });

  it('sell the product lines of a settled bill, nothing else', () => {
    const asks = hear('VisitSettled', {
      ...visit,
      settlementNo: 1,
      settledAt: NOW,
      lines: [
        line('service', 'cut', 1_000),
        line('product', 'SHU EA OIL 150', 2_000),
        line('product', 'SHU EA OIL 150', -1_000),
        line('product', 'WAX', 0),
      ],
    });
    expect(asks).toMatchObject([
      {
        key: 'soho/SHU=0020EA=0020OIL=0020150',
        command: {
          type: 'SellForVisit',
          settlementNo: 1,
          lines: [{ quantityMilli: 2_000 }, { quantityMilli: -1_000 }],
        },
      },
    ]);
  });

  it('bring both back when the visit is voided', () => {
    const asks = hear('VisitVoided', {
      ...visit,
      voidedAt: NOW,
      services: [service],
      lines: [line('product', 'TUBE', 1_000), line('product', 'WAX', 1_000)],
    });
    expect(asks.map((ask) => [ask.key, ask.command.type])).toEqual([
      ['soho/TUBE', 'TakeBackVisit'],
      ['soho/OXID', 'TakeBackVisit'],
      ['soho/WAX', 'TakeBackVisit'],
    ]);
  });
});
