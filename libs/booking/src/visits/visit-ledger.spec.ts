import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { atTill } from '../salon/till/testing.js';
import type { VisitCommand } from './visit-commands.js';
import { visits } from './visit-ledger.js';
import type { VisitEvent, VisitLine } from './visit.js';
import {
  colourLine,
  NOW,
  opening,
  published,
  rates,
  run,
  settle,
  settled,
  shampoo,
  tube,
} from './visit-ledger.testing.js';

const last = (events: readonly VisitEvent[]) => events[events.length - 1]!;

describe('VS-02 the life of a visit', () => {
  it('goes from arrival through its steps to completion, settlement and correction', () => {
    const events = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'StartStep', lineId: 'l1' }],
      [{ type: 'StartStep', lineId: 'l1' }, '2026-03-02T10:40:00.000Z'],
      [{ type: 'CompleteVisit' }, '2026-03-02T11:50:00.000Z'],
      [{ ...settle, tenders: [{ kind: 'cash', cents: 11_900 }] }],
      [
        {
          type: 'CorrectLines',
          items: [{ lineId: 'l1', performers: [{ staffId: 'bob', sharePercent: 100 }] }],
          tenders: [],
          reason: 'wrong-person',
          rates,
          at: atTill.manager,
        },
      ],
    ]);
    expect(events.map((e) => e.type)).toEqual([
      'VisitOpened',
      'StepStarted',
      'StepStarted',
      'ServiceFinished',
      'VisitCompleted',
      'VisitSettled',
      'VisitCorrected',
    ]);
    expect(events.slice(1, 3).map((e) => (e.data as any).step)).toEqual(['apply', 'finish']);
    expect(stateAfter(visits, 'v1', events).status).toBe('corrected');
  });
  it('may be abandoned, and says when it is too late', () => {
    const gone = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'AbandonVisit', reason: 'left' }],
    ]);
    given(visits, 'v1', gone)
      .when({ type: 'CompleteVisit' }, fixedFacts(NOW))
      .thenRefused('visit-abandoned');
    given(visits, 'v1', settled())
      .when({ type: 'AddLine', line: shampoo, at: atTill.manager }, fixedFacts(NOW))
      .thenRefused('visit-settled');
    given(visits, 'v1', [])
      .when({ type: 'CompleteVisit' }, fixedFacts(NOW))
      .thenRefused('visit-unknown');
  });
});

describe('VS-01 VS-13 what was done is recorded and announced', () => {
  it('R-VS-04 performers, requested, level, planned and actual minutes, planned and actual material', () => {
    const events = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'StartStep', lineId: 'l1' }],
      [{ type: 'RecordUse', lineId: 'l1', actualUse: tube(75_000) }],
      [{ type: 'CompleteVisit' }, '2026-03-02T11:50:00.000Z'],
    ]);
    expect(published(last(events))).toMatchObject({
      type: 'VisitCompleted',
      key: 'c1',
      topic: 'chignon.booking.visit',
      data: {
        visitId: 'v1',
        zone: 'Europe/Berlin',
        localHour: 11,
        services: [
          {
            lineId: 'l1',
            serviceGroup: 'colour',
            catalogueVersion: 3,
            performers: [{ staffId: 'anna', sharePercent: 100 }],
            requested: true,
            plannedMinutes: 105,
            actualMinutes: 110,
            plannedUse: tube(60_000),
            actualUse: tube(75_000),
          },
        ],
      },
    });
  });
  it('R-VS-04 shares sum to 100 and a service has somebody', () => {
    const with_ = (performers: VisitLine['performers']): VisitCommand => ({
      type: 'OpenVisit',
      opening: { ...opening, lines: [{ ...colourLine, performers }] },
    });
    for (const [performers, code] of [
      [[], 'performers-missing'],
      [[{ staffId: 'a', sharePercent: 60 }], 'shares-not-100'],
      [
        [
          { staffId: 'a', sharePercent: 50 },
          { staffId: 'a', sharePercent: 50 },
        ],
        'performer-repeated',
      ],
    ] as const) {
      given(visits, 'v1', []).when(with_(performers), fixedFacts(NOW)).thenRefused(code);
    }
  });
});

describe('R-VS-03 settlement', () => {
  it('is the exact bill, announced once', () => {
    const events = settled();
    expect(published(last(events)).data).toMatchObject({
      settlementNo: 1,
      billId: 'v1',
      netCents: 12_500,
      taxCents: 2375,
      taxes: [{ code: 'VAT', cents: 2375 }],
      imported: false,
      lines: [
        { netCents: 10_000, taxCents: 1900, earning: true },
        { kind: 'product', quantityMilli: 2000, netCents: 2500, taxCents: 475 },
      ],
    });
    given(visits, 'v1', events).when(settle, fixedFacts(NOW)).then([]);
    given(visits, 'v1', events)
      .when({ ...settle, tenders: [] } as VisitCommand, fixedFacts(NOW))
      .thenRefused('already-settled');
  });
  it('needs a completed visit and tenders that sum', () => {
    given(visits, 'v1', run([[{ type: 'OpenVisit', opening }]]))
      .when(settle, fixedFacts(NOW))
      .thenRefused('visit-arrived');
    given(visits, 'v1', settled().slice(0, 3))
      .when({ ...settle, tenders: [{ kind: 'card', cents: 1 }] } as VisitCommand, fixedFacts(NOW))
      .thenRefused('tenders-do-not-sum');
  });
  it('refunds refer to their line and never exceed it; all parts together are exactly the line', () => {
    const odd = run([
      [{ type: 'OpenVisit', opening: { ...opening, lines: [] } }],
      [
        {
          type: 'AddLine',
          line: { ...shampoo, quantityMilli: 3000, priceCents: 1000 },
          at: atTill.manager,
        },
      ],
      [{ type: 'CompleteVisit' }],
      [{ ...settle, tenders: [{ kind: 'cash', cents: 1190 }] }],
    ]);
    const facts = fixedFacts(NOW);
    const events = [...odd];
    for (let part = 0; part < 3; part++) {
      const refund = (cents: number): VisitCommand => ({
        type: 'RefundLines',
        items: [{ lineId: 'l1', quantityMilli: 1000 }],
        tenders: [{ kind: 'cash', cents }],
        reason: 'returned',
        at: atTill.manager,
      });
      const tried = [-397, -396, -398]
        .map((cents) => {
          try {
            return (visits.decide as any).RefundLines(
              stateAfter(visits, 'v1', events),
              refund(cents),
              facts,
            ) as VisitEvent[];
          } catch {
            return [];
          }
        })
        .flat();
      expect(tried).toHaveLength(1);
      events.push(...tried);
    }
    const refunds = events.slice(odd.length).map((e) => e.data as any);
    expect(refunds.map((r) => r.settlementNo)).toEqual([2, 3, 4]);
    expect(refunds.every((r) => r.lines[0].refersTo === 'l1')).toBe(true);
    expect(refunds.reduce((sum, r) => sum + r.netCents, 0)).toBe(-1000);
    expect(refunds.reduce((sum, r) => sum + r.taxCents, 0)).toBe(-190);
    given(visits, 'v1', events)
      .when(
        {
          type: 'RefundLines',
          items: [{ lineId: 'l1', quantityMilli: 1 }],
          tenders: [],
          reason: 'mistake',
          at: atTill.manager,
        },
        facts,
      )
      .thenRefused('refund-exceeds-line');
    expect(published(last(events))).toMatchObject({
      type: 'VisitSettled',
      data: { settlementNo: 4, lines: [{ quantityMilli: -1000 }] },
    });
  });
});

describe('imported visits', () => {
  const past: VisitCommand = {
    type: 'ImportVisit',
    opening: {
      ...opening,
      origin: 'import',
      businessDate: '2018-03-15',
      externalId: 'r10',
      lines: [
        { ...colourLine, priceCents: 8200 },
        {
          ...shampoo,
          kind: 'adjustment',
          itemId: 'deposit',
          lineId: 'l2',
          priceCents: -2000,
          taxClass: 'none',
          earning: false,
        },
      ],
    },
    kinds: ['cash'],
    billId: 'r10',
    at: '2018-03-15T17:00:00.000Z',
    taxCents: [1066, -260],
    taxes: [
      { code: 'GST', cents: 310 },
      { code: 'PST', cents: 496 },
    ],
  };
  it('are one append, true as of their own date, negative lines as they are', () => {
    const events = run([[past]]);
    expect(events.map((e) => [e.type, e.effectiveAt])).toEqual(
      ['VisitOpened', 'VisitCompleted', 'VisitSettled'].map((t) => [t, '2018-03-15T17:00:00.000Z']),
    );
    expect(published(last(events)).data).toMatchObject({
      imported: true,
      settledAt: '2018-03-15T17:00:00.000Z',
      netCents: 6200,
      taxCents: 806,
      lines: [{ netCents: 8200 }, { netCents: -2000 }],
      tenders: [{ kind: 'import', cents: 7006 }],
    });
    given(visits, 'v1', events).when(past, fixedFacts(NOW)).then([]);
    const [voided] = given(visits, 'v1', events)
      .when({ type: 'VoidVisit', reason: 'mistake', at: atTill.manager }, fixedFacts(NOW))
      .events();
    expect(published(voided!).data.taxes).toEqual([
      { code: 'GST', cents: 310 },
      { code: 'PST', cents: 496 },
    ]);
  });
  it('are refused when their sums do not agree', () => {
    given(visits, 'v1', [])
      .when({ ...past, taxCents: [1, 1] } as VisitCommand, fixedFacts(NOW))
      .thenRefused('taxes-do-not-sum');
  });
});
