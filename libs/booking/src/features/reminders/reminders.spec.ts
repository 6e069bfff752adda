import fc from 'fast-check';
import { HOUR_MS, instantOf, isoOf, localOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { dueMsOf, quietAt } from './due.js';
import { type ReminderCommand, type ReminderEvent, reminders, waiting } from './reminder-ledger.js';
import { DEFAULT_REMINDERS, type ReminderRules, reminderTerms } from './reminder-rules.js';
import type { Standing } from './standing.js';

const zone = 'America/New_York';
const ms = (local: string, of = zone) => instantOf(local, of, 'test');
const local = (at: number | undefined, of = zone) => {
  if (at === undefined) return undefined;
  const { date, minute } = localOf(of, at);
  return `${date}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
};
const quiet = { quietFrom: '21:00', quietTo: '09:00' };
const due = (start: string, hoursBefore: number, now: string, of = zone) =>
  local(dueMsOf(ms(start, of), hoursBefore, of, quiet, ms(now, of)), of);
const rules = (...hours: number[]): ReminderRules => ({
  ...DEFAULT_REMINDERS,
  version: 'chain.1',
  reminders: hours.map((hoursBefore) => ({ hoursBefore })),
});

const at = (start: string, more: Partial<Standing> = {}): Standing => ({
  customerId: 'c1',
  storeId: 'soho',
  zone,
  startMs: ms(start),
  ...more,
});
/** Commands one after another, each at its local time. */
const after = (
  steps: readonly (readonly [now: string, command: ReminderCommand])[],
): ReminderEvent[] =>
  steps.reduce<ReminderEvent[]>(
    (log, [now, command]) => [
      ...log,
      ...given(reminders, 'a1', log)
        .when(command, fixedFacts(isoOf(ms(now))))
        .events(),
    ],
    [],
  );
const follow = (standing: Standing, by = rules(24)): ReminderCommand => ({
  type: 'FollowAppointment',
  standing,
  rules: by,
});
const release = (standing: Standing, n = 1, by = rules(24)): ReminderCommand => ({
  type: 'ReleaseReminder',
  reminderId: `a1.r${n}`,
  standing,
  rules: by,
  storeName: 'Soho',
});
const told = (log: readonly ReminderEvent[]) =>
  log.map(({ type, data }) =>
    [
      type,
      ...('reminderId' in data ? [data.reminderId] : []),
      ...('dueMs' in data ? [local(data.dueMs)] : []),
      ...('reason' in data ? [data.reason] : []),
    ].join(' '),
  );

describe('BK-06 when a reminder is due', () => {
  it('is one day before by default, at the same time of the wall clock, also across a change of the clocks', () => {
    expect(DEFAULT_REMINDERS.reminders).toEqual([{ hoursBefore: 24 }]);
    expect(due('2031-03-05T15:00', 24, '2031-02-01T12:00')).toBe('2031-03-04T15:00');
    // The clocks of New York go forward on 9 March 2031 and back on 2 November.
    expect(due('2031-03-09T15:00', 24, '2031-02-01T12:00')).toBe('2031-03-08T15:00');
    expect(due('2031-11-02T15:00', 48, '2031-10-01T12:00')).toBe('2031-10-31T15:00');
    expect(ms('2031-11-02T15:00') - dueMsOf(ms('2031-11-02T15:00'), 24, zone, quiet, 0)!).toBe(
      25 * HOUR_MS,
    );
    expect(due('2031-03-10T02:30', 24, '2031-02-01T12:00')).toBe('2031-03-08T20:45');
  });
  it('R-CM-07 leaves people alone in quiet hours: it is early rather than late, and a quarter of an hour early', () => {
    expect(due('2031-03-05T08:30', 24, '2031-02-01T12:00')).toBe('2031-03-03T20:45');
    expect(due('2031-03-05T11:00', 3, '2031-02-01T12:00')).toBe('2031-03-04T20:45');
    expect(due('2031-03-05T12:00', 3, '2031-02-01T12:00')).toBe('2031-03-05T09:00');
    expect(due('2031-03-05T22:00', 24, '2031-02-01T12:00')).toBe('2031-03-04T20:45');
    expect(due('2031-03-05T21:00', 24, '2031-02-01T12:00')).toBe('2031-03-04T20:45');
  });
  it('comes at once when it is late already, after the quiet hours if need be, and not at all with less than two hours of notice', () => {
    expect(due('2031-03-05T15:00', 24, '2031-03-05T10:00')).toBe('2031-03-05T10:00');
    expect(due('2031-03-05T15:00', 24, '2031-03-05T13:00')).toBe('2031-03-05T13:00');
    expect(due('2031-03-05T15:00', 24, '2031-03-05T13:01')).toBeUndefined();
    expect(due('2031-03-05T11:00', 24, '2031-03-04T23:00')).toBe('2031-03-05T09:00');
    expect(due('2031-03-05T10:59', 24, '2031-03-04T23:00')).toBeUndefined();
  });
  it('knows quiet hours by day, none, and those that a clock change stretches', () => {
    expect(quietAt(zone, { quietFrom: '12:00', quietTo: '14:00' }, ms('2031-03-05T13:59'))).toEqual(
      { fromMs: ms('2031-03-05T12:00'), toMs: ms('2031-03-05T14:00') },
    );
    expect(
      quietAt(zone, { quietFrom: '12:00', quietTo: '14:00' }, ms('2031-03-05T14:00')),
    ).toBeUndefined();
    expect(
      quietAt(zone, { quietFrom: '09:00', quietTo: '09:00' }, ms('2031-03-05T09:00')),
    ).toBeUndefined();
    const night = quietAt(zone, quiet, ms('2031-11-02T05:00'))!;
    expect(night.toMs - night.fromMs).toBe(13 * HOUR_MS);
  });
  it('is never in quiet hours, never before now, and always before the start, whatever the zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'America/New_York',
          'Asia/Shanghai',
          'Australia/Lord_Howe',
          'Europe/Berlin',
        ),
        fc.integer({
          min: msOfIso('2031-01-01T00:00:00.000Z') / MINUTE_MS,
          max: msOfIso('2031-12-20T00:00:00.000Z') / MINUTE_MS,
        }),
        fc.integer({ min: 1, max: 60 * 24 * 20 }),
        fc.integer({ min: 1, max: 240 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1200 }),
        (of, nowMinute, ahead, hoursBefore, from, long) => {
          const clock = (minute: number) =>
            `${String(Math.floor((minute % 1440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const asleep = { quietFrom: clock(from), quietTo: clock(from + long) };
          const [nowMs, startMs] = [nowMinute * MINUTE_MS, (nowMinute + ahead) * MINUTE_MS];
          const dueMs = dueMsOf(startMs, hoursBefore, of, asleep, nowMs);
          if (dueMs === undefined) return;
          expect(dueMs).toBeGreaterThanOrEqual(nowMs);
          expect(dueMs).toBeLessThan(startMs);
          expect(quietAt(of, asleep, dueMs)).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
  it('refuses rules that say one thing twice or leave no time of the day', () => {
    expect(reminderTerms({ reminders: [{ hoursBefore: 48 }, { hoursBefore: 24 }] })).toEqual({
      reminders: [{ hoursBefore: 24 }, { hoursBefore: 48 }],
      quietFrom: '21:00',
      quietTo: '09:00',
    });
    expect(() => reminderTerms({ reminders: [{ hoursBefore: 24 }, { hoursBefore: 24 }] })).toThrow(
      expect.objectContaining({ code: 'reminder-repeated' }),
    );
    expect(() => reminderTerms({ reminders: [], quietFrom: '09:00', quietTo: '08:00' })).toThrow(
      expect.objectContaining({ code: 'quiet-hours-too-long' }),
    );
  });
});

describe('BK-06 reminders follow their appointment', () => {
  const booked = ['2031-03-01T12:00', follow(at('2031-03-05T15:00'))] as const;
  it('are planned once, several if the rules say so', () => {
    const log = after([booked, ['2031-03-01T12:01', follow(at('2031-03-05T15:00'))]]);
    expect(log).toEqual([
      {
        type: 'ReminderPlanned',
        data: {
          reminderId: 'a1.r1',
          customerId: 'c1',
          storeId: 'soho',
          zone,
          startMs: ms('2031-03-05T15:00'),
          hoursBefore: 24,
          dueMs: ms('2031-03-04T15:00'),
          rules: 'chain.1',
        },
      },
    ]);
    expect(
      told(after([['2031-03-01T12:00', follow(at('2031-03-05T15:00'), rules(2, 24, 72))]])),
    ).toEqual([
      'ReminderPlanned a1.r1 2031-03-05T13:00',
      'ReminderPlanned a1.r2 2031-03-04T15:00',
      'ReminderPlanned a1.r3 2031-03-02T15:00',
    ]);
  });
  it('are re-timed under their own id, and withdrawn', () => {
    expect(
      told(
        after([
          booked,
          ['2031-03-01T13:00', follow(at('2031-03-06T10:00'))],
          ['2031-03-01T14:00', follow(at('2031-03-06T10:00', { ended: 'cancelled' }))],
          ['2031-03-01T15:00', follow(at('2031-03-06T10:00', { ended: 'cancelled' }))],
        ]),
      ),
    ).toEqual([
      'ReminderPlanned a1.r1 2031-03-04T15:00',
      'ReminderRetimed a1.r1 2031-03-05T10:00 moved',
      'ReminderWithdrawn a1.r1 cancelled',
    ]);
    expect(
      told(
        after([booked, ['2031-03-01T13:00', follow(at('2031-03-05T15:00', { ended: 'arrived' }))]]),
      ).at(-1),
    ).toBe('ReminderWithdrawn a1.r1 arrived');
  });
  it('speak of the store too: the same hour elsewhere is another agreement', () => {
    expect(
      after([booked, ['2031-03-01T13:00', follow(at('2031-03-05T15:00', { storeId: 'noho' }))]]).at(
        -1,
      ),
    ).toMatchObject({
      type: 'ReminderRetimed',
      data: { storeId: 'noho', dueMs: ms('2031-03-04T15:00') },
    });
  });
  it('say when none is planned: too late, or one nearer to the start goes out then', () => {
    const late = after([
      ['2031-03-05T13:30', follow(at('2031-03-05T15:00'), rules(1, 24))],
      ['2031-03-05T13:31', follow(at('2031-03-05T15:00'), rules(1, 24))],
    ]);
    expect(told(late)).toEqual([
      'ReminderPlanned a1.r1 2031-03-05T14:00',
      'ReminderSkipped too-late',
    ]);
    expect(
      told(after([['2031-03-05T10:00', follow(at('2031-03-05T15:00'), rules(24, 48))]])),
    ).toEqual(['ReminderPlanned a1.r1 2031-03-05T10:00', 'ReminderSkipped another-then']);
  });
  it('a move that leaves no time withdraws what was planned and says so', () => {
    expect(told(after([booked, ['2031-03-01T13:00', follow(at('2031-03-01T14:00'))]]))).toEqual([
      'ReminderPlanned a1.r1 2031-03-04T15:00',
      'ReminderWithdrawn a1.r1 moved',
      'ReminderSkipped too-late',
    ]);
  });
  it('after one went out, a move is reminded of anew, also back to the first time', () => {
    const log = after([
      booked,
      ['2031-03-04T15:00', release(at('2031-03-05T15:00'))],
      ['2031-03-04T16:00', follow(at('2031-03-07T15:00'))],
      ['2031-03-04T17:00', follow(at('2031-03-05T15:00'))],
    ]);
    expect(told(log)).toEqual([
      'ReminderPlanned a1.r1 2031-03-04T15:00',
      'ReminderReleased a1.r1 2031-03-04T15:00',
      'ReminderPlanned a1.r2 2031-03-06T15:00',
      'ReminderRetimed a1.r2 2031-03-04T17:00 moved',
    ]);
  });
  it('new rules hold from the next change on; what they no longer know is withdrawn then', () => {
    expect(
      told(after([booked, ['2031-03-01T13:00', follow(at('2031-03-05T15:00'), rules(2))]])),
    ).toEqual(['ReminderPlanned a1.r1 2031-03-04T15:00', 'ReminderPlanned a1.r2 2031-03-05T13:00']);
    expect(
      told(after([booked, ['2031-03-01T13:00', follow(at('2031-03-06T15:00'), rules(2))]])).slice(
        1,
      ),
    ).toEqual(['ReminderWithdrawn a1.r1 rules-changed', 'ReminderPlanned a1.r2 2031-03-06T13:00']);
  });
});

describe('R-CM-05 R-CM-07 a reminder is released once, and looked at again before', () => {
  const planned: ReminderEvent[] = after([['2031-03-01T12:00', follow(at('2031-03-05T15:00'))]]);
  const when = (now: string, standing = at('2031-03-05T15:00'), by = rules(24)) =>
    given(reminders, 'a1', planned)
      .when(release(standing, 1, by), fixedFacts(isoOf(ms(now))))
      .events();
  it('not before it is due, and then valid until the next quiet hours or the start', () => {
    expect(when('2031-03-04T14:59')).toEqual([]);
    const [released] = when('2031-03-04T15:00');
    expect(released).toMatchObject({
      type: 'ReminderReleased',
      data: { reminderId: 'a1.r1', storeName: 'Soho', validUntilMs: ms('2031-03-04T21:00') },
    });
    expect(when('2031-03-05T10:00')[0]).toMatchObject({
      data: { validUntilMs: ms('2031-03-05T15:00') },
    });
    given(reminders, 'a1', [...planned, released!])
      .when(release(at('2031-03-05T15:00')), fixedFacts(isoOf(ms('2031-03-04T15:01'))))
      .then([]);
    given(reminders, 'a1', planned)
      .when(release(at('2031-03-05T15:00'), 7), fixedFacts(isoOf(ms('2031-03-04T15:01'))))
      .then([]);
  });
  it('late in quiet hours: after them when that leaves two hours, else not at all', () => {
    expect(told(when('2031-03-04T23:00'))).toEqual([
      'ReminderRetimed a1.r1 2031-03-05T09:00 quiet-hours',
    ]);
    expect(
      told(when('2031-03-05T06:00', at('2031-03-05T15:00'), { ...rules(24), quietTo: '14:00' })),
    ).toEqual(['ReminderWithdrawn a1.r1 quiet-hours']);
  });
  it('never after the start', () =>
    expect(told(when('2031-03-05T15:00'))).toEqual(['ReminderWithdrawn a1.r1 stale']));
  it('not for what was cancelled, moved or begun a moment ago, though nobody heard of it yet', () => {
    expect(told(when('2031-03-04T15:00', at('2031-03-05T15:00', { ended: 'cancelled' })))).toEqual([
      'ReminderWithdrawn a1.r1 cancelled',
    ]);
    expect(told(when('2031-03-04T15:00', at('2031-03-08T15:00')))).toEqual([
      'ReminderRetimed a1.r1 2031-03-07T15:00 moved',
    ]);
    expect(told(when('2031-03-04T15:00', at('2031-03-04T15:00')))).toEqual([
      'ReminderWithdrawn a1.r1 stale',
    ]);
  });
  it('whatever is heard in whatever order and as often as it likes: at most one release for an agreement, and none planned for another', () => {
    const starts = ['2031-03-05T15:00', '2031-03-05T18:00', '2031-03-06T10:00'];
    const step = fc.record({
      hours: fc.integer({ min: 0, max: 30 }),
      start: fc.constantFrom(...starts),
      does: fc.constantFrom('follow', 'follow', 'release', 'cancel'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let nowMs = ms('2031-03-03T12:00');
        let log: ReminderEvent[] = [];
        let standing = at(starts[0]!);
        for (const { hours, start, does } of steps) {
          nowMs += hours * HOUR_MS;
          if (does === 'follow') standing = at(start);
          if (does === 'cancel') standing = { ...standing, ended: 'cancelled' };
          const now = fixedFacts(isoOf(nowMs));
          const commands =
            does === 'release'
              ? waiting(stateAfter(reminders, 'a1', log)).map((one) =>
                  release(standing, Number(one.reminderId.slice(4))),
                )
              : [follow(standing)];
          for (const command of [...commands, ...commands])
            log = [...log, ...given(reminders, 'a1', log).when(command, now).events()];
          for (const one of waiting(stateAfter(reminders, 'a1', log)))
            expect([one.startMs, standing.ended]).toEqual([standing.startMs, undefined]);
        }
        const released = log.flatMap((event) =>
          event.type === 'ReminderReleased' ? [event.data] : [],
        );
        expect(new Set(released.map((one) => one.reminderId)).size).toBe(released.length);
        for (const one of released) expect(quietAt(zone, quiet, one.dueMs)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
