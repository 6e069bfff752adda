import { type Desk, everyDay, openDesk } from '../../testing.http.js';

// Bars of five zones, open from eight in the evening to four in the morning of the next day, in nights in which clocks change.

const ZONES = {
  newyork: {
    zone: 'America/New_York',
    gap: '2031-03-08',
    skipped: '2031-03-09T02:30',
    fold: '2031-11-01',
    twice: '2031-11-02T01:30',
    offsets: ['-04:00', '-05:00'],
    minutes: [420, 540],
  },
  london: {
    zone: 'Europe/London',
    gap: '2031-03-29',
    skipped: '2031-03-30T01:30',
    fold: '2031-10-25',
    twice: '2031-10-26T01:30',
    offsets: ['+01:00', '+00:00'],
    minutes: [420, 540],
  },
  lordhowe: {
    zone: 'Australia/Lord_Howe',
    gap: '2031-10-04',
    skipped: '2031-10-05T02:15',
    fold: '2031-04-05',
    twice: '2031-04-06T01:45',
    offsets: ['+11:00', '+10:30'],
    minutes: [450, 510],
  },
  santiago: {
    zone: 'America/Santiago',
    gap: '2031-09-06',
    skipped: '2031-09-07T00:30',
    fold: '2031-04-05',
    twice: '2031-04-05T23:30',
    offsets: ['-03:00', '-04:00'],
    minutes: [420, 540],
  },
} as const;
const CHANGING = Object.entries(ZONES);
const STEP = 15;

let at: Desk;
beforeAll(async () => {
  at = await openDesk();
  await at.put('services/cut', {
    name: 'cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases: [{ name: 'do', kind: 'active', minutes: 15 }],
    priceCents: 5000,
  });
  for (const [storeId, { zone }] of [
    ...CHANGING,
    ['shanghai', { zone: 'Asia/Shanghai' }] as const,
  ]) {
    const hours = everyDay.map((weekday) => ({ weekday, from: '20:00', to: '04:00' }));
    await at.put(`stores/${storeId}`, {
      regionId: 'r1',
      name: storeId,
      zone,
      currency: 'USD',
      dayStartsAt: '05:00',
      openingHours: hours,
    });
    await at.put(`staff/${storeId}-ann`, { displayName: 'Ann', storeIds: [storeId] });
    await at.put(`staff/${storeId}-ann/shifts`, {
      patterns: [{ storeId, validFrom: '2020-01-01', shifts: hours }],
    });
  }
}, 60_000);
afterAll(() => at.close());

const book = (storeId: string, startsAt: string, more: object = {}) =>
  at.post('appointments', {
    storeId,
    startsAt,
    services: [{ serviceId: 'cut', staffId: `${storeId}-ann` }],
    ...more,
  });
const startsOn = async (storeId: string, date: string): Promise<string[]> =>
  (
    await at.get(`availability?storeId=${storeId}&services=cut&from=${date}&limit=1000`)
  ).body.items.map((i: any) => i.startsAt);
const wallOf = (zone: string, instant: string) =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(instant));
const openMinutes = (starts: readonly string[]) =>
  (Date.parse(starts.at(-1)!) - Date.parse(starts[0]!)) / 60_000 + STEP;

describe('R-BK-08 B5 in the nights in which clocks change', () => {
  it.each(CHANGING)(
    '%s refuses what the clocks skip, and offers the night without it',
    async (storeId, { zone, gap, skipped, minutes }) => {
      expect((await book(storeId, skipped)).body).toMatchObject({
        status: 422,
        code: 'time-does-not-exist',
      });
      const starts = await startsOn(storeId, gap);
      expect([openMinutes(starts), starts.length]).toEqual([minutes[0], minutes[0] / STEP]);
      expect([wallOf(zone, starts[0]!), wallOf(zone, starts.at(-1)!)]).toEqual([
        `${gap} 20:00`,
        expect.stringMatching(/ 03:45$/),
      ]);
      const late = await book(storeId, starts.at(-1)!);
      expect([late.status, late.body.businessDate]).toEqual([201, gap]);
    },
  );

  it.each(CHANGING)(
    '%s tells what happens twice apart by its offset, and offers both',
    async (storeId, { zone, fold, twice, offsets, minutes }) => {
      expect((await book(storeId, twice)).body).toMatchObject({
        status: 422,
        code: 'time-ambiguous',
      });
      const starts = await startsOn(storeId, fold);
      expect([openMinutes(starts), starts.length, new Set(starts).size]).toEqual([
        minutes[1],
        minutes[1] / STEP,
        minutes[1] / STEP,
      ]);
      expect(
        starts.filter((instant) => wallOf(zone, instant) === twice.replace('T', ' ')),
      ).toHaveLength(2);
      const both = [
        await book(storeId, `${twice}:00${offsets[0]}`),
        await book(storeId, `${twice}:00${offsets[1]}`),
      ];
      expect(both.map(({ status, body }) => [status, body.businessDate])).toEqual([
        [201, fold],
        [201, fold],
      ]);
      expect((await book(storeId, `${twice}:00${offsets[1]}`)).body.code).toBe('slot-taken');
      expect(await startsOn(storeId, fold)).toHaveLength(minutes[1] / STEP - 2);
    },
  );

  it.each(CHANGING)(
    'B6 B9 %s keeps the wall clock of a weekly series over both changes',
    async (storeId, { zone, gap, fold }) => {
      for (const date of [gap, fold]) {
        const first = new Date(Date.parse(date) - 7 * 86_400_000).toISOString().slice(0, 10);
        const { status, body } = await at.post('series', {
          storeId,
          startsAt: `${first}T20:15`,
          every: 1,
          unit: 'week',
          count: 3,
          services: [{ serviceId: 'cut', staffId: `${storeId}-ann` }],
          customerId: 'c1',
        });
        expect([status, body.code]).toEqual([201, undefined]);
        expect(body.appointments.map((a: any) => wallOf(zone, a.startsAt).slice(11))).toEqual([
          '20:15',
          '20:15',
          '20:15',
        ]);
      }
    },
  );

  it('Shanghai has nights of eight hours only', async () => {
    for (const date of ['2031-03-08', '2031-03-29', '2031-10-25', '2031-11-01']) {
      const starts = await startsOn('shanghai', date);
      expect([openMinutes(starts), starts.length]).toEqual([480, 480 / STEP]);
    }
  });

  it('business days pass midnight: what begins at two belongs to the day before, and is moved within it', async () => {
    const { body } = await book('shanghai', '2032-02-29T02:00');
    expect(body).toMatchObject({
      businessDate: '2032-02-28',
      startsAt: '2032-02-28T18:00:00.000Z',
    });
    const moved = await at.post(`appointments/${body.appointmentId}/reschedule`, {
      startsAt: '2032-02-28T23:30',
    });
    expect(moved.body).toMatchObject({
      businessDate: '2032-02-28',
      startsAt: '2032-02-28T15:30:00.000Z',
    });
    const leapDay = await at.post(`appointments/${body.appointmentId}/reschedule`, {
      startsAt: '2032-03-01T01:00',
    });
    expect(leapDay.body).toMatchObject({
      businessDate: '2032-02-29',
      startsAt: '2032-02-29T17:00:00.000Z',
    });
    expect((await book('shanghai', '2032-02-29T04:30')).body.code).toBe('staff-off-shift');
    expect((await book('shanghai', '2032-02-30T20:30')).body.code).toBe('time-malformed');
  });

  it('B6 a monthly series from the 31st is on the last day of shorter months, of a leap year too', async () => {
    const { body } = await at.post('series', {
      storeId: 'shanghai',
      startsAt: '2031-12-31T21:00',
      every: 1,
      unit: 'month',
      count: 5,
      services: [{ serviceId: 'cut', staffId: 'shanghai-ann' }],
      customerId: 'c2',
    });
    expect(body.appointments.map((a: any) => a.businessDate)).toEqual([
      '2031-12-31',
      '2032-01-31',
      '2032-02-29',
      '2032-03-31',
      '2032-04-30',
    ]);
  });

  it('special days of the lunar year keep to business days: the night of new year is still the old year', async () => {
    await at.put('special-days/eve', { lunar: '01-01', kind: 'festival' });
    await at.put('price-rules/festival', { dayKinds: ['festival'], percent: 20 });
    // The year of the rat begins on 11 February 2032.
    const prices = [];
    for (const startsAt of [
      '2032-02-11T01:00',
      '2032-02-11T21:00',
      '2032-02-12T01:00',
      '2032-02-12T21:00',
    ])
      prices.push((await book('shanghai', startsAt)).body.priceCents);
    expect(prices).toEqual([5000, 6000, 6000, 5000]);
  });
});
