import { type Salon, salon } from '../../testing.http.js';

// A Monday that costs less, a rush before the spring festival, through the routes.

let at: Salon;
beforeAll(async () => {
  at = await salon();
  await at.put('price-rules/monday', { weekdays: [1], serviceGroups: ['cut'], percent: -25 });
  await at.put('special-days/spring', {
    lunar: '01-01',
    daysBefore: 3,
    kind: 'rush',
    capacityPercent: 50,
  });
  await at.put('price-rules/rush', { dayKinds: ['rush'], percent: 20, priority: 9 });
}, 60_000);
afterAll(() => at.close());

const MONDAY = '2031-03-03';
const book = (startsAt: string, staffId = 'anna') =>
  at.post('appointments', { storeId: 'soho', startsAt, services: [{ serviceId: 'cut', staffId }] });

describe('BK-28 BK-29 prices by weekday in availability and booking', () => {
  it('are shown with the list price, and kept when the rule or the time changes (R-BK-06)', async () => {
    expect(
      (await at.get(`availability?storeId=soho&services=cut&staffId=anna&from=${MONDAY}&limit=1`))
        .body.items[0],
    ).toMatchObject({
      priceCents: 4500,
      listCents: 6000,
      lines: [{ priceCents: 4500, listCents: 6000, priceRuleId: 'monday' }],
    });
    const { body } = await book(`${MONDAY}T10:00`);
    expect(body).toMatchObject({ priceCents: 4500, lines: [{ priceRuleId: 'monday' }] });
    await at.put('price-rules/monday', { weekdays: [1], serviceGroups: ['cut'], percent: -10 });
    const moved = await at.post(`appointments/${body.appointmentId}/reschedule`, {
      startsAt: '2031-03-05T10:00',
    });
    expect(moved.body).toMatchObject({
      priceCents: 4500,
      lines: [{ listCents: 6000, priceRuleId: 'monday' }],
    });
    expect((await book(`${MONDAY}T10:00`)).body.priceCents).toBe(5400);
  });
  it('steers who has time to the cheaper day', async () => {
    const { body } = await at.get(
      'availability/ranked?storeIds=soho&services=cut&from=2031-03-07&to=2031-03-11&flexible=true&limit=1',
    );
    expect(body.items[0]).toMatchObject({ date: '2031-03-10', priceCents: 5400, listCents: 6000 });
  });
  it('BK-29 shows who has time the quieter slots with the difference in cents and why; others are shown nothing of it', async () => {
    const question =
      'availability/ranked?storeIds=soho&services=cut&from=2031-03-07&to=2031-03-10&limit=200&preferFrom=10:00&preferTo=10:15';
    const usual = (await at.get(question)).body.items[0];
    const { items } = (await at.get(`${question}&flexible=true`)).body;
    expect([usual.steering, usual.priceCents]).toEqual([undefined, 6000]);
    // Monday at the time that the customer likes.
    expect(items[0]).toMatchObject({
      date: '2031-03-10',
      priceCents: 5400,
      lines: [{ priceRuleId: 'monday' }],
      steering: {
        differenceCents: -600,
        busyPercent: 0,
        because: ['cheaper'],
        comparedTo: usual.startsAt,
      },
    });
    expect(items.find((slot: any) => slot.startsAt === usual.startsAt).steering).toEqual({
      differenceCents: 0,
      busyPercent: 0,
      because: [],
      comparedTo: usual.startsAt,
    });
    await book(items[0].startsAt);
    const busy = (await at.get(`${question}&flexible=true`)).body.items;
    expect(busy[0].startsAt).not.toBe(items[0].startsAt);
    expect(busy.filter((slot: any) => slot.priceCents === 5400).at(-1)).toMatchObject({
      steering: { busyPercent: 50, differenceCents: -600 },
    });
  });
  it('BK-10 differ by person', async () => {
    await at.put('durations/staff/anna', {
      overrides: [{ serviceId: 'cut', minutes: [{ phase: 'cut', minutes: 45 }], priceCents: 9000 }],
    });
    expect((await book('2031-03-06T10:00')).body).toMatchObject({
      priceCents: 9000,
      endsAt: '2031-03-06T15:45:00.000Z',
    });
    expect((await book('2031-03-06T10:00', 'bob')).body.priceCents).toBe(6000);
    await at.put('durations/staff/anna', { overrides: [] });
  });
});

describe('BK-11 peaks', () => {
  it('leave a share of the places to who walks in, and may cost more', async () => {
    // The spring festival of 2031 is on 23 January.
    expect(
      (await at.get('stores/soho/calendar?from=2031-01-15&to=2031-01-31')).body.days.map(
        (d: any) => [d.date, d.kinds, d.capacityPercent],
      ),
    ).toEqual(['20', '21', '22', '23'].map((d) => [`2031-01-${d}`, ['rush'], 50]));
    expect((await book('2031-01-22T10:00')).body.priceCents).toBe(7200);
    expect((await book('2031-01-22T10:00', 'bob')).body).toMatchObject({
      code: 'slot-taken',
      resource: { kind: 'pool' },
    });
    expect((await book('2031-01-24T10:00', 'bob')).status).toBe(201);
  });
  it('S3-11 are ended, and those that were stay special', async () => {
    const yearly = { yearly: '06-01', kind: 'children', validFrom: '2030-01-01' };
    await at.put('special-days/children', yearly);
    const dates = async (year: number) =>
      (await at.get(`stores/soho/calendar?from=${year}-05-31&to=${year}-06-02`)).body.days.map(
        ({ date }: any) => date,
      );
    expect([await dates(2029), await dates(2031), await dates(2032)]).toEqual([
      [],
      ['2031-06-01'],
      ['2032-06-01'],
    ]);
    await at.put('special-days/children', { ...yearly, validUntil: '2031-12-31' });
    expect([await dates(2031), await dates(2032)]).toEqual([['2031-06-01'], []]);
  });
  it.each([
    [
      { kind: 'x', date: '2031-01-01', validFrom: '2031-02-01', validUntil: '2031-01-01' },
      'validUntil',
    ],
    [{ kind: 'x' }, 'date'],
    [{ kind: 'x', date: '2031-01-01', lunar: '01-01' }, 'lunar'],
    [{ kind: 'x', date: '2031-02-30' }, 'date'],
    [{ kind: 'x', yearly: '13-01' }, 'yearly'],
    [{ kind: 'x', lunar: '01-31' }, 'lunar'],
    [{ kind: 'x', holidaysOf: 'XX' }, 'holidaysOf'],
  ])('refuses a day without a clear when: %j', async (body, field) => {
    const answered = await at.tryPut('special-days/bad', body);
    expect([answered.status, answered.body.field]).toEqual([422, field]);
  });
});
