import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { FREE_POLICY } from '../../salon/policies/policy.js';
import { at, cut, DATE, line, plan } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import {
  appointmentId,
  book,
  booked,
  cancel,
  day,
  entryOf,
  KEY,
  miss,
  move,
  on,
  policy,
  run,
  terms,
} from './no-shows.testing.js';

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
