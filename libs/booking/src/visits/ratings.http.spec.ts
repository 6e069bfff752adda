import { type Salon, salon } from '../testing.http.js';

let at: Salon;
beforeAll(async () => {
  at = await salon();
}, 60_000);
afterAll(() => at.close());

/** A visit with one cut by Anna, completed. */
async function visited(...more: object[]): Promise<string> {
  const { body } = await at.post('visits', {
    storeId: 'soho',
    services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }, ...more],
  });
  await at.post(`visits/${body.visitId}/complete`);
  return body.visitId;
}
const card = async () => {
  await at.platform.settle();
  return (await at.get('stores/soho/staff-cards/anna')).body;
};

describe('VS-07 BK-09 ratings over the routes', () => {
  it('show on the public card from the fifth on, changes counted once', async () => {
    const ids: string[] = [];
    for (const score of [5, 4, 4, 5]) {
      ids.push(await visited());
      expect(
        await at.post(`visits/${ids.at(-1)}/ratings`, {
          lineId: 'l1',
          score,
          aspects: ['friendly', 'as-agreed'],
        }),
      ).toMatchObject({
        status: 200,
        body: {
          ratings: [
            {
              lineId: 'l1',
              serviceId: 'cut',
              staffId: 'anna',
              score,
              aspects: ['as-agreed', 'friendly'],
            },
          ],
        },
      });
    }
    expect(await card()).not.toHaveProperty('rating');
    const fifth = await visited();
    const first = await at.post(
      `visits/${fifth}/ratings`,
      { lineId: 'l1', score: 1 },
      { 'idempotency-key': 'fifth' },
    );
    expect(
      (
        await at.post(
          `visits/${fifth}/ratings`,
          { lineId: 'l1', score: 1 },
          { 'idempotency-key': 'fifth' },
        )
      ).body,
    ).toEqual(first.body);
    expect((await card()).rating).toEqual({ mean: 3.8, count: 5 });
    await at.post(`visits/${fifth}/ratings`, { lineId: 'l1', score: 3 });
    await at.post(`visits/${fifth}/ratings`, { score: 1 });
    expect((await card()).rating).toEqual({ mean: 4.2, count: 5 });
    expect(
      (await at.get(`visits/${fifth}/ratings`)).body.ratings.map((r: any) => [r.lineId, r.score]),
    ).toEqual([
      ['l1', 3],
      [undefined, 1],
    ]);
    await at.post(`visits/${ids[0]}/void`, { reason: 'test' });
    expect(await card()).not.toHaveProperty('rating');
  });
  it('wants a completed visit, a score, codes, and somebody who may', async () => {
    const { body: open } = await at.post('visits', {
      storeId: 'soho',
      services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
    });
    expect(await at.post(`visits/${open.visitId}/ratings`, { score: 4 })).toMatchObject({
      status: 409,
      body: { code: 'visit-not-completed', found: 'arrived' },
    });
    const id = await visited();
    for (const body of [
      { score: 6 },
      { score: 0 },
      {},
      { score: 4, aspects: ['she was so nice'] },
      { score: 4, comment: 'x' },
    ])
      expect((await at.post(`visits/${id}/ratings`, body)).status).toBe(422);
    expect((await at.post(`visits/${id}/ratings`, { score: 4, lineId: 'l7' })).status).toBe(404);
    expect(
      (await at.post(`visits/${id}/ratings`, { score: 4 }, await at.as('stylist'))).status,
    ).toBe(403);
    expect(
      (
        await at.post(
          `visits/${id}/ratings`,
          { score: 4 },
          await at.as('front-desk', { stores: ['elsewhere'] }),
        )
      ).status,
    ).toBe(404);
    expect(
      (await at.post(`visits/${id}/ratings`, { score: 4 }, await at.as('front-desk'))).status,
    ).toBe(200);
  });
});
