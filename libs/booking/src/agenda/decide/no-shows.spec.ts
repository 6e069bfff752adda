import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { FREE_POLICY, type Policy, termsOf } from '../../salon/policies/policy.js';
import { at, cut, DATE, frame, line, plan } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';

const KEY = `s1-${DATE}`;
const day = frame(['anna', 'bob']);
const terms: Policy = {
  id: 'p',
  version: 3,
  ...termsOf({
    windows: [
      { hoursBefore: 24, kind: 'percent', percent: 50 },
      { hoursBefore: 1, kind: 'percent', percent: 100 },
    ],
    noShow: { kind: 'flat', amountCents: 4000 },
  }),
};
const policy = { policyId: 'p', version: 3, currency: 'EUR' };
const on = (start: string, who = 'anna') => plan(day, line(cut, who, at(start)));
const book = (start: string, more: object = { policy }): AgendaCommand => ({
  type: 'BookAppointment',
  plan: on(start),
  customerId: 'c1',
  channel: 'app',
  ...more,
});

/** Runs commands one after another, each at its time of the day. */
function run(
  commands: readonly (readonly [AgendaCommand, string])[],
  before: readonly AgendaEvent[] = [],
): AgendaEvent[] {
  const clock = fixedFacts(`${DATE}T07:00:00.000Z`);
  const events = [...before];
  for (const [command, time] of commands) {
    clock.set(time.length === 5 ? `${DATE}T${time}:00.000Z` : time);
    events.push(
      ...(agenda.decide as any)[command.type](stateAfter(agenda, KEY, events), command, clock),
    );
  }
  return events;
}
const booked = run([[book('10:00'), '07:00']]);
const appointmentId = (booked[0]!.data as any).appointment.appointmentId as string;
const entryOf = (events: readonly AgendaEvent[]) =>
  stateAfter(agenda, KEY, events).entries.get(appointmentId)!;
const refusal = (before: readonly AgendaEvent[], command: AgendaCommand, time: string): any => {
  try {
    run([[command, time]], before);
  } catch (error) {
    return error;
  }
  return undefined;
};
const cancel = (by: 'customer' | 'store', more: object = {}): AgendaCommand => ({
  type: 'CancelAppointment',
  appointmentId,
  by,
  reason: 'ill',
  terms,
  ...more,
});
const miss: AgendaCommand = { type: 'MissAppointment', appointmentId, terms };
const byClock: AgendaCommand = { ...miss, automatic: true };
const undo: AgendaCommand = {
  type: 'ReinstateAppointment',
  appointmentId,
  frame: day,
  untilMs: at('23:00'),
};
const waive: AgendaCommand = { type: 'WaiveFee', appointmentId, reason: 'our-mistake' };
const move = (start: string, more: object = {}): AgendaCommand => ({
  type: 'MoveAppointment',
  appointmentId,
  plan: on(start),
  terms,
  ...more,
});

describe('R-BK-33 R-BK-06 the policy accepted', () => {
  it('is frozen in the booking with its version and instant, by a hold at the time of the hold', () => {
    expect((booked[0]!.data as any).appointment.policy).toEqual({
      ...policy,
      acceptedAtMs: at('07:00'),
    });
    const held = run([
      [
        { type: 'HoldSlot', plan: on('12:00'), channel: 'web', ttlMs: 60 * MINUTE_MS, policy },
        '07:00',
      ],
    ]);
    const holdId = (held[0]!.data as any).appointment.appointmentId as string;
    expect(
      run([[{ type: 'ConfirmHold', holdId, customerId: 'c2' }, '07:30']], held).at(-1),
    ).toMatchObject({
      type: 'AppointmentBooked',
      data: { appointment: { policy: { version: 3, acceptedAtMs: at('07:00') } } },
    });
  });
  it('decides alone: other terms are no answer but an error', () => {
    expect(() =>
      run([[cancel('customer', { terms: { ...terms, version: 4 } }), '09:30']], booked),
    ).toThrow('by the terms accepted: p version 3');
    expect(() => run([[cancel('customer', { terms: undefined }), '09:30']], booked)).toThrow(
      'by the terms accepted',
    );
  });
  it('is none in old bookings: everything is free', () => {
    const old = run([[book('10:00', {}), '07:00']]);
    expect(
      run([[cancel('customer', { terms: FREE_POLICY }), '09:59']], old).at(-1)!.data,
    ).not.toHaveProperty('fee');
    expect(
      run([[{ ...miss, terms: FREE_POLICY } as AgendaCommand, '10:15']], old).at(-1)!.data,
    ).toEqual({ appointmentId, storeId: 's1', customerId: 'c1', startMs: at('10:00') });
  });
});

describe('BK-03 cancelling', () => {
  it('costs what the instant says, with its explanation, and stands in the entry', () => {
    const events = run([[cancel('customer'), '08:59']], booked);
    expect(events.at(-1)!.data).toMatchObject({
      fee: {
        kind: 'cancel',
        cents: 2500,
        currency: 'EUR',
        policyId: 'p',
        version: 3,
        basisCents: 5000,
        hoursBefore: 24,
        percent: 50,
      },
    });
    expect(entryOf(events)).toMatchObject({
      status: 'cancelled',
      fee: { cents: 2500, status: 'due' },
    });
    expect(entryOf(run([[cancel('customer'), '09:00']], booked)).fee!.cents).toBe(5000);
  });
  it('by the store never costs anything, whenever; nor what somebody exempted, which is said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14 * 60 }), (minute) => {
        const time = new Date(at('07:00') + minute * MINUTE_MS).toISOString();
        expect(entryOf(run([[cancel('store'), time]], booked)).fee).toBeUndefined();
        const exempt = run([[cancel('customer', { exemption: 'bereavement' }), time]], booked);
        expect([entryOf(exempt).fee, (exempt.at(-1)!.data as any).fee]).toMatchObject([
          undefined,
          { cents: 0, exemption: 'bereavement' },
        ]);
      }),
    );
  });
});

describe('R-BK-34 late moves are counted', () => {
  it('two are free, the third carries the fee, also the fourth, up to the price; those of the store and of nothing but the person do not count', () => {
    const [first, second] = [
      run([[move('11:00'), '07:10']], booked),
      run(
        [
          [move('11:00'), '07:10'],
          [move('12:00', { by: 'store' }), '07:20'],
          [move('12:00'), '07:30'],
          [move('13:00'), '07:40'],
        ],
        booked,
      ),
    ];
    expect([entryOf(first).lateMoves, entryOf(second).lateMoves]).toEqual([1, 2]);
    expect([entryOf(first).fee, entryOf(second).fee]).toEqual([undefined, undefined]);
    const third = run([[move('14:00'), '07:50']], second);
    expect(third.at(-1)!.data).toMatchObject({ late: true, fee: { kind: 'move', cents: 2500 } });
    const fourth = run([[move('15:00'), '13:30']], third);
    expect(entryOf(fourth)).toMatchObject({ lateMoves: 4, fee: { cents: 5000 } });
    expect(fourth.at(-1)!.data).toMatchObject({ fee: { cents: 2500, limitedBy: 'value' } });
    expect(entryOf(run([[cancel('customer'), '14:30']], fourth)).fee!.cents).toBe(5000);
  });
  it('in time they are not', () => {
    const early = run([
      [book('10:00'), `2026-02-27T10:00:00.000Z`],
      [move('11:00'), `2026-03-01T09:59:59.999Z`],
    ]);
    expect(entryOf(early).lateMoves).toBe(0);
    expect(
      entryOf(run([[move('11:00'), `2026-03-01T10:00:00.000Z`]], early.slice(0, 1))).lateMoves,
    ).toBe(1);
  });
  it('travel with a move to another day: count, fees and policy', () => {
    const other = `s1-2026-03-03`;
    const here = entryOf(
      run(
        [
          [move('11:00'), '07:10'],
          [move('12:00'), '07:20'],
          [move('13:00'), '07:30'],
        ],
        booked,
      ),
    );
    const clock = fixedFacts(`${DATE}T12:30:00.000Z`);
    const reserve: AgendaCommand = {
      type: 'ReserveForMove',
      plan: plan(
        {
          ...day,
          businessDate: '2026-03-03',
          open: [{ fromMs: at('00:00'), toMs: at('23:00') + 2 * 86_400_000 }],
          working: { anna: [{ fromMs: at('00:00'), toMs: at('23:00') + 2 * 86_400_000 }] },
        },
        line(cut, 'anna', at('10:00') + 86_400_000),
      ),
      appointment: here.appointment,
      from: KEY,
      fromRevision: here.revision,
      moves: 1,
      lateMoves: here.lateMoves!,
      standing: here.fee!,
      terms,
    };
    const decide = agenda.decide as any;
    const reserved: AgendaEvent[] = decide.ReserveForMove(
      stateAfter(agenda, other, []),
      reserve,
      clock,
    );
    expect(reserved[0]!.data).toMatchObject({
      lateMoves: 3,
      standing: { cents: 2500 },
      late: true,
      fee: { kind: 'move', cents: 2500, hoursBefore: 1, limitedBy: 'value' },
    });
    const moveId = (reserved[0]!.data as any).moveId as string;
    const moved: AgendaEvent[] = [
      ...reserved,
      ...decide.MoveIn(stateAfter(agenda, other, reserved), { type: 'MoveIn', moveId }, clock),
    ];
    expect(moved.at(-1)!.data).toMatchObject({ late: true, fee: { cents: 2500 } });
    expect(stateAfter(agenda, other, moved).entries.get(appointmentId)).toMatchObject({
      status: 'booked',
      moves: 1,
      lateMoves: 4,
      fee: { cents: 5000, status: 'due' },
      appointment: { policy: { version: 3 } },
    });
  });
});

describe('R-BK-35 nobody came', () => {
  const missed = run([[miss, '10:15']], booked);
  it('no sooner than the grace is over, and says when', () => {
    expect(refusal(booked, miss, `${DATE}T10:14:59.999Z`)).toMatchObject({
      code: 'grace-not-over',
      detail: { until: `${DATE}T10:15:00.000Z` },
    });
    expect(missed.at(-1)).toMatchObject({
      type: 'AppointmentMissed',
      data: { fee: { kind: 'no-show', cents: 4000, amountCents: 4000 } },
    });
    expect(entryOf(missed)).toMatchObject({
      status: 'missed',
      fee: { cents: 4000, status: 'due', noShowCents: 4000 },
    });
    expect(
      run(
        [
          [miss, '10:20'],
          [byClock, '10:21'],
        ],
        missed,
      ),
    ).toHaveLength(missed.length);
  });
  it('frees the slot from then on', () => {
    expect(refusal(booked, book('10:00', { customerId: 'c2' }), '09:00').code).toBe('slot-taken');
    expect(stateAfter(agenda, KEY, missed).occupancy.staff.size).toBe(0);
  });
  it.each<[string, AgendaCommand]>([
    ['appointment-cancelled', cancel('store')],
    [
      'appointment-checked-in',
      { type: 'CheckIn', appointmentId, visit: { visitId: 'v' } as never },
    ],
  ])('not of one that is %s', (code, first) => {
    expect(refusal(run([[first, '10:01']], booked), miss, '10:30').code).toBe(code);
    expect(refusal([], miss, '10:30').code).toBe('appointment-unknown');
  });
  it('is taken back on the business day, with its fee, and the clock does not say it again; people may', () => {
    const back = run([[undo, '10:40']], missed);
    expect(back.at(-1)).toMatchObject({
      type: 'AppointmentReinstated',
      data: { droppedFeeCents: 4000, appointment: { appointmentId } },
    });
    expect(entryOf(back)).toMatchObject({ status: 'booked', fee: undefined });
    expect(refusal(back, book('10:15', { plan: on('10:15') }), '10:00').code).toBe('slot-taken');
    expect(
      run(
        [
          [undo, '10:41'],
          [byClock, '10:42'],
        ],
        back,
      ),
    ).toHaveLength(back.length);
    expect(entryOf(run([[miss, '10:50']], back))).toMatchObject({
      status: 'missed',
      fee: { cents: 4000 },
    });
    const later = run(
      [
        [move('16:00', { by: 'store' }), '11:00'],
        [byClock, '16:15'],
      ],
      back,
    );
    expect(entryOf(later).status).toBe('missed');
  });
  it('is not taken back when the day is over, the slot is taken, or nothing was missed', () => {
    expect(refusal(missed, undo, '23:00')).toMatchObject({
      code: 'business-day-over',
      detail: { until: `${DATE}T23:00:00.000Z` },
    });
    const taken = run(
      [
        [
          { type: 'BookAppointment', plan: on('10:20'), customerId: 'c2', channel: 'front-desk' },
          '10:16',
        ],
      ],
      missed,
    );
    expect(refusal(taken, undo, '10:40')).toMatchObject({
      code: 'slot-taken',
      detail: { resource: { kind: 'staff', id: 'anna' } },
    });
    const elsewhere = run(
      [
        [
          {
            type: 'BookAppointment',
            plan: on('10:20', 'bob'),
            customerId: 'c1',
            channel: 'front-desk',
          },
          '10:16',
        ],
      ],
      missed,
    );
    expect(refusal(elsewhere, undo, '10:40')).toMatchObject({
      code: 'slot-taken',
      detail: { resource: { kind: 'customer', id: 'c1' } },
    });
    expect(refusal(booked, undo, '10:40').code).toBe('appointment-not-missed');
    expect(refusal(missed, { ...undo, revision: 1 } as AgendaCommand, '10:40').code).toBe(
      'appointment-stale',
    );
  });
});

describe('R-BK-35 a fee is waived with a reason', () => {
  const missed = run([[miss, '10:15']], booked);
  it('once, while it stands', () => {
    const events = run(
      [
        [waive, '10:30'],
        [{ ...waive, reason: 'another' } as AgendaCommand, '10:31'],
      ],
      missed,
    );
    expect(events.slice(missed.length)).toMatchObject([
      { type: 'FeeWaived', data: { cents: 4000, currency: 'EUR', reason: 'our-mistake' } },
    ]);
    expect(entryOf(events)).toMatchObject({
      status: 'missed',
      fee: { cents: 4000, status: 'waived', reason: 'our-mistake' },
    });
    expect(run([[undo, '10:40']], events).at(-1)!.data).toMatchObject({ droppedFeeCents: 0 });
  });
  it('not where none stands, nor by those who saw something else', () => {
    expect(refusal(booked, waive, '10:30').code).toBe('fee-none');
    expect(refusal(missed, { ...waive, revision: 1 } as AgendaCommand, '10:30').code).toBe(
      'appointment-stale',
    );
    expect(refusal([], waive, '10:30')).toBeInstanceOf(Refusal);
  });
});
