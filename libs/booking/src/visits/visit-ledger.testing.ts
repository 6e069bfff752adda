import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { atTill } from '../salon/till/testing.js';
import type { VisitCommand } from './visit-commands.js';
import { visits } from './visit-ledger.js';
import { visitAnnouncements } from './visit.announcements.js';
import type { VisitEvent, VisitLine, VisitOpening } from './visit.js';

export const NOW = '2026-03-02T10:00:00.000Z';

export const tube = (quantityMilli: number) => [{ sku: 'tube', quantityMilli, unit: 'g' }];
export const colourLine: VisitLine = {
  lineId: 'l1',
  kind: 'service',
  itemId: 'colour',
  serviceGroup: 'colour',
  catalogueVersion: 3,
  quantityMilli: 1000,
  priceCents: 10_000,
  taxClass: 'service',
  performers: [{ staffId: 'anna', sharePercent: 100 }],
  requested: true,
  level: 'senior',
  plannedMinutes: 105,
  steps: [
    { name: 'apply', minutes: 30 },
    { name: 'finish', minutes: 30 },
  ],
  plannedUse: tube(60_000),
  earning: true,
};
export const opening: VisitOpening = {
  visitId: 'v1',
  storeId: 's1',
  customerId: 'c1',
  zone: 'Europe/Berlin',
  businessDate: '2026-03-02',
  localHour: 11,
  origin: 'walk-in',
  currency: 'EUR',
  lines: [colourLine],
};
export const shampoo: Omit<VisitLine, 'lineId'> = {
  kind: 'product',
  itemId: 'shampoo',
  quantityMilli: 2000,
  priceCents: 2500,
  taxClass: 'product',
  performers: [],
  requested: false,
  plannedMinutes: 0,
  steps: [],
  plannedUse: [],
  earning: true,
};
export const rates = [{ code: 'VAT', rateBp: 1900, on: ['service', 'product'] as const }];
export const settle = {
  type: 'SettleVisit',
  settlementNo: 1,
  prices: [],
  tenders: [{ kind: 'card', cents: 14_875 }],
  rates,
  pricesIncludeTax: false,
  at: atTill.manager,
} satisfies VisitCommand;

export function run(commands: readonly [VisitCommand, string?][]): VisitEvent[] {
  const clock = fixedFacts(NOW);
  const events: VisitEvent[] = [];
  for (const [command, now] of commands) {
    if (now) clock.set(now);
    events.push(
      ...((visits.decide as any)[command.type](
        stateAfter(visits, 'v1', events),
        command,
        clock,
      ) as VisitEvent[]),
    );
  }
  return events;
}

export const settled = () =>
  run([
    [{ type: 'OpenVisit', opening }],
    [{ type: 'AddLine', line: shampoo, at: atTill.manager }],
    [{ type: 'CompleteVisit' }],
    [settle],
  ]);

export const published = (event: VisitEvent): any =>
  visitAnnouncements[event.type]?.({ stream: 'visit-v1', ...event } as any);
