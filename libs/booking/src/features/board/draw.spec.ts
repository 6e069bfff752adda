import { isoOf, MINUTE_MS } from '@chignon/calendar';
import { fold } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { type Appointment, emptyAgenda } from '../../agenda/appointment/appointment.js';
import { NO_VIP } from '../../salon/vip/vip-terms.js';
import { at, colour, cut, DATE, frame, line, store } from '../../testing.js';
import { boardOf } from './draw.flow.js';

const key = `s1-${DATE}`;
const appointment = (appointmentId: string, ...lines: Appointment['lines']): Appointment => ({
  appointmentId,
  storeId: 's1',
  businessDate: DATE,
  zone: 'UTC',
  channel: 'web',
  startMs: lines[0]!.startMs,
  endMs: lines.at(-1)!.endMs,
  lines,
});
const happened = (...events: [string, unknown][]) =>
  fold(
    agenda,
    emptyAgenda(key),
    events.map(
      ([type, data], i) =>
        ({
          stream: `agenda-${key}`,
          revision: i + 1,
          position: '',
          id: String(i),
          type,
          version: 1,
          data,
          meta: {},
        }) as never,
    ),
  );
const day = frame(['anna', 'bob']);
const book = {
  store: { ...store(), revision: 1 },
  policy: undefined,
  channels: {},
  vip: NO_VIP,
  team: new Map([
    ['anna', { id: 'anna', displayName: 'Anna', storeIds: ['s1'], skills: [], active: true }],
  ]),
  tables: new Map(),
  units: [],
  frame: () => day,
  frameIf: () => day,
};
const board = (state: ReturnType<typeof happened>, time: string) =>
  boardOf(book, day, state, state.revision, at(time));

describe('the board as time goes by', () => {
  const state = happened(
    [
      'AppointmentBooked',
      { appointment: appointment('a1', line(cut, 'anna', at('10:00'))), fromHold: false },
    ],
    [
      'AppointmentBooked',
      { appointment: appointment('a2', line(cut, 'anna', at('10:30'))), fromHold: false },
    ],
    ['AppointmentCheckedIn', { appointmentId: 'a2', visit: { visitId: 'v1' } }],
    [
      'SlotHeld',
      { appointment: appointment('h1', line(cut, 'anna', at('12:00'))), expiresAtMs: at('10:05') },
    ],
  );

  it('who has not come yet is late, who has is not', () => {
    expect(board(state, '10:00').summary.late).toBe(0);
    const late = board(state, '10:42');
    expect(late.staff[0]!.appointments.map((one) => [one.appointmentId, one.lateMinutes])).toEqual([
      ['a1', 42],
      ['a2', undefined],
    ]);
    expect(late.summary).toMatchObject({ late: 1, booked: 1, arrived: 1 });
  });

  it('a hold that has run out is gone and its time free, though no event says so', () => {
    const [held, free] = [board(state, '10:04'), board(state, '10:05')];
    expect([held.holds.map((one) => one.holdId), free.holds]).toEqual([['h1'], []]);
    expect(free.staff[0]!.freeMinutes - held.staff[0]!.freeMinutes).toBe(30);
  });

  it('a fee stands beside its appointment, and a missed one takes no time', () => {
    const fee = {
      kind: 'no-show',
      cents: 2000,
      basisCents: 4000,
      currency: 'EUR',
      policyId: 'p',
      version: 1,
      chargeUntilMs: at('18:00'),
    };
    const missed = board(
      happened(
        [
          'AppointmentBooked',
          { appointment: appointment('a1', line(cut, 'anna', at('10:00'))), fromHold: false },
        ],
        ['AppointmentMissed', { appointmentId: 'a1', storeId: 's1', startMs: at('10:00'), fee }],
      ),
      '11:00',
    );
    expect(missed.staff[0]!.appointments).toMatchObject([
      {
        status: 'missed',
        fee: { cents: 2000, currency: 'EUR', status: 'due', chargeUntil: isoOf(at('18:00')) },
      },
    ]);
    expect(missed.staff[0]!.appointments[0]).not.toHaveProperty('lateMinutes');
    expect([missed.summary.noShows, missed.staff[0]!.utilisationPercent]).toEqual([1, 0]);
  });

  it('an appointment with lines of two people is in both columns, and apart when one of them is not of the team', () => {
    const two = board(
      happened([
        'AppointmentBooked',
        {
          appointment: appointment(
            'a1',
            line(colour, 'anna', at('10:00')),
            line(cut, 'bob', at('12:00'), 'l2'),
          ),
          fromHold: false,
        },
      ]),
      '09:00',
    );
    expect([two.staff.map((one) => one.appointments.length), two.unassigned.length]).toEqual([
      [1],
      1,
    ]);
    expect(
      two.staff[0]!.appointments[0]!.lines.map((one) => one.phases.map((phase) => phase.staffBusy)),
    ).toEqual([[true, false, true], [true]]);
    expect(
      Date.parse(two.staff[0]!.appointments[0]!.lines[0]!.phases[2]!.startsAt) - at('10:00'),
    ).toBe(75 * MINUTE_MS);
  });
});
