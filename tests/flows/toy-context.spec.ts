import { publication, VisitSettled, VisitVoided } from '@chignon/contracts';
import { openService, type Service } from '@chignon/service-kit/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vouchersContext } from '../support/toy/index.js';

const sample = <T>(name: string): T =>
  JSON.parse(
    readFileSync(join(__dirname, '../../libs/contracts/samples/booking', `${name}.json`), 'utf8'),
  ) as T;

describe('a context of its own, with nothing but what docs/add-a-context.md names', () => {
  let at: Service;
  beforeAll(async () => void (at = await openService('vouchers', [vouchersContext])), 60_000);
  afterAll(() => at.close());

  const settled = { ...sample<VisitSettled>('VisitSettled.v1'), customerId: 'c1' };
  const settle = (more: Partial<VisitSettled>) =>
    at.tell(publication(VisitSettled, 'c1', { ...settled, ...more }));
  const listed = async (headers = {}) =>
    (await at.get('vouchers?customerId=c1', headers)).body.items.map((one: any) => [
      one.id,
      one.status,
      one.cents,
      one.currency,
    ]);

  it('hears visits, once each, and answers what follows', async () => {
    await settle({ visitId: 'v1' });
    await settle({ visitId: 'v1' });
    await settle({ visitId: 'small', lines: [] });
    await settle({ visitId: 'v2' });
    await at.settle();
    expect(await listed()).toEqual([
      ['v1', 'issued', 1000, 'CAD'],
      ['v2', 'issued', 1000, 'CAD'],
    ]);
  });

  it('redeems once, by role and scope, the same for the same key', async () => {
    const redeem = (id: string, headers = {}) =>
      at.post(`vouchers/${id}/redeem`, undefined, headers);
    const desk = await at.as('front-desk', { stores: ['harbour'] });
    expect(await redeem('v1', await at.as('analyst', { stores: ['harbour'] }))).toMatchObject({
      status: 403,
      body: { code: 'permission-missing' },
    });
    expect(await redeem('v1', await at.as('front-desk', { stores: ['mitte'] }))).toMatchObject({
      status: 404,
      body: { code: 'voucher-not-found' },
    });
    const keyed = { ...desk, 'idempotency-key': 'one' };
    for (const _ of [1, 2])
      expect(await redeem('v1', keyed)).toMatchObject({
        status: 200,
        body: { status: 'redeemed' },
      });
    expect(await redeem('v1', desk)).toMatchObject({
      status: 409,
      body: { code: 'voucher-not-open' },
    });
  });

  it('follows what takes a visit back, and starts again with what it knew', async () => {
    const voided = sample<VisitVoided>('VisitVoided.v1');
    for (const visitId of ['v1', 'v2'])
      await at.tell(publication(VisitVoided, 'c1', { ...voided, visitId }));
    await at.settle();
    expect((await listed()).map(([id, status]: string[]) => [id, status])).toEqual([
      ['v1', 'redeemed'],
      ['v2', 'void'],
    ]);
  });
});
