import { MINUTE_MS } from '@chignon/calendar';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import type { AgendaCommand, AgendaEvent } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import { heldForOpening } from '../../agenda/appointment/appointment.js';
import { at, cut, DATE, frame, line, phase, plan, service } from '../../testing.js';

// What the waitlist asks of the agenda: one hold an opening, and one winner of a hold that is nobody's.

const KEY = `s1-${DATE}`;
const day = frame(['anna', 'bob']);
const hour = service('hour', [phase('do', 'active', 60)]);
const run = (before: readonly AgendaEvent[], command: AgendaCommand, time: string): AgendaEvent[] =>
  (agenda.decide as any)[command.type](
    stateAfter(agenda, KEY, before),
    command,
    fixedFacts(`${DATE}T${time}:00.000Z`),
  );
const codeOf = (decide: () => unknown): string => {
  try {
    decide();
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const hold = (openingId: string, start: string, more: object = {}): AgendaCommand => ({
  type: 'HoldSlot',
  plan: plan(day, line(hour, 'anna', at(start))),
  channel: 'app',
  ttlMs: 30 * MINUTE_MS,
  waitlist: { openingId, ...more },
});
const told = run([], hold('o1', '10:00'), '08:00');
const holdId = (told[0]!.data as any).appointment.appointmentId as string;
const claim = (customerId: string, start = '10:00', entryId = customerId): AgendaCommand => ({
  type: 'ClaimHold',
  holdId,
  plan: plan(day, line(cut, 'anna', at(start))),
  customerId,
  channel: 'app',
  waitlist: { openingId: 'o1', entryId },
});

describe('B8 R-BK-30 one hold an opening', () => {
  it('at a time: another hold of it is refused until the first is over, another opening is not', () => {
    expect(codeOf(() => run(told, hold('o1', '12:00'), '08:10'))).toBe('opening-offered');
    expect(codeOf(() => run(told, hold('o2', '12:00'), '08:10'))).toBe('fine');
    expect(run(told, hold('o1', '12:00'), '08:30').map((e) => e.type)).toEqual([
      'HoldExpired',
      'SlotHeld',
    ]);
    expect(
      codeOf(() =>
        run(
          [...told, ...run(told, { type: 'ReleaseHold', holdId, ofOffer: true }, '08:05')],
          hold('o1', '12:00'),
          '08:10',
        ),
      ),
    ).toBe('fine');
    const state = stateAfter(agenda, KEY, told);
    expect([
      heldForOpening(state, 'o1', at('08:29'))?.appointment.appointmentId,
      heldForOpening(state, 'o1', at('08:30')),
      heldForOpening(state, 'o2', at('08:00')),
    ]).toEqual([holdId, undefined, undefined]);
  });
});

describe('B8 B3 one winner of a hold', () => {
  it('books in its place, in one append, and gives back what is left', () => {
    const won = run(told, claim('c1'), '08:10');
    expect(won).toMatchObject([
      { type: 'HoldReleased', data: { appointmentId: holdId } },
      {
        type: 'AppointmentBooked',
        data: {
          fromHold: true,
          appointment: {
            customerId: 'c1',
            startMs: at('10:00'),
            endMs: at('10:30'),
            waitlist: { openingId: 'o1', entryId: 'c1' },
          },
        },
      },
    ]);
    const after = [...told, ...won];
    expect(
      codeOf(() =>
        run(
          after,
          {
            type: 'BookAppointment',
            plan: plan(day, line(cut, 'anna', at('10:30'))),
            channel: 'web',
          },
          '08:11',
        ),
      ),
    ).toBe('fine');
    for (const start of ['10:00', '10:30', '14:00'])
      expect(codeOf(() => run(after, claim('c2', start), '08:11'))).toBe('hold-over');
  });
  it('is nobody after its time, nor when it was given back', () => {
    expect(codeOf(() => run(told, claim('c1'), '08:29'))).toBe('fine');
    expect(codeOf(() => run(told, claim('c1'), '08:30'))).toBe('hold-expired');
    expect(
      codeOf(() =>
        run(
          [...told, ...run(told, { type: 'ReleaseHold', holdId, ofOffer: true }, '08:05')],
          claim('c1'),
          '08:10',
        ),
      ),
    ).toBe('hold-over');
    expect(codeOf(() => run([], claim('c1'), '08:10'))).toBe('hold-unknown');
  });
  it('is nobody who only reads its id: a broadcast is claimed, and given back by the waitlist alone', () => {
    for (const type of ['ConfirmHold', 'ReleaseHold'] as const)
      expect(codeOf(() => run(told, { type, holdId }, '08:05'))).toBe('hold-on-offer');
    expect(codeOf(() => run(told, { type: 'ReleaseHold', holdId }, '08:30'))).toBe('fine');
    expect(codeOf(() => run(told, { type: 'ConfirmHold', holdId }, '08:30'))).toBe('hold-expired');
  });
  it('is refused what others have beside it, and then the hold stands for the next', () => {
    const busy = [
      ...told,
      ...run(
        told,
        {
          type: 'BookAppointment',
          plan: plan(day, line(cut, 'anna', at('11:00'))),
          channel: 'web',
        },
        '08:05',
      ),
    ];
    expect(codeOf(() => run(busy, claim('c1', '10:45'), '08:10'))).toBe('slot-taken');
    expect(codeOf(() => run(busy, claim('c2'), '08:10'))).toBe('fine');
  });
});
