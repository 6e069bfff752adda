import fc from 'fast-check';
import { DAY_MS, isoOf, msOfIso } from '@chignon/calendar';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { atTill } from '../salon/till/testing.js';
import { type StaffRating, staffRatings } from './staff-ratings.view.js';
import type { VisitCommand } from './visit-commands.js';
import { visits } from './visit-ledger.js';
import type { VisitEvent, VisitLine, VisitOpening } from './visit.js';

const NOW = '2026-03-02T10:00:00.000Z';
const line = (lineId: string, ...performers: VisitLine['performers']): VisitLine => ({
  lineId,
  kind: 'service',
  itemId: lineId,
  serviceGroup: 'g',
  catalogueVersion: 1,
  quantityMilli: 1000,
  priceCents: 100,
  taxClass: 'service',
  performers,
  requested: false,
  plannedMinutes: 30,
  steps: [],
  plannedUse: [],
  earning: true,
});
const opening: VisitOpening = {
  visitId: 'v1',
  storeId: 's1',
  customerId: 'c1',
  zone: 'UTC',
  businessDate: '2026-03-02',
  origin: 'walk-in',
  currency: 'EUR',
  lines: [
    line('l1', { staffId: 'bob', sharePercent: 40 }, { staffId: 'anna', sharePercent: 60 }),
    line('l2', { staffId: 'cleo', sharePercent: 100 }),
  ],
};
const rate = (score: number, lineId?: string, ...aspects: string[]): VisitCommand => ({
  type: 'RateVisit',
  ...(lineId === undefined ? {} : { lineId }),
  score,
  aspects,
});

function run(commands: readonly [VisitCommand, number?][]): VisitEvent[] {
  const clock = fixedFacts(NOW);
  const events: VisitEvent[] = [];
  for (const [command, day] of commands) {
    if (day !== undefined) clock.set(isoOf(msOfIso(NOW) + day * DAY_MS));
    try {
      events.push(
        ...((visits.decide as any)[command.type](
          stateAfter(visits, 'v1', events),
          command,
          clock,
        ) as VisitEvent[]),
      );
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
    }
  }
  return events;
}
const done = () => run([[{ type: 'OpenVisit', opening }], [{ type: 'CompleteVisit' }]]);
const after = (events: VisitEvent[], command: VisitCommand, day = 0) =>
  given(visits, 'v1', events).when(command, fixedFacts(isoOf(msOfIso(NOW) + day * DAY_MS)));

/** The view folded from these events, guards left to the mechanism. */
function folded(events: readonly VisitEvent[]): Map<string, StaffRating> {
  const found = new Map<string, StaffRating>();
  for (const event of events) {
    const how = staffRatings.on[event.type];
    for (const id of how?.ids(event) ?? []) found.set(id, how!.fold(found.get(id), event, id)!);
  }
  return found;
}

describe('VS-07 BK-09 ratings', () => {
  it('are of a completed visit, of its services or of it as a whole, and belong to who led', () => {
    after(run([[{ type: 'OpenVisit', opening }]]), rate(5)).thenRefused('visit-not-completed');
    after(
      run([[{ type: 'OpenVisit', opening }], [{ type: 'AbandonVisit', reason: 'left' }]]),
      rate(5),
    ).thenRefused('visit-not-completed');
    after([], rate(5)).thenRefused('visit-unknown');
    after(done(), rate(5, 'l9')).thenRefused('line-unknown');
    const said = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'CompleteVisit' }],
      [rate(5, 'l1', 'friendly')],
      [rate(3)],
    ])
      .slice(-2)
      .map((e) => (e.data as any).rating);
    expect(said).toEqual([
      { lineId: 'l1', serviceId: 'l1', staffId: 'anna', score: 5, aspects: ['friendly'] },
      { score: 3, aspects: [] },
    ]);
  });
  it('are given once and changed for so many days, each time as a new fact', () => {
    const rated = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'CompleteVisit' }],
      [rate(4, 'l1')],
    ]);
    expect(
      run([
        [{ type: 'OpenVisit', opening }],
        [{ type: 'CompleteVisit' }],
        [rate(4, 'l1')],
        [rate(4, 'l1')],
      ]),
    ).toHaveLength(rated.length);
    const changed = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'CompleteVisit' }],
      [rate(4, 'l1')],
      [rate(2, 'l1'), 14],
      [rate(1, 'l1'), 15],
    ]);
    expect(changed.slice(-1)[0]).toMatchObject({
      type: 'VisitRated',
      data: { rating: { score: 2 }, previousScore: 4 },
    });
    after(changed, rate(1, 'l1'), 15).thenRefused('rating-final');
  });
  it('go with a visit that never counted', () => {
    const events = run([
      [{ type: 'OpenVisit', opening }],
      [{ type: 'CompleteVisit' }],
      [rate(5, 'l1')],
      [rate(1, 'l2')],
      [{ type: 'VoidVisit', reason: 'mistake', at: atTill.manager }],
    ]);
    expect([...folded(events).values()]).toEqual([
      { id: 'anna', sum: 0, count: 0 },
      { id: 'cleo', sum: 0, count: 0 },
    ]);
    after(events, rate(5, 'l1')).thenRefused('visit-not-completed');
  });
  it('sum up exactly to what was last said, whatever was changed', () => {
    const step = fc.record({
      lineId: fc.constantFrom('l1', 'l2', undefined),
      score: fc.integer({ min: 1, max: 5 }),
      day: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let day = 0;
        const events = run([
          [{ type: 'OpenVisit', opening }],
          [{ type: 'CompleteVisit' }],
          ...steps.map((s): [VisitCommand, number] => [rate(s.score, s.lineId), (day += s.day)]),
        ]);
        const standing = (stateAfter(visits, 'v1', events).ratings ?? []).filter(
          (r) => r.staffId !== undefined,
        );
        expect([...folded(events).values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          standing
            .map((r) => ({ id: r.staffId, sum: r.score, count: 1 }))
            .sort((a, b) => (a.id! < b.id! ? -1 : 1)),
        );
      }),
    );
  });
});
