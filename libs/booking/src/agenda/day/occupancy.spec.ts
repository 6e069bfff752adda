import { MINUTE_MS } from '@chignon/calendar';
import { at, colour, cut, frame, line, phase, service } from '../../testing.js';
import { outsideDay } from './day-frame.js';
import type { PlannedLine } from './line.js';
import { lineAtZero } from './line-making.js';
import { clashOf, nobodyBusy, occupy, vacate, withPools } from './occupancy.js';
import { chainAt, slotsOf } from './search.js';

const day = frame(['anna', 'bob']);
const busyWith = (...lines: PlannedLine[]) =>
  lines.reduce((now, l, i) => occupy(now, `a${i}`, `c${i}`, [l]), nobodyBusy);
const kind = (now = nobodyBusy, wanted: PlannedLine, rules = day, customer = 'new') =>
  clashOf(now, [], wanted, 0, rules, customer)?.kind;
const buffered = (before: number, after: number) =>
  service('b', [
    phase('prep', 'buffer-before', before),
    phase('do', 'active', 30),
    phase('clean', 'buffer-after', after),
  ]);
const zero = (of: typeof cut, staffId: string, lineId = 'l1') =>
  lineAtZero({
    service: of,
    minutes: of.phases.map((p) => p.minutes),
    staffId,
    requested: false,
    priceCents: of.priceCents,
    lineId,
  });

describe('R-BK-01 occupancy is per kind of resource', () => {
  it('frees staff in processing, keeps the customer and the place', () => {
    const all = line(
      service(
        'p',
        [phase('prep', 'buffer-before', 5), ...colour.phases, phase('clean', 'buffer-after', 10)],
        { place: { match: 'all', pools: ['chair'] } },
      ),
      'anna',
      0,
    );
    const m = MINUTE_MS;
    expect(all.staff).toEqual([
      { staffId: 'anna', fromMs: 0, toMs: 30 * m, beforeMs: 5 * m, afterMs: 0 },
      { staffId: 'anna', fromMs: 75 * m, toMs: 105 * m, beforeMs: 0, afterMs: 10 * m },
    ]);
    expect(all.customer).toEqual([{ fromMs: 0, toMs: 105 * m }]);
    expect(all.pools).toEqual([{ fromMs: -5 * m, toMs: 115 * m, anyOf: ['chair'] }]);
    expect([all.startMs, all.endMs]).toEqual([0, 105 * m]);
  });
});

describe('R-BK-02 a gap takes what fits completely', () => {
  const now = busyWith(line(colour, 'anna', at('10:00')));
  it('lets a cut with its buffers into the processing, and not a minute more', () => {
    expect(kind(now, line(cut, 'anna', at('10:30')))).toBeUndefined();
    expect(kind(now, line(cut, 'anna', at('10:45')))).toBeUndefined();
    expect(kind(now, line(cut, 'anna', at('10:50')))).toBe('staff');
    expect(kind(now, line(buffered(10, 5), 'anna', at('10:40')))).toBeUndefined();
    expect(kind(now, line(buffered(10, 10), 'anna', at('10:40')))).toBe('staff');
  });
  it('limits the customers under way at once', () => {
    const long = service('perm', [
      phase('apply', 'active', 10),
      phase('develop', 'processing', 90),
      phase('finish', 'active', 10),
    ]);
    const two = busyWith(line(long, 'anna', at('10:00')), line(long, 'anna', at('10:15')));
    expect(kind(two, line(cut, 'anna', at('10:40')))).toBe('staff-limit');
    expect(
      kind(two, line(cut, 'anna', at('10:40')), { ...day, interleaveLimit: 3 }),
    ).toBeUndefined();
  });
  it('never has a customer in two lines', () => {
    const mine = occupy(nobodyBusy, 'a', 'c1', [line(colour, 'anna', at('10:00'))]);
    expect(kind(mine, line(cut, 'bob', at('10:45')), day, 'c1')).toBe('customer');
    expect(kind(mine, line(cut, 'bob', at('10:45')), day, 'c2')).toBeUndefined();
    const own = [line(cut, 'bob', at('14:00'))];
    expect(clashOf(nobodyBusy, own, line(cut, 'anna', at('14:00'), 'l2'), 0, day, 'c1')?.kind).toBe(
      'customer',
    );
    expect(
      clashOf(
        nobodyBusy,
        [{ ...own[0]!, parallel: true }],
        { ...line(cut, 'anna', at('14:00'), 'l2'), parallel: true },
        0,
        day,
        'c1',
      ),
    ).toBeUndefined();
  });
});

describe('R-BK-03 processing', () => {
  it('is closed to others when the service says so', () => {
    expect(
      kind(
        busyWith(line({ ...colour, allowBookingDuringProcessing: false }, 'anna', at('10:00'))),
        line(cut, 'anna', at('10:35')),
      ),
    ).toBe('staff');
  });
  it('passes block-outs and the end of the shift only where the store allows it', () => {
    const blocked = {
      ...day,
      working: {
        anna: [
          { fromMs: at('09:00'), toMs: at('10:45') },
          { fromMs: at('11:00'), toMs: at('18:00') },
        ],
      },
    };
    expect(outsideDay(line(colour, 'anna', at('10:00')), 0, blocked)).toBe('off-shift');
    expect(
      outsideDay(line(colour, 'anna', at('10:00')), 0, {
        ...blocked,
        processingMayOverlapBlockOut: true,
      }),
    ).toBeUndefined();
    const mask = service('mask', [phase('apply', 'active', 15), phase('rest', 'processing', 30)]);
    expect(outsideDay(line(mask, 'anna', at('17:45')), 0, day)).toBe('off-shift');
    expect(
      outsideDay(line(mask, 'anna', at('17:45')), 0, { ...day, processingMayPassShiftEnd: true }),
    ).toBeUndefined();
  });
});

describe('R-BK-05 gaps to both neighbours', () => {
  const now = busyWith(line(buffered(5, 10), 'anna', at('12:00')));
  it.each([
    ['sum', '12:55', '12:54', '11:10', '11:11'],
    ['max', '12:45', '12:44', '11:15', '11:16'],
  ] as const)('%s', (gapRule, afterFits, afterNot, beforeFits, beforeNot) => {
    const rules = { ...day, gapRule };
    // The newcomer prepares 15 minutes and cleans up 15: after(A) 10 with its 15 before; its 15 after with before(A) 5.
    expect(kind(now, line(buffered(15, 15), 'anna', at(afterFits)), rules)).toBeUndefined();
    expect(kind(now, line(buffered(15, 15), 'anna', at(afterNot)), rules)).toBe('staff');
    expect(kind(now, line(buffered(15, 15), 'anna', at(beforeFits)), rules)).toBeUndefined();
    expect(kind(now, line(buffered(15, 15), 'anna', at(beforeNot)), rules)).toBe('staff');
  });
});

describe('R-BK-07 half-open intervals', () => {
  it('lets appointments touch on both sides', () => {
    const now = busyWith(line(cut, 'anna', at('10:00')));
    expect(
      [at('09:30'), at('10:30'), at('09:31'), at('10:29')].map((t) =>
        kind(now, line(cut, 'anna', t)),
      ),
    ).toEqual([undefined, undefined, 'staff', 'staff']);
    expect(outsideDay(line(cut, 'anna', at('17:30')), 0, day)).toBeUndefined();
    expect(outsideDay(line(cut, 'anna', at('17:31')), 0, day)).toBe('off-shift');
  });
});

describe('pools of places', () => {
  const seated = service('cut', cut.phases, { place: { match: 'all', pools: ['chair'] } });
  it('counts capacity and takes any of several', () => {
    const rules = frame(['a', 'b', 'c'], { capacities: { chair: 1, stool: 1 } });
    const first = withPools(nobodyBusy, [], line(seated, 'a', at('10:00')), rules);
    const one = occupy(nobodyBusy, 'a1', undefined, [first]);
    expect(kind(one, line(seated, 'b', at('10:15')), rules)).toBe('pool');
    const either = line(
      service('cut', cut.phases, { place: { match: 'any', pools: ['chair', 'stool'] } }),
      'b',
      at('10:15'),
    );
    const second = withPools(one, [], either, rules);
    expect(second.pools[0]?.pool).toBe('stool');
    expect(kind(occupy(one, 'a2', undefined, [second]), { ...either, staff: [] }, rules)).toBe(
      'pool',
    );
    expect(vacate(one, 'a1', undefined, [first])).toEqual(nobodyBusy);
  });
});

describe('BK-01 BK-18 searching', () => {
  it('offers only starts without conflict, on the grid', () => {
    const now = busyWith(line(cut, 'anna', at('09:30')));
    const starts = [
      ...slotsOf(
        now,
        frame(['anna']),
        [{ lines: [[zero(cut, 'anna')]], maxWaitMs: 0 }],
        at('09:00'),
      ),
    ].flatMap((lines) => lines?.[0]?.startMs ?? []);
    expect(starts[0]).toBe(at('09:00'));
    expect(starts).not.toContain(at('09:15'));
    expect(starts).not.toContain(at('09:45'));
    expect(starts[1]).toBe(at('10:00'));
    expect(starts.at(-1)).toBe(at('17:30'));
    expect(
      [
        ...slotsOf(
          now,
          frame(['anna']),
          [{ lines: [[zero(cut, 'anna')]], maxWaitMs: 0 }],
          at('17:20'),
        ),
      ].filter((lines) => lines),
    ).toHaveLength(1);
  });
  it('places several services in order, same person first, waiting at most as long as allowed', () => {
    const lines = [
      [zero(cut, 'anna'), zero(cut, 'bob')],
      [zero(colour, 'anna', 'l2'), zero(colour, 'bob', 'l2')],
    ];
    expect(
      chainAt(nobodyBusy, day, { lines, maxWaitMs: 0 }, at('10:00'))?.map((l) => [
        l.staffId,
        l.startMs,
      ]),
    ).toEqual([
      ['anna', at('10:00')],
      ['anna', at('10:30')],
    ]);
    const annaLater = busyWith(line(cut, 'anna', at('10:30')));
    expect(
      chainAt(annaLater, day, { lines, maxWaitMs: 0 }, at('10:00'))?.map((l) => l.staffId),
    ).toEqual(['anna', 'bob']);
    const onlyAnna = [[zero(cut, 'anna')], [zero(colour, 'anna', 'l2')]];
    const short = busyWith(line(service('x', [phase('x', 'active', 10)]), 'anna', at('10:30')));
    expect(
      chainAt(short, day, { lines: onlyAnna, maxWaitMs: 15 * MINUTE_MS }, at('10:00'))?.map(
        (l) => l.startMs,
      ),
    ).toEqual([at('10:00'), at('10:40')]);
    expect(
      chainAt(short, day, { lines: onlyAnna, maxWaitMs: 5 * MINUTE_MS }, at('10:00')),
    ).toBeUndefined();
  });
});
