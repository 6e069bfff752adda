import fc from 'fast-check';
import { HOUR_MS, isoOf, MINUTE_MS } from '@chignon/calendar';
import { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import type { DayFrame } from '../../salon/book/day.js';
import type { Reserved } from '../../salon/vip/vip-terms.js';
import { at, colour, cut, frame, line, phase, plan, service } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import {
  type AgendaState,
  type Appointment,
  occupancyAt,
  occupies,
} from '../appointment/appointment.js';
import type { Plan } from '../decide/choose.js';
import { chainAt } from './search.js';

/**
 * R-BK-46, BK-08: whatever is asked in whatever order, by whomever and whenever. The model counts minute by minute from the
 * entries alone, and knows nothing of the way in which decisions count.
 */
const RELEASE_HOURS = 3;
const team = ['anna', 'bob', 'cleo'];
const long = service('long', [phase('do', 'active', 75)]);
const services = [cut, colour, long].map((s) => ({
  ...s,
  place: { match: 'all' as const, pools: ['chair'] },
}));

const rule = fc
  .oneof(
    fc.record({
      places: fc.integer({ min: 1, max: 3 }),
      pools: fc.constantFrom(undefined, ['chair']),
      staffIds: fc.constantFrom(undefined, ['anna', 'bob']),
    }),
    fc.record({ staffIds: fc.constant(['cleo']) }),
    fc.record({ sharePercent: fc.integer({ min: 10, max: 60 }) }),
  )
  .map((kept): Reserved => ({
    ruleId: 'kept',
    tiers: ['gold', 'diamond'],
    releaseMs: RELEASE_HOURS * HOUR_MS,
    fromMs: at('11:00'),
    toMs: at('16:00'),
    ...JSON.parse(JSON.stringify(kept)),
  }));
const slot = fc.record({
  service: fc.nat(2),
  staff: fc.constantFrom(...team),
  step: fc.nat(33),
  tier: fc.constantFrom(undefined, undefined, 'silver', 'gold'),
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('book' as const, 'hold' as const), slot }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('group' as const),
      slots: fc.array(slot, { minLength: 2, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('move' as const, 'cancel' as const, 'confirm' as const),
      which: fc.nat(),
      slot,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.nat(90) }) },
);
type Slot = typeof slot extends fc.Arbitrary<infer S> ? S : never;
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const wanted = (s: Slot) =>
  line(services[s.service]!, s.staff, at('09:00') + s.step * 15 * MINUTE_MS);
const dayOf = (day: DayFrame, tier: string | undefined): DayFrame => ({
  ...day,
  asker: { nowMs: 0, ...(tier === undefined ? {} : { tier }) },
});

function commandOf(
  s: Exclude<Step, { do: 'wait' }>,
  day: DayFrame,
  state: AgendaState,
): AgendaCommand {
  const ids = [...state.entries.keys()];
  const id = 'which' in s ? (ids[s.which % Math.max(1, ids.length)] ?? 'none') : '';
  const planned = (one: Slot) => plan(dayOf(day, one.tier), wanted(one));
  if (s.do === 'book') return { type: 'BookAppointment', plan: planned(s.slot), channel: 'web' };
  if (s.do === 'hold')
    return { type: 'HoldSlot', plan: planned(s.slot), channel: 'web', ttlMs: 20 * MINUTE_MS };
  if (s.do === 'group')
    return {
      type: 'BookGroup',
      channel: 'web',
      guests: s.slots.map((one) => ({ plan: planned(one) })),
    };
  if (s.do === 'move')
    return {
      type: 'MoveAppointment',
      appointmentId: id,
      plan: planned(s.slot),
      planned: state.entries.get(id)?.revision ?? 0,
    };
  if (s.do === 'confirm') return { type: 'ConfirmHold', holdId: id };
  return { type: 'CancelAppointment', appointmentId: id, by: 'store', reason: 'x' };
}

const MAKING = new Set(['AppointmentBooked', 'SlotHeld', 'AppointmentMoved']);
const made = (events: readonly AgendaEvent[]): Appointment[] =>
  events.flatMap((e) =>
    MAKING.has(e.type) && !(e.data as { fromHold?: boolean }).fromHold
      ? [(e.data as { appointment: Appointment }).appointment]
      : [],
  );

/** What others have taken too much of while one of their appointments runs; undefined: nothing. */
function overtaken(
  state: AgendaState,
  nowMs: number,
  by: Appointment,
  { fromMs, toMs, places, pools, staffIds = team, sharePercent, tiers }: Reserved,
): string | undefined {
  const active = [...state.entries.values()]
    .filter((e) => occupies(e.status) && !(e.status === 'held' && e.expiresAtMs! <= nowMs))
    .map((e) => e.appointment);
  const others = active.flatMap((a) => a.lines).filter((l) => !tiers.includes(l.tier ?? ''));
  if (sharePercent !== undefined) {
    const taken = others
      .flatMap((l) => l.staff)
      .reduce(
        (sum, s) => sum + Math.max(0, Math.min(s.toMs, toMs) - Math.max(s.fromMs, fromMs)),
        0,
      );
    return taken * 100 > team.length * (toMs - fromMs) * (100 - sharePercent)
      ? `${taken / MINUTE_MS} minutes`
      : undefined;
  }
  for (let ms = Math.max(fromMs, by.startMs); ms < Math.min(toMs, by.endMs); ms += 5 * MINUTE_MS) {
    const now = others.filter((l) => l.startMs <= ms && ms < l.endMs);
    const free = staffIds.filter((id) => !now.some((l) => l.staffId === id)).length;
    if (by.lines.some((l) => staffIds.includes(l.staffId)) && free < (places ?? staffIds.length))
      return `${free} people free at ${isoOf(ms)}`;
    if (pools && 4 - now.length < places!) return `${4 - now.length} chairs free at ${isoOf(ms)}`;
  }
  return undefined;
}

const refusalOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('R-BK-46 BK-08 reserved capacity', () => {
  it('is never taken by others before its release, stands in the way of nobody else, and what is offered is what is taken', () => {
    const seen = { reserved: 0, released: 0, tier: 0 };
    fc.assert(
      fc.property(rule, fc.array(step, { minLength: 5, maxLength: 50 }), (reserved, steps) => {
        const plain = frame(team, { capacities: { chair: 4 } });
        const day = { ...plain, reserved: [reserved] };
        let nowMs = at('07:00');
        const clock = fixedFacts(isoOf(nowMs));
        const events: AgendaEvent[] = [];
        let state = stateAfter(agenda, 'k', events);
        const decide = (command: AgendaCommand): AgendaEvent[] =>
          (agenda.decide as any)[command.type](state, command, clock);
        for (const s of steps) {
          if (s.do === 'wait') {
            clock.set(isoOf((nowMs += s.minutes * MINUTE_MS)));
            continue;
          }
          if ('slot' in s && s.do === 'book') {
            const [mine, lines] = [s.slot.tier === 'gold', [wanted(s.slot)]];
            const free = refusalOf(() =>
              decide({ type: 'BookAppointment', plan: plan(plain, ...lines), channel: 'web' }),
            );
            const kept = refusalOf(() => decide(commandOf(s, day, state)));
            const released = nowMs >= lines[0]!.startMs - reserved.releaseMs;
            // For the tier, and from the release on for everybody, it is as if nothing were reserved.
            if (mine || released) expect(kept).toBe(free);
            else expect([free, 'reserved-for-tier']).toContain(kept);
            if (free === undefined)
              seen[mine ? 'tier' : released ? 'released' : 'reserved'] +=
                kept === undefined && !mine && !released ? 0 : 1;
            if (lines[0]!.startMs >= nowMs) {
              const zero = { ...lines[0]!, ...line(services[s.slot.service]!, s.slot.staff, 0) };
              const offered = chainAt(
                occupancyAt(state, nowMs),
                { ...day, asker: { nowMs, ...(s.slot.tier ? { tier: s.slot.tier } : {}) } },
                { lines: [[zero]], maxWaitMs: 0 },
                lines[0]!.startMs,
              );
              expect(offered !== undefined).toBe(kept === undefined);
            }
          }
          let decided: AgendaEvent[] = [];
          if (refusalOf(() => (decided = decide(commandOf(s, day, state)))) !== undefined) continue;
          events.push(...decided);
          state = stateAfter(agenda, 'k', events);
          for (const appointment of made(decided)) {
            const mine = appointment.lines[0]!.tier === 'gold';
            if (!mine && nowMs < appointment.startMs - reserved.releaseMs)
              expect(overtaken(state, nowMs, appointment, reserved)).toBeUndefined();
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  // Found by the property above (seed -1827971568): at seven the guest of half past nine is past the release, the one of a quarter to eleven is not.
  it('guests of a group are decided as they begin, not as they are named: what the first takes freely is missing for the second', () => {
    const day = dayOf(
      {
        ...frame(team, { capacities: { chair: 4 } }),
        reserved: [
          {
            ruleId: 'kept',
            tiers: ['gold'],
            releaseMs: RELEASE_HOURS * HOUR_MS,
            fromMs: at('11:00'),
            toMs: at('16:00'),
            places: 2,
          },
        ],
      },
      undefined,
    );
    const [early, late] = [
      plan(day, line(colour, 'cleo', at('09:30'))),
      plan(day, line(cut, 'anna', at('10:45'))),
    ];
    const state = stateAfter(agenda, 'k', []);
    const group = (...plans: Plan[]) =>
      agenda.decide.BookGroup(
        state,
        { type: 'BookGroup', channel: 'web', guests: plans.map((one) => ({ plan: one })) },
        fixedFacts(isoOf(at('07:00'))),
      );
    for (const guests of [
      [early, late],
      [late, early],
    ])
      expect(refusalOf(() => group(...guests))).toBe('reserved-for-tier');
    // At a quarter to eight both are past it; the answer keeps the order of the guests.
    const later = fixedFacts(isoOf(at('07:45')));
    const booked = agenda.decide.BookGroup(
      state,
      { type: 'BookGroup', channel: 'web', guests: [{ plan: late }, { plan: early }] },
      later,
    );
    expect(
      made(booked).map(({ startMs, guestNo }) => [isoOf(startMs).slice(11, 16), guestNo]),
    ).toEqual([
      ['10:45', 1],
      ['09:30', 2],
    ]);
    expect(new Set(made(booked).map(({ groupId }) => groupId))).toEqual(
      new Set([made(booked)[0]!.appointmentId]),
    );
  });
});
