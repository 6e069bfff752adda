import fc from 'fast-check';
import { HOUR_MS, isoOf, MINUTE_MS } from '@chignon/calendar';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { mayPerform } from '../../salon/roster/staff.js';
import { at, DATE } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import { occupies } from '../appointment/appointment.js';
import {
  day,
  decided,
  early,
  exchange,
  ids,
  optionsOf,
  services,
  team,
} from './late-binding.testing.js';

describe('R-BK-44 any staff, bound late', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('book' as const),
        of: fc.nat(1),
        quarter: fc.nat(16),
        staff: fc.constantFrom(undefined, undefined, 'anna', 'bob', 'cleo', 'dora'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('hold' as const),
        of: fc.nat(1),
        quarter: fc.nat(16),
        staff: fc.constantFrom(undefined, 'cleo'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('cancel' as const, 'bind' as const, 'confirm' as const),
        which: fc.nat(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.nat(30) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  function commandOf(s: Exclude<Step, { do: 'wait' }>, known: readonly string[]): AgendaCommand {
    if ('which' in s) {
      const appointmentId = known[s.which % Math.max(1, known.length)] ?? 'none';
      if (s.do === 'cancel')
        return { type: 'CancelAppointment', appointmentId, by: 'store', reason: 'x' };
      return s.do === 'confirm'
        ? { type: 'ConfirmHold', holdId: appointmentId }
        : {
            type: 'BindStaff',
            appointmentId,
            frame: day,
            exchange,
            turns: { policy: 'round-robin', rotation: [], team },
          };
    }
    const plan = {
      frame: day,
      options: optionsOf(
        s.of,
        at('10:00') + s.quarter * 15 * MINUTE_MS,
        s.of === 1 && s.staff === 'bob' ? undefined : s.staff,
      ),
      exchange,
    };
    return s.do === 'hold'
      ? { type: 'HoldSlot', channel: 'web', ttlMs: HOUR_MS, plan }
      : { type: 'BookAppointment', channel: 'web', plan };
  }
  it('B1 books nobody twice, keeps everybody qualified and every price, level and time as promised, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 30 }), (steps) => {
        const clock = fixedFacts(early);
        let nowMs = at('07:00');
        let state = stateAfter(agenda, 'k', []);
        const events: AgendaEvent[] = [];
        const promised = new Map<string, string>();
        for (const s of steps) {
          if (s.do === 'wait') {
            clock.set(isoOf((nowMs += s.minutes * MINUTE_MS)));
            continue;
          }
          const command = commandOf(s, ids(state));
          const result = decided(state, command, clock);
          if (typeof result === 'string') continue;
          events.push(...result);
          state = result.reduce((now, e) => (agenda.evolve as any)[e.type](now, e), state);
          const active = [...state.entries.values()].filter(
            (e) => occupies(e.status) && !(e.status === 'held' && e.expiresAtMs! <= nowMs),
          );
          const spans = active.flatMap((e) => e.appointment.lines.flatMap((l) => l.staff));
          for (const [i, a] of spans.entries())
            for (const b of spans.slice(i + 1))
              expect(a.staffId === b.staffId && a.fromMs < b.toMs && b.fromMs < a.toMs).toBe(false);
          for (const {
            appointment: { appointmentId, startMs, endMs, lines },
          } of active) {
            for (const line of lines) {
              const { level, requested } = line;
              expect(
                mayPerform(
                  team.get(line.staffId)!,
                  services.find((one) => one.id === line.serviceId)!,
                  's1',
                  DATE,
                ),
              ).toBe(true);
              expect(team.get(line.staffId)!.level).toBe(level);
              const terms = JSON.stringify([
                startMs,
                endMs,
                line.priceCents,
                level,
                ...(requested ? [line.staffId] : []),
              ]);
              expect(promised.get(appointmentId) ?? terms).toBe(terms);
              promised.set(appointmentId, terms);
            }
          }
        }
        expect(stateAfter(agenda, 'k', events)).toEqual(state);
      }),
      { numRuns: 60 },
    );
  });
});
