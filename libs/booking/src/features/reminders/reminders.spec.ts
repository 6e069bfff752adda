import fc from 'fast-check';
import { HOUR_MS, isoOf } from '@chignon/calendar';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { quietAt } from './due.js';
import {
  type ReminderCommand,
  type ReminderEvent,
  reminders,
  plannedReminders,
} from './reminder-ledger.js';
import { DEFAULT_REMINDERS, type ReminderRules } from './reminder-rules.js';
import type { Standing } from './standing.js';
import { at, local, ms, quiet, zone } from './reminders.testing.js';

const rules = (...hours: number[]): ReminderRules => ({
  ...DEFAULT_REMINDERS,
  version: 'chain.1',
  reminders: hours.map((hoursBefore) => ({ hoursBefore })),
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
              ? plannedReminders(stateAfter(reminders, 'a1', log)).map((one) =>
                  release(standing, Number(one.reminderId.slice(4))),
                )
              : [follow(standing)];
          for (const command of [...commands, ...commands])
            log = [...log, ...given(reminders, 'a1', log).when(command, now).events()];
          for (const one of plannedReminders(stateAfter(reminders, 'a1', log)))
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
