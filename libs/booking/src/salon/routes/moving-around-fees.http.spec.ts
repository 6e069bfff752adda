import { book, get, iso, openForAll, post, setClock } from './policies.testing.http.js';

openForAll();

const move = (
  id: string,
  date: string,
  time: string,
  more: object = {},
  who?: 'desk' | 'manager',
) => post(`appointments/${id}/reschedule`, { startsAt: iso(date, time), ...more }, {}, who);
const cancel = (id: string, by: 'customer' | 'store', who?: 'desk' | 'manager') =>
  post(`appointments/${id}/cancel`, { by, reason: 'ill' }, {}, who);
const terms = async (id: string) => (await get(`appointments/${id}/cancellation-terms`)).body;

describe('R-BK-34 BK-04 moving around a fee costs what cancelling costs', () => {
  it('a free late move to another day, cancelled there, costs what cancelling would have cost at the move', async () => {
    setClock('2031-03-03', '08:00');
    const { appointmentId: id } = await book('2031-03-10', '10:00', { customerId: 'c2' });
    setClock('2031-03-09', '12:00');
    expect((await move(id, '2031-03-20', '10:00')).body).toMatchObject({ lateMoves: 1 });
    expect(await terms(id)).toMatchObject({
      currency: 'USD',
      cancel: { cents: 3000, because: 'moved-late', basisCents: 6001 },
      freeUntil: iso('2031-03-09', '12:00'),
    });
    expect((await cancel(id, 'customer')).body).toMatchObject({
      status: 'cancelled',
      fee: { cents: 3000, currency: 'USD', status: 'due' },
    });
  });

  it('the same within the day; a nearer window costs its own, not both', async () => {
    setClock('2031-03-10', '08:00');
    const { appointmentId: id } = await book('2031-03-12', '10:00', { customerId: 'c3' });
    setClock('2031-03-12', '07:00');
    expect((await move(id, '2031-03-12', '16:00')).body).toMatchObject({ lateMoves: 1 });
    expect(await terms(id)).toMatchObject({ cancel: { cents: 3000, because: 'window' } });
    setClock('2031-03-12', '15:00');
    expect((await cancel(id, 'customer')).body.fee).toMatchObject({ cents: 6001 });
  });

  it('what a further late move costs counts towards it; in time nothing is remembered', async () => {
    setClock('2031-03-13', '08:00');
    const { appointmentId: id } = await book('2031-03-20', '10:00', { customerId: 'c4' });
    expect((await move(id, '2031-03-21', '10:00')).body.lateMoves).toBeUndefined();
    expect(await terms(id)).toMatchObject({ cancel: { cents: 0, because: 'outside-windows' } });
    for (const [now, to] of [
      ['2031-03-20', '2031-03-22'],
      ['2031-03-21', '2031-03-23'],
      ['2031-03-22', '2031-03-30'],
    ] as const) {
      setClock(now, '12:00');
      await move(id, to, '10:00');
    }
    expect(await terms(id)).toMatchObject({
      lateMoves: 3,
      cancel: { cents: 0, because: 'outside-windows' },
    });
    expect((await cancel(id, 'customer')).body.fee).toMatchObject({ cents: 3000 });
  });

  it('what the store moves is no way round and no trap: nothing is remembered', async () => {
    setClock('2031-03-24', '08:00');
    const { appointmentId: id } = await book('2031-03-26', '10:00', { customerId: 'c5' });
    setClock('2031-03-26', '08:30');
    await move(id, '2031-04-05', '10:00', { by: 'store' });
    expect((await cancel(id, 'customer')).body.fee).toBeUndefined();
  });
});

describe('R-BK-33 the store’s word makes it free only by who may waive', () => {
  it('a late cancellation', async () => {
    setClock('2031-04-01', '08:00');
    const { appointmentId: id } = await book('2031-04-07', '10:00', { customerId: 'c6' });
    setClock('2031-04-07', '08:30');
    expect(await cancel(id, 'store', 'desk')).toMatchObject({
      status: 403,
      body: { code: 'permission-missing', field: 'by', permission: 'booking.fees:write' },
    });
    const done = await cancel(id, 'store', 'manager');
    expect([done.status, done.body.fee]).toEqual([200, undefined]);
  });

  it('a move that would cost, and not one that costs nothing', async () => {
    setClock('2031-04-08', '08:00');
    const { appointmentId: id } = await book('2031-04-14', '10:00', { customerId: 'c7' });
    expect((await move(id, '2031-04-14', '11:00', { by: 'store' }, 'desk')).status).toBe(200);
    setClock('2031-04-14', '09:00');
    for (const time of ['12:00', '13:00'])
      expect((await move(id, '2031-04-14', time)).status).toBe(200);
    expect(await move(id, '2031-04-14', '14:00', { by: 'store' }, 'desk')).toMatchObject({
      status: 403,
      body: { code: 'permission-missing', permission: 'booking.fees:write' },
    });
    expect(await move(id, '2031-04-15', '14:00', { by: 'store' }, 'desk')).toMatchObject({
      status: 403,
    });
    expect((await move(id, '2031-04-15', '14:00', { by: 'store' }, 'manager')).status).toBe(200);
  });

  it('in time anybody says it', async () => {
    setClock('2031-04-16', '08:00');
    const { appointmentId: id } = await book('2031-04-21', '10:00', { customerId: 'c8' });
    expect((await cancel(id, 'store', 'desk')).status).toBe(200);
  });
});
