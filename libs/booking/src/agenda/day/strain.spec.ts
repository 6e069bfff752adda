import fc from 'fast-check';
import { isoOf, MINUTE_MS } from '@chignon/calendar';
import { fixedFacts } from '@chignon/eventing/testing';
import { type FloatingSpan, placesFor } from '../../salon/roster/floating.js';
import { personDay, type ServingWindow } from '../../salon/roster/person-day.js';
import type { Shift, Shifts } from '../../salon/roster/shifts.js';
import type { StaffMember } from '../../salon/roster/staff.js';
import { at, colour, cut, DATE, frame, line, phase, plan, service, store } from '../../testing.js';
import { emptyAgenda } from '../appointment/appointment.js';
import { choose } from '../decide/choose.js';
import { shiftLine, type PlannedLine } from './line.js';
import { lineAtZero } from './line-making.js';
import { busyMs, nobodyBusy, type Occupancy, occupy } from './occupancy.js';
import { slotsOf } from './search.js';

const clock = fixedFacts(`${DATE}T08:00:00.000Z`);
const lunch: FloatingSpan = { lengthMs: 30 * MINUTE_MS, fromMs: at('12:00'), toMs: at('14:00') };
const busyWith = (...lines: PlannedLine[]): Occupancy =>
  lines.reduce((now, l, i) => occupy(now, `a${i}`, `c${i}`, [l]), nobodyBusy);
const zero = (of: typeof cut, staffId = 'anna') =>
  lineAtZero({
    service: of,
    minutes: of.phases.map((p) => p.minutes),
    staffId,
    requested: false,
    priceCents: 0,
    lineId: 'l1',
  });
const long = service('long', [phase('do', 'active', 60)]);
const refusalOf = (
  now: Occupancy,
  day: ReturnType<typeof frame>,
  ...lines: PlannedLine[]
): { code?: string; detail?: object } => {
  try {
    choose({ ...emptyAgenda('k'), occupancy: now }, plan(day, ...lines), undefined, clock);
    return {};
  } catch (error) {
    return error as { code: string; detail: object };
  }
};
const starts = (now: Occupancy, day: ReturnType<typeof frame>, of = cut) =>
  [...slotsOf(now, day, [{ lines: [[zero(of)]], maxWaitMs: 0 }], at('08:00'))].flatMap(
    (l) => l?.[0]?.startMs ?? [],
  );

describe('R-BK-40 the limit of time with customers', () => {
  const day = frame(['anna', 'bob'], { serviceLimitMs: { anna: 90 * MINUTE_MS } });
  const buffered = service('b', [phase('do', 'active', 20), phase('clean', 'buffer-after', 10)]);
  it('is used up to the minute, buffers included, processing not', () => {
    expect(
      refusalOf(busyWith(line(long, 'anna', at('09:00'))), day, line(cut, 'anna', at('11:00'))),
    ).toEqual({});
    const full = busyWith(line(colour, 'anna', at('09:00')), line(buffered, 'anna', at('12:00')));
    expect(
      refusalOf(full, day, line(service('x', [phase('x', 'active', 1)]), 'anna', at('15:00'))),
    ).toMatchObject({
      code: 'staff-day-full',
      detail: { resource: { kind: 'staff', id: 'anna' } },
    });
    expect(refusalOf(full, day, line(cut, 'bob', at('15:00')))).toEqual({});
  });
  it('counts the lines of one wish together', () => {
    const three = [0, 30, 60, 90].map((minutes, i) =>
      line(cut, 'anna', at('09:00') + minutes * MINUTE_MS, `l${i}`),
    );
    expect([
      refusalOf(nobodyBusy, day, ...three.slice(0, 3)).code,
      refusalOf(nobodyBusy, day, ...three).code,
    ]).toEqual([undefined, 'staff-day-full']);
  });
  it('is never offered beyond', () => {
    expect(
      starts(busyWith(line(long, 'anna', at('09:00')), line(cut, 'anna', at('16:00'))), day),
    ).toEqual([]);
    expect(starts(busyWith(line(long, 'anna', at('09:00'))), day).length).toBeGreaterThan(20);
  });
});

describe('R-BK-41 services in some hours', () => {
  const serving: readonly ServingWindow[] = [
    { fromMs: at('09:00'), toMs: at('12:00'), categories: ['skin'] },
    { fromMs: at('12:30'), toMs: at('16:00'), categories: ['hair'] },
    { fromMs: at('16:00'), toMs: at('17:00'), serviceIds: ['cut'] },
  ];
  const day = frame(['anna', 'bob'], { serving: { anna: serving } });
  const facial = service('facial', [phase('do', 'active', 60)], { category: 'skin' });
  it('takes facials from 9 to 12 and hair from 12:30 to 16, and names what is wrong otherwise', () => {
    expect([
      refusalOf(nobodyBusy, day, line(facial, 'anna', at('11:00'))).code,
      refusalOf(nobodyBusy, day, line(facial, 'anna', at('11:15'))).code,
    ]).toEqual([undefined, 'staff-not-serving']);
    expect(
      ['09:00', '12:00', '12:30', '15:30', '15:45', '16:30', '16:45'].map(
        (t) => refusalOf(nobodyBusy, day, line(cut, 'anna', at(t))).code,
      ),
    ).toEqual([
      'staff-not-serving',
      'staff-not-serving',
      undefined,
      undefined,
      undefined,
      undefined,
      'staff-not-serving',
    ]);
    expect(refusalOf(nobodyBusy, day, line(cut, 'bob', at('09:00')))).toEqual({});
  });
  it('offers nothing else', () => {
    expect(starts(nobodyBusy, day, facial).map(isoOf)).toEqual(
      ['09:00', '09:15', '09:30', '09:45', '10:00', '10:15', '10:30', '10:45', '11:00'].map((t) =>
        isoOf(at(t)),
      ),
    );
    expect(starts(nobodyBusy, day).map((ms) => isoOf(ms).slice(11, 16))).toEqual(
      expect.arrayContaining(['12:30', '16:30']),
    );
    expect(Math.min(...starts(nobodyBusy, day))).toBe(at('12:30'));
  });
  it('judges a line of an older release, which does not know its category, by its service', () => {
    const { category: _, ...old } = line(cut, 'anna', at('13:00'));
    expect([
      refusalOf(nobodyBusy, day, old).code,
      refusalOf(nobodyBusy, day, { ...old, ...shiftLine(old, at('16:00') - at('13:00')) }).code,
    ]).toEqual(['staff-not-serving', undefined]);
  });
});

describe('R-BK-42 a booking always leaves a floating break its place', () => {
  const day = frame(['anna'], { floating: { anna: [[lunch]] } });
  it('refuses what would take the last one, offers only what does not', () => {
    const now = busyWith(line(long, 'anna', at('12:30')));
    expect(refusalOf(now, day, line(cut, 'anna', at('12:00')))).toEqual({});
    const tight = busyWith(line(long, 'anna', at('12:30')), line(cut, 'anna', at('12:00')));
    expect(refusalOf(tight, day, line(cut, 'anna', at('13:30')))).toMatchObject({
      code: 'break-impossible',
      detail: { breakFrom: isoOf(at('12:00')), breakTo: isoOf(at('14:00')) },
    });
    expect(refusalOf(tight, day, line(cut, 'anna', at('14:00')))).toEqual({});
    expect(starts(tight, day).filter((ms) => ms > at('11:30') && ms < at('14:00'))).toEqual([]);
  });
  it('counts the buffers around a booking as work', () => {
    const cleaning = service('c', [phase('do', 'active', 60), phase('clean', 'buffer-after', 15)]);
    const now = busyWith(line(long, 'anna', at('13:00')));
    expect([
      refusalOf(now, day, line(long, 'anna', at('11:30'))).code,
      refusalOf(now, day, line(cleaning, 'anna', at('11:30'))).code,
    ]).toEqual([undefined, 'break-impossible']);
  });

  it('and the limit, whatever is asked in whatever order; what is offered is taken', () => {
    const tea: FloatingSpan = { lengthMs: 15 * MINUTE_MS, fromMs: at('12:30'), toMs: at('13:45') };
    const strict = frame(['anna'], {
      floating: { anna: [[lunch, tea]] },
      serviceLimitMs: { anna: 300 * MINUTE_MS },
    });
    const services = [cut, colour, long];
    fc.assert(
      fc.property(
        fc.array(fc.record({ of: fc.nat(2), step: fc.nat(100), offered: fc.boolean() }), {
          maxLength: 25,
        }),
        (wishes) => {
          let now = nobodyBusy;
          for (const [i, { of, step, offered }] of wishes.entries()) {
            const free = starts(now, strict, services[of]);
            if (offered && free.length === 0) continue;
            const wanted = line(
              services[of]!,
              'anna',
              offered ? free[step % free.length]! : at('09:00') + step * 5 * MINUTE_MS,
            );
            const { code } = refusalOf(now, strict, wanted);
            if (offered) expect(code).toBeUndefined();
            if (code === undefined) now = occupy(now, `a${i}`, undefined, [wanted]);
            const busy = now.staff.get('anna') ?? [];
            expect(busyMs(now, 'anna')).toBeLessThanOrEqual(300 * MINUTE_MS);
            expect(
              placesFor(
                [lunch, tea],
                busy.reduce(
                  (left, b) =>
                    left
                      .flatMap((s) => [
                        { fromMs: s.fromMs, toMs: Math.min(s.toMs, b.fromMs) },
                        { fromMs: Math.max(s.fromMs, b.toMs), toMs: s.toMs },
                      ])
                      .filter((s) => s.toMs > s.fromMs),
                  [{ fromMs: at('09:00'), toMs: at('18:00') }],
                ),
              ),
            ).toBeDefined();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("R-BK-40 R-BK-42 R-BK-43 a person's day as the roster has it", () => {
  const anna: StaffMember = {
    id: 'anna',
    displayName: 'A',
    storeIds: ['s1'],
    skills: [],
    active: true,
    maxServiceMinutesPerDay: 300,
    deputations: [{ toStoreId: 's2', fromDate: DATE, toDate: DATE }],
  };
  const shift = (from: string, to: string, more: Partial<Shift> = {}): Shift => ({
    from,
    to,
    breaks: [],
    ...more,
  });
  const roster = (more: Partial<Shifts> = {}): Shifts => ({
    id: 'anna',
    patterns: [],
    exceptions: [
      {
        storeId: 's1',
        date: DATE,
        shifts: [
          shift('09:00', '13:00', { floating: [{ minutes: 30, from: '11:00', to: '12:00' }] }),
        ],
      },
      { storeId: 's2', date: DATE, shifts: [shift('15:00', '17:00')] },
    ],
    absences: [],
    ...more,
  });
  const [s1, s2] = [store(), store({ id: 's2' })];
  it('shares the daily limit between the stores of the day by their hours, so that both together keep it', () => {
    const limits = [s1, s2].map(
      (s) => personDay(anna, roster(), s, DATE).serviceLimitMs! / MINUTE_MS,
    );
    expect(limits).toEqual([200, 100]);
    expect(personDay({ ...anna, deputations: [] }, roster(), s2, DATE)).toEqual({
      working: [],
      present: [],
    });
    expect(personDay({ ...anna, active: false }, roster(), s1, DATE)).toEqual({
      working: [],
      present: [],
    });
  });
  it('lets go of a break that leave leaves no place for', () => {
    expect(personDay(anna, roster(), s1, DATE).floating).toEqual([
      [{ fromMs: at('11:00'), toMs: at('12:00'), lengthMs: 30 * MINUTE_MS }],
    ]);
    expect(
      personDay(
        anna,
        roster({
          absences: [
            { kind: 'leave', fromDate: DATE, toDate: DATE, hours: { from: '10:45', to: '13:00' } },
          ],
        }),
        s1,
        DATE,
      ).floating,
    ).toBeUndefined();
  });
});
