import { type Desk, openDesk } from '../../testing.http.js';

// A week of a salon from the forecast to the swap: proposal, publication, rosters that follow, and who did what.

export let desk: Desk;
export const get = (path: string) => desk.get(path);
export const post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
  desk.post(path, body, headers);
export const put = (path: string, body: unknown) => desk.put(path, body);
export const as = ({ role, ...scope }: { role: string; stores?: string[]; subject?: string }) =>
  desk.as(role, scope);

/** Mondays far enough ahead. */
export const day = (week: number, weekday = 0) =>
  new Date(Date.UTC(2031, 2, 3 + week * 7 + weekday)).toISOString().slice(0, 10);
export const plan = (week: number, what = '') => `stores/soho/shift-plans/${day(week)}${what}`;
export const everyDay = [1, 2, 3, 4, 5, 6, 7];
export const demand = [
  { weekday: 1, fromHour: 9, toHour: 15, staff: 2 },
  { weekday: 2, fromHour: 10, toHour: 16, staff: 1, skill: 'colour', level: 1 },
];
export const weekly = {
  patterns: [
    {
      storeId: 'soho',
      validFrom: '2030-01-01',
      shifts: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
    },
  ],
};

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    desk = await openDesk();
    for (const storeId of ['soho', 'mitte'])
      await put(`stores/${storeId}`, {
        regionId: 'r1',
        name: storeId,
        zone: 'UTC',
        currency: 'EUR',
        openingHours: everyDay.map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
      });
    await put('services/cut', {
      name: 'Cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases: [{ name: 'do', kind: 'active', minutes: 60 }],
      priceCents: 6000,
      skill: { skill: 'cut', level: 1 },
    });
    for (const [staffId, skills] of [
      ['anna', ['cut', 'colour']],
      ['bob', ['cut']],
      ['cleo', ['cut']],
    ] as const) {
      await put(`staff/${staffId}`, {
        displayName: staffId,
        storeIds: ['soho'],
        skills: skills.map((skill) => ({ skill, level: 2 })),
      });
      await put(`staff/${staffId}/shifts`, weekly);
    }
  }, 60_000);
  afterAll(() => desk.close());
}

/** The plan of the first week, proposed while bob is on leave on its Monday and cleo wishes that day off. */
export async function proposeFirstWeek(): Promise<void> {
  await put('staff/bob/shifts', {
    ...weekly,
    absences: [{ kind: 'leave', fromDate: day(1), toDate: day(1) }],
  });
  await put('staff/cleo/shift-wishes', { weekdaysOff: [1], maxWeeklyMinutes: 300 });
  await post(plan(1, '/propose'), { demand });
  await put('staff/cleo/shift-wishes', {});
}
