import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// Public holidays of a year that the platform does not know, written by the chain.

let at: Salon;
beforeAll(async () => {
  const clock = new Clock();
  clock.set('2031-03-03T12:00:00.000Z');
  at = await salon({ clock });
  await at.put('special-days/national', {
    holidaysOf: 'CN',
    kind: 'holiday',
    capacityPercent: 50,
  });
}, 60_000);
afterAll(() => at.close());

const special = async (from: string, to = from) =>
  (await at.get(`stores/soho/calendar?from=${from}&to=${to}`)).body;

describe('BK-11 S3-11 public holidays by decree', () => {
  it('are known for past years, and it is said which year is missing', async () => {
    const { body } = await at.get('public-holidays/CN/2026');
    expect(body).toMatchObject({ countryCode: 'CN', year: '2026', source: 'built-in' });
    expect(body.days).toContainEqual({ date: '2026-02-17', name: '春节' });
    expect(body.workDays).toContain('2026-02-14');
    expect(body.days.map(({ date }: any) => date)).not.toContain('2026-02-14');
    expect((await at.get('public-holidays/CN/2031')).body).toMatchObject({
      status: 404,
      code: 'holidays-unknown',
    });
    // The clock of the salon stands in March 2031.
    expect((await at.get('public-holidays/CN')).body).toEqual({
      countryCode: 'CN',
      years: [],
      unknownFrom: '2031',
      specialDays: ['national'],
      endsSoon: true,
    });
    expect(await special('2031-10-01', '2031-10-03')).toEqual({
      days: [],
      holidaysUnknownFrom: '2031-10-01',
    });
  });

  it('hold from the next question on once the chain has written them, also instead of built-in ones', async () => {
    const decree = {
      days: [
        { date: '2031-10-01', name: '国庆节' },
        { date: '2031-10-02', name: '国庆节' },
      ],
      workDays: ['2031-10-04'],
    };
    const { body: written } = await at.tryPut('public-holidays/CN/2031', decree);
    expect(written).toMatchObject({ ...decree, source: 'chain', year: '2031', revision: 1 });
    expect((await at.get('public-holidays/CN/2031')).body).toEqual(written);
    const { days, holidaysUnknownFrom } = await special('2031-09-30', '2031-10-04');
    expect(days).toEqual(
      ['2031-10-01', '2031-10-02'].map((date) => ({
        date,
        kinds: ['holiday'],
        capacityPercent: 50,
      })),
    );
    expect(holidaysUnknownFrom).toBeUndefined();
    expect((await at.get('public-holidays/CN')).body).toMatchObject({
      years: [{ year: '2031', source: 'chain', days: 2 }],
      unknownFrom: '2032',
      endsSoon: false,
    });
    await at.put('public-holidays/CN/2026', { days: [{ date: '2026-05-05', name: '劳动节' }] });
    expect((await at.get('public-holidays/CN/2026')).body).toMatchObject({
      source: 'chain',
      days: [{ date: '2026-05-05' }],
      workDays: [],
    });
  });

  it.each([
    [{ days: [] }, 'days'],
    [{ days: [{ date: '2032-01-01', name: '元旦' }] }, 'days.0.date'],
    [{ days: [{ date: '2031-02-30', name: '元旦' }] }, 'days.0.date'],
    [{ days: [{ date: '2031-01-01', name: '元旦' }], workDays: ['2031-01-01'] }, 'workDays.0'],
    [{ days: [{ date: '2031-01-01', name: '' }] }, 'days.0.name'],
  ])('are refused where they are no decree of the year: %j', async (body, field) => {
    const before = (await at.get('public-holidays/CN/2031')).body;
    const answered = await at.tryPut('public-holidays/CN/2031', body);
    expect([answered.status, answered.body.field]).toEqual([422, field]);
    expect((await at.get('public-holidays/CN/2031')).body).toEqual(before);
  });

  it('are kept for no country and year that nobody knows, and written for the chain alone', async () => {
    expect((await at.get('public-holidays/XX')).body.code).toBe('country-unknown');
    expect((await at.get('public-holidays/CN/20x6')).body.code).toBe('year-unknown');
    expect((await at.get('public-holidays/CN/1999')).body.code).toBe('year-unknown');
  });
});
