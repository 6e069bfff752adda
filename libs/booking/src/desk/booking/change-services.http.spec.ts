import {
  at,
  book,
  change,
  DAY,
  iso,
  openForAll,
  post,
  settle,
  stands,
  wish,
} from './change-services.testing.http.js';

// "Also a blow-dry": other services than were booked, in one call.

openForAll();

const linesOf = ({ lines }: any) =>
  lines.map((line: any) => [
    line.lineId,
    line.serviceId,
    line.staffId,
    line.startsAt,
    line.priceCents,
  ]);

describe('BK-03 the services of a booking', () => {
  it('get one more: it follows, costs what it costs now, and takes its time', async () => {
    const booked = await book('10:00', 'ada');
    await book('11:00', 'ben');
    await at.put('services/style', { ...(await styleAt(7500)) });
    const changed = await change(booked, [
      { lineId: 'l1' },
      { serviceId: 'style', staffId: 'anna' },
    ]);
    expect(changed).toMatchObject({ status: 200, is: 'booked', priceCents: 13_500 });
    expect(linesOf(changed)).toEqual([
      ['l1', 'cut', 'anna', iso('10:00'), 6000],
      ['l2', 'style', 'anna', iso('10:30'), 7500],
    ]);
    expect(await post('appointments', wish('10:30', 'cem'))).toMatchObject({
      status: 409,
      code: 'slot-taken',
    });
    await settle();
    const [listed] = (await at.get('appointments?customerId=ada')).body.items;
    expect([listed.endsAt, listed.lines.length]).toEqual([iso('11:00'), 2]);
    await at.put('services/style', { ...(await styleAt(6000)) });
  });

  it('are replaced where nothing but the booking itself stands in the way', async () => {
    const booked = await book('10:00', 'ada');
    const changed = await change(booked, [{ serviceId: 'long', staffId: 'anna' }], {
      drop: ['l1'],
    });
    expect(linesOf(changed)).toEqual([['l2', 'long', 'anna', iso('10:00'), 6000]]);
    // And back again.
    const back = [{ serviceId: 'cut', staffId: 'anna' }];
    expect(linesOf(await change(changed, back, { drop: ['l2'] }))).toEqual([
      ['l3', 'cut', 'anna', iso('10:00'), 6000],
    ]);
    await book('10:30', 'ben');
  });

  it('are fewer: what is left begins when it began, and the rest is offered to who waits', async () => {
    const booked = await book('10:00', 'ada', [
      { serviceId: 'long', staffId: 'anna' },
      { serviceId: 'cut', staffId: 'anna' },
    ]);
    await book('11:30', 'ben', [{ serviceId: 'long', staffId: 'anna' }]);
    const waits = await post('waitlist', {
      customerId: 'cem',
      storeIds: ['soho'],
      services: [{ serviceId: 'long', staffId: 'anna' }],
      windows: [{ from: DAY, to: DAY, timeFrom: '10:00', timeTo: '11:00' }],
    });
    expect(waits.status).toBe(201);
    const changed = await change(booked, [{ lineId: 'l2' }], { drop: ['l1'] });
    expect(linesOf(changed)).toEqual([['l2', 'cut', 'anna', iso('10:00'), 6000]]);
    await settle();
    const { status, offer } = (await at.get(`waitlist/${waits.entryId}`)).body;
    expect([status, offer?.startsAt, offer?.endsAt]).toEqual([
      'offered',
      iso('10:30'),
      iso('11:30'),
    ]);
  });

  it('go to another person, who is asked for from then on', async () => {
    const booked = await book('10:00', 'ada');
    const changed = await change(booked, [{ lineId: 'l1', staffId: 'bob' }]);
    expect(linesOf(changed)).toEqual([['l1', 'cut', 'bob', iso('10:00'), 6000]]);
    await book('10:00', 'ben');
  });

  it('stay as they are when a change is refused, with the reason and what would fit', async () => {
    const booked = await book('10:00', 'ada');
    await book('10:30', 'ben');
    const before = await stands(booked);
    const style = { serviceId: 'style', staffId: 'anna' };
    expect(await change(booked, [{ lineId: 'l1' }, style])).toMatchObject({
      status: 409,
      code: 'slot-taken',
      resource: { kind: 'staff', id: 'anna' },
      nearest: expect.arrayContaining([iso('11:00')]),
    });
    for (const [lines, status, code, field] of [
      [[style, { lineId: 'l1' }], 409, 'service-order', undefined],
      [[{ lineId: 'l1' }, { lineId: 'l9' }], 422, 'line-unknown', 'lines.1.lineId'],
      [[{ serviceId: 'long' }], 409, 'line-left-out', 'lines'],
      [[{ lineId: 'l1' }, { lineId: 'l1' }], 422, 'line-repeated', 'lines.1.lineId'],
      [[{ lineId: 'l1' }, {}], 422, 'line-unclear', 'lines.1'],
      [[{ lineId: 'l1', serviceId: 'cut' }], 422, 'line-unclear', 'lines.0'],
      [[{ lineId: 'l1', needs: ['private'] }], 422, 'line-stays', 'lines.0'],
      [[{ lineId: 'l1', staffId: 'ghost' }], 422, 'staff-unknown', 'lines.0.staffId'],
      [[{ lineId: 'l1' }, { serviceId: 'ghost' }], 422, 'service-unknown', 'lines.1.serviceId'],
      [[], 422, 'field-invalid', 'lines'],
    ] as const) {
      const refused = await change(booked, [...lines]);
      expect([refused.status, refused.code]).toEqual([status, code]);
      if (field !== undefined) expect(refused.field).toBe(field);
    }
    expect(await stands(booked)).toEqual(before);
  });

  it('R-BK-22 get what needs approval only from who may approve it', async () => {
    const booked = await book('10:00', 'ada');
    const lines = [{ lineId: 'l1' }, { serviceId: 'balayage', staffId: 'anna' }];
    const refused = await change(booked, lines);
    expect([refused.status, refused.code, refused.field]).toEqual([
      409,
      'approval-needed',
      'lines.1.serviceId',
    ]);
    expect(await change(booked, lines, { approve: true })).toMatchObject({
      status: 200,
      is: 'booked',
    });
  });

  it('never lose what somebody else added meanwhile, and a try again answers the same', async () => {
    const booked = await book('10:00', 'ada');
    const key = { 'idempotency-key': 'first-of-two' };
    const key2 = { 'idempotency-key': 'once-and-again' };
    const more = [{ lineId: 'l1' }, { serviceId: 'style', staffId: 'anna' }];
    const both = await Promise.all([
      change(booked, more, {}, key),
      change(booked, [{ lineId: 'l1' }, { serviceId: 'long', staffId: 'anna' }]),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
    expect(['line-left-out', 'appointment-changed']).toContain(
      both.find((one) => one.status === 409)!.code,
    );
    const { lines } = await stands(booked);
    expect(lines).toHaveLength(2);
    const first = await change(booked, [{ lineId: 'l1' }], { drop: ['l2'] }, key2);
    expect(first.lines).toHaveLength(1);
    await change(booked, more);
    expect((await change(booked, [{ lineId: 'l1' }], { drop: ['l2'] }, key2)).status).toBe(200);
    expect((await stands(booked)).lines).toHaveLength(2);
    const seen = { 'if-match': `"${booked.revision}"` };
    expect((await change(booked, more, {}, seen)).status).toBe(412);
  });

  it('are no more to be changed once it is over or has begun', async () => {
    const booked = await book('10:00', 'ada');
    await post(`appointments/${booked.appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    expect(await change(booked, [{ lineId: 'l1' }, { serviceId: 'long' }])).toMatchObject({
      status: 409,
      code: 'appointment-cancelled',
    });
    const here = await book('11:00', 'ben');
    await post(`appointments/${here.appointmentId}/check-in`);
    expect(await change(here, [{ lineId: 'l1' }, { serviceId: 'long' }])).toMatchObject({
      status: 409,
      code: 'appointment-checked-in',
    });
    expect(
      (await change({ appointmentId: 'soho.2031-03-04.nothing' }, [{ lineId: 'l1' }])).status,
    ).toBe(404);
  });
});

const styleAt = async (priceCents: number) => ({
  ...(await at.get('services/style')).body,
  priceCents,
});
