import { isoOf, msOfIso } from '@chignon/calendar';
import { occurrencesOf, type Rhythm } from './occurrences.js';

const starts = (zone: string, first: string, rhythm: Rhythm) =>
  occurrencesOf(zone, msOfIso(first), rhythm).map(
    ({ local, startMs }) =>
      `${local} ${startMs === undefined ? '-' : isoOf(startMs).slice(11, 16)}`,
  );

describe('B6 R-BK-08 the dates of a series', () => {
  it.each([
    [
      'America/New_York',
      '2026-02-20T15:00:00.000Z',
      ['2026-02-20T10:00 15:00', '2026-03-20T10:00 14:00', '2026-04-17T10:00 14:00'],
    ],
    [
      'Europe/London',
      '2026-03-13T09:00:00.000Z',
      ['2026-03-13T09:00 09:00', '2026-04-10T09:00 08:00', '2026-05-08T09:00 08:00'],
    ],
    [
      'Australia/Lord_Howe',
      '2026-03-14T22:00:00.000Z',
      ['2026-03-15T09:00 22:00', '2026-04-12T09:00 22:30', '2026-05-10T09:00 22:30'],
    ],
    [
      'America/Santiago',
      '2026-03-14T13:00:00.000Z',
      ['2026-03-14T10:00 13:00', '2026-04-11T10:00 14:00', '2026-05-09T10:00 14:00'],
    ],
    [
      'Asia/Shanghai',
      '2026-03-14T02:00:00.000Z',
      ['2026-03-14T10:00 02:00', '2026-04-11T10:00 02:00', '2026-05-09T10:00 02:00'],
    ],
  ])('keep the wall clock of %s', (zone, first, expected) =>
    expect(starts(zone, first, { every: 4, unit: 'week', count: 3 })).toEqual(expected),
  );

  it('leave a date out of time when the clocks skip it', () => {
    expect(
      starts('America/New_York', '2026-03-01T07:30:00.000Z', { every: 1, unit: 'week', count: 3 }),
    ).toEqual(['2026-03-01T02:30 07:30', '2026-03-08T02:30 -', '2026-03-15T02:30 06:30']);
  });
  it('take the first offset of a time that happens twice', () => {
    expect(
      starts('America/New_York', '2026-10-25T05:30:00.000Z', {
        every: 1,
        unit: 'week',
        count: 2,
      })[1],
    ).toBe('2026-11-01T01:30 05:30');
    expect(
      starts('America/New_York', '2025-12-07T06:30:00.000Z', {
        every: 47,
        unit: 'week',
        count: 2,
      })[1],
    ).toBe('2026-11-01T01:30 06:30');
  });
  it('count months from the first date, so that a short month does not shorten the rest', () => {
    expect(
      starts('UTC', '2027-12-31T10:00:00.000Z', { every: 1, unit: 'month', count: 4 }).map((s) =>
        s.slice(0, 10),
      ),
    ).toEqual(['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31']);
    expect(
      starts('UTC', '2028-02-29T10:00:00.000Z', { every: 12, unit: 'month', count: 5 }).map((s) =>
        s.slice(0, 10),
      ),
    ).toEqual(['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']);
  });
  it('pass through the lunar new year like any other date', () => {
    expect(
      starts('Asia/Shanghai', '2027-02-05T02:00:00.000Z', { every: 1, unit: 'day', count: 3 }).map(
        (s) => s.slice(0, 10),
      ),
    ).toEqual(['2027-02-05', '2027-02-06', '2027-02-07']);
  });
});
