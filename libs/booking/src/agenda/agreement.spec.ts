import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { at, cut, DATE, frame, line, phase, plan, service } from '../testing.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import { agenda } from './agenda.js';
import type { AgendaState } from './appointment/appointment.js';

// What stands between a wish and an appointment: the store's yes, a deliberate overbooking, a group, a name.

const day = frame(['anna', 'bob']);
const colourist = service('balayage', [phase('apply', 'active', 60)], { needsApproval: true });

/** An agenda that commands are put to one after another. */
function world() {
  const clock = fixedFacts(`${DATE}T08:00:00.000Z`);
  const events: AgendaEvent[] = [];
  const state = (): AgendaState => stateAfter(agenda, `s1-${DATE}`, events);
  const ask = (command: AgendaCommand, now?: string): AgendaEvent[] => {
    if (now) clock.set(now);
    const decided = (agenda.decide as any)[command.type](state(), command, clock) as AgendaEvent[];
    events.push(...decided);
    return decided;
  };
  const no = (command: AgendaCommand, now?: string): { code: string; detail: any } | undefined => {
    try {
      ask(command, now);
    } catch (error) {
      return error as { code: string; detail: any };
    }
    return undefined;
  };
  return { ask, no, state, events };
}
const book = (
  of: typeof cut,
  staffId: string,
  start: string,
  more: object = {},
): AgendaCommand => ({
  type: 'BookAppointment',
  plan: plan(day, line({ ...of }, staffId, at(start))),
  channel: 'web',
  ...more,
});
const idOf = (events: readonly AgendaEvent[]): string =>
  (events.find((e) => 'appointment' in e.data)!.data as any).appointment.appointmentId;

describe('R-BK-22 an appointment that waits for the store', () => {
  it('occupies its slot from the moment it is asked for, and stands when approved', () => {
    const { ask, no, state } = world();
    const id = idOf(ask(book(colourist, 'anna', '10:00', { customerId: 'c1' })));
    expect(state().entries.get(id)!.status).toBe('pending');
    expect(no(book(cut, 'anna', '10:30'))!.code).toBe('slot-taken');
    expect(ask({ type: 'Approve', appointmentId: id }).map((e) => e.type)).toEqual([
      'AppointmentBooked',
    ]);
    expect(ask({ type: 'Approve', appointmentId: id })).toEqual([]);
    expect(state().occupancy.staff.get('anna')).toHaveLength(1);
    expect(no({ type: 'Decline', appointmentId: id, reason: 'x' })!.code).toBe(
      'appointment-booked',
    );
  });
  it('frees it when declined or withdrawn, for good', () => {
    const { ask, no, state } = world();
    const first = idOf(ask(book(colourist, 'anna', '10:00')));
    ask({ type: 'Decline', appointmentId: first, reason: 'no-colourist' });
    const second = idOf(ask(book(colourist, 'anna', '10:00')));
    expect(
      ask({ type: 'CancelAppointment', appointmentId: second, by: 'customer', reason: 'ill' }),
    ).toMatchObject([{ type: 'ApprovalDeclined', data: { by: 'customer' } }]);
    expect([first, second].map((id) => state().entries.get(id)!.status)).toEqual([
      'declined',
      'declined',
    ]);
    expect(no({ type: 'Approve', appointmentId: first })!.code).toBe('appointment-declined');
    expect(state().occupancy.staff.size).toBe(0);
  });
  it('cannot be approved after its time, moved or checked in before', () => {
    const { ask, no } = world();
    const id = idOf(ask(book(colourist, 'anna', '10:00')));
    expect(
      no({
        type: 'MoveAppointment',
        appointmentId: id,
        planned: 1,
        plan: plan(day, line(colourist, 'anna', at('12:00'))),
      })!.code,
    ).toBe('appointment-pending');
    expect(no({ type: 'Approve', appointmentId: id, revision: 9 })!.code).toBe('appointment-stale');
    expect(no({ type: 'Approve', appointmentId: id }, `${DATE}T10:00:00.001Z`)!.code).toBe(
      'start-in-past',
    );
  });
  it('also follows a confirmed hold', () => {
    const { ask, state } = world();
    const holdId = idOf(
      ask({
        type: 'HoldSlot',
        plan: plan(day, line(colourist, 'anna', at('10:00'))),
        channel: 'web',
        ttlMs: 300_000,
      }),
    );
    expect(ask({ type: 'ConfirmHold', holdId, customerId: 'c1' }).map((e) => e.type)).toEqual([
      'ApprovalAsked',
    ]);
    expect(ask({ type: 'ConfirmHold', holdId })).toEqual([]);
    expect(state().entries.get(holdId)).toMatchObject({
      status: 'pending',
      appointment: { customerId: 'c1' },
    });
  });
});

describe('R-BK-23 a deliberate overbooking', () => {
  const overbook = { reason: 'regular-customer' };
  it('says in the log that it was wanted, why and what was in the way', () => {
    const { ask, state } = world();
    ask(book(cut, 'anna', '10:00'));
    const events = ask(book(cut, 'anna', '10:15', { overbook }));
    expect(events).toMatchObject([
      {
        type: 'OverbookAuthorised',
        data: { reason: 'regular-customer', clashes: [{ kind: 'staff', id: 'anna' }] },
      },
      { type: 'AppointmentBooked' },
    ]);
    expect((events[0]!.data as any).appointmentId).toBe(idOf(events));
    expect(state().revision).toBe(3);
    expect(state().occupancy.staff.get('anna')).toHaveLength(2);
  });
  it('is a booking like any other when nothing is in the way, and never leaves opening hours or shift', () => {
    const { ask, no } = world();
    expect(ask(book(cut, 'anna', '10:00', { overbook })).map((e) => e.type)).toEqual([
      'AppointmentBooked',
    ]);
    expect(no(book(cut, 'anna', '17:45', { overbook }))!.code).toBe('staff-off-shift');
    expect(no(book(cut, 'anna', '10:00', { overbook }), `${DATE}T11:00:00.000Z`)!.code).toBe(
      'start-in-past',
    );
  });
  it('takes a place beyond the capacity of its pool, and gives it back', () => {
    const { ask, state, no } = world();
    const seated = { ...cut, place: { match: 'all', pools: ['chair'] } as const };
    const one = frame(['anna', 'bob'], { capacities: { chair: 1 } });
    const at10 = (staffId: string, more: object = {}): AgendaCommand => ({
      type: 'BookAppointment',
      plan: plan(one, line(seated, staffId, at('10:00'))),
      channel: 'web',
      ...more,
    });
    ask(at10('anna'));
    const id = idOf(ask(at10('bob', { overbook })));
    expect(state().occupancy.pools.get('chair')).toHaveLength(2);
    ask({ type: 'CancelAppointment', appointmentId: id, by: 'store', reason: 'x' });
    expect(state().occupancy.pools.get('chair')).toHaveLength(1);
    expect(no(at10('bob'))!.code).toBe('slot-taken');
  });
});

describe('BK-19 R-BK-14 a group', () => {
  const guests = (...staff: string[]) =>
    staff.map((staffId) => ({ plan: plan(day, line(cut, staffId, at('10:00'))) }));
  it('is booked in one append, all or none, each guest with an appointment of its own', () => {
    const { ask, no, state } = world();
    const events = ask({
      type: 'BookGroup',
      guests: [{ ...guests('anna')[0]!, customerId: 'c1' }, ...guests('bob')],
      bookerId: 'c1',
      channel: 'phone',
    });
    const appointments = events.map((e) => (e.data as any).appointment);
    expect(appointments.map((a) => [a.guestNo, a.groupId, a.bookerId, a.customerId])).toEqual([
      [1, appointments[0].appointmentId, 'c1', 'c1'],
      [2, appointments[0].appointmentId, 'c1', undefined],
    ]);
    expect(new Set(appointments.map((a) => a.appointmentId)).size).toBe(2);
    const before = state();
    expect(
      no({
        type: 'BookGroup',
        guests: [{ plan: plan(day, line(cut, 'anna', at('12:00'))) }, ...guests('bob')],
        channel: 'phone',
      })!.code,
    ).toBe('slot-taken');
    expect(state()).toEqual(before);
    ask({
      type: 'CancelAppointment',
      appointmentId: appointments[0].appointmentId,
      by: 'customer',
      reason: 'ill',
    });
    expect(state().entries.get(appointments[1].appointmentId)!.status).toBe('booked');
  });
  it('does not give two guests the same person', () => {
    expect(
      world().no({ type: 'BookGroup', guests: guests('anna', 'anna'), channel: 'web' })!.detail
        .resource,
    ).toEqual({ kind: 'staff', id: 'anna' });
  });
  it('names a guest later, once, if that customer is free then', () => {
    const { ask, no, state } = world();
    const ids = ask({ type: 'BookGroup', guests: guests('anna', 'bob'), channel: 'web' }).map(
      (e) => (e.data as any).appointment.appointmentId as string,
    );
    ask({ type: 'NameCustomer', appointmentId: ids[0]!, customerId: 'c1' });
    expect(ask({ type: 'NameCustomer', appointmentId: ids[0]!, customerId: 'c1' })).toEqual([]);
    expect(no({ type: 'NameCustomer', appointmentId: ids[0]!, customerId: 'c2' })!.code).toBe(
      'customer-named-already',
    );
    expect(
      no({ type: 'NameCustomer', appointmentId: ids[1]!, customerId: 'c1' })!.detail.resource,
    ).toEqual({ kind: 'customer', id: 'c1' });
    expect(state().entries.get(ids[0]!)!.appointment.customerId).toBe('c1');
    expect(state().occupancy.customers.get('c1')).toHaveLength(1);
  });
});
