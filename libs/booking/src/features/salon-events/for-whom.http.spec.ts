import { dayAhead, type Salon, tierOf, twoSalons } from '../../testing.http.js';

// For whom a salon event is, looked at when somebody registers.

let salon: Salon;
beforeAll(async () => {
  salon = await twoSalons();
  await tierOf(salon, 'goldie', 'gold');
  await tierOf(salon, 'sil', 'silver');
  await tierOf(salon, 'fallen', 'gold');
  await tierOf(salon, 'fallen', 'regular');
}, 60_000);
afterAll(() => salon.close());

const planned = async (more: object): Promise<string> =>
  (
    await salon.post('salon-events', {
      storeId: 'soho',
      code: 'spring-looks',
      title: 'Spring looks',
      kind: 'evening',
      startsAt: `${dayAhead(20)}T19:00`,
      endsAt: `${dayAhead(20)}T22:00`,
      seats: 30,
      ...more,
    })
  ).body.eventId;
const register = async (eventId: string, customerId: string) => {
  const { status, body } = await salon.post(`salon-events/${eventId}/registrations`, {
    customerId,
    channel: 'web',
  });
  return [status, body.code];
};

describe('BK-24 who may register', () => {
  it.each([
    ['everybody', {}, { goldie: 201, sil: 201, fallen: 201, newcomer: 201 }],
    [
      'whoever holds a tier',
      { membersOnly: true },
      { goldie: 201, sil: 201, fallen: 409, newcomer: 409 },
    ],
    ['one tier', { tiers: ['gold'] }, { goldie: 201, sil: 409, fallen: 409, newcomer: 409 }],
    [
      'one tier, said twice',
      { tiers: ['silver'], membersOnly: true },
      { goldie: 409, sil: 201, fallen: 409, newcomer: 409 },
    ],
  ])('%s', async (_, forWhom, expected) => {
    const eventId = await planned(forWhom);
    for (const [customerId, status] of Object.entries(expected))
      expect([customerId, ...(await register(eventId, customerId))]).toEqual([
        customerId,
        status,
        status === 201 ? undefined : 'tier-required',
      ]);
  });

  it('says which tiers, and keeps the seats of those who have them', async () => {
    const eventId = await planned({ tiers: ['gold'] });
    expect(
      (
        await salon.post(`salon-events/${eventId}/registrations`, {
          customerId: 'sil',
          channel: 'web',
        })
      ).body,
    ).toMatchObject({
      code: 'tier-required',
      field: 'customerId',
      tiers: ['gold'],
      found: 'silver',
    });
    expect(await register(eventId, 'goldie')).toEqual([201, undefined]);
    await tierOf(salon, 'goldie', 'silver');
    expect(await register(eventId, 'goldie')).toEqual([409, 'already-registered']);
    await tierOf(salon, 'goldie', 'gold');
  });
});
