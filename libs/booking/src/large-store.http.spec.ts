import { shifts } from './salon/roster/shifts.js';
import { postingId, postings, staff } from './salon/roster/staff.js';
import { dayAhead, type Desk, everyDay, openDesk, simply } from './testing.http.js';

// The largest that is promised to work: a store of 300 people, 60 services in one group, a year ahead, 62 days in one question.

const PEOPLE = 300;
const ids = Array.from({ length: PEOPLE }, (_, i) => `p${String(i).padStart(3, '0')}`);
const hours = everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' }));
const FAR = dayAhead(365);

let at: Desk;
beforeAll(async () => {
  at = await openDesk();
  await at.put('stores/big', {
    regionId: 'r1',
    name: 'Big',
    zone: 'UTC',
    currency: 'USD',
    openingHours: hours,
    pools: [{ pool: 'chair', capacity: 200 }],
  });
  await at.put('services/cut', simply('cut', 60, { place: { match: 'all', pools: ['chair'] } }));
  await at.put('services/rare', simply('rare', 30, { skill: { skill: 'rare', level: 1 } }));
  await at.put('services/duo', {
    ...simply('duo', 30),
    phases: [
      { name: 'do', kind: 'active', minutes: 30, assistants: [{}, { skill: 'rare', level: 1 }] },
    ],
  });
  // Written as the routes would, without looking each time whom a change strands.
  const { documents } = at.platform.host.runtimes.get('booking')!.tools;
  for (const [i, id] of ids.entries()) {
    await documents.put(staff, {
      id,
      displayName: id,
      storeIds: ['big'],
      skills: i === PEOPLE - 1 ? [{ skill: 'rare', level: 1 }] : [],
      active: true,
    });
    await documents.put(postings, { id: postingId('big', id), storeId: 'big', staffId: id });
    await documents.put(shifts, {
      id,
      patterns: [
        {
          storeId: 'big',
          validFrom: '2020-01-01',
          shifts: hours.map((h) => ({ ...h, breaks: [] })),
        },
      ],
      exceptions: [],
      absences: [],
    });
  }
}, 60_000);
afterAll(() => at.close());

const wish = (services: readonly object[], time = '10:00', date = FAR) => ({
  storeId: 'big',
  startsAt: `${date}T${time}`,
  services,
});
const guests = (count: number, serviceId: string, each = 1) =>
  Array.from({ length: count }, () => ({
    services: Array.from({ length: each }, () => ({ serviceId })),
  }));

describe('BK-01 BK-19 R-BK-13 the largest store', () => {
  it('books sixty guests at once a year ahead, each by somebody else, and no more than there are chairs', async () => {
    for (const filled of [60, 120, 180]) {
      const { status, body } = await at.post('groups', {
        storeId: 'big',
        startsAt: `${FAR}T10:00`,
        guests: guests(60, 'cut'),
      });
      expect([filled, status]).toEqual([filled, 201]);
      expect(new Set(body.appointments.map((a: any) => a.lines[0].staffId)).size).toBe(60);
    }
    expect(
      (
        await at.post('groups', {
          storeId: 'big',
          startsAt: `${FAR}T10:00`,
          guests: guests(21, 'cut'),
        })
      ).body.code,
    ).toBe('slot-taken');
    const { body } = await at.post('groups', {
      storeId: 'big',
      startsAt: `${FAR}T10:00`,
      guests: guests(20, 'cut'),
    });
    const board = (await at.get(`stores/big/board/${FAR}`)).body;
    expect(board.staff).toHaveLength(PEOPLE);
    expect(board.staff.filter((c: any) => c.appointments.length === 1)).toHaveLength(200);
    expect(board.staff.every((c: any) => c.appointments.length <= 1)).toBe(true);
    expect(body.appointments).toHaveLength(20);
  });
  it('names the limits of one question and one wish', async () => {
    expect(
      (
        await at.post('groups', {
          storeId: 'big',
          startsAt: `${FAR}T14:00`,
          guests: guests(7, 'cut', 9),
        })
      ).body,
    ).toMatchObject({ code: 'too-many-services', field: 'guests', limit: 60 });
    const ask = (more: string) => at.get(`availability?storeId=big&services=${more}`);
    expect((await ask(`cut&from=${FAR}&to=${dayAhead(365 + 62)}`)).body).toMatchObject({
      code: 'range-too-long',
      field: 'to',
      limit: 62,
    });
    expect(
      (await ask(`${Array.from({ length: 11 }, () => 'cut').join()}&from=${FAR}`)).body,
    ).toMatchObject({ code: 'too-many-services', field: 'services', limit: 10 });
  });
  it('K7: answers others while it looks through 62 days for 300 people', async () => {
    let looking = true;
    const asked = at
      .get(
        `availability/ranked?storeIds=big&services=cut&from=${FAR}&to=${dayAhead(365 + 61)}&limit=1`,
      )
      .finally(() => (looking = false));
    let answered = 0;
    while (looking) {
      expect((await fetch(`${await at.platform.url()}/health/live`)).status).toBe(200);
      answered++;
    }
    expect((await asked).body.items).toHaveLength(1);
    expect(answered).toBeGreaterThan(3);
  });
  it('answers 62 days for 300 people by pages that miss nothing, and offers what it books', async () => {
    const days = [FAR, dayAhead(365 + 61)] as const;
    const found: string[] = [];
    let after = '';
    do {
      const { status, body } = await at.get(
        `availability?storeId=big&services=cut&from=${days[0]}&to=${days[1]}&limit=1000${after}`,
      );
      expect(status).toBe(200);
      found.push(...body.items.map((s: any) => s.startsAt));
      after = body.next === undefined ? '' : `&after=${body.next}`;
    } while (after !== '');
    // A start each quarter of an hour from nine to five; on the first day none while all chairs are taken.
    expect(new Set(found).size).toBe(62 * 33 - 7);
    expect(found).toEqual([...found].sort());
    expect(found).not.toContain(`${FAR}T10:00:00.000Z`);
    expect(
      (await at.post('appointments', { ...wish([{ serviceId: 'cut' }]), startsAt: found[5] }))
        .status,
    ).toBe(201);
  });
  it('finds the one who can among 300, and whoever is needed beside them', async () => {
    const rare = ids.at(-1)!;
    expect(
      (await at.post('appointments', wish([{ serviceId: 'rare' }], '15:00'))).body.lines[0].staffId,
    ).toBe(rare);
    expect(
      (await at.post('appointments', wish([{ serviceId: 'rare' }], '15:00'))).body,
    ).toMatchObject({ code: 'slot-taken', resource: { id: rare } });
    const { body } = await at.post('appointments', wish([{ serviceId: 'duo' }], '16:00'));
    expect(new Set([body.lines[0].staffId, ...body.lines[0].assistantIds]).size).toBe(3);
    expect(body.lines[0].assistantIds[1]).toBe(rare);
    expect((await at.post('appointments', wish([{ serviceId: 'duo' }], '16:00'))).body.code).toBe(
      'assistant-missing',
    );
    expect(
      (
        await at.post('groups', {
          storeId: 'big',
          startsAt: `${FAR}T16:30`,
          guests: guests(60, 'duo'),
        })
      ).status,
    ).toBe(409);
    const starts = (
      await at.get(
        `availability?storeId=big&services=duo&from=${FAR}&to=${dayAhead(365 + 61)}&limit=1000`,
      )
    ).body.items.map((s: any) => s.startsAt);
    expect(starts).not.toContain(`${FAR}T16:00:00.000Z`);
    expect(starts).toContain(`${FAR}T16:30:00.000Z`);
  });
  it('chooses among 300 by exchange where the store binds late', async () => {
    await at.put('stores/big', {
      regionId: 'r1',
      name: 'Big',
      zone: 'UTC',
      currency: 'USD',
      openingHours: hours,
      pools: [{ pool: 'chair', capacity: 200 }],
      lateBindingHours: 24,
    });
    const date = dayAhead(364);
    const { body } = await at.post('groups', {
      storeId: 'big',
      startsAt: `${date}T10:00`,
      guests: guests(60, 'cut'),
    });
    const first = body.appointments[0].lines[0].staffId;
    const asked = await at.post(
      'appointments',
      wish([{ serviceId: 'cut', staffId: first }], '10:00', date),
    );
    expect([asked.status, asked.body.lines[0].staffId]).toEqual([201, first]);
    expect(
      (await at.get(`appointments/${body.appointments[0].appointmentId}`)).body.lines[0].staffId,
    ).not.toBe(first);
  });
});
