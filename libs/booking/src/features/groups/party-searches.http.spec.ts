import type { Salon } from '../../testing.http.js';
import { cut, party, partySalon } from './parties.testing.http.js';

// When a whole party fits, and what it lacks where it does not.

let at: Salon;
beforeAll(async () => {
  at = await partySalon();
}, 60_000);
afterAll(() => at.close());

describe('BK-19 R-BK-14 a party is searched for', () => {
  it('of six: what is found is booked as it was shown', async () => {
    const day = '2031-04-07';
    await at.post(
      'appointments',
      party(`${day}T09:00`, [], {
        guests: undefined,
        services: [
          { serviceId: 'long', staffId: 'anna' },
          { serviceId: 'long', staffId: 'anna' },
        ],
      }),
    );
    await at.post(
      'appointments',
      party(`${day}T09:00`, [], {
        guests: undefined,
        services: [{ serviceId: 'long', staffId: 'bob' }],
      }),
    );
    const guests = Array.from({ length: 6 }, () => cut());
    const { body } = await at.post('groups/search', { storeId: 'soho', from: day, guests });
    // Seven people, two of them busy until ten, and then one until eleven, on one of six chairs.
    expect(body.items[0]).toMatchObject({
      startsAt: `${day}T15:00:00.000Z`,
      zone: 'America/New_York',
    });
    expect(body.items[0].guests).toHaveLength(6);
    expect(new Set(body.items[0].guests.map((g: any) => g.lines[0].staffId)).size).toBe(6);
    expect((await at.post('groups', party(`${day}T14:45Z`, guests))).status).toBe(409);
    const booked = await at.post('groups', party(body.items[0].startsAt, guests));
    expect(booked.body.appointments.map((a: any) => a.lines[0].staffId)).toEqual(
      body.items[0].guests.map((g: any) => g.lines[0].staffId),
    );
  });
  it('with two who want the same person, who begin one after the other within the spread', async () => {
    const day = '2031-04-08';
    const guests = [cut('anna'), cut('anna'), cut(), cut()];
    const ask = (more: object) =>
      at.post('groups/search', { storeId: 'soho', from: day, guests, ...more });
    expect((await ask({})).body.items).toEqual([]);
    const { items } = (await ask({ spreadMinutes: 30, limit: 1 })).body;
    expect(items[0].guests.map((g: any) => g.startsAt.slice(11, 16)).sort()).toEqual([
      '13:00',
      '13:00',
      '13:00',
      '13:30',
    ]);
    const no = await at.post('groups', party(`${day}T10:00`, guests));
    expect(no).toMatchObject({
      status: 409,
      body: {
        code: 'slot-taken',
        field: 'guests.1.services.0.staffId',
        resource: { kind: 'staff', id: 'anna' },
        guests: [1, 2],
        guestNo: 2,
        possibleFrom: `${day}T14:30:00.000Z`,
        nearest: [],
      },
    });
    const later = guests.map((g, i) => (i === 1 ? { ...g, startsAt: no.body.possibleFrom } : g));
    const booked = await at.post('groups', party(`${day}T10:00`, later));
    expect(booked.status).toBe(201);
    expect(booked.body.appointments.map((a: any) => a.startsAt.slice(11, 16))).toEqual([
      '14:00',
      '14:30',
      '14:00',
      '14:00',
    ]);
    expect(
      (
        await at.post(
          'groups',
          party(`${day}T12:00`, [cut(), cut(undefined, { startsAt: `${day}T11:00` })]),
        )
      ).body,
    ).toMatchObject({ code: 'guest-out-of-time', field: 'guests.1.startsAt' });
  });
  it('names what all of them lack: the chairs, not the last person looked at, and only starts that fit', async () => {
    const day = '2031-04-09';
    expect(
      await at.post(
        'groups',
        party(
          `${day}T10:00`,
          Array.from({ length: 7 }, () => cut()),
        ),
      ),
    ).toMatchObject({
      status: 409,
      body: { code: 'slot-taken', resource: { kind: 'pool', id: 'chair' }, nearest: [] },
    });
    await at.post(
      'groups',
      party(
        `${day}T10:00`,
        Array.from({ length: 4 }, () => cut()),
      ),
    );
    const three = Array.from({ length: 3 }, () => cut());
    const { body } = await at.post('groups', party(`${day}T10:00`, three));
    expect(body).toMatchObject({
      detail: 'The pool `chair` has room for 2 of 3 guests.',
      guests: [1, 2, 3],
      nearest: [`${day}T14:30:00.000Z`, `${day}T13:30:00.000Z`, `${day}T14:45:00.000Z`],
    });
    for (const startsAt of body.nearest)
      expect((await at.post('groups', party(startsAt, three))).status).toBe(201);
  });
  it('refuses what no route would take', async () => {
    const ask = async (more: object) =>
      (
        await at.post('groups/search', {
          storeId: 'soho',
          from: '2031-04-10',
          guests: [cut(), cut()],
          ...more,
        })
      ).body.code;
    expect(await ask({ guests: [cut('ghost'), cut()] })).toBe('staff-unknown');
    expect(await ask({ guests: [{ services: [{ serviceId: 'nothing' }] }, cut()] })).toBe(
      'service-unknown',
    );
    expect(await ask({ from: '2020-01-01' })).toBe('start-in-past');
    expect(await ask({ to: '2031-05-10' })).toBe('range-too-long');
  });
});
