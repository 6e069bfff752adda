import {
  at,
  book,
  get,
  iso,
  openForAll,
  post,
  put,
  setClock,
} from '../../salon/routes/policies.testing.http.js';

openForAll();

type Who = 'desk' | 'manager';
const act = async (id: string, what: string, body: object = {}, who?: Who, headers = {}) => {
  const answer = await post(`appointments/${id}/${what}`, body, headers, who);
  return { status: answer.status, ...answer.body, is: answer.body.status, http: answer.status };
};
const cancel = (id: string) => act(id, 'cancel', { by: 'customer', reason: 'ill' });
const shown = async (id: string) => (await get(`appointments/${id}`)).body.fee;
const listed = async (status: string, id: string) => {
  await at.platform.settle();
  const { items } = (await get(`fees?storeId=soho&status=${status}`, 'desk')).body;
  return items.find(({ appointmentId }: { appointmentId: string }) => appointmentId === id);
};
/** Of this late cancellation 3000 of 6001 are due. */
const late = async (date: string, customerId: string, more: object = {}, deposit = false) => {
  setClock(date, '06:00');
  const { appointmentId: id } = await book(date, '17:00', { customerId, ...more });
  if (deposit) await act(id, 'deposit/payments', { method: 'cash' });
  setClock(date, '09:00');
  await cancel(id);
  await at.platform.settle();
  return id;
};

describe('R-BK-33 a fee is collected, in parts or at once, and never twice', () => {
  it('is listed, collected in two parts, and settled', async () => {
    const id = await late('2031-02-03', 'f1');
    const open = {
      cents: 3000,
      currency: 'USD',
      coveredCents: 0,
      collectedCents: 0,
      openCents: 3000,
    };
    expect(await listed('due', id)).toMatchObject({ ...open, customerId: 'f1', status: 'due' });
    expect(await act(id, 'fee/collect', { method: 'cash', cents: 3001 }, 'desk')).toMatchObject({
      http: 422,
      code: 'fee-exceeded',
      expected: 'at most 3000',
    });
    const part = { method: 'terminal', cents: 1000, reference: 'slip-1' };
    const key = { 'idempotency-key': 'part' };
    const first = await act(id, 'fee/collect', part, 'desk', key);
    expect(first.fee).toMatchObject({
      openCents: 2000,
      collections: [{ collectionId: 'f1', cents: 1000, method: 'terminal' }],
    });
    expect(await act(id, 'fee/collect', part, 'desk', key)).toEqual(first);
    expect(await listed('due', id)).toMatchObject({ collectedCents: 1000, openCents: 2000 });
    const all = await act(id, 'fee/collect', { method: 'cash' }, 'desk');
    expect(all.fee).toMatchObject({ cents: 3000, openCents: 0 });
    expect((await act(id, 'fee/collect', { method: 'cash' }, 'desk')).code).toBe('fee-settled');
    expect(await listed('due', id)).toBeUndefined();
    expect(await listed('settled', id)).toMatchObject({ collectedCents: 3000, openCents: 0 });
  });

  it('goes back by who may waive, and only then it is waived', async () => {
    const id = await late('2031-02-04', 'f2');
    await act(id, 'fee/collect', { method: 'cash' }, 'desk');
    expect((await act(id, 'fee/waive', { reason: 'our-mistake' }, 'manager')).code).toBe(
      'fee-collected',
    );
    const back = 'fee/collections/f1/return';
    expect((await act(id, back, { reason: 'our-mistake' }, 'desk')).http).toBe(403);
    expect((await act(id, 'fee/collections/f9/return', { reason: 'our-mistake' })).code).toBe(
      'collection-not-found',
    );
    expect((await act(id, back, { reason: 'our-mistake' }, 'manager')).fee).toMatchObject({
      openCents: 3000,
      collections: [{ collectionId: 'f1', returned: true }],
    });
    expect((await act(id, 'fee/waive', { reason: 'our-mistake' }, 'manager')).fee).toMatchObject({
      status: 'waived',
      openCents: 0,
    });
    expect((await act(id, 'fee/collect', { method: 'cash' }, 'desk')).code).toBe('fee-waived');
    expect(await listed('waived', id)).toMatchObject({ openCents: 0 });
  });

  it('may not be charged once its window is over', async () => {
    const id = await late('2031-02-05', 'f3');
    setClock('2031-02-19', '17:00');
    expect(await act(id, 'fee/collect', { method: 'cash' }, 'desk')).toMatchObject({
      http: 409,
      code: 'charge-window-over',
      until: iso('2031-02-19', '17:00'),
    });
    expect(await shown(id)).toMatchObject({ cents: 3000, openCents: 0 });
    expect(await listed('due', id)).toBeUndefined();
    expect(await listed('expired', id)).toMatchObject({ openCents: 0, status: 'expired' });
  });

  it('of a no-show: given back before that is undone; there is none without a fee', async () => {
    setClock('2031-02-06', '06:00');
    const { appointmentId: id } = await book('2031-02-06', '10:00', { customerId: 'f4' });
    expect((await act(id, 'fee/collect', { method: 'cash' }, 'desk')).code).toBe('fee-none');
    setClock('2031-02-06', '10:30');
    await act(id, 'no-show');
    await act(id, 'fee/collect', { method: 'cash', cents: 1 }, 'desk');
    expect((await act(id, 'no-show/undo')).code).toBe('fee-collected');
    await act(id, 'fee/collections/f1/return', { reason: 'our-mistake' }, 'manager');
    expect((await act(id, 'no-show/undo')).is).toBe('booked');
    expect(await listed('due', id)).toBeUndefined();
  });

  it('lies in the till of its day', async () => {
    setClock('2031-02-07', '06:00');
    const id = await late('2031-02-07', 'f5');
    await act(id, 'fee/collect', { method: 'cash' }, 'desk');
    await at.platform.settle();
    const { body } = await get('stores/soho/day-closes/2031-02-07');
    expect(JSON.stringify(body)).toContain('"cents":3000');
  });
});

describe('R-BK-32 R-BK-33 a fee is first covered by the deposit', () => {
  const web = { channel: 'web' };
  beforeAll(async () => {
    await put('deposit-rules/small', { kind: 'fixed', amountCents: 2000, channels: ['web'] });
  });

  it('the rest is open', async () => {
    const id = await late('2031-02-10', 'f6', web, true);
    expect(await shown(id)).toMatchObject({ cents: 3000, coveredCents: 2000, openCents: 1000 });
    expect(await listed('due', id)).toMatchObject({ coveredCents: 2000, openCents: 1000 });
    expect(await act(id, 'fee/collect', { method: 'cash', cents: 1001 }, 'desk')).toMatchObject({
      code: 'fee-exceeded',
    });
    expect((await act(id, 'fee/collect', { method: 'cash' }, 'desk')).fee.openCents).toBe(0);
    expect(await listed('settled', id)).toMatchObject({ coveredCents: 2000, collectedCents: 1000 });
    expect((await get(`appointments/${id}/deposit`)).body).toMatchObject({ forfeitedCents: 2000 });
  });

  it('what is over goes back, and nothing is open', async () => {
    await put('deposit-rules/large', { kind: 'full', channels: ['web'], newCustomers: true });
    const id = await late('2031-02-11', 'f7', web, true);
    expect(await shown(id)).toMatchObject({ cents: 3000, coveredCents: 3000, openCents: 0 });
    expect((await act(id, 'fee/collect', { method: 'cash' }, 'desk')).code).toBe('fee-settled');
    expect((await get(`appointments/${id}/deposit`)).body).toMatchObject({
      forfeitedCents: 3000,
      returns: [expect.objectContaining({ cents: 3001 })],
    });
    expect(await listed('settled', id)).toMatchObject({ coveredCents: 3000 });
  });
});
