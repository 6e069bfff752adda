import fc from 'fast-check';
import { isoOf, MINUTE_MS } from '@chignon/calendar';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { at, colour, cut, DATE, frame, line, phase, plan, service } from '../testing.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import { agenda } from './agenda.js';
import { type AgendaState, occupancyAt, occupies } from './appointment/appointment.js';
import type { PlannedLine } from './day/line.js';

/**
 * B1, B3, R-BK-24: whatever is asked in whatever order and at whatever time, no two active lines use one unit beyond
 * its capacity. Checked by a naive model that looks at the entries, not at the occupancy the decisions use.
 */
const buffered = service(
  'buffered',
  [
    phase('prep', 'buffer-before', 5),
    phase('do', 'active', 20),
    phase('rest', 'processing', 25),
    phase('end', 'active', 10),
    phase('clean', 'buffer-after', 10),
  ],
  { place: { match: 'any', pools: ['chair', 'stool'] } },
);
const services = [cut, { ...colour, needsApproval: true }, buffered].map((s) => ({
  ...s,
  place: s.place ?? { match: 'all' as const, pools: ['chair'] },
}));
const day = frame(['anna', 'bob', 'cleo'], { capacities: { chair: 2, stool: 1 } });

const slot = fc.record({
  service: fc.nat(2),
  staff: fc.constantFrom('anna', 'bob', 'cleo'),
  step: fc.nat(40),
  customer: fc.constantFrom(undefined, 'c1', 'c2'),
  second: fc.boolean(),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('book' as const), slot }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), slot }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('confirm' as const),
      which: fc.nat(),
      customer: fc.constantFrom(undefined, 'c1', 'c2'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), which: fc.nat(), slot }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('group' as const),
      slots: fc.array(slot, { minLength: 2, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('approve' as const, 'decline' as const, 'name' as const),
      which: fc.nat(),
      customer: fc.constantFrom('c1', 'c2'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.nat(8) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Slot = typeof slot extends fc.Arbitrary<infer S> ? S : never;

function wanted({ service: which, staff, step: at15, second }: Slot): PlannedLine[] {
  const first = line(services[which]!, staff, at('09:00') + at15 * 15 * MINUTE_MS);
  return second ? [first, line(services[0]!, 'bob', first.endMs, 'l2')] : [first];
}

function commandOf(s: Exclude<Step, { do: 'wait' }>, state: AgendaState): AgendaCommand {
  const ids = [...state.entries.keys()];
  const id = 'which' in s ? (ids[s.which % Math.max(1, ids.length)] ?? 'none') : '';
  if (s.do === 'book')
    return {
      type: 'BookAppointment',
      plan: plan(day, ...wanted(s.slot)),
      channel: 'web',
      ...(s.slot.customer ? { customerId: s.slot.customer } : {}),
    };
  if (s.do === 'hold')
    return {
      type: 'HoldSlot',
      plan: plan(day, ...wanted(s.slot)),
      channel: 'web',
      ttlMs: 5 * MINUTE_MS,
      ...(s.slot.customer ? { customerId: s.slot.customer } : {}),
    };
  if (s.do === 'confirm')
    return { type: 'ConfirmHold', holdId: id, ...(s.customer ? { customerId: s.customer } : {}) };
  if (s.do === 'release') return { type: 'ReleaseHold', holdId: id };
  if (s.do === 'group')
    return {
      type: 'BookGroup',
      guests: s.slots.map((each) => ({
        plan: plan(day, ...wanted(each)),
        ...(each.customer ? { customerId: each.customer } : {}),
      })),
      channel: 'web',
    };
  if (s.do === 'approve') return { type: 'Approve', appointmentId: id };
  if (s.do === 'decline') return { type: 'Decline', appointmentId: id, reason: 'x' };
  if (s.do === 'name') return { type: 'NameCustomer', appointmentId: id, customerId: s.customer };
  if (s.do === 'move')
    return {
      type: 'MoveAppointment',
      appointmentId: id,
      plan: plan(day, ...wanted(s.slot)),
      planned: state.entries.get(id)?.revision ?? 0,
    };
  return { type: 'CancelAppointment', appointmentId: id, by: 'store', reason: 'x' };
}

/** Minute by minute, from the entries alone. */
function overbooked(state: AgendaState, nowMs: number): string | undefined {
  const active = [...state.entries.values()].filter(
    (e) => occupies(e.status) && !(e.status === 'held' && e.expiresAtMs! <= nowMs),
  );
  const uses: { unit: string; capacity: number; fromMs: number; toMs: number }[] = active.flatMap(
    ({ appointment: { lines, customerId } }) =>
      lines.flatMap((l) => [
        ...l.staff.map((s) => ({
          unit: `staff ${s.staffId}`,
          capacity: 1,
          fromMs: s.fromMs - s.beforeMs,
          toMs: s.toMs + s.afterMs,
        })),
        ...(customerId
          ? l.customer.map((s) => ({
              unit: `customer ${customerId}`,
              capacity: 1,
              fromMs: s.fromMs,
              toMs: s.toMs,
            }))
          : []),
        ...l.pools.map((s) => ({
          unit: `pool ${s.pool}`,
          capacity: day.capacities[s.pool!]!,
          fromMs: s.fromMs,
          toMs: s.toMs,
        })),
        { unit: `under way ${l.staffId}`, capacity: 2, fromMs: l.startMs, toMs: l.endMs },
      ]),
  );
  for (const use of uses) {
    const together = uses.filter(
      (u) => u.unit === use.unit && u.fromMs <= use.fromMs && use.fromMs < u.toMs,
    ).length;
    if (together > use.capacity) return `${use.unit} ${together} times at ${isoOf(use.fromMs)}`;
  }
  return undefined;
}

describe('R-BK-24 B1 B3 no interleaving double-books', () => {
  it('of hold, confirm, release, book, group, approve, decline, name, move, cancel and the clock', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const clock = fixedFacts(`${DATE}T08:00:00.000Z`);
        const events: AgendaEvent[] = [];
        let nowMs = at('08:00');
        let state = stateAfter(agenda, 'k', events);
        for (const s of steps) {
          if (s.do === 'wait') {
            clock.set(isoOf((nowMs += s.minutes * MINUTE_MS)));
            continue;
          }
          const command = commandOf(s, state);
          const before = state;
          try {
            const decided = (agenda.decide as any)[command.type](
              state,
              command,
              clock,
            ) as AgendaEvent[];
            events.push(...decided);
            state = decided.reduce(
              (now, e) =>
                (agenda.evolve as any)[e.type](now, {
                  ...e,
                  meta: { actor: 'user:test', recordedAt: '2026-01-01T00:00:00.000Z' },
                }),
              state,
            );
          } catch (error) {
            if ((error as Error).name !== 'Refusal') throw error;
          }
          expect(overbooked(state, nowMs)).toBeUndefined();
          expect(before.revision <= state.revision).toBe(true);
        }
        expect(state).toEqual(stateAfter(agenda, 'k', events));
        for (const entry of state.entries.values()) {
          if (entry.status === 'held' && entry.expiresAtMs! <= nowMs)
            expect(
              [...occupancyAt(state, nowMs).staff.values()]
                .flat()
                .some((b) => b.by === entry.appointment.appointmentId),
            ).toBe(false);
        }
        expect(state.revision).toBe(events.length);
      }),
      { numRuns: 250 },
    );
  });
});
