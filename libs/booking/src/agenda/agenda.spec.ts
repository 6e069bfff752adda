import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { at, colour, cut, DATE, frame, line, plan, service } from '../testing.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import { agenda } from './agenda.js';
import { agendaOfId, occupancyAt } from './appointment/appointment.js';

const KEY = `s1-${DATE}`;
const day = frame(['anna', 'bob']);
const facts = () => fixedFacts(`${DATE}T08:00:00.000Z`);
const book = (
  start: string,
  more: Partial<Extract<AgendaCommand, { type: 'BookAppointment' }>> = {},
): AgendaCommand => ({
  type: 'BookAppointment',
  plan: plan(day, line(cut, 'anna', at(start))),
  channel: 'web',
  ...more,
});
const hold = (start: string, ttlMs = 300_000): AgendaCommand => ({
  type: 'HoldSlot',
  plan: plan(day, line(cut, 'anna', at(start))),
  channel: 'web',
  ttlMs,
});

/** Runs commands one after another, as the mechanism would. */
function run(commands: readonly [AgendaCommand, string?][]): AgendaEvent[] {
  const clock = facts();
  const events: AgendaEvent[] = [];
  for (const [command, now] of commands) {
    if (now) clock.set(now);
    events.push(
      ...(agenda.decide as any)[command.type](stateAfter(agenda, KEY, events), command, clock),
    );
  }
  return events;
}
const idOf = (events: readonly AgendaEvent[]): string =>
  (events.find((e) => 'appointment' in e.data)!.data as { appointment: { appointmentId: string } })
    .appointment.appointmentId;
const refusal = (events: readonly AgendaEvent[], command: AgendaCommand, now?: string): any => {
  const clock = facts();
  if (now) clock.set(now);
  try {
    (agenda.decide as any)[command.type](stateAfter(agenda, KEY, events), command, clock);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('BK-22 no double booking', () => {
  it('refuses a taken slot, names the resource and the nearest free starts', () => {
    const events = run([[book('10:00', { customerId: 'c1' })]]);
    const no = refusal(events, book('10:15'));
    expect(no.code).toBe('slot-taken');
    expect(no.detail).toMatchObject({
      field: 'startsAt',
      resource: { kind: 'staff', id: 'anna' },
      nearest: [`${DATE}T10:30:00.000Z`, `${DATE}T10:45:00.000Z`, `${DATE}T11:00:00.000Z`],
    });
    expect(
      refusal(
        events,
        book('10:00', { plan: plan(day, line(cut, 'bob', at('10:00'))), customerId: 'c1' }),
      ).detail.resource,
    ).toEqual({ kind: 'customer', id: 'c1' });
  });
  it('takes the first choice that is free', () => {
    const either = {
      frame: day,
      options: [[line(cut, 'anna', at('10:00'))], [line(cut, 'bob', at('10:00'))]],
    };
    const events = run([[book('10:00')], [book('10:00', { plan: either })]]);
    expect(events.map((e) => (e.data as any).appointment.lines[0].staffId)).toEqual([
      'anna',
      'bob',
    ]);
  });
  it('R-BK-20 books several services of several people in one event, or none', () => {
    const two = plan(day, line(cut, 'anna', at('10:00')), line(colour, 'bob', at('10:30'), 'l2'));
    expect(run([[book('10:00', { plan: two, customerId: 'c1' })]])).toHaveLength(1);
    const taken = run([[book('11:30', { plan: plan(day, line(cut, 'bob', at('11:30'))) })]]);
    expect(refusal(taken, book('10:00', { plan: two })).code).toBe('slot-taken');
  });
  it('B5 stays inside shift and opening hours, and out of the past', () => {
    expect(refusal([], book('17:45')).code).toBe('staff-off-shift');
    expect(
      refusal([], {
        ...book('08:45'),
        plan: plan(
          { ...day, working: { anna: [{ fromMs: 0, toMs: at('20:00') }] } },
          line(cut, 'anna', at('08:45')),
        ),
      } as AgendaCommand).code,
    ).toBe('store-closed');
    expect(refusal([], book('10:00'), `${DATE}T10:00:00.001Z`).code).toBe('start-in-past');
  });
  it('names its first agenda in the id', () => {
    expect(agendaOfId(idOf(run([[book('10:00')]])))).toBe(KEY);
    expect(agendaOfId('a.b-c.d.2026-03-02.x1')).toBe('a.b-c.d-2026-03-02');
    expect(agendaOfId('nonsense')).toBeUndefined();
  });
});

describe('BK-30 R-BK-21 holds', () => {
  const held = run([[hold('10:00')]]);
  const holdId = idOf(held);
  it('occupy until their time is over, by the clock of the decision', () => {
    expect(refusal(held, book('10:00'), `${DATE}T08:04:59.999Z`).code).toBe('slot-taken');
    const after = run([[hold('10:00')], [book('10:00'), `${DATE}T08:05:00.000Z`]]);
    expect(after.map((e) => e.type)).toEqual(['SlotHeld', 'HoldExpired', 'AppointmentBooked']);
  });
  it('B3 confirm after expiry loses, also when nobody took the slot', () => {
    expect(refusal(held, { type: 'ConfirmHold', holdId }, `${DATE}T08:05:00.000Z`).code).toBe(
      'hold-expired',
    );
    const swept = run([[hold('10:00')], [book('10:00'), `${DATE}T08:06:00.000Z`]]);
    expect(refusal(swept, { type: 'ConfirmHold', holdId }).code).toBe('hold-expired');
  });
  it('become the appointment of the same id, once', () => {
    const events = run([
      [hold('10:00')],
      [{ type: 'ConfirmHold', holdId, customerId: 'c1' }],
      [{ type: 'ConfirmHold', holdId }],
    ]);
    expect(events.map((e) => e.type)).toEqual(['SlotHeld', 'AppointmentBooked']);
    expect(stateAfter(agenda, KEY, events).entries.get(holdId)).toMatchObject({
      status: 'booked',
      revision: 2,
      appointment: { customerId: 'c1' },
    });
  });
  it('confirm for a customer who is busy then is refused', () => {
    const events = run([
      [hold('10:00')],
      [book('10:15', { plan: plan(day, line(cut, 'bob', at('10:15'))), customerId: 'c1' })],
    ]);
    expect(refusal(events, { type: 'ConfirmHold', holdId, customerId: 'c1' }).code).toBe(
      'slot-taken',
    );
  });
  it('are given back by a release, which is then already so', () => {
    const events = run([
      [hold('10:00')],
      [{ type: 'ReleaseHold', holdId }],
      [{ type: 'ReleaseHold', holdId }],
      [book('10:00')],
    ]);
    expect(events.map((e) => e.type)).toEqual(['SlotHeld', 'HoldReleased', 'AppointmentBooked']);
    given(agenda, KEY, events)
      .when({ type: 'ConfirmHold', holdId }, facts())
      .thenRefused('hold-over');
  });
  it('do not count in availability once over', () => {
    const state = stateAfter(agenda, KEY, held);
    expect([
      occupancyAt(state, at('08:04')).staff.size,
      occupancyAt(state, at('08:05')).staff.size,
    ]).toEqual([1, 0]);
  });
});

describe('appointments', () => {
  const booked = run([[book('10:00', { customerId: 'c1' })]]);
  const appointmentId = idOf(booked);
  it('cancel frees the slot; B2 the end is the end', () => {
    const cancel: AgendaCommand = {
      type: 'CancelAppointment',
      appointmentId,
      by: 'customer',
      reason: 'ill',
    };
    const events = run([
      [book('10:00', { customerId: 'c1' })],
      [cancel],
      [cancel],
      [book('10:00')],
    ]);
    expect(events.map((e) => e.type)).toEqual([
      'AppointmentBooked',
      'AppointmentCancelled',
      'AppointmentBooked',
    ]);
    expect(events[1]!.data).toMatchObject({
      serviceGroups: ['cut'],
      customerId: 'c1',
      startMs: at('10:00'),
    });
    given(agenda, KEY, events)
      .when(
        {
          type: 'MoveAppointment',
          appointmentId,
          planned: 1,
          plan: plan(day, line(cut, 'anna', at('12:00'))),
        },
        facts(),
      )
      .thenRefused('appointment-cancelled');
  });
  it('move only as they were when the move was planned: what a colleague added meanwhile stays', () => {
    const move: AgendaCommand = {
      type: 'MoveAppointment',
      appointmentId,
      planned: 1,
      plan: plan(day, line(cut, 'anna', at('12:00'))),
    };
    const events = run([[book('10:00')], [move]]);
    given(agenda, KEY, events).when(move, facts()).thenRefused('appointment-changed');
  });
  it('move within the day over their own place, frozen price and version kept (R-BK-06)', () => {
    const dearer = line(
      service('cut', cut.phases, { priceCents: 9900, version: 2 }),
      'anna',
      at('10:15'),
    );
    const events = run([
      [book('10:00')],
      [
        {
          type: 'MoveAppointment',
          appointmentId,
          planned: 1,
          plan: plan(day, { ...dearer, priceCents: 5000, catalogueVersion: 1 }),
        },
      ],
    ]);
    expect(events[1]).toMatchObject({
      type: 'AppointmentMoved',
      data: { previousStartMs: at('10:00'), appointment: { startMs: at('10:15') } },
    });
    expect(refusal(events, book('10:00')).code).toBe('slot-taken');
    expect(refusal(events, book('09:45'))).toBeUndefined();
  });
  it('are refused to those who saw an older revision', () => {
    expect(
      refusal(booked, {
        type: 'CancelAppointment',
        appointmentId,
        by: 'store',
        reason: 'x',
        revision: 7,
      }).code,
    ).toBe('appointment-stale');
  });
  it('are recorded as they were, without a conflict check, overlaps counted', () => {
    const appointment = (booked[0]!.data as any).appointment;
    const record = (id: string, became: any): AgendaCommand => ({
      type: 'RecordAppointment',
      appointment: { ...appointment, appointmentId: id },
      timeKnown: true,
      became,
    });
    const events = run([
      [record('x1', 'booked')],
      [record('x2', 'no-show')],
      [
        record('x3', {
          cancelledBy: 'customer',
          reason: 'recorded',
          at: '2026-03-01T09:00:00.000Z',
        }),
      ],
    ]);
    expect(events.map((e) => e.type)).toEqual([
      'AppointmentRecorded',
      'AppointmentRecorded',
      'AppointmentMissed',
      'AppointmentRecorded',
      'AppointmentCancelled',
    ]);
    expect(events.map((e) => (e.data as any).overlaps)).toEqual([
      false,
      true,
      undefined,
      true,
      undefined,
    ]);
  });
});
