import type { DomainEvent, Envelope, Meta } from '../event.js';
import type { Command, Ledger } from '../ledger.js';
import type { Facts } from '../ports/facts.js';
import { Refusal } from '../refusal.js';

/** Facts that never change unless the test says so: `fixedFacts('2026-03-01T09:00:00.000Z')`; ids count up. */
export function fixedFacts(now: string): Facts & { set(now: string): void } {
  let instant = now;
  let ids = 0;
  return {
    now: () => instant,
    newId: () => `id-${++ids}`,
    set: (next) => void (instant = next),
  };
}

const meta = (at: string): Meta => ({
  commandId: 'test',
  inputHash: '',
  correlationId: 'test',
  causationId: 'test',
  actor: 'user:test',
  tenant: 'test',
  effectiveAt: at,
  recordedAt: at,
  hash: '',
});

/** Folds plain events into a ledger's state, as if they had been stored. */
export const stateAfter = <S, E extends DomainEvent>(
  ledger: Ledger<S, any, E>,
  key: string,
  events: readonly E[],
  at = '2026-01-01T00:00:00.000Z',
): S =>
  events.reduce((state, event, i) => {
    const evolve = (ledger.evolve as unknown as Record<string, (s: S, e: Envelope) => S>)[
      event.type
    ];
    if (!evolve) throw new Error(`no evolve for ${event.type}`);
    return evolve(state, {
      id: `event-${i + 1}`,
      version: 1,
      type: event.type,
      data: event.data,
      meta: meta(event.effectiveAt ?? at),
    });
  }, ledger.initial(key));

/**
 * Given these events, when this command comes, then these events or this refusal:
 * `given(points, 'c1', [earned]).when(command, facts).then([…])` / `.thenRefused('code')`.
 */
export const given = <S, C extends Command, E extends DomainEvent>(
  ledger: Ledger<S, C, E>,
  key: string,
  events: readonly E[],
) => ({
  when: (command: C, facts: Facts) => {
    const decide = (ledger.decide as unknown as Record<string, (s: S, c: C, f: Facts) => E[]>)[
      command.type
    ];
    if (!decide) throw new Error(`no decide for ${command.type}`);
    const run = () => decide(stateAfter(ledger, key, events), command, facts);
    return {
      then: (expected: readonly E[]) => expect(run()).toEqual(expected),
      thenTypes: (...types: string[]) => expect(run().map((e) => e.type)).toEqual(types),
      thenRefused: (code: string) => {
        let refusal: unknown;
        try {
          run();
        } catch (error) {
          refusal = error;
        }
        expect(refusal).toBeInstanceOf(Refusal);
        expect((refusal as Refusal).code).toBe(code);
      },
      events: run,
    };
  },
});
