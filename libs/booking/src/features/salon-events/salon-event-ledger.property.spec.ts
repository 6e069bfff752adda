import fc from 'fast-check';
import { HOUR_MS, isoOf, msOfIso } from '@chignon/calendar';
import { stateAfter } from '@chignon/eventing/testing';
import { type SalonEventCommand, salonEvents } from './salon-event-ledger.js';
import { type SalonEventEvent, type SalonEventState, seated } from './salon-event.js';
import { clock, NOW, plan, planned, register, START } from './salon-event-ledger.testing.js';

describe('BK-24 whatever is asked in whatever order', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('register' as const),
        customer: fc.nat(12),
        partySize: fc.integer({ min: 1, max: 5 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('seats' as const),
        seats: fc.integer({ min: 1, max: 9 }),
        waitingList: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('attend' as const),
        which: fc.nat(),
        attended: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('off' as const) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  const commandOf = (
    s: Exclude<Step, { do: 'wait' }>,
    state: SalonEventState,
  ): SalonEventCommand => {
    const ids = [...state.registrations.keys()];
    const registrationId = 'which' in s ? (ids[s.which % Math.max(1, ids.length)] ?? 'none') : '';
    if (s.do === 'register') return register(`c${s.customer}`, s.partySize);
    if (s.do === 'cancel')
      return { type: 'CancelRegistration', registrationId, by: 'customer', reason: 'x' };
    if (s.do === 'attend')
      return { type: 'RecordAttendance', registrationId, attended: s.attended };
    if (s.do === 'seats')
      return {
        type: 'ChangeSalonEvent',
        plan: plan({ seats: s.seats, waitingList: s.waitingList }),
      };
    return { type: 'CancelSalonEvent', reason: 'x' };
  };
  const sum = (list: readonly { partySize: number }[]) => list.reduce((n, r) => n + r.partySize, 0);
  it('the seats of those registered never exceed the seats, no customer stands twice, and nobody overtakes', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const facts = clock();
        let nowMs = msOfIso(NOW);
        const events: SalonEventEvent[] = [planned()];
        let state = stateAfter(salonEvents, 'e1', events);
        for (const s of steps) {
          if (s.do === 'wait') {
            facts.set(isoOf((nowMs += s.hours * HOUR_MS)));
            continue;
          }
          const command = commandOf(s, state);
          const before = state;
          try {
            const decided = (salonEvents.decide as any)[command.type](
              state,
              command,
              facts,
            ) as SalonEventEvent[];
            events.push(...decided);
            state = stateAfter(salonEvents, 'e1', events);
          } catch (error) {
            if ((error as Error).name !== 'Refusal') throw error;
          }
          const all = [...state.registrations.values()];
          const standing = all.filter((r) => r.status !== 'cancelled');
          expect(sum(all.filter(seated))).toBe(state.taken);
          expect(state.taken).toBeLessThanOrEqual(state.plan!.seats);
          expect(new Set(standing.map((r) => r.customerId)).size).toBe(standing.length);
          expect(state.waiting).toEqual(
            all.filter((r) => r.status === 'waiting').map((r) => r.registrationId),
          );
          // Whoever got a seat by moving up stood before everybody who still waits and could have been seated.
          const up = before.waiting.filter(
            (id) => state.registrations.get(id)!.status === 'registered',
          );
          const left = state.waiting.filter(
            (id) =>
              before.waiting.includes(id) &&
              state.registrations.get(id)!.partySize <= state.plan!.seats,
          );
          for (const id of up)
            for (const other of left)
              expect(before.waiting.indexOf(id)).toBeLessThan(before.waiting.indexOf(other));
          // No seat is left empty that the first in line could have.
          const first = left[0];
          if (first !== undefined && state.status === 'planned' && nowMs < START)
            expect(state.registrations.get(first)!.partySize).toBeGreaterThan(
              state.plan!.seats - state.taken,
            );
        }
      }),
      { numRuns: 300 },
    );
  });
});
