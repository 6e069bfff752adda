import { Refusal } from '@chignon/eventing';
import { stateAfter } from '@chignon/eventing/testing';
import { at, DATE } from '../../testing.js';
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
  run,
} from './no-shows.testing.js';

const refusal = (before: readonly AgendaEvent[], command: AgendaCommand, time: string): any => {
  try {
    run([[command, time]], before);
  } catch (error) {
    return error;
  }
  return undefined;
};
const byClock: AgendaCommand = { ...miss, automatic: true };
const undo: AgendaCommand = {
  type: 'ReinstateAppointment',
  appointmentId,
  frame: day,
  untilMs: at('23:00'),
};
const waive: AgendaCommand = { type: 'WaiveFee', appointmentId, reason: 'our-mistake' };

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
