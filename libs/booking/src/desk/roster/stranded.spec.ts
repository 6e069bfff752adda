import { MINUTE_MS } from '@chignon/calendar';
import { stateAfter } from '@chignon/eventing/testing';
import type { AgendaEvent } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { appointmentOf } from '../../agenda/making.js';
import type { PersonDay } from '../../salon/roster/person-day.js';
import { at, cut, frame, line } from '../../testing.js';
import { couldTake, strandedIn } from './stranded.js';

const day = frame(['anna', 'bob', 'cleo']);
const NOW = at('09:30');
const appointment = (id: string, staffId: string, start: string): Appointment =>
  appointmentOf(id, day, [line(cut, staffId, at(start))], undefined, 'web');
const booked = (id: string, staffId: string, start: string): AgendaEvent => ({
  type: 'AppointmentBooked',
  data: { appointment: appointment(id, staffId, start), fromHold: false },
});
const off: PersonDay = { working: [], present: [] };
const until = (time: string): PersonDay => ({
  working: [{ fromMs: at('09:00'), toMs: at(time) }],
  present: [{ fromMs: at('09:00'), toMs: at(time) }],
});
const stranded = (events: readonly AgendaEvent[], person: PersonDay, able = () => true) =>
  strandedIn(stateAfter(agenda, 'k', events), NOW, day, 'anna', person, able);

describe('R-BK-42 bookings that a changed roster strands', () => {
  const all: AgendaEvent[] = [
    booked('past', 'anna', '09:00'),
    booked('late', 'anna', '16:00'),
    booked('other', 'bob', '16:00'),
    booked('early', 'anna', '10:00'),
    {
      type: 'SlotHeld',
      data: { appointment: appointment('held', 'anna', '12:00'), expiresAtMs: NOW + 1 },
    },
    {
      type: 'SlotHeld',
      data: { appointment: appointment('over', 'anna', '13:00'), expiresAtMs: NOW },
    },
    {
      type: 'ApprovalAsked',
      data: { appointment: appointment('asked', 'anna', '14:00') },
    } as AgendaEvent,
    {
      type: 'SlotReservedForMove',
      data: {
        moveId: 'coming',
        appointment: appointment('moved', 'anna', '15:00'),
        from: 'k2',
        fromRevision: 1,
        previousStartMs: 0,
        moves: 1,
      },
    },
    booked('gone', 'anna', '11:00'),
    {
      type: 'AppointmentCancelled',
      data: {
        appointmentId: 'gone',
        storeId: 's1',
        startMs: at('11:00'),
        by: 'store',
        reason: 'x',
        serviceGroups: [],
      },
    },
  ];
  it('are whatever is to come and takes the person, in order of begin', () => {
    expect(stranded(all, off).map((s) => [s.id, s.status, s.reason])).toEqual([
      ['early', 'booked', 'off-shift'],
      ['held', 'held', 'off-shift'],
      ['asked', 'pending', 'off-shift'],
      ['coming', 'moving', 'off-shift'],
      ['late', 'booked', 'off-shift'],
    ]);
    expect(stranded(all, until('15:00')).map((s) => s.id)).toEqual(['coming', 'late']);
    expect(stranded(all, until('18:00'))).toEqual([]);
    expect(stranded(all, until('18:00'), () => false).map((s) => s.reason)).toEqual(
      Array.from({ length: 5 }, () => 'not-qualified'),
    );
  });
  it("do not count what is somebody else's: the store closes, another person is away", () => {
    expect(
      strandedIn(
        stateAfter(agenda, 'k', all),
        NOW,
        { ...day, open: [], working: {}, present: {} },
        'anna',
        until('18:00'),
        () => true,
      ),
    ).toEqual([]);
  });
  it('count a floating break that they leave no place for', () => {
    const squeezed = {
      ...until('18:00'),
      floating: [[{ lengthMs: 30 * MINUTE_MS, fromMs: at('10:00'), toMs: at('10:45') }]],
    };
    expect(stranded(all, squeezed).map((s) => [s.id, s.reason])).toEqual([
      ['early', 'break-impossible'],
    ]);
    expect(
      stranded(all, {
        ...squeezed,
        floating: [[{ lengthMs: 30 * MINUTE_MS, fromMs: at('10:00'), toMs: at('11:00') }]],
      }),
    ).toEqual([]);
  });
  it('may be taken by whoever the agenda would take for the same time', () => {
    const [early] = stranded(all, off);
    expect(
      couldTake(stateAfter(agenda, 'k', all), NOW, day, 'anna', early!, ['bob', 'cleo']),
    ).toEqual(['bob', 'cleo']);
    const late = stranded(all, off).at(-1)!;
    expect(
      couldTake(stateAfter(agenda, 'k', all), NOW, day, 'anna', late, ['bob', 'cleo']),
    ).toEqual(['cleo']);
    expect(
      couldTake(stateAfter(agenda, 'k', all), NOW, frame(['bob']), 'anna', early!, ['bob', 'cleo']),
    ).toEqual(['bob']);
  });
});
