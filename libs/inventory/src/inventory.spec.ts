import { StockFellBelowMinimum, StockMoved, StockRecovered } from '@chignon/contracts';
import { positionText, type RecordedEvent, streamName, type View } from '@chignon/eventing';
import { type Alert, alerts } from './alerts.view.js';
import { stockAnnouncements } from './inventory.announcements.js';
import { visitStock } from './inventory.reactions.js';
import { type Level, levels } from './levels.view.js';
import { movements, type StockMovement } from './movements.view.js';
import { detailsOf, readRow } from './product-import.js';
import type { ProductData, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import type { Stock } from './stock.js';
import { type Variance, variances } from './variances.view.js';

const NOW = '2026-06-01T10:00:00.000Z';
const KEY = 'soho/TUBE';
const colour: ProductData = {
  productClass: 'colour',
  productVersion: 1,
  stockUnit: 'tube',
  useUnit: 'g',
  useUnitsPerStockUnitMilli: 60_000,
};
const material = (sku: string, grams: number) => ({ sku, quantityMilli: grams * 1_000, unit: 'g' });
const service = {
  lineId: 'l1',
  serviceId: 'colour',
  serviceGroup: 'colour',
  catalogueVersion: 1,
  performers: [
    { staffId: 'kim', sharePercent: 30 },
    { staffId: 'jo', sharePercent: 70 },
  ],
  requested: false,
  plannedMinutes: 60,
  plannedUse: [material('TUBE', 30), material('OXID', 45)],
};
const visit = { visitId: 'v1', storeId: 'soho', zone: 'Europe/London', businessDate: '2026-05-30' };
const completed = { ...visit, completedAt: '2026-05-30T16:00:00.000Z', services: [service] };
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
const hear = (type: string, data: unknown) => visitStock.on[type]!({ type, data } as never);

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

/** Plays commands and returns the stream as it would be stored. */
function stream(...commands: unknown[]): RecordedEvent[] {
  const log: RecordedEvent[] = [];
  let state = stock.initial(KEY);
  for (const command of commands as { type: keyof typeof stock.decide }[]) {
    for (const event of (
      stock.decide[command.type] as (s: Stock, c: unknown, f: unknown) => StockEvent[]
    )(state, command, { now: () => NOW, newId: () => 'lot-1' })) {
      const revision = log.length + 1;
      log.push({
        id: `e${revision}`,
        version: 1,
        type: event.type,
        data: event.data,
        stream: streamName('stock', KEY),
        revision,
        position: positionText(revision),
        meta: { effectiveAt: event.effectiveAt ?? NOW, recordedAt: NOW } as never,
      });
      state = (stock.evolve[event.type] as (s: Stock, e: unknown) => Stock)(state, event);
    }
  }
  return log;
}
function folded<D extends { id: string }>(view: View<D>, log: readonly RecordedEvent[]): D[] {
  const documents = new Map<string, D>();
  for (const event of log) {
    const folding = view.on[event.type];
    for (const id of folding?.ids(event) ?? []) {
      const next = folding!.fold(documents.get(id), event, id);
      if (next) documents.set(id, next);
      else documents.delete(id);
    }
  }
  return [...documents.values()];
}
const life = () =>
  stream(
    { type: 'SetPar', product: colour, minimumMilli: 1_000, maximumMilli: 4_000 },
    { type: 'ReceiveStock', product: colour, quantityMilli: 2_000, expiresOn: '2028-01-31' },
    hear('VisitCompleted', {
      ...completed,
      services: [{ ...service, actualUse: [material('TUBE', 75)] }],
    })[0]!.command,
    {
      type: 'IssueStock',
      product: colour,
      movement: 'waste',
      quantityMilli: 1_000,
      unit: 'g',
      reason: 'spilt',
    },
  );
const voidIt = () =>
  hear('VisitVoided', {
    ...visit,
    voidedAt: NOW,
    services: [{ ...service, actualUse: [material('TUBE', 75)] }],
    lines: [],
  })[0]!.command;

describe('IN-01 levels', () => {
  it('are the ledger, per store and product', () => {
    expect(folded<Level>(levels, life())).toEqual([
      {
        id: KEY,
        entryNo: 8,
        storeId: 'soho',
        sku: 'TUBE',
        productClass: 'colour',
        stockUnit: 'tube',
        useUnit: 'g',
        useUnitsPerStockUnitMilli: 60_000,
        lots: [{ lotId: 'lot-1', expiresOn: '2028-01-31', onHandMilli: 733 }],
        onHandMilli: 733,
        minimumMilli: 1_000,
        maximumMilli: 4_000,
        belowMinimum: true,
        movedAt: NOW,
      },
    ]);
  });
});

describe('IN-05 alerts', () => {
  it('are open while the stock is below its minimum', () => {
    expect(folded<Alert>(alerts, life())).toEqual([
      {
        id: KEY,
        storeId: 'soho',
        sku: 'TUBE',
        since: completed.completedAt,
        onHandMilli: 750,
        minimumMilli: 1_000,
      },
    ]);
    expect(
      folded<Alert>(
        alerts,
        stream(
          { type: 'SetPar', product: colour, minimumMilli: 1_000, maximumMilli: 4_000 },
          { type: 'ReceiveStock', product: colour, quantityMilli: 1_000 },
        ),
      ),
    ).toEqual([]);
  });
});

describe('R-IN-01 movements', () => {
  it('tell what moved, in order, and sum to what is on hand', () => {
    const entries = folded<StockMovement>(movements, life());
    expect(entries.map((e) => [e.entryNo, e.movement, e.changeMilli, e.onHandMilli])).toEqual([
      [4, 'receive', 2_000, 2_000],
      [6, 'consume', -1_250, 750],
      [8, 'waste', -17, 733],
    ]);
    expect(entries[0]).toMatchObject({
      id: `${KEY}@0000000004`,
      lotId: 'lot-1',
      expiresOn: '2028-01-31',
    });
    expect(entries[1]).toMatchObject({
      visitId: 'v1',
      effectiveAt: completed.completedAt,
      recordedAt: NOW,
    });
    expect(entries[2]).toMatchObject({ reason: 'spilt' });
  });
});

describe('IN-07 variances', () => {
  it('compare plan and actual by store, month, product, staff and service', () => {
    expect(folded<Variance>(variances, life())).toEqual([
      {
        id: `${KEY}@2026-05/jo/colour`,
        storeId: 'soho',
        sku: 'TUBE',
        month: '2026-05',
        staffId: 'jo',
        serviceId: 'colour',
        useUnit: 'g',
        lines: 1,
        plannedMilli: 30_000,
        usedMilli: 75_000,
        varianceMilli: 45_000,
      },
    ]);
  });

  it('forget voided visits', () => {
    const log = stream(
      { type: 'ReceiveStock', product: colour, quantityMilli: 2_000 },
      hear('VisitCompleted', {
        ...completed,
        services: [{ ...service, actualUse: [material('TUBE', 75)] }],
      })[0]!.command,
      voidIt(),
    );
    expect(folded<Variance>(variances, log)).toMatchObject([
      { lines: 0, plannedMilli: 0, usedMilli: 0, varianceMilli: 0 },
    ]);
  });
});

describe('announcements', () => {
  it('tell of movements and of the minimum, in the shape of the contract', () => {
    const told = [
      ...life(),
      ...stream(
        { type: 'SetPar', product: colour, minimumMilli: 1, maximumMilli: 1 },
        { type: 'ReceiveStock', product: colour, quantityMilli: 1 },
      ).slice(-1),
    ]
      .map((event) => stockAnnouncements[event.type]?.(event))
      .flat()
      .filter((p) => p !== undefined);
    expect(told.map((p) => [p.type, p.key, (p.data as { movement?: string }).movement])).toEqual([
      [StockFellBelowMinimum.name, KEY, undefined],
      [StockMoved.name, KEY, 'receive'],
      [StockRecovered.name, KEY, undefined],
      [StockMoved.name, KEY, 'consume'],
      [StockFellBelowMinimum.name, KEY, undefined],
      [StockMoved.name, KEY, 'waste'],
      [StockRecovered.name, KEY, undefined],
    ]);
    const at = completed.completedAt;
    expect(told[3]!.data).toMatchObject({ storeId: 'soho', sku: 'TUBE', movement: 'consume', at });
    expect(told[3]!.data).toMatchObject({ changeMilli: -1_250, onHandMilli: 750, visitId: 'v1' });
    expect(told[3]!.data).toMatchObject({
      useUnit: 'g',
      uses: [{ staffId: 'jo', usedMilli: 75_000 }],
    });
    expect(told[2]!.data).toEqual({ storeId: 'soho', sku: 'TUBE', onHandMilli: 2_000, at: NOW });
  });
});

describe('rows of a product import', () => {
  const row = {
    sku: 'SHU EA OIL 150',
    name: 'Essence Absolue',
    class: 'retail',
    priceCents: 56_00,
    onHandMilli: -1_000,
    minimumMilli: 2_000,
    maximumMilli: 3_000,
    active: true,
  };

  it('are taken as they are, stock below zero included', () => {
    expect(readRow(row)).toEqual({ row });
    expect(detailsOf(row as never, 'CAD', undefined)).toEqual({
      sku: row.sku,
      name: row.name,
      productClass: 'retail',
      priceCents: 56_00,
      currency: 'CAD',
      active: true,
      stockUnit: 'piece',
      useUnit: 'piece',
      useUnitsPerStockUnitMilli: 1_000,
    });
    expect(
      detailsOf(row as never, 'CAD', {
        useUnit: 'ml',
        stockUnit: 'bottle',
        useUnitsPerStockUnitMilli: 150_000,
      } as never),
    ).toMatchObject({ useUnit: 'ml', stockUnit: 'bottle', useUnitsPerStockUnitMilli: 150_000 });
  });

  it.each([
    [null, 'row-invalid', ''],
    [[], 'row-invalid', ''],
    [{ ...row, sku: 'a/b' }, 'sku-invalid', 'sku'],
    [{ ...row, sku: undefined }, 'field-missing', 'sku'],
    [{ ...row, priceCents: 1.5 }, 'field-invalid', 'priceCents'],
    [{ ...row, priceCents: 2 ** 53 }, 'field-invalid', 'priceCents'],
    [{ ...row, name: 'a\u0000b' }, 'field-invalid', 'name'],
    [{ ...row, class: 'gift' }, 'field-invalid', 'class'],
    [{ ...row, colour: 'red' }, 'field-unknown', 'colour'],
    [{ ...row, maximumMilli: 1 }, 'par-crossed', 'minimumMilli'],
  ])('are refused with a code and the field: %j', (bad, code, field) => {
    expect(readRow(bad)).toMatchObject({ problem: { code, field } });
  });
});
