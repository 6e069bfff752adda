import { at, book, fetched, openForAll } from './feeds.testing.http.js';

openForAll();

describe('what opens nothing', () => {
  const zeros = `${'0'.repeat(8)}-0000-5000-8000-${'0'.repeat(12)}.${'0'.repeat(64)}`;
  it.each<[string, string, number, string]>([
    ['no key and no token', 'staff/anna/calendar.ics', 401, 'token-missing'],
    ['an empty key', 'staff/anna/calendar.ics?key=', 404, 'calendar-not-found'],
    ['a key of the right form', `staff/anna/calendar.ics?key=${zeros}`, 404, 'calendar-not-found'],
    ['words', "staff/anna/calendar.ics?key='%20OR%201=1", 404, 'calendar-not-found'],
    ['two keys', `staff/anna/calendar.ics?key=${zeros}&key=${zeros}`, 401, 'token-missing'],
    [
      'a key that is too long',
      `staff/anna/calendar.ics?key=${'a'.repeat(201)}`,
      422,
      'field-invalid',
    ],
    [
      'an appointment that is not',
      `appointments/soho.2031-03-03.zzz/calendar.ics?key=${zeros}`,
      404,
      'calendar-not-found',
    ],
    ['a key where only a token counts', `staff/anna?key=${zeros}`, 401, 'token-missing'],
    [
      'a key where only a token counts, to make another',
      `staff/anna/calendar-keys?key=${zeros}`,
      401,
      'token-missing',
    ],
  ])('%s', async (_, path, status, code) =>
    expect(await fetched(path)).toMatchObject({ status, code }),
  );

  it('a token of another store, or of a role that has no use for it', async () => {
    const [other, desk] = [
      await at.as('store-manager', { stores: ['mitte'] }),
      await at.as('front-desk'),
    ];
    expect(await fetched('staff/anna/calendar.ics', other)).toMatchObject({
      status: 404,
      code: 'calendar-not-found',
    });
    expect(await at.post('staff/anna/calendar-keys', undefined, other)).toMatchObject({
      status: 404,
      body: { code: 'staff-not-found' },
    });
    expect(await at.get('staff/anna/calendar-keys', other)).toMatchObject({
      status: 404,
      body: { code: 'staff-not-found' },
    });
    expect(await at.post('staff/anna/calendar-keys', undefined, desk)).toMatchObject({
      status: 403,
      body: { code: 'permission-missing' },
    });
    const { appointmentId } = await book('2031-06-02T10:00');
    expect(
      await at.post(`appointments/${appointmentId}/calendar-keys`, undefined, other),
    ).toMatchObject({ status: 404, body: { code: 'appointment-not-found' } });
    const { body } = await at.post('holds', {
      storeId: 'soho',
      startsAt: '2031-06-02T12:00',
      services: [{ serviceId: 'cut' }],
    });
    expect(await at.post(`appointments/${body.holdId}/calendar-keys`)).toMatchObject({
      status: 404,
      body: { code: 'appointment-not-found' },
    });
  });

  it('a problem is no calendar', async () => {
    const { headers } = await fetched(`staff/anna/calendar.ics?key=${zeros}`);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });
});
