import fc from 'fast-check';
import { at, cut, DATE, frame, line, plan } from '../testing.js';
import type { AgendaCommand } from './agenda-events.js';
import type { Entry } from './appointment/appointment.js';
import { World } from './decide/moves.testing.js';

// Three guests who move between three days while others cancel, move alone or book: all of them go, or nobody does.

const DAYS = [0, 1, 2];
const team = ['anna', 'bob', 'cleo'];
const dateOf = (n: number) => `2026-03-0${2 + n}`;
const keyOf = (n: number) => `s1-${dateOf(n)}`;
const later = (n: number) => n * 86_400_000;
const dayOf = (n: number) => {
  const whole = [{ fromMs: at('09:00') + later(n), toMs: at('18:00') + later(n) }];
  return {
    ...frame(team),
    businessDate: dateOf(n),
    open: whole,
    working: Object.fromEntries(team.map((id) => [id, whole])),
    present: Object.fromEntries(team.map((id) => [id, whole])),
  };
};
const planFor = (who: string, n: number, time: string) =>
  plan(dayOf(n), line(cut, who, at(time) + later(n)));

class Party extends World {
  ids: string[] = [];
  constructor() {
    super();
    const events = this.ask(keyOf(0), {
      type: 'BookGroup',
      guests: team.map((who) => ({ plan: planFor(who, 0, '10:00') })),
      channel: 'front-desk',
    });
    this.ids = events.flatMap((e) =>
      e.type === 'AppointmentBooked' ? [e.data.appointment.appointmentId] : [],
    );
  }
  /** Where each guest stands and takes a slot; more than one place would be a fault. */
  standing(id: string): { day: number; entry: Entry }[] {
    return DAYS.flatMap((day) => {
      const entry = this.state(keyOf(day)).entries.get(id);
      return entry && entry.status !== 'moved-out' ? [{ day, entry }] : [];
    });
  }
  try(key: string, command: AgendaCommand): void {
    try {
      this.ask(key, command);
    } catch {
      // Refused: nothing happened.
    }
  }
  moveAll(to: number, time: string): void {
    const places = this.ids.map((id) => this.standing(id)[0]);
    const going = places.filter((p) => p?.entry.status === 'booked');
    const from = going[0]?.day;
    if (from === undefined || going.some((p) => p!.day !== from)) return;
    const guests = going.map((p) => ({
      appointmentId: p!.entry.appointment.appointmentId,
      appointment: p!.entry.appointment,
      plan: planFor(p!.entry.appointment.lines[0]!.staffId, to, time),
      fromRevision: p!.entry.revision,
      moves: p!.entry.moves + 1,
    }));
    this.try(
      keyOf(to),
      from === to
        ? { type: 'MoveGroup', guests, by: 'store' }
        : { type: 'ReserveGroupForMove', guests, from: keyOf(from), by: 'store' },
    );
  }
  cancelOne(i: number): void {
    const place = this.standing(this.ids[i]!)[0];
    if (place)
      this.try(keyOf(place.day), {
        type: 'CancelAppointment',
        appointmentId: this.ids[i]!,
        by: 'store',
        reason: 'ill',
      });
  }
  block(day: number, who: string, time: string): void {
    this.try(keyOf(day), {
      type: 'BookAppointment',
      plan: planFor(who, day, time),
      channel: 'front-desk',
    });
  }
  settle(): void {
    for (let n = 0; this.pending.length > 0 && n < 10_000; n++) this.react(false);
  }
}

describe('R-BK-14 B4 a group that moves between days', () => {
  it('goes as a whole or stays as a whole, whatever happens in between', () => {
    const time = fc.constantFrom('10:00', '10:30', '11:00');
    const day = fc.constantFrom(...DAYS);
    const step = fc.oneof(
      fc.record({ do: fc.constant('move' as const), day, time }),
      fc.record({ do: fc.constant('cancel' as const), i: fc.nat(2) }),
      fc.record({ do: fc.constant('block' as const), day, time, who: fc.constantFrom(...team) }),
      fc.record({ do: fc.constant('react' as const), again: fc.boolean() }),
    );
    let moved = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 14 }), (steps) => {
        const world = new Party();
        for (const one of steps) {
          if (one.do === 'move') world.moveAll(one.day, one.time);
          else if (one.do === 'cancel') world.cancelOne(one.i);
          else if (one.do === 'block') world.block(one.day, one.who, one.time);
          else world.react(one.again);
          for (const id of world.ids) expect(world.standing(id).length).toBeLessThanOrEqual(1);
        }
        world.settle();
        for (const id of world.ids) expect(world.standing(id)).toHaveLength(1);
        const events = DAYS.flatMap((n) => world.logs.get(keyOf(n)) ?? []);
        const left = new Set(
          events.flatMap((e) => (e.type === 'AppointmentMovedOut' ? [e.data.moveId] : [])),
        );
        for (const e of events) {
          if (e.type !== 'SlotReservedForMove') continue;
          const gone = e.data.party!.filter(({ moveId }) => left.has(moveId)).length;
          expect([0, e.data.party!.length]).toContain(gone);
          moved += gone;
        }
        for (const n of DAYS) expect(world.state(keyOf(n)).reserved.size).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(100);
  });
  it('holds, confirms and gives back all of it, each in one append, and never a part', () => {
    const world = new World();
    const key = keyOf(0);
    const hold = (time: string) =>
      world.ask(key, {
        type: 'HoldGroup',
        guests: team.map((who) => ({ plan: planFor(who, 0, time) })),
        channel: 'front-desk',
        ttlMs: 60_000,
      });
    const groupOf = (events: readonly any[]) => events[0].data.appointment.groupId;
    const first = hold('10:00');
    expect(first.map((e) => e.type)).toEqual(['SlotHeld', 'SlotHeld', 'SlotHeld']);
    expect(() => hold('10:00')).toThrow(expect.objectContaining({ code: 'slot-taken' }));
    const groupId = groupOf(first);
    expect(world.ask(key, { type: 'ConfirmGroup', groupId }).map((e) => e.type)).toEqual([
      'AppointmentBooked',
      'AppointmentBooked',
      'AppointmentBooked',
    ]);
    expect(world.ask(key, { type: 'ConfirmGroup', groupId })).toEqual([]);
    const second = groupOf(hold('12:00'));
    world.clock.set(`${DATE}T08:02:00.000Z`);
    expect(() => world.ask(key, { type: 'ConfirmGroup', groupId: second })).toThrow(
      expect.objectContaining({ code: 'hold-expired' }),
    );
    const third = groupOf(hold('12:00').filter((e) => e.type === 'SlotHeld'));
    expect(world.ask(key, { type: 'ReleaseGroup', groupId: third })).toHaveLength(3);
    expect(() => world.ask(key, { type: 'ConfirmGroup', groupId: third })).toThrow(
      expect.objectContaining({ code: 'hold-over' }),
    );
  });
});
