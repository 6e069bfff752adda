import { agenda } from '../../index.js';
import {
  ask,
  at,
  book,
  get,
  iso,
  openForAll,
  post,
  put,
  setClock,
  usual,
} from './policies.testing.http.js';

openForAll();

describe('R-BK-34 late moves', () => {
  it('tells the customer of the fee of the third, within the day and to another one; the repeat says the same', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id, revision } = await book('2031-02-10', '10:00');
    const path = `appointments/${id}/reschedule`;
    const move = async (
      date: string,
      time: string,
      more: object = {},
      headers: Record<string, string> = {},
    ) => (await post(path, { startsAt: iso(date, time), ...more }, headers)).body;
    setClock('2031-02-08', '10:00');
    expect(await move('2031-02-10', '10:30')).not.toHaveProperty('lateMoves');
    setClock('2031-02-10', '08:00');
    expect(
      (await post(path, { startsAt: iso('2031-02-10', '12:00') }, { 'if-match': `"${revision}"` }))
        .status,
    ).toBe(412);
    expect(await move('2031-02-10', '12:00')).toMatchObject({ lateMoves: 1 });
    expect(await move('2031-02-10', '13:00', { by: 'store' })).toMatchObject({ lateMoves: 1 });
    expect((await get(`appointments/${id}/cancellation-terms`)).body).toMatchObject({
      lateMoves: 1,
      freeLateMovesLeft: 1,
      move: { cents: 0, because: 'late-move-free' },
    });
    expect(await move('2031-02-11', '09:00')).toMatchObject({
      lateMoves: 2,
      businessDate: '2031-02-11',
    });
    expect((await get(`appointments/${id}/cancellation-terms`)).body).toMatchObject({
      freeLateMovesLeft: 0,
      move: { cents: 0, because: 'move-in-time' },
    });
    setClock('2031-02-10', '10:00');
    const third = await move('2031-02-12', '10:00', {}, { 'idempotency-key': 'third' });
    expect(third).toMatchObject({
      lateMoves: 3,
      policy: { policyId: 'usual' },
      fee: { cents: 3000, status: 'due', currency: 'USD' },
    });
    expect(await move('2031-02-12', '10:00', {}, { 'idempotency-key': 'third' })).toEqual(third);
    setClock('2031-02-12', '09:30');
    expect(
      (await post(`appointments/${id}/cancel`, { by: 'customer', reason: 'ill' })).body,
    ).toMatchObject({ lateMoves: 3, fee: { cents: 6001 } });
  });
  it('refuses who else could wish it', async () => {
    const { appointmentId } = await book('2031-02-13', '10:00');
    expect(
      (
        await post(`appointments/${appointmentId}/reschedule`, {
          startsAt: iso('2031-02-13', '11:00'),
          by: 'nobody',
        })
      ).body,
    ).toMatchObject({ code: 'field-invalid', field: 'by' });
  });
});

describe('R-BK-35 no-shows', () => {
  it('by hand: not before the grace is over, once, taken back the same day, waived with a reason', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id, revision } = await book('2031-02-17', '10:00');
    const path = `appointments/${id}`;
    setClock('2031-02-17', '10:14');
    expect(await post(`${path}/no-show`, {}, {}, 'desk')).toMatchObject({
      status: 409,
      body: { code: 'grace-not-over', until: iso('2031-02-17', '10:15') },
    });
    setClock('2031-02-17', '10:15');
    expect((await post(`${path}/no-show`, {}, { 'if-match': `"${revision + 1}"` })).status).toBe(
      412,
    );
    const missed = await post(`${path}/no-show`, {}, { 'idempotency-key': 'ns' }, 'desk');
    expect(missed).toMatchObject({
      status: 200,
      body: { status: 'missed', fee: { cents: 6001, status: 'due' } },
    });
    await put('policies/usual', { windows: [] });
    expect(await post(`${path}/no-show`, {}, { 'idempotency-key': 'ns' }, 'desk')).toEqual(missed);
    await put('policies/usual', usual);
    expect(await post(`${path}/fee/waive`, { reason: 'our-mistake' }, {}, 'desk')).toMatchObject({
      status: 403,
      body: { permission: 'booking.fees:write' },
    });
    const back = await post(
      `${path}/no-show/undo`,
      undefined,
      { 'idempotency-key': 'undo' },
      'desk',
    );
    expect([back.body.status, back.body.fee]).toEqual(['booked', undefined]);
    const again = await post(`${path}/no-show`, {}, {}, 'desk');
    expect(again.body).toMatchObject({ status: 'missed', fee: { cents: 6001 } });
    expect(
      (
        await post(
          `${path}/fee/waive`,
          { reason: 'our-mistake' },
          { 'if-match': `"${revision}"` },
          'manager',
        )
      ).status,
    ).toBe(412);
    const waived = await post(
      `${path}/fee/waive`,
      { reason: 'our-mistake' },
      { 'idempotency-key': 'w', 'if-match': `"${again.body.revision}"` },
      'manager',
    );
    expect(waived.body.fee).toMatchObject({ cents: 6001, status: 'waived', reason: 'our-mistake' });
    expect(
      await post(
        `${path}/fee/waive`,
        { reason: 'our-mistake' },
        { 'idempotency-key': 'w', 'if-match': `"${again.body.revision}"` },
        'manager',
      ),
    ).toEqual(waived);
    expect(
      (await post(`${path}/fee/waive`, { reason: 'free text, that is' }, {}, 'manager')).body.field,
    ).toBe('reason');
    expect(
      await post(`${path}/no-show/undo`, undefined, { 'idempotency-key': 'undo' }, 'desk'),
    ).toEqual(back);
    setClock('2031-02-18', '00:00');
    expect((await post(`${path}/no-show/undo`)).body).toMatchObject({
      code: 'business-day-over',
      until: iso('2031-02-18', '00:00'),
    });
  });
  it("a freed slot is somebody else's: the no-show stays, its fee may be waived", async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id } = await book('2031-02-19', '10:00');
    setClock('2031-02-19', '10:20');
    await post(`appointments/${id}/no-show`, {});
    setClock('2031-02-19', '10:00');
    await book('2031-02-19', '10:15', { customerId: 'c2' });
    setClock('2031-02-19', '10:30');
    expect(await post(`appointments/${id}/no-show/undo`)).toMatchObject({
      status: 409,
      body: { code: 'slot-taken', resource: { kind: 'staff', id: 'anna' } },
    });
    expect(
      (await post(`appointments/${id}/fee/waive`, { reason: 'our-mistake' })).body.fee.status,
    ).toBe('waived');
  });
  it.each<[string, string, unknown]>([
    ['GET', 'cancellation-terms', undefined],
    ['POST', 'no-show', {}],
    ['POST', 'no-show/undo', {}],
    ['POST', 'fee/waive', { reason: 'other' }],
  ])(
    "%s %s: another store's appointment does not exist, nor one that is not",
    async (method, path, body) => {
      setClock('2031-01-06', '10:00');
      const { appointmentId, revision } = await book('2031-02-20', `${9 + (path.length % 8)}:00`);
      setClock('2031-02-20', '17:59');
      expect(
        await ask(method as 'POST', `appointments/${appointmentId}/${path}`, body, {}, 'elsewhere'),
      ).toMatchObject({ status: 404, body: { code: 'appointment-not-found' } });
      for (const id of ['nonsense', 'soho.2031-02-20.zzz', '%2e%2e'])
        expect((await ask(method as 'POST', `appointments/${id}/${path}`, body)).status).toBe(404);
      expect((await get(`appointments/${appointmentId}`)).body).toMatchObject({
        status: 'booked',
        revision,
      });
    },
  );
  it('of sixteen who say so at once, one did; waiving and taking back at once keep one order', async () => {
    setClock('2031-01-06', '10:00');
    const { appointmentId: id } = await book('2031-02-21', '10:00');
    setClock('2031-02-21', '11:00');
    const said = await Promise.all(
      Array.from({ length: 16 }, () => post(`appointments/${id}/no-show`, {})),
    );
    expect(
      new Set(said.map(({ status, body }) => `${status} ${body.status} ${body.fee.cents}`)),
    ).toEqual(new Set(['200 missed 6001']));
    await Promise.all([
      post(`appointments/${id}/fee/waive`, { reason: 'goodwill' }),
      post(`appointments/${id}/no-show/undo`),
    ]);
    const types = (
      await at.platform.host.runtimes.get('booking')!.tools.history(agenda, 'soho-2031-02-21')
    ).map(({ type }) => type);
    expect(types.filter((type) => type === 'AppointmentMissed')).toHaveLength(1);
    expect((await get(`appointments/${id}`)).body).not.toHaveProperty('fee');
  });
});

describe("R-BK-35 no-shows by the store's clock", () => {
  const runJob = () => at.platform.host.runtimes.get('booking')!.runJob('booking.no-shows');
  const statuses = async (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await get(`appointments/${id}`)).body.status));
  const history = async (key: string) =>
    (await at.platform.host.runtimes.get('booking')!.tools.history(agenda, key)).map(
      ({ type, id }) => `${type} ${id}`,
    );

  it('marks who did not come once, however often it runs; what people took back it leaves alone', async () => {
    setClock('2031-01-06', '10:00');
    const ids = [
      await book('2031-02-24', '10:00'),
      await book('2031-02-24', '11:00', { customerId: 'c2' }),
      await book('2031-02-24', '12:00', { customerId: 'c3' }),
      await book('2031-02-24', '15:00', { customerId: 'c4' }),
    ].map((a) => a.appointmentId as string);
    setClock('2031-02-24', '10:14');
    await post(`appointments/${ids[1]}/check-in`);
    await at.platform.settle();
    await put('policies/usual', { ...usual, autoNoShow: true, graceMinutes: 0 });
    await runJob();
    expect(await statuses(ids)).toEqual(['booked', 'checked-in', 'booked', 'booked']);
    setClock('2031-02-24', '12:15');
    await runJob();
    const log = await history('soho-2031-02-24');
    await Promise.all([runJob(), runJob()]);
    await at.platform.settle();
    await runJob();
    expect(await history('soho-2031-02-24')).toEqual(log);
    expect(await statuses(ids)).toEqual(['missed', 'checked-in', 'missed', 'booked']);
    expect((await get(`appointments/${ids[0]}`)).body.fee).toMatchObject({
      cents: 6001,
      status: 'due',
    });
    await post(`appointments/${ids[2]}/no-show/undo`);
    await at.platform.settle();
    await runJob();
    expect(await statuses(ids)).toEqual(['missed', 'checked-in', 'booked', 'booked']);
  });
  it('also the day after, when it stood still; neither imports nor stores without it', async () => {
    const free = (
      await post('appointments', {
        storeId: 'free-town',
        startsAt: iso('2031-02-24', '16:00'),
        services: [{ serviceId: 'cut' }],
      })
    ).body.appointmentId;
    const recorded = (
      await post('imports/appointments', {
        storeId: 'soho',
        items: [
          {
            externalId: 'x1',
            staffId: 'bob',
            serviceId: 'cut',
            serviceGroup: 'cut',
            date: '2031-02-24',
            startMinute: 600,
            minutes: 30,
            status: 'booked',
          },
        ],
      })
    ).body.results[0].appointmentId;
    const late = (await get('stores/soho/days/2031-02-24')).body.appointments.find(
      (a: any) => a.customerId === 'c4',
    ).appointmentId;
    await at.platform.settle();
    setClock('2031-02-25', '23:00');
    await runJob();
    expect(await statuses([late, free, recorded])).toEqual(['missed', 'booked', 'booked']);
  });
});
