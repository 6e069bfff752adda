import fc from 'fast-check';
import { locate } from './locate.js';
import { keyOf, places, planOn, World } from './moves.testing.js';

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
