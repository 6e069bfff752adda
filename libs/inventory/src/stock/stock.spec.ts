import { StockFellBelowMinimum, StockMoved, StockRecovered } from '@chignon/contracts';
import { positionText, type RecordedEvent, streamName, type View } from '@chignon/eventing';
import { type Alert, alerts } from './alerts.view.js';
import { stockAnnouncements } from './stock.announcements.js';
import { type Level, levels } from './levels.view.js';
import { movements, type StockMovement } from './movements.view.js';
import type { StockEvent } from './ledger/stock-events.js';
import { stock } from './ledger/stock-ledger.js';
import type { Stock } from './ledger/stock.js';
import { type Variance, variances } from './variances.view.js';
import { NOW, material, service, visit, completed, hear } from './visit-heard.testing.js';
import type { ProductData } from '../products/units.js';

const KEY = 'soho/TUBE';
const colour: ProductData = {
  productClass: 'colour',
  productVersion: 1,
  stockUnit: 'tube',
  useUnit: 'g',
  useUnitsPerStockUnitMilli: 60_000,
};

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
        claimedMilli: 0,
        minimumMilli: 1_000,
        maximumMilli: 4_000,
        belowMinimum: true,
        belowSince: '2026-05-30T16:00:00.000Z',
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
