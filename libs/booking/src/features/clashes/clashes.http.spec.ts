import { dayAhead, type Desk, everyDay, simply, twoSalons } from '../../testing.http.js';

// One customer, two stores: `soho` with Anna and Bob, `mitte` with Cleo.

let at: Desk;
const hours = everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' }));
/** Stores change their zone under bookings here: what that strands is not the question. */
const put = (id: string, more: object = {}) =>
  at.put(`stores/${id}?onStranded=list`, {
    regionId: 'r1',
    name: id,
    zone: 'UTC',
    currency: 'USD',
    openingHours: hours,
    ...more,
  });
const both = async (customerClash?: string) => {
  for (const id of ['soho', 'mitte'])
    await put(id, customerClash === undefined ? {} : { customerClash });
};
beforeAll(async () => {
  at = await twoSalons();
  await put('harbour', { zone: 'Pacific/Auckland' });
  await at.put('staff/dora', { displayName: 'Dora', storeIds: ['harbour'] });
  await at.put('staff/dora/shifts', {
    patterns: [{ storeId: 'harbour', validFrom: '2020-01-01', shifts: hours }],
  });
  await at.put('services/cut', simply('cut', 60));
  await at.put('services/balayage', simply('balayage', 60, { needsApproval: true }));
}, 60_000);
afterAll(() => at.close());

let customers = 0;
const someone = () => `c${++customers}`;
const wish = (storeId: string, date: string, time: string, customerId?: string) => ({
  storeId,
  startsAt: `${date}T${time}Z`,
  services: [{ serviceId: 'cut' }],
  ...(customerId === undefined ? {} : { customerId }),
});
const book = (...args: Parameters<typeof wish>) => at.post('appointments', wish(...args));
const settled = async <T>(made: Promise<T>): Promise<T> => {
  const answer = await made;
  await at.platform.settle();
  return answer;
};
const one = async (id: string) => (await at.get(`appointments/${id}`)).body;

describe('R-BK-02 a customer in two stores at once', () => {
  it('is not looked for unless the store asks for it', async () => {
    await both();
    const [c, date] = [someone(), dayAhead(10)];
    await settled(book('soho', date, '10:00', c));
    expect(await book('mitte', date, '10:00', c)).toMatchObject({ status: 201 });
    expect((await book('mitte', date, '11:30', c)).body).not.toHaveProperty('warnings');
  });
  it('is told under `warn`, with the place only to those who see it, and stands on both boards until it ends', async () => {
    await both('warn');
    const [c, date] = [someone(), dayAhead(11)];
    const { body: first } = await settled(book('soho', date, '10:00', c));
    expect(first).not.toHaveProperty('warnings');
    const { body: second } = await settled(book('mitte', date, '10:30', c));
    expect(second.warnings).toEqual([
      {
        code: 'customer-elsewhere',
        appointmentId: first.appointmentId,
        storeId: 'soho',
        startsAt: `${date}T10:00:00.000Z`,
        endsAt: `${date}T11:00:00.000Z`,
      },
    ]);
    expect(
      (
        await at.post(
          'holds',
          wish('mitte', date, '10:00', c),
          await at.as('front-desk', { stores: ['mitte'] }),
        )
      ).body,
    ).toMatchObject({ code: 'slot-taken' });
    const blind = await at.get(
      `appointments/${second.appointmentId}`,
      await at.as('front-desk', { stores: ['mitte'] }),
    );
    expect(blind.body.warnings).toEqual([{ code: 'customer-elsewhere' }]);
    const onBoard = async (storeId: string, headers?: Record<string, string>) =>
      (await at.get(`stores/${storeId}/board/${date}`, headers)).body.staff
        .flatMap((s: any) => s.appointments)
        .filter((a: any) => a.customerId === c)
        .map((a: any) => a.warnings);
    expect(await onBoard('soho')).toEqual([
      [expect.objectContaining({ appointmentId: second.appointmentId, storeId: 'mitte' })],
    ]);
    expect(await onBoard('mitte', await at.as('front-desk', { stores: ['mitte'] }))).toEqual([
      [{ code: 'customer-elsewhere' }],
    ]);
    await settled(
      at.post(`appointments/${second.appointmentId}/reschedule`, { startsAt: `${date}T13:00Z` }),
    );
    expect(await onBoard('soho')).toEqual([undefined]);
    expect(await onBoard('mitte')).toEqual([undefined]);
  });
  it('is refused under `refuse`: by booking, hold, group, series, move and naming, and not offered', async () => {
    await both('refuse');
    const [c, date] = [someone(), dayAhead(12)];
    await settled(book('soho', date, '10:00', c));
    const no = { status: 409, body: { code: 'customer-elsewhere', field: 'customerId' } };
    expect(await book('mitte', date, '10:59', c)).toMatchObject(no);
    expect(await at.post('holds', wish('mitte', date, '09:01', c))).toMatchObject(no);
    expect(
      (
        await at.post('groups', {
          storeId: 'mitte',
          startsAt: `${date}T10:00Z`,
          guests: [
            { customerId: c, services: [{ serviceId: 'cut' }] },
            { services: [{ serviceId: 'cut' }], startsAt: `${date}T12:00Z` },
          ],
        })
      ).body.code,
    ).toBe('customer-elsewhere');
    expect(
      (
        await at.post('series', {
          ...wish('mitte', date, '10:00', c),
          every: 1,
          unit: 'week',
          count: 2,
        })
      ).body,
    ).toMatchObject({ code: 'series-conflicts', conflicts: [{ code: 'customer-elsewhere' }] });
    const { body: later } = await book('mitte', date, '12:00', c);
    expect(
      await at.post(`appointments/${later.appointmentId}/reschedule`, {
        startsAt: `${date}T10:30Z`,
      }),
    ).toMatchObject(no);
    expect(
      await at.post(`appointments/${later.appointmentId}/reschedule`, {
        startsAt: `${date}T11:00Z`,
      }),
    ).toMatchObject({ status: 200 });
    const { body: anonymous } = await book('mitte', date, '10:00');
    expect(
      await at.post(`appointments/${anonymous.appointmentId}/customer`, { customerId: c }),
    ).toMatchObject(no);
    const { body: hold } = await at.post('holds', wish('mitte', date, '09:00'));
    expect((await at.post('appointments', { holdId: hold.holdId, customerId: c })).status).toBe(
      201,
    );
    const starts = async (more: string) =>
      (
        await at.get(`availability?storeId=mitte&services=cut&from=${dayAhead(12)}${more}`)
      ).body.items.map((s: any) => s.startsAt.slice(11, 16));
    await at.post(`appointments/${anonymous.appointmentId}/cancel`, {
      by: 'store',
      reason: 'other',
    });
    expect(await starts('')).toContain('10:00');
    expect(await starts(`&customerId=${c}`)).not.toContain('10:00');
  });
  it('is seen on another business date, where the clocks are far apart', async () => {
    await both('refuse');
    await put('soho', { zone: 'America/New_York', customerClash: 'refuse' });
    const [c, date] = [someone(), dayAhead(14)];
    const { body: away } = await settled(book('harbour', date, '21:00', c));
    expect(away.businessDate).toBe(dayAhead(15));
    expect((await book('soho', date, '21:30', c)).body.code).toBe('customer-elsewhere');
    expect((await book('soho', date, '20:00', c)).body.businessDate).toBe(date);
  });
  it('of two racing bookings exactly one stands under `refuse`, and the other is cancelled by the store', async () => {
    await both('refuse');
    for (const round of [15, 16, 17]) {
      const [c, date] = [someone(), dayAhead(round)];
      const made = await settled(
        Promise.all([book('soho', date, '10:00', c), book('mitte', date, '10:15', c)]),
      );
      const stood = await Promise.all(
        made.filter((m) => m.status === 201).map((m) => one(m.body.appointmentId)),
      );
      expect(stood.filter((a) => a.status === 'booked')).toHaveLength(1);
      expect(
        stood.filter((a) => a.status !== 'booked').every((a) => a.status === 'cancelled'),
      ).toBe(true);
      const elsewhere = stood.find((a) => a.status === 'cancelled');
      if (elsewhere)
        expect(
          (
            await at.post(`appointments/${elsewhere.appointmentId}/cancel`, {
              by: 'store',
              reason: 'other',
            })
          ).body.status,
        ).toBe('cancelled');
    }
  });
  it('of two that could not see each other, whoever took the time later gives way', async () => {
    await both();
    const [c, date] = [someone(), dayAhead(18)];
    const { body: asked } = await settled(
      at.post('appointments', {
        ...wish('mitte', date, '10:30', c),
        services: [{ serviceId: 'balayage' }],
      }),
    );
    const { body: first } = await settled(book('soho', date, '10:00', c));
    await both('refuse');
    // The store's yes makes it a booking only now.
    expect((await settled(at.post(`appointments/${asked.appointmentId}/approve`))).status).toBe(
      200,
    );
    expect([
      (await one(first.appointmentId)).status,
      (await one(asked.appointmentId)).status,
    ]).toEqual(['booked', 'cancelled']);
    expect((await book('mitte', date, '10:30')).status).toBe(201);
  });
});
