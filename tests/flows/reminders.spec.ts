import { runPlatform, type Running } from '../support/platform.js';

// One customer in New York who reads Chinese, one in Shanghai who reads English. The clocks of New York go forward on 9 March 2031.

describe('BK-06 R-CM-05 reminders, from the booking to the mail', () => {
  let running: Running;
  const setClock = (instant: string) => running.clock.set(instant);
  const runJob = () =>
    running.platform.host.runtimes.get('booking')!.runJob('booking.release-reminders');
  beforeAll(async () => {
    running = await runPlatform();
    const shifts = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      from: '09:00',
      to: '20:00',
      breaks: [],
    }));
    for (const [staffId, storeId] of [
      ['maya', 'harbour'],
      ['jonas', 'harbour'],
      ['wei', 'riverside'],
    ])
      await running.api.put(`/v1/booking/staff/${staffId}/shifts`, {
        patterns: [{ storeId, validFrom: '2020-01-01', shifts }],
      });
  }, 60_000);
  afterAll(() => running.close());

  const customer = async (name: string, language: string, storeId: string): Promise<string> =>
    (
      await running.api.post('/v1/customers', {
        name,
        language,
        homeStoreId: storeId,
        emails: [`${storeId}@example.org`],
      })
    ).id;
  const book = async (storeId: string, staffId: string, startsAt: string, customerId: string) => {
    const booked = await running.api.post('/v1/booking/appointments', {
      storeId,
      startsAt,
      services: [{ serviceId: 'womens-cut', staffId }],
      customerId,
      channel: 'app',
    });
    await running.settle();
    return booked as { appointmentId: string; startsAt: string };
  };
  const reminder = async (id: string) =>
    (await running.api.get(`/v1/booking/appointments/${id}/reminders`)).reminders[0];
  const mails = async (storeId: string) =>
    (await running.api.get(`/v1/customers/outbox?storeId=${storeId}`)).items.filter(
      (mail: { template: string }) => mail.template === 'appointment-reminder',
    );
  /** The clock of the jobs strikes several times. */
  const strike = async (instant: string) => {
    setClock(instant);
    await Promise.all([runJob(), runJob()]);
    await running.settle();
    await runJob();
    await running.settle();
  };
  let inNewYork: { appointmentId: string; startsAt: string };
  let inShanghai: { appointmentId: string; startsAt: string };

  it('is planned with the booking and re-timed with it, a day before by the wall clock whatever the clocks do', async () => {
    setClock('2031-03-03T15:00:00Z');
    inNewYork = await book(
      'harbour',
      'maya',
      '2031-03-11T11:00',
      await customer('林溪', 'zh-CN', 'harbour'),
    );
    inShanghai = await book(
      'riverside',
      'wei',
      '2031-03-09T15:30',
      await customer('Ada', 'en', 'riverside'),
    );
    expect([
      await reminder(inNewYork.appointmentId),
      await reminder(inShanghai.appointmentId),
    ]).toMatchObject([
      { status: 'planned', dueAt: '2031-03-10T15:00:00.000Z' },
      { status: 'planned', dueAt: '2031-03-08T07:30:00.000Z' },
    ]);
    const { startsAt } = await running.api.post(
      `/v1/booking/appointments/${inNewYork.appointmentId}/reschedule`,
      { startsAt: '2031-03-09T11:00' },
    );
    await running.settle();
    expect([startsAt, await reminder(inNewYork.appointmentId)]).toMatchObject([
      '2031-03-09T15:00:00.000Z',
      { status: 'planned', dueAt: '2031-03-08T16:00:00.000Z' },
    ]);
  });

  it('goes out once, in the language of the customer and the time of the store, without a consent to marketing', async () => {
    await strike('2031-03-08T07:29:59Z');
    expect([await mails('harbour'), await mails('riverside')]).toEqual([[], []]);
    await strike('2031-03-08T07:30:00Z');
    await strike('2031-03-08T16:00:30Z');
    const [shanghai] = await mails('riverside');
    expect(shanghai).toMatchObject({
      language: 'en',
      subject: 'Your appointment on Sunday, 9 March 2031 at 15:30',
    });
    expect(shanghai.text).toContain(
      'Hello Ada,\n\nwe look forward to seeing you at Riverside on Sunday, 9 March 2031 at 15:30 (local time).',
    );
    const [newYork] = await mails('harbour');
    expect(newYork).toMatchObject({
      language: 'zh-CN',
      subject: '预约提醒：2031年3月9日（星期日） 11:00',
    });
    expect(newYork.text).toContain(
      '林溪，您好：\n\n您已预约 2031年3月9日（星期日） 11:00（当地时间）到店，地点：Harbour。',
    );
    expect([await mails('harbour'), await mails('riverside')]).toMatchObject([
      { length: 1 },
      { length: 1 },
    ]);
  });

  it('is sent by no replay: not by a rebuilt list, not after a restart', async () => {
    const views = running.platform.host.runtimes.get('booking')!.views;
    expect(await views.rebuild('booking.reminders')).toMatchObject({ state: 'switched' });
    await strike('2031-03-08T16:05:00Z');
    const { dir } = running;
    await running.close();
    running = await runPlatform({ dir });
    await strike('2031-03-08T16:10:00Z');
    expect([await mails('harbour'), await mails('riverside')]).toMatchObject([
      { length: 1 },
      { length: 1 },
    ]);
    expect([
      await reminder(inNewYork.appointmentId),
      await reminder(inShanghai.appointmentId),
    ]).toMatchObject([{ status: 'released' }, { status: 'released' }]);
  });

  it('R-CM-07 keeps the quiet hours of the store, is withdrawn when the appointment is, and a "no" to service messages is respected', async () => {
    setClock('2031-03-10T12:00:00Z');
    const early = await book(
      'harbour',
      'jonas',
      '2031-03-20T09:00',
      await customer('Bea', 'en', 'harbour'),
    );
    await running.api.post(`/v1/booking/appointments/${early.appointmentId}/reschedule`, {
      startsAt: '2031-03-20T10:00',
    });
    // What is planned is planned by the rules of its moment: under the new ones this reminder would be withdrawn for them.
    await running.settle();
    await running.api.put('/v1/booking/stores/harbour/reminder-rules', {
      reminders: [{ hoursBefore: 3 }],
    });
    const night = await book(
      'harbour',
      'maya',
      '2031-03-20T10:00',
      await customer('Cleo', 'en', 'harbour'),
    );
    expect(await reminder(night.appointmentId)).toMatchObject({
      hoursBefore: 3,
      dueAt: '2031-03-20T00:45:00.000Z',
    });
    await running.api.post(`/v1/booking/appointments/${early.appointmentId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    await running.settle();
    expect(await reminder(early.appointmentId)).toMatchObject({
      status: 'withdrawn',
      reason: 'cancelled',
    });

    const silent = await customer('Dora', 'en', 'harbour');
    const { revision } = await running.api.get(`/v1/customers/${silent}`);
    const no = {
      items: [
        {
          purpose: 'service',
          channel: 'email',
          granted: false,
          wordingVersion: 'w1',
          source: 'app',
        },
      ],
    };
    expect(
      (
        await running.api.ask('PUT', `/v1/customers/${silent}/consents`, no, {
          'if-match': `"${revision}"`,
        })
      ).status,
    ).toBe(200);
    const unwanted = await book('harbour', 'maya', '2031-03-20T11:00', silent);
    // The platform stood still in the evening: nothing goes out in the night, and not with less than two hours left.
    await strike('2031-03-20T03:00:00Z');
    expect(await reminder(night.appointmentId)).toMatchObject({
      status: 'withdrawn',
      reason: 'quiet-hours',
    });
    expect(await reminder(unwanted.appointmentId)).toMatchObject({
      status: 'planned',
      dueAt: '2031-03-20T13:00:00.000Z',
    });
    await strike('2031-03-20T13:00:00Z');
    expect(await reminder(unwanted.appointmentId)).toMatchObject({ status: 'released' });
    expect(
      (await mails('harbour')).map((mail: { text: string }) => mail.text.slice(0, 12)),
    ).toEqual([expect.stringContaining('林溪')]);
  });

  it('BK-06 reaches a customer with a telephone alone by SMS, and says at the desk what became of it', async () => {
    setClock('2031-04-01T12:00:00Z');
    const known = async (name: string, more: object): Promise<string> =>
      (
        await running.api.post('/v1/customers', {
          name,
          language: 'zh-CN',
          homeStoreId: 'harbour',
          ...more,
        })
      ).id;
    await running.api.put('/v1/booking/stores/harbour/reminder-rules', {
      reminders: [{ hoursBefore: 24 }],
    });
    const phoned = await book(
      'harbour',
      'maya',
      '2031-04-04T10:00',
      await known('李雷', { phones: ['+12125550188'] }),
    );
    const unreachable = await book('harbour', 'jonas', '2031-04-04T10:00', await known('韩梅', {}));
    await strike('2031-04-03T14:00:30Z');
    const sent = (await mails('harbour')).find((mail: { way: string }) => mail.way === 'sms');
    expect(sent).toMatchObject({
      to: '+12125550188',
      text: '【Harbour】李雷，您好：您已预约 2031年4月4日（星期五） 10:00（当地时间）到店。如需改期或取消，请尽早告知我们。',
    });
    expect(await reminder(phoned.appointmentId)).toMatchObject({
      status: 'released',
      delivery: { status: 'delivered', channel: 'outbox', at: '2031-04-03T14:00:30.000Z' },
    });
    expect(await reminder(unreachable.appointmentId)).toMatchObject({
      status: 'released',
      delivery: { status: 'not-delivered', reason: 'no-address' },
    });
    const { items } = await running.api.get(
      '/v1/booking/stores/harbour/reminders?status=released&limit=200',
    );
    expect(
      items
        .filter((one: { appointmentId: string }) =>
          [phoned, unreachable].some(({ appointmentId }) => appointmentId === one.appointmentId),
        )
        .map((one: { delivery: { status: string } }) => one.delivery.status)
        .sort(),
    ).toEqual(['delivered', 'not-delivered']);
    await running.settle();
  });
});
