import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

let at: Salon;
let url: string;
const clock = new Clock();
const now = '2031-03-03T12:00:00.000Z';
beforeAll(async () => {
  clock.set(now);
  at = await salon({ clock });
  url = await at.platform.url();
}, 60_000);
afterAll(() => at.close());

async function visited(): Promise<string> {
  const { body } = await at.post('visits', {
    storeId: 'soho',
    services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
  });
  await at.post(`visits/${body.visitId}/complete`);
  return body.visitId;
}
/** As a customer's browser asks: no token. */
const asked = async (path: string, body?: object) => {
  const response = await fetch(`${url}${path}`, {
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {},
  };
};
const link = async (visitId: string, days?: number) => {
  const { status, body } = await at.post(
    `visits/${visitId}/rating-links`,
    days === undefined ? {} : { days },
  );
  expect(status).toBe(201);
  return body as { keyId: string; path: string; expiresAt: string };
};
const ratingsOf = async (visitId: string) =>
  (await at.get(`visits/${visitId}/ratings`)).body.ratings;

describe('VS-07 a visit is rated by a one-time link', () => {
  it('on a page that names nobody and loads nothing', async () => {
    const visitId = await visited();
    const { path } = await link(visitId);
    const page = await asked(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*script-src 'sha256-[A-Za-z0-9+/=]+'/,
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.text).toContain('name="l1" value="5"');
    expect(page.text).not.toContain('anna');
    const form = await asked(path.replace('rating-page', 'rating-form'));
    expect(form.body).toMatchObject({ services: [{ lineId: 'l1' }] });
    expect(form.body.aspects).toContain('friendly');
  });

  it('once: the same answer again is answered as before, another one is refused', async () => {
    const visitId = await visited();
    const { path } = await link(visitId);
    const ratings = [{ score: 5 }, { lineId: 'l1', score: 4, aspects: ['friendly', 'as-agreed'] }];
    const first = await asked(path, { ratings });
    expect([first.status, first.body]).toEqual([200, { ratedAt: expect.any(String) }]);
    expect((await asked(path, { ratings })).body).toEqual(first.body);
    expect(await asked(path, { ratings: [{ score: 1 }] })).toMatchObject({
      status: 409,
      body: { code: 'rating-link-used', field: 'key' },
    });
    expect(await ratingsOf(visitId)).toMatchObject([
      { score: 5 },
      { lineId: 'l1', staffId: 'anna', score: 4, aspects: ['as-agreed', 'friendly'] },
    ]);
  });

  it('of sixty-four at once with two answers one counts', async () => {
    const visitId = await visited();
    const { path } = await link(visitId);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => asked(path, { ratings: [{ score: 1 + (i % 2) }] })),
    );
    const [{ score }] = await ratingsOf(visitId);
    answers.forEach(({ status }, i) => expect(status).toBe(1 + (i % 2) === score ? 200 : 409));
  });

  it('a low one opens a case, as one that the desk took down', async () => {
    const visitId = await visited();
    const { path } = await link(visitId);
    await asked(path, { ratings: [{ lineId: 'l1', score: 1 }] });
    await at.platform.settle();
    const { body } = await at.get('cases?storeId=soho');
    expect(body.items).toEqual(
      expect.arrayContaining([expect.objectContaining({ visitId, channel: 'rating' })]),
    );
  });

  it('by nothing else: a wrong key, that of another visit, one that ran out or was revoked', async () => {
    const [visitId, other] = [await visited(), await visited()];
    const { keyId, path, expiresAt } = await link(visitId);
    const invalid = { status: 404, body: { code: 'rating-link-invalid' } };
    expect(await asked(path.replace(/.$/, (end) => (end === '0' ? '1' : '0')))).toMatchObject(
      invalid,
    );
    expect(await asked(path.replace(visitId, other))).toMatchObject(invalid);
    expect(await asked(path.replace(/key=.*/, 'key=%27%20OR%201=1'))).toMatchObject(invalid);
    const short = await link(visitId, 1);
    expect(short.expiresAt < expiresAt).toBe(true);
    clock.set('2031-03-05T12:00:00.000Z');
    expect(await asked(short.path, { ratings: [{ score: 3 }] })).toMatchObject(invalid);
    expect((await asked(path)).status).toBe(200);
    expect(await at.post(`visits/${visitId}/rating-links/${keyId}/revoke`)).toMatchObject({
      status: 200,
      body: { keyId, revokedAt: expect.any(String) },
    });
    expect(await asked(path)).toMatchObject(invalid);
    expect((await at.get(`visits/${visitId}/rating-links`)).body.items).toHaveLength(2);
    expect(await ratingsOf(visitId)).toEqual([]);
  });

  it('refuses what cannot be taken, and the link stays good', async () => {
    const visitId = await visited();
    const { path } = await link(visitId);
    const refusals: [object, number, string][] = [
      [{ ratings: [] }, 422, 'field-invalid'],
      [{ ratings: [{ score: 6 }] }, 422, 'field-invalid'],
      [{ ratings: [{ score: 3 }, { score: 4 }] }, 422, 'rating-repeated'],
      [{ ratings: [{ lineId: 'l9', score: 3 }] }, 404, 'line-unknown'],
      [{ ratings: [{ score: 3, aspects: ['her-name-is-ann'] }] }, 422, 'reason-unknown'],
    ];
    for (const [body, status, code] of refusals)
      expect([code, await asked(path, body)]).toMatchObject([code, { status, body: { code } }]);
    expect((await asked(path, { ratings: [{ score: 3 }] })).status).toBe(200);
  });

  it('is made for what is done, by whoever sees the store', async () => {
    const { body } = await at.post('visits', { storeId: 'soho', services: [] });
    expect(await at.post(`visits/${body.visitId}/rating-links`, {})).toMatchObject({
      status: 409,
      body: { code: 'visit-not-completed' },
    });
    const visitId = await visited();
    const elsewhere = await at.as('store-manager', { stores: ['mitte'] });
    expect(await at.post(`visits/${visitId}/rating-links`, {}, elsewhere)).toMatchObject({
      status: 404,
      body: { code: 'visit-not-found' },
    });
  });
});
