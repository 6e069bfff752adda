import { booking, visits } from '@chignon/booking';
import {
  Refusal,
  type CommandOf,
  type DeliveredMessage,
  type EventOf,
  type RecordedEvent,
  type StateOf,
} from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import fc from 'fast-check';

/*
 * Histories of visits as booking itself writes and publishes them: its ledger decides, its announcements speak. What it
 * refuses did not happen. Random lives of a few visits, their steps in any order of one another.
 */

type VisitCommand = CommandOf<typeof visits>;
type VisitState = StateOf<typeof visits>;
export type VisitEvent = EventOf<typeof visits>;

/** What the ledger says, and what others hear of it. */
export interface History {
  readonly events: readonly (RecordedEvent & VisitEvent)[];
  /** In the order of publishing. */
  readonly messages: readonly DeliveredMessage[];
}

type Step = { readonly visit: number } & (
  | { readonly does: 'complete' | 'settle' | 'void' }
  | { readonly does: 'refund'; readonly line: number; readonly milli: number }
  | {
      readonly does: 'correct';
      readonly line: number;
      readonly netCents: number;
      readonly staff: string | undefined;
    }
);
interface Planned {
  readonly customerId: string | undefined;
  readonly storeId: string;
  readonly currency: string;
  readonly daysAgo: number;
  readonly services: readonly {
    readonly cents: number;
    readonly grams: number;
    readonly staff: string;
  }[];
  readonly products: readonly { readonly cents: number; readonly milli: number }[];
}

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 9, 1, 9);
const iso = (ms: number): string => new Date(ms).toISOString();
/** The zone of all stores of the histories: its days are those of UTC, so that a check can tell them without a calendar. */
const ZONE = 'UTC';
const KINDS = ['refund', 'correct', 'void'];
/** Whoever may do anything at a till without reasons to choose from but one. */
const AT = {
  till: {
    tenders: ['card'],
    discounts: [],
    extras: [],
    reasons: new Map(KINDS.map((kind) => [kind, ['mistake']])),
    limits: [],
  },
  authority: {
    unlimited: true,
    atTill: true,
    discountPercent: 100,
    extraPercent: 100,
    payOutCents: 0,
  },
};

const index = fc.nat(3);
const staff = fc.constantFrom('ann', 'bo');
const planned: fc.Arbitrary<Planned> = fc.record({
  customerId: fc.constantFrom('c1', 'c1', 'c2', undefined),
  storeId: fc.constantFrom('s1', 's2'),
  currency: fc.constantFrom('USD', 'USD', 'CNY'),
  daysAgo: fc.nat(20),
  services: fc.array(
    fc.record({ cents: fc.integer({ min: 0, max: 90_000 }), grams: fc.nat(60), staff }),
    { minLength: 1, maxLength: 2 },
  ),
  products: fc.array(
    fc.record({
      cents: fc.integer({ min: 1, max: 9_000 }),
      milli: fc.constantFrom(1000, 2000, 3000),
    }),
    { maxLength: 2 },
  ),
});
const later: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      visit: index,
      does: fc.constant('refund' as const),
      line: index,
      milli: fc.constantFrom(333, 500, 1000, 2000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      visit: index,
      does: fc.constant('correct' as const),
      line: index,
      netCents: fc.integer({ min: 0, max: 90_000 }),
      staff: fc.constantFrom('ann', 'bo', undefined),
    }),
  },
  { weight: 1, arbitrary: fc.record({ visit: index, does: fc.constant('void' as const) }) },
);

/** Up to four visits: all completed and most settled, then refunded, corrected and voided at random. */
export const histories: fc.Arbitrary<History> = fc
  .tuple(
    fc.array(planned, { minLength: 1, maxLength: 4 }),
    fc.array(later, { maxLength: 12 }),
    fc.nat(3),
  )
  .map(([plans, steps, open]) => {
    const first = plans.flatMap((_, visit): Step[] => [
      { visit, does: 'complete' },
      ...(visit === open ? [] : [{ visit, does: 'settle' } as const]),
    ]);
    return played(plans, [...first, ...steps]);
  });

function played(plans: readonly Planned[], steps: readonly Step[]): History {
  const events: (RecordedEvent & VisitEvent)[] = [];
  const states = plans.map((_, i) => visits.initial(`v${i}`));
  const nowMs = START_MS + 30 * DAY_MS;
  const run = (i: number, command: VisitCommand, ms: number): void => {
    const decide = visits.decide[command.type] as (
      state: VisitState,
      command: VisitCommand,
      facts: ReturnType<typeof fixedFacts>,
    ) => VisitEvent[];
    for (const event of decide(states[i]!, command, fixedFacts(iso(ms)))) {
      const stream = `visit-v${i}`;
      const recorded = {
        id: `e${events.length + 1}`,
        version: 1,
        ...event,
        stream,
        revision: events.filter((one) => one.stream === stream).length + 1,
        position: String(events.length + 1).padStart(20, '0'),
        meta: {
          commandId: `${events.length}`,
          inputHash: '',
          correlationId: 'c',
          causationId: 'c',
          actor: 'user:till',
          tenant: 'chain',
          effectiveAt: event.effectiveAt ?? iso(ms),
          recordedAt: iso(ms),
          hash: '',
        },
      } as RecordedEvent & VisitEvent;
      states[i] = (visits.evolve[event.type] as (state: VisitState, event: unknown) => VisitState)(
        states[i]!,
        recorded,
      );
      events.push(recorded);
    }
  };
  /** Tries, and pays what the ledger says is to be paid. */
  const pay = (
    i: number,
    ms: number,
    command: (tenders: readonly { kind: string; cents: number }[]) => VisitCommand,
  ): void => {
    try {
      run(i, command([]), ms);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code !== 'tenders-do-not-sum') return;
      try {
        run(i, command([{ kind: 'card', cents: Number(error.detail.expected) }]), ms);
      } catch (again) {
        if (!(again instanceof Refusal)) throw again;
      }
    }
  };
  plans.forEach((plan, i) =>
    run(i, { type: 'OpenVisit', opening: openingOf(plan, i) }, nowMs - plan.daysAgo * DAY_MS),
  );
  steps.forEach((step, n) => {
    const i = step.visit % plans.length;
    // Bills on the day of the visit, what comes later on days of its own.
    const ms =
      step.does === 'complete' || step.does === 'settle'
        ? nowMs - plans[i]!.daysAgo * DAY_MS + 3_600_000
        : nowMs + n * DAY_MS;
    const at = AT as never;
    if (step.does === 'complete') run(i, { type: 'CompleteVisit' }, ms);
    if (step.does === 'settle')
      pay(i, ms, (tenders) => ({
        type: 'SettleVisit',
        settlementNo: 1,
        prices: [],
        tenders,
        rates: [],
        pricesIncludeTax: false,
        at,
      }));
    if (step.does === 'void') pay(i, ms, () => ({ type: 'VoidVisit', reason: 'mistake', at }));
    if (step.does === 'refund' || step.does === 'correct') {
      const standing = states[i]!.settlements.flatMap(({ lines }) => lines).filter(
        ({ quantityMilli }) => quantityMilli > 0,
      );
      const line = standing[step.line % Math.max(1, standing.length)];
      if (!line) return;
      const { lineId } = line;
      if (step.does === 'refund')
        pay(i, ms, (tenders) => ({
          type: 'RefundLines',
          items: [{ lineId, quantityMilli: Math.min(step.milli, line.quantityMilli) }],
          tenders,
          reason: 'mistake',
          at,
        }));
      else
        pay(i, ms, (tenders) => ({
          type: 'CorrectLines',
          items: [
            {
              lineId,
              netCents: step.netCents,
              ...(step.staff === undefined
                ? {}
                : { performers: [{ staffId: step.staff, sharePercent: 100 }] }),
            },
          ],
          tenders,
          reason: 'mistake',
          rates: [],
          at,
        }));
    }
  });
  const messages = events.flatMap((event) =>
    [booking.announcements[event.type]?.(event) ?? []].flat().map(
      (said, n) =>
        ({
          ...said,
          id: `${event.id}.${n}`,
          meta: event.meta,
          partition: 'p',
          offset: event.position,
        }) as DeliveredMessage,
    ),
  );
  return { events, messages };
}

const openingOf = (
  { customerId, storeId, currency, daysAgo, services, products }: Planned,
  i: number,
): Extract<VisitCommand, { type: 'OpenVisit' }>['opening'] => {
  const line = {
    taxClass: 'none' as const,
    requested: false,
    plannedMinutes: 30,
    steps: [],
    earning: true,
  };
  return {
    visitId: `v${i}`,
    storeId,
    ...(customerId === undefined ? {} : { customerId }),
    zone: ZONE,
    businessDate: iso(START_MS + (30 - daysAgo) * DAY_MS).slice(0, 10),
    localHour: 9,
    origin: 'walk-in',
    currency,
    lines: [
      ...services.map(({ cents, grams, staff: staffId }, n) => ({
        ...line,
        lineId: `l${n + 1}`,
        kind: 'service' as const,
        itemId: `service-${n}`,
        serviceGroup: `group-${n}`,
        catalogueVersion: 1,
        quantityMilli: 1000,
        priceCents: cents,
        performers: [{ staffId, sharePercent: 100 }],
        plannedUse: [{ sku: 'tube', quantityMilli: grams * 1000, unit: 'g' }],
      })),
      ...products.map(({ cents, milli }, n) => ({
        ...line,
        lineId: `l${services.length + n + 1}`,
        kind: 'product' as const,
        itemId: 'brush',
        quantityMilli: milli,
        priceCents: cents,
        performers: [],
        plannedUse: [],
      })),
    ],
  };
};
