import { HOUR_MS, isoOf, MINUTE_MS, type Span } from '@chignon/calendar';
import { nobodyBusy, occupy } from '../../agenda/day/occupancy.js';
import { runSearch } from '../../agenda/day/search.js';
import { waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import { at, cut, DATE, frame, line, phase, service, store } from '../../testing.js';
import { fitting, inOrder, openingOf } from './opening.js';
import { beginningsOn, checkWindows, overAt } from './windows.js';

const day = frame(['anna', 'bob']);
const wish = (of = cut, ...staff: string[]) => [
  {
    lines: [(staff.length > 0 ? staff : ['anna', 'bob']).map((who) => line(of, who, 0))],
    maxWaitMs: 0,
  },
];
const opened = (start: string, of = cut, who = 'anna') =>
  openingOf('o1', 's1', DATE, [line(of, who, at(start))]);
const from = (time: string) => (ms: number) => ms >= at(time);
const begins = (lines: readonly { startMs: number; staffId: string }[] | undefined) =>
  lines && `${isoOf(lines[0]!.startMs).slice(11, 16)} ${lines[0]!.staffId}`;
const text = (spans: readonly Span[]) =>
  spans.map((s) => `${isoOf(s.fromMs).slice(5, 16)}/${isoOf(s.toMs).slice(5, 16)}`);

describe('BK-20 what fits into an opening', () => {
  const busy = (...parts: [string, string][]) =>
    parts.reduce(
      (now, [start, who], i) => occupy(now, `a${i}`, undefined, [line(cut, who, at(start))]),
      nobodyBusy,
    );

  it('is the earliest start inside it, with the person who became free, not with somebody who was free before', () => {
    expect(
      begins(runSearch(fitting(nobodyBusy, day, wish(), opened('10:00'), from('09:00')))),
    ).toBe('10:00 anna');
    expect(
      begins(runSearch(fitting(nobodyBusy, day, wish(cut, 'bob'), opened('10:00'), from('09:00')))),
    ).toBeUndefined();
    expect(
      begins(runSearch(fitting(nobodyBusy, day, wish(), opened('10:00'), from('10:05')))),
    ).toBe('10:15 anna');
    expect(
      begins(runSearch(fitting(nobodyBusy, day, wish(), opened('10:00'), from('10:30')))),
    ).toBeUndefined();
  });
  it('may begin before it, when there is no room inside', () => {
    const hour = service('hour', [phase('do', 'active', 60)]);
    const now = busy(['10:30', 'anna'], ['09:00', 'anna']);
    expect(
      begins(runSearch(fitting(now, day, wish(hour, 'anna'), opened('10:00'), from('09:00')))),
    ).toBe('09:30 anna');
    expect(
      begins(
        runSearch(
          fitting(
            busy(['10:30', 'anna'], ['09:30', 'anna']),
            day,
            wish(hour, 'anna'),
            opened('10:00'),
            from('09:00'),
          ),
        ),
      ),
    ).toBeUndefined();
  });
  it('may begin off the grid, where the appointment before did', () => {
    const now = occupy(
      occupy(nobodyBusy, 'a', undefined, [line(cut, 'anna', at('09:40'))]),
      'b',
      undefined,
      [line(cut, 'anna', at('10:40'))],
    );
    expect(
      begins(runSearch(fitting(now, day, wish(cut, 'anna'), opened('10:10'), from('09:00')))),
    ).toBe('10:10 anna');
  });
  it('uses a chair that became free, when there had been none left', () => {
    const seated = { ...cut, place: { match: 'all' as const, pools: ['chair'] } };
    const bound = (who: string, start: string) => ({
      ...line(seated, who, at(start)),
      pools: [
        { anyOf: ['chair'], pool: 'chair', fromMs: at(start), toMs: at(start) + 30 * MINUTE_MS },
      ],
    });
    const opening = openingOf('o1', 's1', DATE, [bound('anna', '10:00')]);
    const now = occupy(nobodyBusy, 'cleo', undefined, [bound('cleo', '10:00')]);
    expect(begins(runSearch(fitting(now, day, wish(seated, 'bob'), opening, from('10:00'))))).toBe(
      '10:00 bob',
    );
    expect(
      begins(runSearch(fitting(nobodyBusy, day, wish(seated, 'bob'), opening, from('10:00')))),
    ).toBeUndefined();
  });
  it('leaves out what may not be taken, and the customer who is busy', () => {
    expect(
      begins(
        runSearch(
          fitting(
            nobodyBusy,
            day,
            wish(),
            opened('10:00'),
            from('10:00'),
            (lines) => lines[0]!.startMs !== at('10:00'),
          ),
        ),
      ),
    ).toBe('10:15 anna');
    const now = occupy(nobodyBusy, 'x', 'c1', [line(cut, 'bob', at('10:00'))]);
    expect(
      begins(
        runSearch(
          fitting(
            now,
            day,
            wish(cut, 'anna').map((w) => ({ ...w, customerId: 'c1' })),
            opened('10:00'),
            from('10:00'),
          ),
        ),
      ),
    ).toBeUndefined();
  });
});

describe('R-BK-30 the order of those who wait', () => {
  const one = (entryId: string, joinedAtMs: number, valueCents: number, tierRank: number) => ({
    entryId,
    joinedAtMs,
    valueCents,
    tierRank,
  });
  const waiting = [
    one('d', 4, 9000, 0),
    one('c', 3, 9000, 1),
    one('b', 1, 5000, 2),
    one('a', 1, 5000, 0),
  ];
  it.each([
    ['manual', false, 'abcd'],
    ['first-in-line', false, 'abcd'],
    ['broadcast-first-to-accept', false, 'abcd'],
    ['highest-value', false, 'cdab'],
    ['first-in-line', true, 'bcad'],
    ['highest-value', true, 'bcda'],
  ] as const)('under %s, tiers first %s, is %s', (policy, tierFirst, expected) =>
    expect(
      inOrder(waiting, { policy, tierFirst })
        .map((w) => w.entryId)
        .join(''),
    ).toBe(expected),
  );
  it('is first in line, half an hour each, without tiers, where a store says nothing', () => {
    expect(waitlistTerms({})).toEqual({
      policy: 'first-in-line',
      replyMinutes: 30,
      tierFirst: false,
    });
    expect(waitlistTerms({ waitlist: { policy: 'manual' } })).toEqual({
      policy: 'manual',
      replyMinutes: 30,
      tierFirst: false,
    });
  });
});

describe('R-BK-31 windows', () => {
  const late = store({ dayStartsAt: '06:00' });
  it('are business days, or local hours of them, also past midnight', () => {
    expect(text(beginningsOn([{ from: DATE, to: DATE }], late, DATE))).toEqual([
      '03-02T06:00/03-03T06:00',
    ]);
    expect(
      text(
        beginningsOn([{ from: DATE, to: DATE, timeFrom: '22:00', timeTo: '01:30' }], late, DATE),
      ),
    ).toEqual(['03-02T22:00/03-03T01:30']);
    expect(text(beginningsOn([{ from: DATE, to: DATE, timeFrom: '00:30' }], late, DATE))).toEqual([
      '03-03T00:30/03-03T06:00',
    ]);
    expect(text(beginningsOn([{ from: DATE, to: DATE, timeTo: '09:00' }], late, DATE))).toEqual([
      '03-02T06:00/03-02T09:00',
    ]);
  });
  it('hold on their dates and weekdays only; several are joined', () => {
    const windows = [
      {
        from: '2026-03-02',
        to: '2026-03-15',
        weekdays: [1, 3],
        timeFrom: '10:00',
        timeTo: '12:00',
      },
      { from: '2026-03-09', to: '2026-03-09', timeFrom: '11:00', timeTo: '13:00' },
    ];
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-09', '2026-03-16'].map((date) =>
        text(beginningsOn(windows, store(), date)),
      ),
    ).toEqual([[], ['03-02T10:00/03-02T12:00'], [], ['03-09T10:00/03-09T13:00'], []]);
  });
  it('keep their wall clock when the clocks change', () => {
    const york = store({ zone: 'America/New_York' });
    expect(
      ['2026-03-07', '2026-03-09'].map((date) =>
        text(
          beginningsOn(
            [{ from: '2026-03-01', to: '2026-03-31', timeFrom: '10:00', timeTo: '11:00' }],
            york,
            date,
          ),
        ),
      ),
    ).toEqual([['03-07T15:00/03-07T16:00'], ['03-09T14:00/03-09T15:00']]);
  });
  it('are over with their last weekday, at the store where it ends last', () => {
    const stores = [store({ zone: 'Asia/Shanghai' }), store({ zone: 'America/New_York' })];
    expect(
      isoOf(
        overAt([{ from: '2026-03-02', to: '2026-03-08', weekdays: [5], timeTo: '12:00' }], stores),
      ),
    ).toBe('2026-03-06T17:00:00.000Z');
    expect(overAt([{ from: DATE, to: DATE }], [store()])).toBe(at('00:00') + 24 * HOUR_MS);
  });
  it.each([
    ['date-invalid', 'windows.0.to', { to: '2026-02-30' }],
    ['dates-reversed', 'windows.0.to', { to: '2026-03-01' }],
    ['range-too-long', 'windows.0.to', { to: '2027-03-04' }],
    ['window-empty', 'windows.0.weekdays', { weekdays: [2] }],
    ['hours-invalid', 'windows.0.timeTo', { timeFrom: '12:00', timeTo: '12:00' }],
    ['hours-invalid', 'windows.0.timeTo', { timeFrom: '12:00', timeTo: '11:00' }],
    ['hours-invalid', 'windows.0.timeFrom', { timeFrom: '24:30' }],
    ['hours-invalid', 'windows.0.timeTo', { timeTo: '24:30' }],
  ])('refuse %s at %s', (code, field, more) => {
    expect(() => checkWindows([{ from: DATE, to: DATE, ...more }], [store()])).toThrow(
      expect.objectContaining({ code, detail: expect.objectContaining({ field }) }),
    );
    expect(() =>
      checkWindows([{ from: DATE, to: DATE, timeFrom: '10:00', timeTo: '24:00' }], [store()]),
    ).not.toThrow();
  });
});
