import fc from 'fast-check';
import { fixedFacts } from '@chignon/eventing/testing';
import type { OfferedTender } from './reserved.js';
import type { VisitCommand } from './visit-commands.js';
import type { VisitLine } from './visit.js';

/* What visits and their money are tried with: lines, splits of tenders, and commands in any order. */
export const FACTS = fixedFacts('2026-11-30T10:00:00.000Z');
export const rates = [
  { code: 'GST', rateBp: 500, on: ['service', 'product'] as const },
  { code: 'PST', rateBp: 825, on: ['service'] as const },
];
export const KINDS = ['card', 'cash', 'deposit', 'stored-value'];
/** Who stands behind a kind. */
const OWNERS: { readonly [kind: string]: string } = {
  deposit: 'booking',
  'stored-value': 'loyalty',
};
export const PAID_DEPOSIT = 1_000_000;
export const line = (
  i: number,
  kind: 'service' | 'product',
  priceCents: number,
  quantityMilli: number,
): VisitLine => ({
  lineId: `l${i + 1}`,
  kind,
  itemId: `i${i}`,
  quantityMilli,
  priceCents,
  taxClass: kind,
  performers: [{ staffId: 'anna', sharePercent: 100 }],
  requested: false,
  plannedMinutes: 0,
  steps: [],
  plannedUse: [],
  earning: true,
});

export type Step =
  | { do: 'refund'; which: number; part: number; split: readonly number[] }
  | { do: 'correct'; which: number; toPercent: number; split: readonly number[] }
  | { do: 'settle'; split: readonly number[] }
  | { do: 'void' };
const split = fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      which: fc.nat(20),
      part: fc.integer({ min: 1, max: 1000 }),
      split,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      which: fc.nat(20),
      toPercent: fc.nat(200),
      split,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), split }) },
  { weight: 1, arbitrary: fc.constant({ do: 'void' as const }) },
);
export const salon = fc.record({
  lines: fc.array(
    fc.record({
      kind: fc.constantFrom('service' as const, 'product' as const),
      priceCents: fc.integer({ min: 0, max: 20_000 }),
      quantityMilli: fc.constantFrom(1000, 3000, 333),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  discounts: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 2 }),
  tip: fc.nat(500),
  included: fc.boolean(),
  split,
  steps: fc.array(step, { maxLength: 14 }),
});

/** Of stored value, any part may be bonus: none, some or all of it. */
const bonusIn = (kind: string, cents: number): { bonusCents?: number } =>
  kind === 'stored-value' ? { bonusCents: (cents * 7919) % (cents + 1) } : {};

/** As the route does: what the deposit and stored value pay is reserved first. */
export const reservedFor = (command: VisitCommand): VisitCommand =>
  command.type !== 'SettleVisit'
    ? command
    : {
        ...command,
        tenders: command.tenders.map((tender): OfferedTender =>
          OWNERS[tender.kind] !== undefined
            ? {
                ...tender,
                reservation: {
                  id: `of ${tender.kind}`,
                  owner: OWNERS[tender.kind]!,
                  kind: tender.kind,
                  use: 'tender',
                  account: 'a1',
                  cents: tender.cents,
                  ...bonusIn(tender.kind, tender.cents),
                  currency: 'EUR',
                  purpose: { storeId: 's1', visitId: 'v1' },
                  expiresAt: '2026-11-30T10:10:00.000Z',
                },
              }
            : tender,
        ),
      };
