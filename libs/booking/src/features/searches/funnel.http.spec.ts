import { type Salon, salon } from '../../testing.http.js';

// The way to a visit and where people leave it, through the routes.

const DAY = '2031-03-04';
let at: Salon;
beforeAll(async () => void (at = await salon()), 60_000);
afterAll(() => at.close());

const wish = (time: string, channel: string) => ({
  storeId: 'soho',
  startsAt: `${DAY}T${time}`,
  channel,
  services: [{ serviceId: 'cut', staffId: 'anna' }],
});
const today = () => new Date(Date.now()).toLocaleDateString('sv', { timeZone: 'America/New_York' });
const funnel = async (from: string, more = '') =>
  (await at.get(`funnel?storeId=soho&from=${from}${more}`)).body;

describe('BK-26 the funnel', () => {
  it('follows wishes by channel: held, abandoned, booked, cancelled with the reason', async () => {
    const bought = (await at.post('holds', wish('09:00', 'app'))).body.holdId;
    await at.post('appointments', { holdId: bought });
    const given = (await at.post('holds', wish('10:00', 'app'))).body.holdId;
    await at.post(`holds/${given}/release`);
    await at.post('holds', wish('10:00', 'app'));
    const { appointmentId } = (await at.post('appointments', wish('11:00', 'phone'))).body;
    await at.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    await at.post('appointments', wish('11:00', 'phone'));
    expect(await funnel(DAY)).toMatchObject({
      storeId: 'soho',
      from: DAY,
      to: DAY,
      cancelReasons: [{ what: 'customer ill', count: 1 }],
      channels: [
        { channel: 'app', holds: 3, abandoned: 1, booked: 1, cancelled: 0 },
        { channel: 'phone', holds: 0, abandoned: 0, booked: 2, cancelled: 1 },
      ],
    });
    // The hold that nobody looked at again runs out by the clock.
    at.clock.advance(60);
    expect((await funnel(DAY)).channels[0]).toMatchObject({ holds: 3, abandoned: 2, booked: 1 });
    at.clock.release();
  });

  it('says what was looked for and refused, and nothing of who', async () => {
    const before = (await funnel(today())).asked;
    await at.get(`availability?storeId=soho&services=cut&from=${DAY}&limit=5`);
    await at.post('appointments', { ...wish('11:15', 'web'), customerId: 'c-secret' });
    const { asked } = await funnel(today());
    expect([asked.searches - before.searches, asked.shown - before.shown]).toEqual([1, 5]);
    expect(asked.refusals).toEqual(expect.arrayContaining([{ what: 'slot-taken', count: 1 }]));
    expect(JSON.stringify(await funnel(DAY))).not.toContain('c-secret');
  });

  it('takes back a no-show that was none', async () => {
    const missed = (await at.post('appointments', wish('14:00', 'web'))).body.appointmentId;
    at.clock.set(`${DAY}T19:30:00.000Z`);
    await at.post(`appointments/${missed}/no-show`);
    const web = async () =>
      (await funnel(DAY)).channels.find((one: { channel: string }) => one.channel === 'web').missed;
    expect(await web()).toBe(1);
    await at.post(`appointments/${missed}/no-show/undo`);
    expect(await web()).toBe(0);
    at.clock.release();
  });

  it('refuses more than 62 days with the limit named, and stores of others', async () => {
    expect(await funnel(DAY, '&to=2031-06-01')).toMatchObject({
      code: 'range-too-long',
      limit: 62,
    });
    expect(
      (
        await at.get(
          `funnel?storeId=soho&from=${DAY}`,
          await at.as('store-manager', { stores: ['noho'] }),
        )
      ).status,
    ).toBe(404);
  });
});
