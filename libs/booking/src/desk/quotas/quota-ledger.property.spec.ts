import fc from 'fast-check';
import { dateOfDays } from '@chignon/calendar';
import { fixedFacts, given } from '@chignon/eventing/testing';
import { allowanceOn } from '../../salon/catalogue/prerequisites.js';
import { type QuotaClaim, type QuotaCommand, type QuotaEvent, quotaUses } from './quota-ledger.js';

const clock = fixedFacts('2026-03-02T09:00:00.000Z');
const START = 20_500;

const claimOf = (n: number, day: number): QuotaClaim => ({
  claimId: `k${n}`,
  commandId: `c${n}`,
  agenda: `s1-${dateOfDays(START + day)}`,
  date: dateOfDays(START + day),
  uses: 1,
  untilMs: 0,
});
const claiming = (
  claim: QuotaClaim,
  quota: { perCustomer: number; perDays: number },
  more: Partial<QuotaCommand & { type: 'ClaimUse' }> = {},
): QuotaCommand => ({
  type: 'ClaimUse',
  claim,
  customerId: 'p1',
  serviceId: 'scalp-test',
  quota,
  field: 'services.0.serviceId',
  lookedUp: [],
  ended: [],
  counted: [],
  ...more,
});

describe('BK-23 uses of a quota are claimed', () => {
  it('in whatever order claims and releases come, no stretch of days ever holds more than the quota', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.record({ day: fc.integer({ min: 0, max: 60 }), release: fc.boolean() }), {
          maxLength: 25,
        }),
        (perCustomer, perDays, steps) => {
          const quota = { perCustomer, perDays };
          const events: QuotaEvent[] = [];
          const open = new Map<string, string>();
          for (const [n, { day, release }] of steps.entries()) {
            const oldest = [...open.keys()][0];
            if (release && oldest !== undefined) {
              open.delete(oldest);
              events.push(
                ...given(quotaUses, 'q1', events)
                  .when({ type: 'ReleaseUse', claimId: oldest }, clock)
                  .events(),
              );
              continue;
            }
            const claim = claimOf(n, day);
            const fits = allowanceOn(quota, [...open.values()], claim.date) > 0;
            const step = given(quotaUses, 'q1', events).when(claiming(claim, quota), clock);
            if (!fits) step.thenRefused('quota-used');
            else {
              events.push(...step.events());
              open.set(claim.claimId, claim.date);
            }
            for (const date of open.values())
              expect(
                [...open.values()].filter(
                  (other) =>
                    other >= date && Date.parse(other) - Date.parse(date) < perDays * 86_400_000,
                ).length,
              ).toBeLessThanOrEqual(perCustomer);
          }
        },
      ),
    );
  });
  it('what was looked up counts as found, what came meanwhile counts as claimed', () => {
    const once = { perCustomer: 1, perDays: 90 };
    const first = given(quotaUses, 'q1', [])
      .when(claiming(claimOf(1, 0), once), clock)
      .events();
    given(quotaUses, 'q1', first)
      .when(claiming(claimOf(2, 5), once, { lookedUp: ['k1'], ended: ['k1'] }), clock)
      .thenTypes('QuotaUseReleased', 'QuotaUseClaimed');
    const meanwhile = [
      ...first,
      ...given(quotaUses, 'q1', first)
        .when(claiming(claimOf(2, 5), once, { lookedUp: ['k1'] }), clock)
        .events(),
    ];
    given(quotaUses, 'q1', meanwhile)
      .when(claiming(claimOf(3, 9), once, { lookedUp: ['k1'], ended: ['k1'] }), clock)
      .thenRefused('quota-used');
  });
  it('a move does not stand in its own way, nor does a repeat of the same command', () => {
    const once = { perCustomer: 1, perDays: 90 };
    const moving = { ...claimOf(1, 0), appointmentId: 'a1' };
    const first = given(quotaUses, 'q1', []).when(claiming(moving, once), clock).events();
    given(quotaUses, 'q1', first)
      .when(claiming({ ...claimOf(2, 5), appointmentId: 'a1' }, once), clock)
      .thenTypes('QuotaUseClaimed');
    given(quotaUses, 'q1', first)
      .when(claiming({ ...claimOf(2, 0), commandId: 'c1' }, once), clock)
      .thenTypes('QuotaUseClaimed');
    given(quotaUses, 'q1', first)
      .when(claiming(claimOf(3, 5), once), clock)
      .thenRefused('quota-used');
  });
});
