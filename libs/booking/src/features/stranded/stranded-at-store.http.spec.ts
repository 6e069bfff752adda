import { everyDay } from '../../testing.http.js';
import {
  at,
  book,
  date,
  openForAll,
  reasons,
  store,
  stranded,
  working,
} from './stranded.testing.http.js';

openForAll();
afterEach(() => at.settle());

const closed = (day: number) => ({ openingExceptions: [{ date: date(day), hours: [] }] });
/** Puts the store as it was, and takes back what was booked. */
async function reset(...bookings: any[]): Promise<void> {
  await at.put('stores/soho?onStranded=list', store());
  for (const { appointmentId } of bookings)
    await at.post(`appointments/${appointmentId}/cancel`, { by: 'store', reason: 'other' });
}

describe('R-BK-42 BK-14 a change of a store that would strand bookings', () => {
  it.each([
    ['a day that is closed', 2, closed(2), 'closed'],
    [
      'shorter hours',
      3,
      {
        openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '10:15' })),
      },
      'closed',
    ],
    ['fewer places', 4, { pools: [{ pool: 'chair', capacity: 0 }] }, 'no-place'],
    ['a pool that is gone', 5, { pools: [] }, 'no-place'],
    ['another zone', 6, { zone: 'America/Chicago' }, 'other-clock'],
  ])('%s is refused with the list, written where the list is asked for', async (...of) => {
    const [, day, change, reason] = of;
    const booked = await book(day, '10:00', 'anna');
    // Judged on the agenda: the sheets may not know of it yet.
    const refusal = await at.tryPut('stores/soho', store(change));
    expect(refusal).toMatchObject({
      status: 409,
      body: {
        code: 'bookings-stranded',
        field: 'onStranded',
        storeId: 'soho',
        count: 1,
        appointments: [
          {
            appointmentId: booked.appointmentId,
            status: 'booked',
            storeId: 'soho',
            date: date(day),
            startsAt: `${date(day)}T15:00:00.000Z`,
            reason,
            lines: ['l1'],
          },
        ],
      },
    });
    expect((await at.get('stores/soho')).body).toMatchObject(store());
    expect(await stranded()).toEqual([]);
    const written = await at.put('stores/soho?onStranded=list', store(change));
    expect(written).toMatchObject({ ...store(change), strandedCount: 1 });
    expect(written.stranded).toEqual(await stranded());
    expect(written.stranded).toEqual([
      expect.objectContaining({
        appointmentId: booked.appointmentId,
        reason,
        zone: written.zone,
        startsAt: `${date(day)}T15:00:00.000Z`,
        couldTake: [],
      }),
    ]);
    // What was stranded before refuses nothing new.
    expect((await at.tryPut('stores/soho', store({ ...change, name: 'SoHo' }))).status).toBe(200);
    await reset(booked);
    expect(await stranded()).toEqual([]);
  });

  it('that strands nothing is written without a word of it; holds count as well', async () => {
    const booked = await book(9, '10:00', 'anna');
    const plain = await at.put('stores/soho', store(closed(8)));
    expect(plain).not.toHaveProperty('stranded');
    expect(await at.put('stores/soho?onStranded=list', store())).toMatchObject({
      stranded: [],
      strandedCount: 0,
    });
    await at.post(`appointments/${booked.appointmentId}/cancel`, { by: 'store', reason: 'other' });
    const { body: held } = await at.post('holds', {
      storeId: 'soho',
      startsAt: `${date(9)}T11:00`,
      services: [{ serviceId: 'cut', staffId: 'bob' }],
    });
    expect((await at.tryPut('stores/soho', store(closed(9)))).body).toMatchObject({
      code: 'bookings-stranded',
      appointments: [{ appointmentId: held.holdId, status: 'held', reason: 'closed' }],
    });
    await at.post(`holds/${held.holdId}/release`);
    await reset();
  });

  it('names those booked last where places are missing for some', async () => {
    const first = await book(10, '10:00', 'anna');
    const second = await book(10, '10:00', 'bob');
    expect(
      (await at.tryPut('stores/soho', store({ pools: [{ pool: 'chair', capacity: 1 }] }))).body,
    ).toMatchObject({ count: 1, appointments: [{ appointmentId: second.appointmentId }] });
    await reset(first, second);
  });

  it('counts a pool as its units from the first one on, and a unit that the store gives up', async () => {
    const first = await book(11, '10:00', 'anna');
    const second = await book(11, '10:00', 'bob');
    const unit = 'stores/soho/units/c1';
    expect((await at.tryPut(unit, { pool: 'chair' })).body).toMatchObject({
      code: 'bookings-stranded',
      storeId: 'soho',
      appointments: [{ appointmentId: second.appointmentId, reason: 'no-place' }],
    });
    expect((await at.get(unit)).status).toBe(404);
    const made = await at.put(`${unit}?onStranded=list`, { pool: 'chair' });
    expect(reasons(made.stranded)).toEqual([[second.appointmentId, 'no-place']]);
    await at.put('stores/soho/units/c2', { pool: 'chair' });
    expect(await stranded()).toEqual([]);
    expect(
      (await at.tryPut('stores/soho/units/c2', { pool: 'chair', active: false })).body.code,
    ).toBe('bookings-stranded');
    expect(
      (await at.tryPut('stores/soho/units/c2', { pool: 'spare', active: true })).body.code,
    ).toBe('bookings-stranded');
    // A chair that broke is broken: the store says who is to sit elsewhere, and the list has them too.
    const { body: out } = await at.post('stores/soho/units/c1/out-of-service', {
      from: `${date(11)}T09:00`,
      to: `${date(11)}T12:00`,
      reason: 'broken',
    });
    expect(out.reseat.length).toBeLessThanOrEqual(1);
    expect(reasons(await stranded())).toEqual([[second.appointmentId, 'no-place']]);
    await at.put('stores/soho/units/c2?onStranded=list', { pool: 'chair', active: false });
    await at.put('stores/soho/units/c1?onStranded=list', { pool: 'chair', active: false });
    await reset(first, second);
  });

  it('lists beside it whom a roster strands, of one person and of some dates alone', async () => {
    const anna = await book(12, '10:00', 'anna');
    const bob = await book(13, '10:00', 'bob');
    for (const staffId of ['anna', 'bob'])
      await at.put(`staff/${staffId}/shifts?onStranded=list`, {
        patterns: [working('12:00', '17:00')],
      });
    expect(reasons(await stranded())).toEqual([
      [anna.appointmentId, 'off-shift'],
      [bob.appointmentId, 'off-shift'],
    ]);
    expect(await stranded('?staffId=bob')).toEqual([
      expect.objectContaining({
        appointmentId: bob.appointmentId,
        staffId: 'bob',
        couldTake: ['cleo'],
      }),
    ]);
    expect(reasons(await stranded(`?from=${date(13)}`))).toEqual([
      [bob.appointmentId, 'off-shift'],
    ]);
    expect(reasons(await stranded(`?to=${date(12)}`))).toEqual([[anna.appointmentId, 'off-shift']]);
    expect((await at.get('stores/soho/stranded?limit=1')).body).toMatchObject({
      items: [{ appointmentId: anna.appointmentId }],
      next: anna.appointmentId,
    });
    expect((await at.get(`stores/soho/stranded?from=${date(13)}&to=${date(12)}`)).body).toEqual(
      expect.objectContaining({ status: 422, code: 'dates-reversed', field: 'to' }),
    );
    for (const staffId of ['anna', 'bob'])
      await at.put(`staff/${staffId}/shifts`, { patterns: [working('09:00', '17:00')] });
    expect(await stranded()).toEqual([]);
  });
});
