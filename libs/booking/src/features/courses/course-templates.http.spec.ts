import { course, openForAll, salon, template } from './courses.testing.http.js';

openForAll();

describe('BK-25 course templates', () => {
  it('are versions; a course keeps the terms it was begun with', async () => {
    expect((await salon.put('course-templates/laser', template({ name: 'Laser' }))).version).toBe(
      1,
    );
    const { body } = await salon.post(
      'courses',
      { templateId: 'laser', customerId: 'k0', storeId: 'soho' },
      { 'idempotency-key': 'laser' },
    );
    expect([
      (await salon.put('course-templates/laser', template({ name: 'Laser' }))).version,
      (
        await salon.put(
          'course-templates/laser',
          template({ name: 'Laser', sessions: 5, active: false }),
        )
      ).version,
    ]).toEqual([1, 2]);
    expect(await course(body.courseId)).toMatchObject({
      templateVersion: 1,
      sessions: 3,
      status: 'active',
    });
    expect(
      (
        await salon.post(
          'courses',
          { templateId: 'laser', customerId: 'k0', storeId: 'soho' },
          { 'idempotency-key': 'laser' },
        )
      ).body,
    ).toEqual(body);
    expect(
      await salon.post('courses', { templateId: 'laser', customerId: 'k0', storeId: 'soho' }),
    ).toMatchObject({
      status: 422,
      body: { code: 'course-template-inactive', field: 'templateId' },
    });
    expect(
      await salon.post('courses', { templateId: 'none', customerId: 'k0', storeId: 'soho' }),
    ).toMatchObject({ status: 422, body: { code: 'course-template-unknown' } });
    expect(
      await salon.ask('PUT', 'course-templates/bad', template({ serviceIds: ['nothing'] })),
    ).toMatchObject({ status: 422, body: { code: 'service-unknown', field: 'serviceIds.0' } });
    expect(
      await salon.ask('PUT', 'course-templates/bad', template({ recommendedDays: 3 })),
    ).toMatchObject({ status: 422, body: { code: 'days-contradict', field: 'recommendedDays' } });
    expect((await salon.get('course-templates')).body.items.map((t: any) => t.templateId)).toEqual([
      'laser',
      'peeling',
    ]);
  });
});
