import fc from 'fast-check';
import type { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { at, cut, DATE, frame, line, plan } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import { agendaReactions } from '../agenda.reactions.js';
import type { AgendaState } from '../appointment/appointment.js';
import { locate } from './locate.js';

/** Agendas in memory; what was appended waits for the reactions, which the test lets run whenever it likes. */
class World {
  readonly logs = new Map<string, AgendaEvent[]>();
  readonly pending: { key: string; event: AgendaEvent }[] = [];
  readonly clock = fixedFacts(`${DATE}T08:00:00.000Z`);
  state = (key: string): AgendaState => stateAfter(agenda, key, this.logs.get(key) ?? []);
  ask(key: string, command: AgendaCommand): AgendaEvent[] {
    const events = (agenda.decide as any)[command.type](
      this.state(key),
      command,
      this.clock,
    ) as AgendaEvent[];
    this.logs.set(key, [...(this.logs.get(key) ?? []), ...events]);
    this.pending.push(...events.map((event) => ({ key, event })));
    return events;
  }
  /** Delivers one waiting event, perhaps again later. */
  react(again: boolean): void {
    const next = this.pending.shift();
    if (!next) return;
    if (again) this.pending.push(next);
    for (const reaction of agendaReactions) {
      for (const ask of reaction.on[next.event.type]?.({
        ...next.event,
        stream: `agenda-${next.key}`,
      } as any) ?? []) {
        if (ask.ledger === agenda) this.answer(ask);
      }
    }
  }
  private answer(ask: {
    key: string;
    command: any;
    onRefused?: (refusal: Refusal) => readonly any[];
  }): void {
    try {
      this.ask(ask.key, ask.command);
    } catch (refusal) {
      for (const next of ask.onRefused?.(refusal as Refusal) ?? []) this.answer(next);
    }
  }
}

const dayOf = (n: number) => `2026-03-0${2 + n}`;
const keyOf = (n: number) => `s1-${dayOf(n)}`;
const later = (n: number) => n * 86_400_000;
const dayFrame = (n: number) => ({
  ...frame(['anna']),
  businessDate: dayOf(n),
  open: [{ fromMs: at('09:00') + later(n), toMs: at('18:00') + later(n) }],
  working: { anna: [{ fromMs: at('09:00') + later(n), toMs: at('18:00') + later(n) }] },
});
const planOn = (n: number, start: string) =>
  plan(dayFrame(n), line(cut, 'anna', at(start) + later(n)));

/** Agendas in which the appointment occupies as itself, and where following the pointers finds it. */
const places = (world: World, id: string) =>
  [...world.logs.keys()].filter((key) =>
    ['booked', 'checked-in'].includes(world.state(key).entries.get(id)?.status ?? ''),
  );

describe('B4 a move to another day is never zero and never two slots', () => {
  const start = () => {
    const world = new World();
    const [event] = world.ask(keyOf(0), {
      type: 'BookAppointment',
      plan: planOn(0, '10:00'),
      customerId: 'c1',
      channel: 'web',
    });
    return { world, id: (event!.data as any).appointment.appointmentId as string };
  };
  const reserve = (world: World, id: string, from: number, to: number, time: string) => {
    const entry = world.state(keyOf(from)).entries.get(id)!;
    return (
      world.ask(keyOf(to), {
        type: 'ReserveForMove',
        plan: planOn(to, time),
        appointment: entry.appointment,
        from: keyOf(from),
        fromRevision: entry.revision,
        moves: entry.moves + 1,
      })[0]!.data as any
    ).moveId as string;
  };

  it('is finished by the reactions when killed after the first step', () => {
    const { world, id } = start();
    reserve(world, id, 0, 1, '11:00');
    expect(places(world, id)).toEqual([keyOf(0)]);
    while (world.pending.length > 0) world.react(false);
    expect(places(world, id)).toEqual([keyOf(1)]);
    expect(world.logs.get(keyOf(1))!.map((e) => e.type)).toEqual([
      'SlotReservedForMove',
      'AppointmentMovedIn',
    ]);
    expect(world.state(keyOf(0)).occupancy.staff.size).toBe(0);
  });
  it('gives the reserved slot back when the appointment was cancelled meanwhile', () => {
    const { world, id } = start();
    reserve(world, id, 0, 1, '11:00');
    world.ask(keyOf(0), {
      type: 'CancelAppointment',
      appointmentId: id,
      by: 'customer',
      reason: 'ill',
    });
    while (world.pending.length > 0) world.react(false);
    expect(world.state(keyOf(1)).occupancy.staff.size).toBe(0);
    expect(places(world, id)).toEqual([]);
  });
  it('holds for any interleaving of moves, cancels and reactions, repeated ones too', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('move' as const),
        to: fc.nat(2),
        time: fc.constantFrom('09:00', '11:00', '13:00'),
      }),
      fc.record({ do: fc.constant('react' as const), again: fc.boolean() }),
      fc.record({ do: fc.constant('react' as const), again: fc.constant(false) }),
      fc.record({ do: fc.constant('cancel' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { world, id } = start();
        let cancelled = false;
        for (const s of steps) {
          const at = await locate(async (key) => world.state(key), id);
          if (!at) throw new Error('lost');
          const from = [0, 1, 2].find((n) => keyOf(n) === at.key)!;
          try {
            if (s.do === 'react') world.react(s.again);
            else if (s.do === 'cancel' && !at.entering)
              world.ask(at.key, {
                type: 'CancelAppointment',
                appointmentId: id,
                by: 'store',
                reason: 'x',
              });
            else if (s.do === 'move' && s.to !== from && !at.entering)
              reserve(world, id, from, s.to, s.time);
          } catch (error) {
            if ((error as Error).name !== 'Refusal') throw error;
          }
          const now = await locate(async (key) => world.state(key), id);
          cancelled ||= now!.entry.status === 'cancelled';
          expect(places(world, id).length + (now!.entering ? 1 : 0)).toBe(cancelled ? 0 : 1);
          if (now!.entering)
            expect(
              world
                .state(now!.key)
                .occupancy.staff.get('anna')!
                .some((b) => b.by === now!.entering),
            ).toBe(true);
        }
        for (let i = 0; i < 500 && world.pending.length > 0; i++) world.react(false);
        expect(places(world, id)).toHaveLength(cancelled ? 0 : 1);
        const busy = [...world.logs.keys()].reduce(
          (n, key) => n + (world.state(key).occupancy.staff.get('anna')?.length ?? 0),
          0,
        );
        expect(busy).toBe(cancelled ? 0 : 1);
      }),
      { numRuns: 300 },
    );
  });
});
