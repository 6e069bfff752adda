import fc from 'fast-check';
import { HOUR_MS, isoOf, localOf, MINUTE_MS } from '@chignon/calendar';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { at, cut, DATE, frame, line, plan } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agendaAnnouncements } from '../agenda.announcements.js';
import { agenda } from '../agenda.js';
import { shiftLine } from '../day/line.js';
import type { Appointment } from './appointment.js';

const KEY = `s1-${DATE}`;
const ZONE = 'America/New_York';
const hours = [{ fromMs: at('00:00'), toMs: at('23:45') }];
const day = frame(['anna', 'bob'], {
  zone: ZONE,
  open: hours,
  working: { anna: hours, bob: hours },
  present: { anna: hours, bob: hours },
});
const facts = fixedFacts(`${DATE}T05:00:00.000Z`);
const keep: AgendaCommand = { type: 'KeepWallClocks', frame: day };

function run(
  commands: readonly AgendaCommand[],
  events: readonly AgendaEvent[] = [],
): AgendaEvent[] {
  return commands.reduce<AgendaEvent[]>(
    (all, command) => [
      ...all,
      ...(agenda.decide as any)[command.type](stateAfter(agenda, KEY, all), command, facts),
    ],
    [...events],
  );
}
const book = (utc: string, who = 'anna'): AgendaCommand => ({
  type: 'BookAppointment',
  plan: plan(day, line(cut, who, at(utc))),
  channel: 'web',
});
const hold: AgendaCommand = {
  type: 'HoldSlot',
  plan: plan(day, line(cut, 'bob', at('17:00'))),
  channel: 'web',
  ttlMs: 600 * MINUTE_MS,
};
/** What was booked, as if the zone had been an hour further east then: the same wall clock, an hour earlier. */
const booked = (appointment: Appointment, aheadMs = HOUR_MS): Appointment => ({
  ...appointment,
  startMs: appointment.startMs - aheadMs,
  endMs: appointment.endMs - aheadMs,
  offsetMinutes: appointment.offsetMinutes! + aheadMs / MINUTE_MS,
  lines: appointment.lines.map((l) => shiftLine(l, -aheadMs)),
});
const underOldRules = (events: readonly AgendaEvent[], aheadMs?: number): AgendaEvent[] =>
  events.map((event) =>
    'appointment' in event.data
      ? ({
          ...event,
          data: { ...event.data, appointment: booked(event.data.appointment, aheadMs) },
        } as AgendaEvent)
      : event,
  );
const startsOf = (events: readonly AgendaEvent[]) =>
  [...stateAfter(agenda, KEY, events).entries.values()].map(({ appointment }) =>
    isoOf(appointment.startMs).slice(11, 16),
  );

describe('B9 bookings keep their wall clock when the rules of their zone change', () => {
  it('freezes how far the clocks are from UTC when it is made and when it is moved', () => {
    const events = run([book('15:00')]);
    const { appointment } = events[0]!.data as { appointment: Appointment };
    expect(appointment.offsetMinutes).toBe(-300);
    const [, after] = run(
      [
        {
          type: 'MoveAppointment',
          planned: 1,
          appointmentId: appointment.appointmentId,
          plan: plan(day, line(cut, 'anna', at('16:00'))),
        },
      ],
      events,
    );
    expect((after!.data as { appointment: Appointment }).appointment.offsetMinutes).toBe(-300);
  });

  it('moves all of a day in one append; wall clocks, lengths, places and people stay', () => {
    const before = run([book('15:00'), book('15:30'), book('15:30', 'bob'), hold]);
    const events = run([keep], underOldRules(before));
    expect(events.slice(4).map((e) => e.type)).toEqual([
      'AppointmentRetimed',
      'AppointmentRetimed',
      'AppointmentRetimed',
      'AppointmentRetimed',
    ]);
    expect([startsOf(underOldRules(before)), startsOf(events)]).toEqual([
      ['14:00', '14:30', '14:30', '16:00'],
      ['15:00', '15:30', '15:30', '17:00'],
    ]);
    const [now, once] = [stateAfter(agenda, KEY, events), stateAfter(agenda, KEY, before)];
    expect(now.occupancy).toEqual(once.occupancy);
    expect([...now.entries.values()].map((e) => e.appointment)).toEqual(
      [...once.entries.values()].map((e) => e.appointment),
    );
    given(agenda, KEY, events).when(keep, facts).then([]);
  });

  it('leaves alone what an older release booked, what is right, over or under way', () => {
    const [first, second, third] = run([book('15:00'), book('15:30'), book('16:00')]) as [
      AgendaEvent,
      AgendaEvent,
      AgendaEvent,
    ];
    const idOf = (event: AgendaEvent) =>
      (event.data as { appointment: Appointment }).appointment.appointmentId;
    const { offsetMinutes: _, ...older } = booked(
      (first.data as { appointment: Appointment }).appointment,
    );
    const old = { ...first, data: { ...first.data, appointment: older } } as AgendaEvent;
    const arrived = {
      type: 'CheckIn',
      appointmentId: idOf(second),
      visit: { visitId: 'v' },
    } as unknown as AgendaCommand;
    const log = run(
      [
        arrived,
        { type: 'CancelAppointment', appointmentId: idOf(third), by: 'store', reason: 'ill' },
      ],
      [old, ...underOldRules([second, third])],
    );
    given(agenda, KEY, log).when(keep, facts).then([]);
    given(agenda, KEY, [first]).when(keep, facts).then([]);
    given(agenda, KEY, underOldRules([first]))
      .when(keep, fixedFacts(`${DATE}T15:00:00.000Z`))
      .then([]);
  });

  it('counts no late move, asks no fee and says so only of what others have heard of', () => {
    const log = underOldRules(run([book('15:00'), hold]));
    const [, , retimed, held] = run([keep], log);
    const entry = [...stateAfter(agenda, KEY, [...log, retimed!]).entries.values()][0]!;
    expect([entry.lateMoves, entry.fee, entry.status]).toEqual([undefined, undefined, 'booked']);
    const said = agendaAnnouncements['AppointmentRetimed']!({
      stream: 'agenda-s1-2026-01-01',
      ...retimed,
    } as any) as any;
    expect(said).toMatchObject({
      type: 'AppointmentRescheduled',
      data: {
        startsAt: `${DATE}T15:00:00.000Z`,
        previousStartsAt: `${DATE}T14:00:00.000Z`,
        because: 'zone-rules',
      },
    });
    expect(said.data.offsetMinutes).toBeUndefined();
    expect(
      agendaAnnouncements['AppointmentRetimed']!({
        stream: 'agenda-s1-2026-01-01',
        ...held,
      } as any),
    ).toBeUndefined();
  });

  it('lets both stand where something was booked by the new rules already, and says so', () => {
    const old = underOldRules(run([book('15:00')]));
    const log = run([book('15:00')], old);
    const events = run([keep], log).slice(log.length);
    expect(events).toMatchObject([
      {
        type: 'OverbookAuthorised',
        data: { reason: 'zone-rules', clashes: [{ kind: 'staff', id: 'anna' }] },
      },
      { type: 'AppointmentRetimed' },
    ]);
  });

  it('waits while an appointment is on its way to the day', () => {
    const old = underOldRules(run([book('15:00')]));
    const { appointment } = run([book('17:00')])[0]!.data as { appointment: Appointment };
    const reserve: AgendaCommand = {
      type: 'ReserveForMove',
      plan: plan(day, line(cut, 'bob', at('17:00'))),
      appointment,
      from: 's2-2026-03-01',
      fromRevision: 1,
      moves: 1,
    };
    given(agenda, KEY, run([reserve], old))
      .when(keep, facts)
      .thenRefused('move-under-way');
  });

  it('whatever is booked and however far the rules shift: the wall clock that was agreed, nobody twice, the same from the log', () => {
    const slot = fc.record({
      minute: fc.integer({ min: 13 * 4, max: 21 * 4 }),
      who: fc.constantFrom('anna', 'bob'),
    });
    fc.assert(
      fc.property(
        fc.array(slot, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(-90, -60, -30, 30, 60, 120),
        (slots, shift) => {
          const events: AgendaEvent[] = [];
          for (const { minute, who } of slots) {
            try {
              events.push(
                ...run(
                  [
                    book(
                      `${String(Math.floor(minute / 4)).padStart(2, '0')}:${['00', '15', '30', '45'][minute % 4]}`,
                      who,
                    ),
                  ],
                  events,
                ).slice(events.length),
              );
            } catch (error) {
              expect((error as { code: string }).code).toBe('slot-taken');
            }
          }
          const old = underOldRules(events, shift * MINUTE_MS);
          const agreed = [...stateAfter(agenda, KEY, old).entries.values()].map(
            ({ appointment: { startMs, offsetMinutes } }) =>
              localOf('UTC', startMs + offsetMinutes! * MINUTE_MS),
          );
          const log = run([keep], old);
          const now = stateAfter(agenda, KEY, log);
          expect(
            [...now.entries.values()].map(({ appointment }) => localOf(ZONE, appointment.startMs)),
          ).toEqual(agreed);
          expect(log.slice(old.length).every((e) => e.type === 'AppointmentRetimed')).toBe(true);
          expect(now.occupancy).toEqual(stateAfter(agenda, KEY, events).occupancy);
        },
      ),
      { numRuns: 100 },
    );
  });
});
