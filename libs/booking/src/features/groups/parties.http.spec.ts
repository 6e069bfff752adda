import type { Salon } from '../../testing.http.js';
import { cut, party, partySalon } from './parties.testing.http.js';

// A party at the desk: held, booked, moved and cancelled, each in one step.

let at: Salon;
beforeAll(async () => {
  at = await partySalon();
}, 60_000);
afterAll(() => at.close());

const times = ({ body }: { body: any }) =>
  body.appointments.map((a: any) => [a.status, a.startsAt.slice(5, 16)]);
const agendaAt = async (day: string) =>
  (await at.get(`stores/soho/days/${day}`)).body.appointments.filter(
    (a: any) => a.status === 'booked',
  ).length;

describe('BK-30 R-BK-14 a party is held', () => {
  const day = '2031-04-14';
  it('and confirmed or given back as a whole', async () => {
    const guests = [cut(undefined, { customerId: 'h1' }), cut('anna'), cut()];
    const held = await at.post('groups/holds', party(`${day}T10:00`, guests, { ttlSeconds: 120 }));
    expect(held.status).toBe(201);
    expect(held.body.holds.map((h: any) => h.status)).toEqual(['held', 'held', 'held']);
    const { groupId, holds } = held.body;
    expect(groupId).toBe(holds[0].holdId);
    expect(
      (await at.post('appointments', { storeId: 'soho', startsAt: `${day}T10:00`, ...cut('anna') }))
        .status,
    ).toBe(409);
    // One guest alone is neither booked nor dropped.
    for (const path of [`holds/${holds[1].holdId}/release`])
      expect((await at.post(path, {})).body.code).toBe('hold-of-group');
    expect((await at.post('appointments', { holdId: holds[1].holdId })).body.code).toBe(
      'hold-of-group',
    );
    expect((await at.get(`groups/${groupId}`)).status).toBe(404);
    const booked = await at.post(`groups/${groupId}/confirm`, undefined, {
      'idempotency-key': 'confirm-1',
    });
    expect(booked.body.appointments.map((a: any) => [a.status, a.guestNo])).toEqual([
      ['booked', 1],
      ['booked', 2],
      ['booked', 3],
    ]);
    expect(
      (await at.post(`groups/${groupId}/confirm`, undefined, { 'idempotency-key': 'confirm-1' }))
        .body,
    ).toEqual(booked.body);
    expect((await at.post(`groups/${groupId}/confirm`)).status).toBe(200);
    expect((await at.post(`groups/${groupId}/release`)).body.code).toBe('hold-confirmed');
    const other = await at.post('groups/holds', party(`${day}T10:00`, [cut(), cut()]));
    const back = await at.post(`groups/${other.body.groupId}/release`);
    expect(back.body.holds.map((h: any) => h.status)).toEqual(['released', 'released']);
    expect((await at.post(`groups/${other.body.groupId}/confirm`)).body.code).toBe('hold-over');
  });
  it('by whoever sees the store', async () => {
    const held = await at.post('groups/holds', party(`${day}T12:00`, [cut(), cut()]));
    const stranger = await at.as('front-desk', { stores: ['noho'] });
    expect((await at.post(`groups/${held.body.groupId}/confirm`, undefined, stranger)).status).toBe(
      404,
    );
    expect((await at.post('groups/nothing/confirm')).body.code).toBe('group-not-found');
  });
});

describe('BK-03 R-BK-14 a party is moved and cancelled', () => {
  it("within a day by one decision, guests taking each other's places", async () => {
    const day = '2031-04-21';
    const { body } = await at.post(
      'groups',
      party(`${day}T10:00`, [cut('anna'), cut('anna', { startsAt: `${day}T10:30` })]),
    );
    const moved = await at.post(`groups/${body.groupId}/reschedule`, { startsAt: `${day}T10:30` });
    expect(times(moved)).toEqual([
      ['booked', '04-21T14:30'],
      ['booked', '04-21T15:00'],
    ]);
    // Half of it in the way: nobody goes.
    await at.post('appointments', { storeId: 'soho', startsAt: `${day}T15:30`, ...cut('anna') });
    const no = await at.post(`groups/${body.groupId}/reschedule`, { startsAt: `${day}T15:00` });
    expect(no).toMatchObject({ status: 409, body: { code: 'slot-taken', guestNo: 2 } });
    expect(times(await at.get(`groups/${body.groupId}`))).toEqual(times(moved));
  });
  it('to another day all or none, and the same answer to a repeat', async () => {
    const day = '2031-04-22';
    const { body } = await at.post(
      'groups',
      party(`${day}T10:00`, [cut('anna', { customerId: 'm1' }), cut('bob'), cut('cleo')]),
    );
    const again = () =>
      at.post(
        `groups/${body.groupId}/reschedule`,
        { startsAt: '2031-04-23T11:00' },
        { 'idempotency-key': 'move-party' },
      );
    const moved = await again();
    expect(times(moved)).toEqual([
      ['booked', '04-23T15:00'],
      ['booked', '04-23T15:00'],
      ['booked', '04-23T15:00'],
    ]);
    expect((await again()).body).toEqual(moved.body);
    await at.platform.settle();
    expect([await agendaAt(day), await agendaAt('2031-04-23')]).toEqual([0, 3]);
    await at.post('appointments', { storeId: 'soho', startsAt: '2031-04-24T11:00', ...cut('bob') });
    expect(
      await at.post(`groups/${body.groupId}/reschedule`, { startsAt: '2031-04-24T11:00' }),
    ).toMatchObject({ status: 409, body: { code: 'slot-taken', guestNo: 2 } });
    await at.platform.settle();
    expect([await agendaAt('2031-04-23'), await agendaAt('2031-04-24')]).toEqual([3, 1]);
    // And back to where it came from.
    expect(
      times(await at.post(`groups/${body.groupId}/reschedule`, { startsAt: `${day}T09:00` })),
    ).toEqual([
      ['booked', '04-22T13:00'],
      ['booked', '04-22T13:00'],
      ['booked', '04-22T13:00'],
    ]);
    expect((await at.get(`groups/${body.groupId}`)).body.appointments).toHaveLength(3);
  });
  it('not while its guests stand on several days', async () => {
    const day = '2031-04-28';
    const { body } = await at.post('groups', party(`${day}T10:00`, [cut(), cut()]));
    const [, second] = body.appointments;
    await at.post(`appointments/${second.appointmentId}/reschedule`, {
      startsAt: '2031-04-29T10:00',
    });
    expect(
      (await at.post(`groups/${body.groupId}/reschedule`, { startsAt: `${day}T11:00` })).body,
    ).toMatchObject({
      code: 'group-apart',
    });
    expect(
      times(await at.post(`groups/${body.groupId}/cancel`, { by: 'store', reason: 'ill' })),
    ).toEqual([
      ['cancelled', '04-28T14:00'],
      ['cancelled', '04-29T14:00'],
    ]);
    expect(
      (await at.post(`groups/${body.groupId}/reschedule`, { startsAt: `${day}T11:00` })).body.code,
    ).toBe('group-over');
  });
  it('cancelled in one decision, those who have gone before staying as they are', async () => {
    const day = '2031-05-05';
    const { body } = await at.post(
      'groups',
      party(`${day}T10:00`, [cut('anna'), cut('bob'), cut('cleo')]),
    );
    await at.post(`appointments/${body.appointments[0].appointmentId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    const before = (await at.get(`groups/${body.groupId}`)).body.appointments[2].revision;
    const cancelled = await at.post(`groups/${body.groupId}/cancel`, {
      by: 'customer',
      reason: 'changed-mind',
    });
    expect(times(cancelled).map(([status]: string[]) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(cancelled.body.appointments[2].revision).toBe(before + 3);
    expect(
      (await at.post('groups', party(`${day}T10:00`, [cut('anna'), cut('bob'), cut('cleo')])))
        .status,
    ).toBe(201);
    expect(
      (await at.post(`groups/${body.groupId}/cancel`, { by: 'customer', reason: 'nonsense' })).body
        .code,
    ).toBe('reason-unknown');
    await at.platform.settle();
  });
});
