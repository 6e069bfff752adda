import { optional } from '@chignon/eventing';
import type { fixedFacts } from '@chignon/eventing/testing';
import { candidatesFor } from '../../desk/booking/candidates.js';
import { mayPerform, type StaffMember } from '../../salon/roster/staff.js';
import { DATE, frame, phase, service } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import type { AgendaState } from '../appointment/appointment.js';
import { shiftLine, type PlannedLine } from '../day/line.js';
import { markProvisional } from '../day/provisional.js';
import { type Exchange, lineKey } from './make-room.js';

export const team = new Map<string, StaffMember>(
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
export const services = [cut, colour];
export const day = frame([...team.keys()], { capacities: {} });
export const exchange: Exchange = new Map(
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
export const early = `${DATE}T07:00:00.000Z`;

/** What planning makes of a wish: everybody who may, least busy first left to the agenda. */
export const optionsOf = (of: number, time: number, staffId?: string): PlannedLine[][] =>
  markProvisional(
    candidatesFor(
      { service: services[of]!, ...optional({ staffId }) },
      1,
      who,
      undefined,
      DATE,
      '',
    ),
    BIND_HOURS,
  ).map((l) => [shiftLine(l, time)]);

export function decided(
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

export const ids = (state: AgendaState) => [...state.entries.keys()];
