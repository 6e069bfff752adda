import { isDate, latestToday, mustBeCredible } from './dates.js';

const bounds = { today: '2026-11-30', field: 'businessDate' };
const codeOf = (date: string, more: object = {}): string | undefined => {
  try {
    mustBeCredible(date, { ...bounds, ...more });
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('F14, F17: the future is refused, and so is what is too long ago', () => {
  it.each([
    ['2026-11-30', undefined],
    ['2026-12-01', 'date-in-future'],
    ['2029-01-01', 'date-in-future'],
    ['2099-12-31', 'date-in-future'],
    ['1970-01-01', undefined],
    ['1969-12-31', 'date-too-early'],
    ['1900-01-01', 'date-too-early'],
    ['2026-02-30', 'date-invalid'],
    ['26-02-03', 'date-invalid'],
  ])('%s is answered by %s', (date, code) => expect(codeOf(date)).toBe(code));
  it('takes what is agreed within its own bound', () => {
    expect([
      codeOf('2027-03-01', { last: '2028-11-30' }),
      codeOf('2099-12-31', { last: '2028-11-30' }),
    ]).toEqual([undefined, 'date-in-future']);
  });
  it('knows the calendar', () =>
    expect(['2028-02-29', '2027-02-29', '2026-13-01'].map(isDate)).toEqual([true, false, false]));
  it('knows where it is tomorrow already', () =>
    expect([
      latestToday('2026-11-30T09:59:59.999Z'),
      latestToday('2026-11-30T10:00:00.000Z'),
    ]).toEqual(['2026-11-30', '2026-12-01']));
});
