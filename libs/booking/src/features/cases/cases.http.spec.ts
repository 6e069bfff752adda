import { jobCause } from '@chignon/eventing';
import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';
import { watchCases } from './cases.jobs.js';
import { cases } from './case-ledger.js';

// A store in New York whose customers are not always content. The clock is the test's.

let at: Salon;
const clock = new Clock();
const BAD = 'r-';
let desk: any;
let manager: any;

beforeAll(async () => {
  clock.set('2031-01-07T15:00:00.000Z');
  at = await salon({ clock });
  desk = await at.as('front-desk', { stores: ['soho'], subject: 'dora' });
  manager = await at.as('store-manager', { stores: ['soho'], subject: 'maria' });
}, 60_000);
afterAll(() => at.close());

const tools = () => at.platform.host.runtimes.get('booking')!.tools;
/** A settled cut of 60.00, or of so much. */
async function settled(priceCents = 6000, customerId?: string): Promise<string> {
  const { body } = await at.post('visits', {
    storeId: 'soho',
    ...(customerId === undefined ? {} : { customerId }),
    services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
  });
  await at.post(`visits/${body.visitId}/complete`);
  const answer = await at.post(`visits/${body.visitId}/settle`, {
    lines: [{ lineId: 'l1', priceCents, reason: 'agreed' }],
    tenders: [{ kind: 'cash', cents: priceCents }],
  });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return body.visitId;
}
const caseOf = async (caseId: string, headers?: any) => {
  await at.platform.settle();
  return (await at.get(`cases/${caseId}`, headers)).body;
};
const does = async (caseId: string, what: string, body?: object, headers?: any) => {
  const answer = await at.post(`cases/${caseId}/${what}`, body, headers);
  return answer.status === 200 ? answer.body : [answer.status, answer.body.code];
};
const opened = async (more: object = {}, headers: any = desk): Promise<any> => {
  const { status, body } = await at.post(
    'cases',
    { storeId: 'soho', channel: 'phone', category: 'result', ...more },
    headers,
  );
  return status === 201 ? body : [status, body.code, body.field];
};
const watch = async () => {
  await at.platform.settle();
  await watchCases.run(tools(), jobCause(watchCases.name));
  await at.platform.settle();
};

describe('VS-07 a low rating', () => {
  it('opens one case of its visit, with who did it and how bad it is; a good one opens none', async () => {
    const [bad, good] = [await settled(6000, 'c1'), await settled()];
    await at.post(`visits/${good}/ratings`, { score: 3 });
    await at.post(`visits/${bad}/ratings`, { lineId: 'l1', score: 1, aspects: ['uneven'] });
    await at.post(`visits/${bad}/ratings`, { score: 2 });
    expect(await caseOf(BAD + bad, desk)).toMatchObject({
      status: 'open',
      channel: 'rating',
      category: 'rating',
      severity: 'high',
      storeId: 'soho',
      customerId: 'c1',
      visitId: bad,
      lineId: 'l1',
      serviceId: 'cut',
      staffId: 'anna',
      deadlines: [
        { clock: 'respond', dueAt: '2031-01-07T19:00:00.000Z', breached: false },
        { clock: 'resolve', dueAt: '2031-01-09T15:00:00.000Z', breached: false },
      ],
      revision: 1,
    });
    expect((await caseOf(BAD + good)).code).toBe('case-not-found');
    const elsewhere = await at.as('front-desk', { stores: ['mitte'] });
    expect((await caseOf(BAD + bad, elsewhere)).code).toBe('case-not-found');
  });

  it('of a visit that is voided is no case any more, unless somebody took it up', async () => {
    const [left, taken] = [await settled(), await settled()];
    for (const visitId of [left, taken]) await at.post(`visits/${visitId}/ratings`, { score: 2 });
    await at.platform.settle();
    await does(BAD + taken, 'actions', { action: 'apologised' }, desk);
    for (const visitId of [left, taken])
      await at.post(`visits/${visitId}/void`, { reason: 'mistake' });
    expect(await caseOf(BAD + left)).toMatchObject({ status: 'withdrawn', deadlines: [] });
    expect(await caseOf(BAD + taken)).toMatchObject({ status: 'open', severity: 'normal' });
  });
});

describe('VS-10 VS-20 a complaint', () => {
  it('is of a known visit of the store, by codes of the chain', async () => {
    const visitId = await settled(6000, 'c2');
    expect(await opened({ visitId: 'none' })).toEqual([404, 'visit-not-found', 'visitId']);
    expect(await opened({ visitId, customerId: 'c1' })).toEqual([
      422,
      'case-customer-differs',
      'customerId',
    ]);
    expect(await opened({ category: 'bob' })).toEqual([422, 'reason-unknown', 'category']);
    expect(await opened({ visitId, severity: 'low' })).toMatchObject({
      customerId: 'c2',
      visitId,
      severity: 'low',
      status: 'open',
      breaches: [],
    });
    const stylist = await at.as('stylist', { stores: ['soho'] });
    expect(await opened({}, stylist)).toEqual([403, 'permission-missing', undefined]);
  });

  it('goes from the issue to an action, a result and the word to the customer; who is not content has it again', async () => {
    const { caseId } = await opened();
    expect(await does(caseId, 'resolve', { resolution: 'explained', rootCause: 'skill' })).toEqual([
      409,
      'case-without-action',
    ]);
    expect(await does(caseId, 'close', { channel: 'phone', outcome: 'satisfied' })).toEqual([
      409,
      'case-open',
    ]);
    expect(await does(caseId, 'assign', { staffId: 'ghost' })).toEqual([422, 'staff-unknown']);
    await does(caseId, 'assign', { staffId: 'anna' });
    expect(await does(caseId, 'actions', { action: 'shouted' })).toEqual([422, 'reason-unknown']);
    await does(caseId, 'answers', { channel: 'phone' });
    await does(caseId, 'actions', { action: 'done-again' });
    await does(caseId, 'resolve', { resolution: 'done-again', rootCause: 'skill' });
    clock.advance(60);
    expect(await does(caseId, 'close', { channel: 'phone', outcome: 'unsatisfied' })).toMatchObject(
      {
        status: 'open',
        reopenings: 1,
        deadlines: [{ clock: 'resolve', dueAt: '2031-01-12T16:00:00.000Z', breached: false }],
      },
    );
    await does(caseId, 'resolve', { resolution: 'explained', rootCause: 'consultation' });
    expect(await does(caseId, 'close', { channel: 'phone', outcome: 'satisfied' })).toMatchObject({
      status: 'closed',
      ownerId: 'anna',
      actions: ['done-again'],
      resolution: 'explained',
      rootCause: 'consultation',
      outcome: 'satisfied',
      deadlines: [],
    });
    expect(await does(caseId, 'actions', { action: 'explained' })).toEqual([409, 'case-closed']);
    expect(await does(caseId, 'reopen', { reason: 'bored' })).toEqual([422, 'reason-unknown']);
    expect(await does(caseId, 'reopen', { reason: 'came-back' })).toMatchObject({
      status: 'open',
      reopenings: 2,
    });
    await at.platform.settle();
    const open = await at.get('cases?storeId=soho&status=open', desk);
    expect(open.body.items.map((one: any) => one.caseId)).toContain(caseId);
    expect((await at.get('cases?storeId=soho&status=closed')).body.items).toEqual([]);
  });

  it('R-VS-05 breaches each deadline once, however often the clock looks; a reopened one runs anew', async () => {
    const { caseId } = await opened({ severity: 'high' });
    clock.advance(4 * 60 - 1);
    await watch();
    expect((await caseOf(caseId)).breaches).toEqual([]);
    clock.advance(1);
    for (let i = 0; i < 3; i++) await watch();
    const respond = [{ clock: 'respond', dueAt: expect.any(String) }];
    expect((await caseOf(caseId)).breaches).toEqual(respond);
    await does(caseId, 'answers', { channel: 'phone' });
    clock.advance(48 * 60);
    await watch();
    await watch();
    expect((await caseOf(caseId)).breaches.map((one: any) => one.clock)).toEqual([
      'respond',
      'resolve',
    ]);
    await does(caseId, 'actions', { action: 'explained' });
    await does(caseId, 'resolve', { resolution: 'explained', rootCause: 'process' });
    await does(caseId, 'reopen', { reason: 'not-kept' });
    clock.advance(48 * 60);
    await watch();
    await watch();
    expect((await caseOf(caseId)).breaches.map((one: any) => one.clock)).toEqual([
      'respond',
      'resolve',
      'resolve',
    ]);
    const said = (await tools().history(cases, caseId)).filter(
      ({ type }) => type === 'CaseDeadlineBreached',
    );
    expect(said).toHaveLength(3);
  });
});

describe('VS-10 the compensation of a case', () => {
  const half = { items: [{ lineId: 'l1', quantityMilli: 500 }], reason: 'complaint' };
  const visit = async (visitId: string) => (await at.get(`visits/${visitId}`)).body;

  it('within the limit of the role is paid at once, as one refund of the bill', async () => {
    const visitId = await settled();
    const { caseId } = await opened({ visitId });
    const key = { ...desk, 'idempotency-key': 'half' };
    for (let i = 0; i < 2; i++) await does(caseId, 'compensations', half, key);
    expect((await caseOf(caseId)).compensations).toMatchObject([
      { status: 'paid', cents: 3000, paidCents: 3000, currency: 'USD', settlementNo: 2 },
    ]);
    expect(await visit(visitId)).toMatchObject({
      status: 'corrected',
      bill: { grossCents: 3000 },
      settlements: [{}, { reason: 'complaint', tenders: [{ kind: 'cash', cents: -3000 }] }],
    });
    expect(
      await does(caseId, 'compensations', {
        ...half,
        items: [{ lineId: 'l1', quantityMilli: 501 }],
      }),
    ).toEqual([409, 'refund-exceeds-line']);
    const { caseId: without } = await opened();
    expect(await does(without, 'compensations', half, desk)).toEqual([409, 'case-without-visit']);
  });

  it('beyond it waits for somebody else who may; until then the case is not resolved', async () => {
    const visitId = await settled(60_000);
    const { caseId } = await opened({ visitId });
    await does(caseId, 'actions', { action: 'compensated' }, desk);
    const { compensations } = await does(caseId, 'compensations', half, desk);
    expect(compensations).toMatchObject([{ status: 'waiting', cents: 30_000 }]);
    const { compensationId } = compensations[0];
    const grant = (headers: any) =>
      does(caseId, `compensations/${compensationId}/grant`, undefined, headers);
    expect(await grant(desk)).toEqual([403, 'permission-missing']);
    const both = await at.as('store-manager', { stores: ['soho'], subject: 'dora' });
    expect(await grant(both)).toEqual([403, 'second-person-needed']);
    expect(
      await does(caseId, 'resolve', { resolution: 'compensated', rootCause: 'skill' }),
    ).toEqual([409, 'compensation-under-way']);
    expect((await visit(visitId)).settlements).toHaveLength(1);
    await grant(manager);
    expect((await caseOf(caseId)).compensations).toMatchObject([
      { status: 'paid', paidCents: 30_000, settlementNo: 2 },
    ]);
    expect(await grant(manager)).toEqual([409, 'compensation-paid']);
    // Said no to, nothing goes back.
    const more = await does(caseId, 'compensations', half, desk);
    const [, { compensationId: second }] = more.compensations;
    await does(caseId, `compensations/${second}/decline`, undefined, manager);
    expect((await caseOf(caseId)).compensations[1]).toMatchObject({ status: 'declined' });
    expect((await visit(visitId)).settlements).toHaveLength(2);
  });

  it('that the bill cannot pay any more says so in the case', async () => {
    const visitId = await settled(60_000);
    const { caseId } = await opened({ visitId });
    const { compensations } = await does(caseId, 'compensations', half, desk);
    await at.post(`visits/${visitId}/void`, { reason: 'mistake' });
    const { compensationId } = compensations[0];
    await does(caseId, `compensations/${compensationId}/grant`, undefined, manager);
    expect((await caseOf(caseId)).compensations).toMatchObject([
      { status: 'failed', failure: 'visit-voided' },
    ]);
  });
});
