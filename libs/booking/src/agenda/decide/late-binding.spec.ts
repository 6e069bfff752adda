import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { at, DATE } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import { type AgendaState, occupies } from '../appointment/appointment.js';
import { day, decided, early, exchange, ids, optionsOf, team } from './late-binding.testing.js';

const bookAt = (of: number, time: number, staffId?: string): AgendaCommand => ({
  type: 'BookAppointment',
  channel: 'web',
  plan: { frame: day, options: optionsOf(of, time, staffId), exchange },
});
function run(
  commands: readonly AgendaCommand[],
  now = early,
): { events: AgendaEvent[]; state: AgendaState; codes: string[] } {
  const clock = fixedFacts(now);
  const events: AgendaEvent[] = [];
  const codes: string[] = [];
  for (const command of commands) {
    const result = decided(stateAfter(agenda, 'k', events), command, clock);
    if (typeof result === 'string') codes.push(result);
    else events.push(...result);
  }
  return { events, codes, state: stateAfter(agenda, 'k', events) };
}
const linesOf = (state: AgendaState) =>
  [...state.entries.values()].filter((e) => occupies(e.status)).flatMap((e) => e.appointment.lines);

describe('R-BK-44 any staff, bound late', () => {
  it('marks only whom somebody of equal price, level and time could stand in for', () => {
    expect(optionsOf(0, at('10:00')).map(([l]) => [l!.staffId, l!.provisional?.able])).toEqual([
      ['anna', undefined],
      ['bob', ['bob', 'cleo', 'dora']],
      ['cleo', ['bob', 'cleo', 'dora']],
      ['dora', ['bob', 'cleo', 'dora']],
    ]);
    expect(optionsOf(0, at('10:00'), 'bob')[0]![0]!.provisional).toBeUndefined();
  });
  it('gives the person who is asked for, and the other customer somebody else, in one append', () => {
    const juniors = {
      type: 'BookAppointment',
      channel: 'web',
      plan: {
        frame: day,
        options: optionsOf(0, at('10:00')).filter(([l]) => l!.staffId === 'bob'),
        exchange,
      },
    } as const;
    const { events, state } = run([juniors, bookAt(0, at('10:15'), 'bob')]);
    expect(events.map((e) => e.type)).toEqual([
      'AppointmentBooked',
      'StaffReassigned',
      'AppointmentBooked',
    ]);
    expect(events[1]!.data).toMatchObject({
      changes: [{ lineId: 'l1', before: 'bob', after: 'cleo' }],
      why: 'asked-for',
      status: 'booked',
      inFavourOf: ids(state)[1],
    });
    expect(linesOf(state).map((l) => [l.staffId, l.requested])).toEqual([
      ['cleo', false],
      ['bob', true],
    ]);
  });
  it('packs what only fits when several change places', () => {
    // Bob can only cut; those who colour are taken by cuts that Bob could do.
    const cutBy = (id: string) =>
      ({
        type: 'BookAppointment',
        channel: 'web',
        plan: {
          frame: day,
          options: optionsOf(0, at('10:00')).filter(([l]) => l!.staffId === id),
          exchange,
        },
      }) as const;
    const { state, codes } = run([
      bookAt(0, at('10:00'), 'anna'),
      cutBy('cleo'),
      bookAt(1, at('10:00'), 'dora'),
      bookAt(1, at('10:00')),
    ]);
    expect(codes).toEqual([]);
    expect(linesOf(state).map((l) => [l.serviceId, l.staffId])).toEqual([
      ['cut', 'anna'],
      ['cut', 'bob'],
      ['colour', 'dora'],
      ['colour', 'cleo'],
    ]);
  });
  it('refuses when nobody else is free, or the time for exchanges is over', () => {
    const all = ['anna', 'cleo', 'dora'].map((id) => bookAt(0, at('10:00'), id));
    expect(run([...all, bookAt(0, at('10:00')), bookAt(0, at('10:00'), 'bob')]).codes).toEqual([
      'slot-taken',
    ]);
    const late = `${DATE}T09:00:00.000Z`;
    expect(run([bookAt(0, at('10:00')), bookAt(0, at('10:00'))], late).state.entries.size).toBe(2);
    expect(linesOf(run([bookAt(0, at('10:00'))], late).state)[0]).not.toHaveProperty('provisional');
  });
  it("binds by the store's policy with what it looked at, once", () => {
    const bind = (id: string): AgendaCommand => ({
      type: 'BindStaff',
      appointmentId: id,
      frame: day,
      exchange,
      turns: { policy: 'least-busy', rotation: [], team },
    });
    const bobs = {
      type: 'BookAppointment',
      channel: 'web',
      plan: {
        frame: day,
        options: optionsOf(0, at('10:00')).filter(([l]) => l!.staffId === 'bob'),
        exchange,
      },
    } as const;
    const before = run([bobs, bookAt(0, at('14:00'), 'bob'), bookAt(0, at('15:00'), 'cleo')]);
    const bound = decided(
      before.state,
      bind(ids(before.state)[0]!),
      fixedFacts(early),
    ) as AgendaEvent[];
    expect(bound).toMatchObject([
      {
        type: 'StaffBound',
        data: {
          choices: [
            {
              lineId: 'l1',
              before: 'bob',
              staffId: 'dora',
              policy: 'least-busy',
              candidates: 3,
              value: 0,
            },
          ],
        },
      },
    ]);
    expect((bound[0]!.data as any).appointment.lines[0]).not.toHaveProperty('provisional');
    expect(
      decided(
        stateAfter(agenda, 'k', [...before.events, ...bound]),
        bind(ids(before.state)[0]!),
        fixedFacts(early),
      ),
    ).toEqual([]);
  });
});
