import { dayAhead, simply } from '../../testing.http.js';
import { at, book, had, openForAll, salon, somebody, wish } from './prerequisites.testing.http.js';

openForAll();

describe('R-BK-47 BK-23 a service that needs a completed one before', () => {
  it('is refused without it, too soon after it and too long after it; held, booked and moved alike', async () => {
    const customerId = somebody();
    const missing = await book(customerId, at(5, '10:00'), 'cut', 'colour');
    expect(missing).toMatchObject({
      status: 409,
      body: {
        code: 'prerequisite-missing',
        field: 'services.1.serviceId',
        serviceId: 'colour',
        requires: 'patch-test',
      },
    });
    expect((await salon.post('holds', wish(customerId, at(5, '10:00'), 'colour'))).body.code).toBe(
      'prerequisite-missing',
    );
    await had(customerId, 'patch-test');
    expect((await book(customerId, at(1, '17:00'), 'colour')).body).toMatchObject({
      code: 'prerequisite-too-recent',
      field: 'services.0.serviceId',
      completedAt: expect.any(String),
      earliest: expect.any(String),
    });
    expect((await book(customerId, at(190, '10:00'), 'colour')).body).toMatchObject({
      code: 'prerequisite-expired',
      field: 'services.0.serviceId',
      expiredAt: expect.any(String),
    });
    const { status, body } = await book(customerId, at(5, '10:00'), 'colour');
    expect(status).toBe(201);
    expect(
      (
        await salon.post(`appointments/${body.appointmentId}/reschedule`, {
          startsAt: at(190, '10:00'),
        })
      ).body.code,
    ).toBe('prerequisite-expired');
    expect(
      (
        await salon.post(`appointments/${body.appointmentId}/reschedule`, {
          startsAt: at(1, '17:00'),
        })
      ).body.code,
    ).toBe('prerequisite-too-recent');
    expect(
      (
        await salon.post(`appointments/${body.appointmentId}/reschedule`, {
          startsAt: at(6, '10:00'),
        })
      ).status,
    ).toBe(200);
    expect((await salon.post('holds', wish(customerId, at(7, '10:00'), 'colour'))).status).toBe(
      201,
    );
  });
  it('asks who it is; a hold cannot be made for nobody and confirmed for somebody', async () => {
    expect(await book(undefined, at(5, '11:00'), 'colour')).toMatchObject({
      status: 409,
      body: { code: 'customer-needed', field: 'services.0.serviceId' },
    });
    expect(
      (await salon.post('holds', wish(undefined, at(5, '11:00'), 'cut', 'scalp-test'))).body,
    ).toMatchObject({ code: 'customer-needed', field: 'services.1.serviceId' });
  });
  it("takes nobody else's, nor one whose visit was abandoned or voided", async () => {
    const customerId = somebody();
    await had(somebody(), 'patch-test');
    const visitId = await had(customerId, 'patch-test');
    expect((await salon.post('holds', wish(customerId, at(8, '10:00'), 'colour'))).status).toBe(
      201,
    );
    await salon.post(`visits/${visitId}/void`, { reason: 'mistake' });
    expect((await book(customerId, at(8, '11:00'), 'colour')).body.code).toBe(
      'prerequisite-missing',
    );
    const { body } = await salon.post('visits', {
      storeId: 'soho',
      customerId,
      services: [{ serviceId: 'patch-test', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
    });
    await salon.post(`visits/${body.visitId}/abandon`, { reason: 'left' });
    await salon.platform.settle();
    expect((await book(customerId, at(8, '11:00'), 'colour')).body.code).toBe(
      'prerequisite-missing',
    );
  });
  it('accepts one that is only booked where the service says so, until that is cancelled', async () => {
    const customerId = somebody();
    const { body: test } = await book(customerId, at(9, '09:00'), 'patch-test');
    await salon.platform.settle();
    expect((await book(customerId, at(12, '10:00'), 'colour')).body).toMatchObject({
      code: 'prerequisite-missing',
      bookedFor: test.endsAt,
    });
    expect((await book(customerId, at(9, '08:30'), 'gloss')).body.code).toBe(
      'prerequisite-missing',
    );
    expect((await book(customerId, at(12, '10:00'), 'gloss')).status).toBe(201);
    expect((await book(customerId, at(40, '10:00'), 'gloss')).body.code).toBe(
      'prerequisite-expired',
    );
    await salon.post(`appointments/${test.appointmentId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    await salon.platform.settle();
    expect((await book(customerId, at(13, '10:00'), 'gloss')).body.code).toBe(
      'prerequisite-missing',
    );
  });
  it('in one appointment: before it, and as long before its own start as it asks', async () => {
    const customerId = somebody();
    expect((await book(customerId, at(15, '10:00'), 'patch-test', 'gloss')).status).toBe(201);
    expect((await book(somebody(), at(16, '10:00'), 'gloss', 'patch-test')).body).toMatchObject({
      code: 'prerequisite-missing',
      field: 'services.0.serviceId',
    });
    const other = somebody();
    expect((await book(other, at(17, '10:00'), 'patch-test', 'tint')).body).toMatchObject({
      code: 'prerequisite-too-recent',
      field: 'services.1.serviceId',
    });
    const later = {
      storeId: 'soho',
      customerId: other,
      startsAt: at(17, '10:00'),
      services: [{ serviceId: 'patch-test' }, { serviceId: 'tint', startsAt: at(17, '11:15') }],
    };
    expect((await salon.post('appointments', later)).status).toBe(201);
  });
  it('availability offers only starts that would be taken', async () => {
    const starts = async (services: string, from: number, to: number, customerId?: string) =>
      (
        await salon.get(
          `availability?storeId=soho&services=${services}&from=${dayAhead(from)}&to=${dayAhead(to)}${customerId === undefined ? '' : `&customerId=${customerId}`}`,
        )
      ).body.items;
    const customerId = somebody();
    expect(await starts('colour', 4, 5, customerId)).toEqual([]);
    expect((await starts('colour', 4, 5)).length).toBeGreaterThan(0);
    expect((await starts('patch-test,gloss', 4, 4, customerId)).length).toBeGreaterThan(0);
    expect(await starts('patch-test,tint', 4, 4, customerId)).toEqual([]);
    expect(await starts('patch-test,tint', 4, 4)).toEqual([]);
    await had(customerId, 'patch-test');
    const found = await starts('colour', 1, 4, customerId);
    expect(found.length).toBeGreaterThan(0);
    expect(Date.parse(found[0].startsAt)).toBeGreaterThanOrEqual(Date.now() + 47 * 3_600_000);
    const next = await book(customerId, found[0].startsAt, 'colour');
    expect(next.status).toBe(201);
    const tested = somebody();
    await had(tested, 'scalp-test');
    expect(await starts('scalp-test', 80, 80, tested)).toEqual([]);
    expect((await starts('scalp-test', 95, 95, tested)).length).toBeGreaterThan(0);
  });
  it.each<[string, string, object]>([
    ['prerequisite-unclear', 'requires', { validForDays: 1 }],
    [
      'prerequisite-itself',
      'requires.prerequisiteServiceId',
      { prerequisiteServiceId: 'bad', validForDays: 1 },
    ],
    [
      'service-unknown',
      'requires.prerequisiteServiceId',
      { prerequisiteServiceId: 'nothing', validForDays: 1 },
    ],
    [
      'prerequisite-never',
      'requires.minHoursBefore',
      { serviceGroup: 'test', validForDays: 1, minHoursBefore: 48 },
    ],
    ['field-invalid', 'requires.validForDays', { serviceGroup: 'test', validForDays: 0 }],
  ])('the catalogue refuses %s', async (code, field, requires) =>
    expect(await salon.ask('PUT', 'services/bad', simply('bad', 30, { requires }))).toMatchObject({
      status: 422,
      body: { code, field },
    }),
  );
});
