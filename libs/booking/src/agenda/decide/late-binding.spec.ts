import fc from 'fast-check';
import { HOUR_MS, isoOf, MINUTE_MS } from '@chignon/calendar';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { candidatesFor } from '../../desk/booking/candidates.js';
import { mayPerform, type StaffMember } from '../../salon/roster/staff.js';
import { at, DATE, frame, phase, service } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import { type AgendaState, occupies } from '../appointment/appointment.js';
import { shiftLine, type PlannedLine } from '../day/line.js';
import { markProvisional } from '../day/provisional.js';
import { type Exchange, lineKey } from './make-room.js';

const team = new Map<string, StaffMember>(
  [
    ['anna', 'senior', ['cut', 'colour']],
    ['bob', 'junior', ['cut']],
    ['cleo', 'junior', ['cut', 'colour']],
    ['dora', 'junior', ['cut', 'colour']],
  ].map(([id, level, skills]) => [
    id as string,
    {
      id: id as string,
      displayName: id as string,
      storeIds: ['s1'],
      skills: (skills as string[]).map((skill) => ({ skill, level: 1 })),
      level: level as string,
      active: true,
    },
  ]),
);
const cut = service('cut', [phase('cut', 'active', 30)], {
  skill: { skill: 'cut', level: 1 },
  levels: [{ level: 'senior', priceCents: 9000, minutes: [] }],
});
const colour = service(
  'colour',
  [phase('apply', 'active', 30), phase('develop', 'processing', 30), phase('rinse', 'active', 15)],
  { skill: { skill: 'colour', level: 1 } },
);
const services = [cut, colour];
const day = frame([...team.keys()], { capacities: {} });
const exchange: Exchange = new Map(
  services.map((s) => [
    lineKey({ serviceId: s.id, catalogueVersion: s.version }),
    {
      staffIds: new Set(
        [...team.values()].filter((m) => mayPerform(m, s, 's1', DATE)).map((m) => m.id),
      ),
      skill: s.skill!.skill,
    },
  ]),
);
const who = { storeId: 's1', currency: 'EUR', members: team, tables: new Map() };
const BIND_HOURS = 1;
const early = `${DATE}T07:00:00.000Z`;

/** What planning makes of a wish: everybody who may, least busy first left to the agenda. */
const optionsOf = (of: number, time: number, staffId?: string): PlannedLine[][] =>
  markProvisional(
    candidatesFor(
      { service: services[of]!, ...(staffId === undefined ? {} : { staffId }) },
      1,
      who,
      undefined,
      DATE,
      '',
    ),
    BIND_HOURS,
  ).map((l) => [shiftLine(l, time)]);
const bookAt = (of: number, time: number, staffId?: string): AgendaCommand => ({
  type: 'BookAppointment',
  channel: 'web',
  plan: { frame: day, options: optionsOf(of, time, staffId), exchange },
});

function decided(
  state: AgendaState,
  command: AgendaCommand,
  clock: ReturnType<typeof fixedFacts>,
): AgendaEvent[] | string {
  try {
    return (agenda.decide as any)[command.type](state, command, clock) as AgendaEvent[];
  } catch (error) {
    if ((error as Error).name !== 'Refusal') throw error;
    return (error as { code: string }).code;
  }
}
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
const ids = (state: AgendaState) => [...state.entries.keys()];

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

  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('book' as const),
        of: fc.nat(1),
        quarter: fc.nat(16),
        staff: fc.constantFrom(undefined, undefined, 'anna', 'bob', 'cleo', 'dora'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('hold' as const),
        of: fc.nat(1),
        quarter: fc.nat(16),
        staff: fc.constantFrom(undefined, 'cleo'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('cancel' as const, 'bind' as const, 'confirm' as const),
        which: fc.nat(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.nat(30) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  function commandOf(s: Exclude<Step, { do: 'wait' }>, known: readonly string[]): AgendaCommand {
    if ('which' in s) {
      const appointmentId = known[s.which % Math.max(1, known.length)] ?? 'none';
      if (s.do === 'cancel')
        return { type: 'CancelAppointment', appointmentId, by: 'store', reason: 'x' };
      return s.do === 'confirm'
        ? { type: 'ConfirmHold', holdId: appointmentId }
        : {
            type: 'BindStaff',
            appointmentId,
            frame: day,
            exchange,
            turns: { policy: 'round-robin', rotation: [], team },
          };
    }
    const plan = {
      frame: day,
      options: optionsOf(
        s.of,
        at('10:00') + s.quarter * 15 * MINUTE_MS,
        s.of === 1 && s.staff === 'bob' ? undefined : s.staff,
      ),
      exchange,
    };
    return s.do === 'hold'
      ? { type: 'HoldSlot', channel: 'web', ttlMs: HOUR_MS, plan }
      : { type: 'BookAppointment', channel: 'web', plan };
  }
  it('B1 books nobody twice, keeps everybody qualified and every price, level and time as promised, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 30 }), (steps) => {
        const clock = fixedFacts(early);
        let nowMs = at('07:00');
        let state = stateAfter(agenda, 'k', []);
        const events: AgendaEvent[] = [];
        const promised = new Map<string, string>();
        for (const s of steps) {
          if (s.do === 'wait') {
            clock.set(isoOf((nowMs += s.minutes * MINUTE_MS)));
            continue;
          }
          const command = commandOf(s, ids(state));
          const result = decided(state, command, clock);
          if (typeof result === 'string') continue;
          events.push(...result);
          state = result.reduce((now, e) => (agenda.evolve as any)[e.type](now, e), state);
          const active = [...state.entries.values()].filter(
            (e) => occupies(e.status) && !(e.status === 'held' && e.expiresAtMs! <= nowMs),
          );
          const spans = active.flatMap((e) => e.appointment.lines.flatMap((l) => l.staff));
          for (const [i, a] of spans.entries())
            for (const b of spans.slice(i + 1))
              expect(a.staffId === b.staffId && a.fromMs < b.toMs && b.fromMs < a.toMs).toBe(false);
          for (const {
            appointment: { appointmentId, startMs, endMs, lines },
          } of active) {
            for (const line of lines) {
              const { level, requested } = line;
              expect(
                mayPerform(
                  team.get(line.staffId)!,
                  services.find((one) => one.id === line.serviceId)!,
                  's1',
                  DATE,
                ),
              ).toBe(true);
              expect(team.get(line.staffId)!.level).toBe(level);
              const terms = JSON.stringify([
                startMs,
                endMs,
                line.priceCents,
                level,
                ...(requested ? [line.staffId] : []),
              ]);
              expect(promised.get(appointmentId) ?? terms).toBe(terms);
              promised.set(appointmentId, terms);
            }
          }
        }
        expect(stateAfter(agenda, 'k', events)).toEqual(state);
      }),
      { numRuns: 60 },
    );
  });
});
