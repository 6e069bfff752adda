import fc from 'fast-check';
import type { AgendaEvent } from '../agenda-events.js';
import { locate } from './locate.js';
import { keyOf, places, planOn, World } from './moves.testing.js';

type Pledge = Extract<AgendaEvent, { type: 'ExchangePledged' }>['data'];

/** Two appointments of one person, on two days, at ten o'clock. */
function start() {
  const world = new World();
  const ids = [0, 1].map((day) => {
    const [event] = world.ask(keyOf(day), {
      type: 'BookAppointment',
      plan: planOn(day, '10:00'),
      customerId: `c${day}`,
      channel: 'web',
    });
    return (event!.data as any).appointment.appointmentId as string;
  });
  return { world, first: ids[0]!, second: ids[1]! };
}

const where = (world: World, id: string) => locate(async (key) => world.state(key), id);
const dayOfKey = (key: string) => [0, 1, 2].find((day) => keyOf(day) === key)!;

/** The first step: what the other one needs is taken, and the first can be nothing else. */
async function pledge(world: World, first: string, second: string): Promise<Pledge | undefined> {
  const [one, other] = [(await where(world, first))!, (await where(world, second))!];
  if (one.entering !== undefined || other.entering !== undefined || one.key === other.key)
    return undefined;
  return world.ask(one.key, {
    type: 'PledgeExchange',
    one: { appointmentId: first, planned: one.entry.revision, by: 'store' },
    staff: [],
    other: {
      plan: planOn(dayOfKey(one.key), '10:00'),
      by: 'store',
      from: other.key,
      entry: other.entry,
    },
  })[0]!.data as Pledge;
}

/** The second step, as the request and the effect ask it: once for each pledge. */
function answer(world: World, key: string, { appointmentId, reservation }: Pledge): AgendaEvent[] {
  const { from, fromRevision, moveId, appointment } = reservation;
  return world.ask(from, {
    type: 'AnswerExchange',
    appointmentId: appointment.appointmentId,
    revision: fromRevision,
    moveId,
    to: key,
    one: {
      plan: planOn(dayOfKey(from), '10:00'),
      by: 'store',
      from: key,
      entry: world.state(key).entries.get(appointmentId)!,
    },
  });
}
const finish = (world: World) => {
  for (let i = 0; i < 500 && world.pending.length > 0; i++) world.react(false);
};
const cancel = (world: World, key: string, appointmentId: string) =>
  world.ask(key, { type: 'CancelAppointment', appointmentId, by: 'store', reason: 'x' });

describe('B4 BK-03 an exchange of two days changes both or none', () => {
  it('is finished by the reactions once the second day has said yes', async () => {
    const { world, first, second } = start();
    answer(world, keyOf(0), (await pledge(world, first, second))!);
    finish(world);
    expect([places(world, first), places(world, second)]).toEqual([[keyOf(1)], [keyOf(0)]]);
    for (const day of [0, 1]) {
      const { occupancy, reserved } = world.state(keyOf(day));
      expect([occupancy.staff.get('anna')!.length, reserved.size]).toEqual([1, 0]);
    }
  });

  it('keeps the first from every other change until then', async () => {
    const { world, first, second } = start();
    await pledge(world, first, second);
    expect(() => cancel(world, keyOf(0), first)).toThrow(
      expect.objectContaining({ code: 'appointment-exchanging' }),
    );
    expect(places(world, first)).toEqual([keyOf(0)]);
  });

  it('frees the first when the other one was cancelled, and says why', async () => {
    const { world, first, second } = start();
    const pledged = (await pledge(world, first, second))!;
    cancel(world, keyOf(1), second);
    const [no] = answer(world, keyOf(0), pledged);
    expect(no).toMatchObject({
      type: 'ExchangeRefused',
      data: { why: { code: 'appointment-cancelled', detail: { appointmentId: second } } },
    });
    finish(world);
    expect(places(world, first)).toEqual([keyOf(0)]);
    expect(world.state(keyOf(0)).reserved.size).toBe(0);
    expect(cancel(world, keyOf(0), first)[0]!.type).toBe('AppointmentCancelled');
  });

  it('holds for any interleaving of exchanges, moves, cancels and reactions, repeated ones too', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('pledge' as const, 'answer' as const), turn: fc.boolean() }),
      fc.record({ do: fc.constant('react' as const), turn: fc.boolean() }),
      fc.record({ do: fc.constant('move' as const), turn: fc.boolean() }),
      fc.record({ do: fc.constant('cancel' as const), turn: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { world, first, second } = start();
        const open: { key: string; pledge: Pledge }[] = [];
        const gone = new Set<string>();
        const say = () => {
          const next = open.shift();
          if (next) answer(world, next.key, next.pledge);
        };
        for (const s of steps) {
          const [one, other] = s.turn ? [first, second] : [second, first];
          const at = (await where(world, one))!;
          try {
            if (s.do === 'react') world.react(s.turn);
            else if (s.do === 'answer') say();
            else if (s.do === 'pledge') {
              const made = await pledge(world, one, other);
              if (made) open.push({ key: at.key, pledge: made });
            } else if (s.do === 'cancel' && at.entering === undefined) {
              cancel(world, at.key, one);
              gone.add(one);
            } else if (s.do === 'move' && at.entering === undefined && at.key !== keyOf(2))
              world.ask(keyOf(2), {
                type: 'ReserveForMove',
                plan: planOn(2, s.turn ? '11:00' : '12:00'),
                appointment: at.entry.appointment,
                from: at.key,
                fromRevision: at.entry.revision,
                moves: at.entry.moves + 1,
              });
          } catch (error) {
            if ((error as Error).name !== 'Refusal') throw error;
          }
          for (const id of [first, second]) {
            const now = (await where(world, id))!;
            expect(places(world, id).length + (now.entering === undefined ? 0 : 1)).toBe(
              gone.has(id) ? 0 : 1,
            );
          }
        }
        while (open.length > 0) say();
        finish(world);
        const busy = [0, 1, 2].flatMap((day) => [
          ...(world.state(keyOf(day)).occupancy.staff.get('anna') ?? []),
        ]);
        expect(busy).toHaveLength(2 - gone.size);
        expect([0, 1, 2].map((day) => world.state(keyOf(day)).reserved.size)).toEqual([0, 0, 0]);
        const starts = busy.map(({ fromMs }) => fromMs);
        expect(new Set(starts).size).toBe(starts.length);
        for (const id of [first, second])
          expect((await where(world, id))!.entry.pledged).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
