import {
  at,
  book,
  branch,
  clock,
  DAY,
  entry,
  join,
  openForAll,
  settle,
} from './waitlist.testing.http.js';

// A visit that ends before its time leaves something to offer.

openForAll();

/** The instant of a time of the day in New York. */
const iso = (time: string) => new Date(`${DAY}T${time}:00-05:00`).toISOString();

describe('BK-20 R-BK-30 the rest of a slot whose visit is over', () => {
  it.each([
    ['abandon', { reason: 'left' }],
    ['complete', {}],
    ['void', { reason: 'mistake' }],
  ])('is offered to who waits for it: %s', async (how, body) => {
    clock.set(iso('09:55'));
    const store = await branch(`rest-${how}`, { policy: 'first-in-line' });
    const { appointmentId } = await book(store, `${DAY}T10:00`, 'long');
    await book(store, `${DAY}T11:00`, 'long', { customerId: 'second' });
    const ada = await join(store, 'ada', {
      noticeMinutes: 0,
      windows: [{ from: DAY, to: DAY, timeFrom: '10:00', timeTo: '11:00' }],
    });
    const { visitId } = (await at.post(`appointments/${appointmentId}/check-in`)).body;
    clock.set(iso('10:12'));
    expect((await at.post(`visits/${visitId}/${how}`, body)).status).toBe(200);
    await settle();
    // Half an hour fits between the end and the next customer.
    const { status, offer } = await entry(ada);
    expect([status, offer.startsAt >= iso('10:12'), offer.endsAt <= iso('11:00')]).toEqual([
      'offered',
      true,
      true,
    ]);
    // Voided once more, nothing more is free.
    const before = (await at.get(`waitlist/${ada}`)).body;
    if (how === 'complete') {
      await at.post(`visits/${visitId}/void`, { reason: 'mistake' });
      await settle();
    }
    expect((await at.get(`waitlist/${ada}`)).body).toEqual(before);
  });
});
