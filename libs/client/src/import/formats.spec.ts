import { dates, times } from './formats.js';

describe('date and time formats of the import', () => {
  it('reads dates in the form the mapping names, and only existing ones', () => {
    const us = dates('MM/DD/YYYY');
    expect(us('03/15/2018')).toBe('2018-03-15');
    expect(us('02/29/2020')).toBe('2020-02-29');
    for (const wrong of [
      '13/15/2018',
      '02/30/2018',
      '02/29/2018',
      '3/15/2018',
      '2018-03-15',
      '',
      '03/15/2018 ',
    ])
      expect(us(wrong)).toBeUndefined();
    expect(dates('D.M.YYYY')('7.4.2018')).toBe('2018-04-07');
    expect(dates('YYYY-MM-DD')('2018-04-07')).toBe('2018-04-07');
  });

  it('reads times of twelve and of twenty-four hours', () => {
    const us = times('h:mm:ss A');
    expect(['3:50:00 PM', '12:00:00 PM', '12:10:00 AM', '10:00:00 AM'].map(us)).toEqual([
      950, 720, 10, 600,
    ]);
    for (const wrong of ['13:00:00 PM', '0:10:00 AM', '3:60:00 PM', '15:50'])
      expect(us(wrong)).toBeUndefined();
    expect(times('HH:mm')('23:59')).toBe(1439);
    expect(times('HH:mm')('24:00')).toBeUndefined();
  });

  it('refuses formats that say too little', () => {
    expect(() => dates('MM/YYYY')).toThrow('names no day');
    expect(() => times('h:mm')).toThrow('names no H');
  });
});
