import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { atTill } from '../salon/till/testing.js';
import type { VisitCommand } from './visit-commands.js';
import { visits } from './visit-ledger.js';
import type { VisitEvent } from './visit.js';
import { NOW, opening, published, rates, run, settled } from './visit-ledger.testing.js';

describe('R-VS-02 corrections are new events', () => {
  it('take the line back and put the right one, so that totals move by the difference', () => {
    const before = settled();
    const correct: VisitCommand = {
      type: 'CorrectLines',
      items: [
        {
          lineId: 'l1',
          netCents: 9000,
          performers: [
            { staffId: 'anna', sharePercent: 70 },
            { staffId: 'bob', sharePercent: 30 },
          ],
        },
      ],
      tenders: [{ kind: 'card', cents: -1190 }],
      reason: 'price',
      rates,
      at: atTill.manager,
    };
    const [event] = given(visits, 'v1', before).when(correct, fixedFacts(NOW)).events();
    expect(event!.data).toMatchObject({
      settlementNo: 2,
      netCents: -1000,
      taxCents: -190,
      lines: [
        { lineId: 'l1-c2', refersTo: 'l1', netCents: -10_000, performers: [{ staffId: 'anna' }] },
        { lineId: 'l1-n2', refersTo: 'l1', netCents: 9000, taxCents: 1710, quantityMilli: 1000 },
      ],
    });
    expect(before.map((e) => e.type)).not.toContain('VisitCorrected');
  });
  it('of a line that was corrected says which stands now, and that one is corrected again', () => {
    const correct = (lineId: string, netCents: number, cents: number): VisitCommand => ({
      type: 'CorrectLines',
      items: [{ lineId, netCents }],
      tenders: [{ kind: 'card', cents }],
      reason: 'price',
      rates,
      at: atTill.manager,
    });
    const events = [
      ...settled(),
      ...given(visits, 'v1', settled())
        .when(correct('l1', 9000, -1190), fixedFacts(NOW))
        .events(),
    ];
    const again = () =>
      visits.decide.CorrectLines(
        stateAfter(visits, 'v1', events),
        correct('l1', 10_000, 1190) as never,
        fixedFacts(NOW),
      );
    expect(again).toThrow(
      expect.objectContaining({
        code: 'line-gone',
        detail: { field: 'items.0.lineId', expected: 'l1-n2' },
      }),
    );
    expect(
      given(visits, 'v1', events)
        .when(correct('l1-n2', 10_000, 1190), fixedFacts(NOW))
        .events(),
    ).toMatchObject([{ data: { settlementNo: 3, netCents: 1000, taxCents: 190 } }]);
  });
  it('a void repeats everything that was settled', () => {
    const events = [
      ...settled(),
      ...given(visits, 'v1', settled())
        .when(
          {
            type: 'RefundLines',
            items: [{ lineId: 'l2', quantityMilli: 1000 }],
            tenders: [{ kind: 'card', cents: -1488 }],
            reason: 'returned',
            at: atTill.manager,
          },
          fixedFacts(NOW),
        )
        .events(),
    ];
    const [voided] = given(visits, 'v1', events)
      .when({ type: 'VoidVisit', reason: 'mistake', at: atTill.manager }, fixedFacts(NOW))
      .events();
    expect(published(voided!)).toMatchObject({
      type: 'VisitVoided',
      key: 'c1',
      data: {
        settlementNo: 2,
        currency: 'EUR',
        netCents: 11_250,
        taxCents: 2137,
        services: [{ lineId: 'l1' }],
        lines: [{ lineId: 'l1' }, { lineId: 'l2' }, { lineId: 'l2-r2', netCents: -1250 }],
      },
    });
    given(visits, 'v1', [...events, voided!])
      .when({ type: 'VoidVisit', reason: 'mistake', at: atTill.manager }, fixedFacts(NOW))
      .then([]);
  });
  it('a void before any settlement says so', () => {
    const [voided] = given(visits, 'v1', run([[{ type: 'OpenVisit', opening }]]))
      .when({ type: 'VoidVisit', reason: 'mistake', at: atTill.manager }, fixedFacts(NOW))
      .events();
    expect(published(voided!).data).toMatchObject({
      settlementNo: 0,
      services: [],
      lines: [],
      netCents: 0,
    });
  });
});

describe('F5: bills of older releases, with a discount as a line of its own', () => {
  const sold = (
    lineId: string,
    kind: 'service' | 'product' | 'adjustment',
    netCents: number,
    more: object = {},
  ) => ({
    lineId,
    kind,
    itemId: lineId,
    quantityMilli: 1000,
    netCents,
    taxCents: Math.round(netCents * 0.08),
    taxes: [{ code: 'VAT', cents: Math.round(netCents * 0.08) }],
    performers: [],
    earning: kind !== 'adjustment',
    ...more,
  });
  const old: VisitEvent[] = [
    ...settled().slice(0, 3),
    {
      type: 'VisitSettled',
      data: {
        facts: { visitId: 'v1', storeId: 's1', zone: 'Europe/Berlin', businessDate: '2026-03-02' },
        settlementNo: 1,
        billId: 'v1',
        settledAt: NOW,
        currency: 'EUR',
        imported: false,
        tenders: [{ kind: 'whatever', cents: 1728 }],
        netCents: 1600,
        taxCents: 128,
        taxes: [{ code: 'VAT', cents: 128 }],
        lines: [
          sold('l1', 'service', 1000),
          sold('l2', 'product', 1000),
          sold('l3', 'adjustment', -400),
        ],
      },
    },
  ];
  const refund = (lineId: string, cents: number, kind = 'whatever'): VisitCommand => ({
    type: 'RefundLines',
    items: [{ lineId, quantityMilli: 1000 }],
    tenders: [{ kind, cents }],
    reason: 'returned',
    at: atTill.manager,
  });
  it('give back what was paid, by the kind that paid, and nothing for the discount', () => {
    given(visits, 'v1', old)
      .when(refund('l1', -1080), fixedFacts(NOW))
      .thenRefused('tenders-do-not-sum');
    given(visits, 'v1', old)
      .when(refund('l1', -864, 'cash'), fixedFacts(NOW))
      .thenRefused('refund-exceeds-tender');
    given(visits, 'v1', old)
      .when(refund('l3', 432), fixedFacts(NOW))
      .thenRefused('line-not-refundable');
    const first = given(visits, 'v1', old).when(refund('l1', -864), fixedFacts(NOW)).events();
    const both = [
      ...old,
      ...first,
      ...given(visits, 'v1', [...old, ...first])
        .when(refund('l2', -864), fixedFacts(NOW))
        .events(),
    ];
    expect(stateAfter(visits, 'v1', both).settlements.map((s) => s.netCents + s.taxCents)).toEqual([
      1728, -864, -864,
    ]);
  });
  it('nothing more when an older release gave the whole list price back', () => {
    const gone = {
      ...old.at(-1)!,
      type: 'VisitCorrected' as const,
      data: {
        ...(old.at(-1)!.data as any),
        settlementNo: 2,
        tenders: [{ kind: 'whatever', cents: -1080 }],
        netCents: -1000,
        taxCents: -80,
        taxes: [],
        lines: [{ ...sold('l1-r2', 'service', -1000), quantityMilli: -1000, refersTo: 'l1' }],
      },
    };
    given(visits, 'v1', [...old, gone])
      .when(refund('l2', -864), fixedFacts(NOW))
      .thenRefused('refund-exceeds-tender');
  });
});
