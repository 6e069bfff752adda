import fc from 'fast-check';
import { dateAfter, dayNumber } from '@chignon/calendar';
import { intervalOf, nextVisit, type Proposal, proposals } from './next-visit.js';

describe('BK-27 when a customer should come again', () => {
  it('is their own rhythm from three visits on: the median of the last five gaps, days counted once', () => {
    expect(intervalOf('cut', ['2031-03-01', '2031-01-01', '2031-01-31'], 42)).toEqual({
      serviceGroup: 'cut',
      intervalDays: 30,
      basis: 'own',
      visits: 3,
      lastVisitOn: '2031-03-01',
      dueOn: '2031-03-31',
    });
    expect(intervalOf('cut', ['2031-01-01', '2031-01-01', '2031-01-31'], 42)).toMatchObject({
      intervalDays: 42,
      basis: 'service',
      visits: 2,
      dueOn: '2031-03-14',
    });
    expect(
      intervalOf(
        'cut',
        [
          '2030-01-01',
          '2031-01-01',
          '2031-01-11',
          '2031-01-21',
          '2031-01-31',
          '2031-02-10',
          '2031-02-20',
        ],
        undefined,
      ),
    ).toMatchObject({ intervalDays: 10, basis: 'own', visits: 7 });
    expect(
      intervalOf('cut', ['2031-01-01', '2031-01-11', '2031-01-22'], undefined)!.intervalDays,
    ).toBe(11);
  });
  it('is nothing when neither they nor the catalogue say', () =>
    expect(intervalOf('cut', ['2031-01-01', '2031-02-01'], undefined)).toBeUndefined());
  it('does together what is due within a week', () => {
    const on = (serviceGroup: string, dueOn: string) => ({
      serviceGroup,
      intervalDays: 1,
      basis: 'own' as const,
      visits: 3,
      lastVisitOn: '2031-01-01',
      dueOn,
    });
    expect(nextVisit([])).toBeUndefined();
    const next = nextVisit([
      on('perm', '2031-04-09'),
      on('cut', '2031-04-01'),
      on('colour', '2031-04-08'),
    ])!;
    expect([next.dueOn, next.intervals.map((interval) => interval.serviceGroup)]).toEqual([
      '2031-04-01',
      ['cut', 'colour'],
    ]);
  });
  it('proposes at most three starts, one of a day, none of which a left-out one beats', () => {
    const start = fc.record({
      day: fc.integer({ min: -3, max: 3 }),
      hour: fc.integer({ min: 9, max: 18 }),
      wishesMet: fc.integer({ min: 0, max: 2 }),
      wasteMinutes: fc.constantFrom(0, 15),
    });
    fc.assert(
      fc.property(fc.array(start, { maxLength: 40 }), (starts) => {
        const found = starts.map(({ day, hour, wishesMet, wasteMinutes }): Proposal => ({
          date: dateAfter('2031-04-10', day),
          startMs: day * 24 + hour,
          wishesMet,
          wasteMinutes,
          minutesAway: Math.abs(hour - 12) * 60,
        }));
        const chosen = proposals(found, '2031-04-10', 3);
        const days = new Set(found.map((one) => one.date));
        expect(new Set(chosen.map((one) => one.date)).size).toBe(Math.min(3, days.size));
        expect(chosen).toHaveLength(Math.min(3, days.size));
        const away = ({ date }: Proposal) => Math.abs(dayNumber(date)! - dayNumber('2031-04-10')!);
        for (const one of chosen)
          expect(
            found.filter((other) => other.date === one.date && other.wishesMet > one.wishesMet),
          ).toEqual([]);
        const worst = chosen.at(-1);
        for (const other of found)
          if (!chosen.some((one) => one.date === other.date))
            expect(
              other.wishesMet < worst!.wishesMet ||
                (other.wishesMet === worst!.wishesMet && away(other) >= away(worst!)),
            ).toBe(true);
      }),
    );
  });
});
