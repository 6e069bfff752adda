import { type Salon, salon } from '../../testing.http.js';

// Services at the same time, by one person, by chosen people: what can be booked can be searched and held too.

let at: Salon;
const DAY = '2031-03-10';
beforeAll(async () => {
  at = await salon();
  const service = (id: string, phases: readonly object[], more: object = {}) =>
    at.put(`services/${id}`, {
      name: id,
      category: 'nail',
      serviceGroup: id,
      phases,
      priceCents: 3000,
      skill: { skill: 'cut', level: 1 },
      ...more,
    });
  const work = (name: string, minutes: number) => ({ name, kind: 'active', minutes });
  await service('mani', [work('do', 30)]);
  await service('pedi', [work('do', 45)]);
  await service('tint', [
    work('apply', 30),
    { name: 'develop', kind: 'processing', minutes: 45 },
    work('rinse', 15),
  ]);
  await service('gel', [work('do', 30)], { skill: { skill: 'gel', level: 1 } });
  await at.put('staff/gina', {
    displayName: 'Gina',
    storeIds: ['soho'],
    skills: [{ skill: 'gel', level: 1 }],
  });
  await at.put('staff/gina/shifts', {
    patterns: [
      {
        storeId: 'soho',
        validFrom: '2020-01-01',
        shifts: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
      },
    ],
  });
}, 60_000);
afterAll(() => at.close());

const wish = (
  startsAt: string,
  services: readonly (string | object)[],
  more: object = {},
  day = DAY,
) => ({
  storeId: 'soho',
  startsAt: `${day}T${startsAt}`,
  services: services.map((one) => (typeof one === 'string' ? { serviceId: one } : one)),
  ...more,
});
const beside = (serviceId: string, more: object = {}) => ({ serviceId, parallel: true, ...more });
const linesOf = ({ body }: { body: any }) =>
  body.lines.map((l: any) => [l.serviceId, l.staffId, l.startsAt.slice(11, 16)]);

describe('BK-19 R-BK-13 parallel services', () => {
  it('run at the same time by two people, held and booked', async () => {
    const held = await at.post('holds', wish('09:00', ['mani', beside('pedi')]));
    expect([held.status, held.body.endsAt]).toEqual([201, `${DAY}T13:45:00.000Z`]);
    expect(linesOf(held).map(([, , time]: string[]) => time)).toEqual(['13:00', '13:00']);
    expect(new Set(linesOf(held).map(([, who]: string[]) => who)).size).toBe(2);
    const { body } = await at.post('appointments', { holdId: held.body.holdId });
    expect(linesOf({ body })).toEqual(linesOf(held));
  });
  it('are refused where only one person is there, and never turn into one after the other', async () => {
    await at.post('appointments', wish('15:00', [{ serviceId: 'long', staffId: 'bob' }]));
    expect(await at.post('appointments', wish('15:00', ['mani', beside('pedi')]))).toMatchObject({
      status: 409,
      body: { code: 'slot-taken' },
    });
    // The first one may say it too.
    expect((await at.post('appointments', wish('15:00', [beside('mani'), 'pedi']))).body.code).toBe(
      'slot-taken',
    );
    expect((await at.post('appointments', wish('15:00', ['mani', 'pedi']))).status).toBe(201);
  });
  it('are searched for: the starts that are found are those that can be booked', async () => {
    const day = '2031-03-11';
    await at.post('appointments', wish('10:00', [{ serviceId: 'long', staffId: 'bob' }], {}, day));
    for (const how of ['parallel=true', 'parallelServices=pedi']) {
      const { body } = await at.get(
        `availability?storeId=soho&services=mani,pedi&${how}&from=${day}`,
      );
      const starts = body.items.map((slot: any) => slot.startsAt.slice(11, 16));
      // At a quarter to eleven the pedicure begins while the manicure lasts, as soon as Bob is free.
      expect(starts.slice(0, 5)).toEqual(['13:00', '13:15', '13:30', '14:45', '15:00']);
      for (const { lines } of body.items) {
        expect(lines[1].startsAt < lines[0].endsAt).toBe(true);
        expect(lines[0].staffId).not.toBe(lines[1].staffId);
      }
    }
    expect(
      (await at.post('appointments', wish('09:45', ['mani', beside('pedi')], {}, day))).status,
    ).toBe(409);
    expect(
      (await at.post('appointments', wish('09:15', ['mani', beside('pedi')], {}, day))).status,
    ).toBe(201);
  });
  it('begin while the other lasts where nobody is free before: a manicure while the colour develops, by the same person', async () => {
    const day = '2031-03-12';
    const one = { staffId: 'anna' };
    const { body } = await at.post(
      'appointments',
      wish('10:00', [{ serviceId: 'tint', ...one }, beside('mani', one), 'cut'], {}, day),
    );
    expect(linesOf({ body })).toEqual([
      ['tint', 'anna', '14:00'],
      ['mani', 'anna', '14:30'],
      // What follows comes after both.
      ['cut', 'anna', '15:30'],
    ]);
    const found = await at.get(
      `availability?storeId=soho&services=tint,mani&parallel=true&staffId=bob&from=${day}&limit=1`,
    );
    expect(linesOf({ body: found.body.items[0] })).toEqual([
      ['tint', 'bob', '13:00'],
      ['mani', 'bob', '13:30'],
    ]);
  });
  it('stand in no other order, and are added before the visit', async () => {
    const day = '2031-03-13';
    expect(
      (
        await at.get(
          `availability?storeId=soho&services=mani,pedi&parallel=true&anyOrder=true&from=${day}`,
        )
      ).body.code,
    ).toBe('order-fixed');
    expect(
      (
        await at.get(
          `availability?storeId=soho&services=mani,pedi&parallelServices=cut&from=${day}`,
        )
      ).body,
    ).toMatchObject({ code: 'service-not-asked', field: 'parallelServices' });
    const { body } = await at.post('appointments', wish('10:00', ['tint'], {}, day));
    const changed = await at.post(`appointments/${body.appointmentId}/services`, {
      lines: [{ lineId: 'l1' }, beside('mani')],
    });
    expect(linesOf(changed).map(([, , time]: string[]) => time)).toEqual(['14:00', '14:00']);
  });
});

describe('R-BK-12 one person for all, people by service, and the longest wait', () => {
  it('books all services by one person who can do all, and says when there is none', async () => {
    const day = '2031-03-14';
    await at.post('appointments', wish('09:30', [{ serviceId: 'cut', staffId: 'anna' }], {}, day));
    await at.post('appointments', wish('09:00', [{ serviceId: 'cut', staffId: 'bob' }], {}, day));
    const two = await at.post('holds', wish('09:00', ['mani', 'pedi'], {}, day));
    expect(linesOf(two).map(([, who]: string[]) => who)).toEqual(['anna', 'bob']);
    await at.post(`holds/${two.body.holdId}/release`, {});
    expect(
      (await at.post('holds', wish('09:00', ['mani', 'pedi'], { sameStaff: true }, day))).status,
    ).toBe(409);
    const one = await at.post(
      'appointments',
      wish('09:30', ['mani', 'pedi'], { sameStaff: true }, day),
    );
    expect(linesOf(one).map(([, who]: string[]) => who)).toEqual(['bob', 'bob']);
    expect(one.body.lines.some((line: any) => line.requested)).toBe(false);
    const wanted = wish('14:00', ['mani', 'gel'], { sameStaff: true }, day);
    expect(await at.post('appointments', wanted)).toMatchObject({
      status: 409,
      body: { code: 'nobody-qualified', field: 'sameStaff' },
    });
    expect(
      (await at.get(`availability?storeId=soho&services=mani,gel&sameStaff=true&from=${day}`)).body
        .items,
    ).toEqual([]);
  });
  it('searches with a person for each service', async () => {
    const day = '2031-03-15';
    await at.post('appointments', wish('09:00', [{ serviceId: 'long', staffId: 'bob' }], {}, day));
    const { body } = await at.get(
      `availability?storeId=soho&services=mani,pedi,gel&staffPerService=anna,bob&from=${day}&limit=1`,
    );
    expect(linesOf({ body: body.items[0] })).toEqual([
      ['mani', 'anna', '13:15'],
      ['pedi', 'bob', '14:00'],
      ['gel', 'gina', '14:45'],
    ]);
    const ranked = await at.get(
      `availability/ranked?storeIds=soho&services=mani,gel&staffPerService=bob,&from=${day}&limit=200`,
    );
    expect(
      new Set(ranked.body.items.map((i: any) => i.lines.map((l: any) => l.staffId).join())),
    ).toEqual(new Set(['bob,gina']));
    const no = (query: string) =>
      at.get(`availability?storeId=soho&services=mani&from=${day}&${query}`);
    expect((await no('staffPerService=anna,bob')).body.code).toBe('too-many-staff');
    expect((await no('staffPerService=nobody')).body.code).toBe('staff-unknown');
    expect(
      (
        await at.get(
          `availability/why-not?storeId=soho&services=mani,pedi&staffPerService=anna,bob&startsAt=${day}T09:00`,
        )
      ).body,
    ).toMatchObject({ offered: false });
  });
  it('keeps the longest wait between services with times of their own', async () => {
    const day = '2031-03-17';
    const at2 = (time: string) => ({ serviceId: 'pedi', startsAt: `${day}T${time}` });
    const book = (time: string, more: object = {}) =>
      at.post('appointments', wish('10:00', ['mani', at2(time)], more, day));
    for (const time of ['10:46', '11:00', '14:30'])
      expect(await book(time)).toMatchObject({
        status: 409,
        body: {
          code: 'wait-too-long',
          field: 'services.1.startsAt',
          latest: `${day}T14:45:00.000Z`,
          limit: 15,
        },
      });
    expect((await book('14:30', { channel: 'app' })).body.code).toBe('wait-too-long');
    expect((await book('10:45')).status).toBe(201);
    // Beside a longer one nobody waits.
    const long = wish('15:00', ['tint', beside('mani', { startsAt: `${day}T15:50` })], {}, day);
    expect((await at.post('appointments', long)).status).toBe(201);
  });
});
