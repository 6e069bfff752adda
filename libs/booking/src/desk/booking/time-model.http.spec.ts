import { type Salon, salon } from '../../testing.http.js';

// A perm frees its stylist while it develops, and takes as long as it takes this customer with this person.

let at: Salon;
const phases = [
  { name: 'wind', kind: 'active', minutes: 30 },
  { name: 'develop', kind: 'processing', minutes: 45 },
  { name: 'rinse', kind: 'active', minutes: 15 },
  { name: 'sweep', kind: 'buffer-after', minutes: 5 },
];
const perm = {
  name: 'Perm',
  category: 'hair',
  serviceGroup: 'perm',
  phases,
  priceCents: 12_000,
  skill: { skill: 'cut', level: 1 },
};
beforeAll(async () => {
  at = await salon();
  await at.put('services/perm', perm);
  await at.put('services/blocked', {
    ...perm,
    name: 'Blocked perm',
    allowBookingDuringProcessing: false,
  });
}, 60_000);
afterAll(() => at.close());

const book = (serviceId: string, startsAt: string, customerId: string) =>
  at.post('appointments', {
    storeId: 'soho',
    startsAt: `2031-03-${startsAt}`,
    services: [{ serviceId, staffId: 'anna' }],
    customerId,
  });

describe('BK-15 R-BK-02 services of several phases', () => {
  it('free the stylist while they develop, for a line that fits in with its buffers', async () => {
    expect((await book('perm', '03T09:00', 'c1')).body).toMatchObject({
      status: 'booked',
      endsAt: '2031-03-03T15:30:00.000Z',
    });
    expect((await book('cut', '03T09:15', 'c2')).body.code).toBe('slot-taken');
    expect((await book('cut', '03T09:50', 'c2')).body.code).toBe('slot-taken');
    expect((await book('cut', '03T09:45', 'c2')).status).toBe(201);
    expect((await book('cut', '03T10:30', 'c3')).body.code).toBe('slot-taken');
    expect((await book('cut', '03T10:35', 'c3')).status).toBe(201);
  });
  it('never put one customer into two lines, nor more customers under way than the store allows', async () => {
    await book('perm', '04T09:00', 'c1');
    expect((await book('cut', '04T09:30', 'c1')).body.resource).toEqual({
      kind: 'customer',
      id: 'c1',
    });
    await at.put('services/brow', {
      ...perm,
      name: 'Brows',
      phases: [
        { name: 'shape', kind: 'active', minutes: 15 },
        { name: 'rest', kind: 'processing', minutes: 30 },
      ],
    });
    expect((await book('brow', '04T09:30', 'c2')).status).toBe(201);
    expect((await book('brow', '04T09:45', 'c3')).body.resource).toMatchObject({
      kind: 'staff-limit',
    });
  });
  it('keep the stylist where the service says so (R-BK-03)', async () => {
    await book('blocked', '05T09:00', 'c1');
    expect((await book('cut', '05T09:35', 'c2')).body.code).toBe('slot-taken');
  });
});

describe('BK-16 R-BK-04 standard durations and their exceptions', () => {
  const ends = async (day: string, customerId: string) =>
    (await book('perm', `${day}T09:00`, customerId)).body.endsAt?.slice(11, 16);
  it("are the step's own, the staff member's, the customer's, and the customer's with this person", async () => {
    expect(await ends('10', 'c1')).toBe('14:30');
    await at.put('durations/staff/anna', {
      overrides: [{ serviceId: 'perm', minutes: [{ phase: 'wind', minutes: 40 }] }],
    });
    expect(await ends('11', 'c1')).toBe('14:40');
    await at.put('durations/customer/c7', {
      overrides: [{ serviceId: 'perm', minutes: [{ phase: 'develop', minutes: 60 }] }],
    });
    expect(await ends('12', 'c7')).toBe('14:55');
    await at.put('durations/customer/c8', {
      overrides: [
        { serviceId: 'perm', minutes: [{ phase: 'wind', minutes: 50 }] },
        { serviceId: 'perm', staffId: 'anna', minutes: [{ phase: 'wind', minutes: 20 }] },
      ],
    });
    expect(await ends('13', 'c8')).toBe('14:20');
    expect(
      (
        await at.get(
          'availability?storeId=soho&services=perm&staffId=anna&customerId=c8&from=2031-03-14&limit=1',
        )
      ).body.items[0].endsAt.slice(11, 16),
    ).toBe('14:20');
  });
});
