// shift-plan-growth: proposing the shifts of four weeks of a store of 30 ÷ of one week.
import { apiOf, emptyDir } from '../data-sets.mjs';
import { platform } from '../processes.mjs';
import { inPairs, ratioFigure } from '../statistics.mjs';

export const names = ['shift-plan-growth'];
const STAFF = 30;
const DAY_MS = 86_400_000;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const SKILLS = ['cut', 'colour', 'nails'];

export async function measure({ base, pairs }) {
  const running = await platform(emptyDir());
  const api = apiOf(running);
  await api.put('/v1/booking/stores/plan', {
    regionId: 'east',
    name: 'Plan',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: EVERY_DAY.map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
  });
  for (let p = 0; p < STAFF; p++) {
    await api.put(`/v1/booking/staff/p${p}`, {
      displayName: `p${p}`,
      storeIds: ['plan'],
      skills: SKILLS.filter((_, s) => (p + s) % 2 === 0).map((skill) => ({
        skill,
        level: 1 + (p % 3),
      })),
    });
    await api.put(`/v1/booking/staff/p${p}/shift-wishes`, { weekdaysOff: [1 + (p % 7)] });
  }
  // Busier towards the weekend, with a peak after work.
  const demand = EVERY_DAY.flatMap((weekday) =>
    SKILLS.flatMap((skill, s) =>
      [
        [8, 12, 3],
        [12, 16, 4],
        [16, 20, 5],
      ].map(([fromHour, toHour, staff]) => ({
        weekday,
        fromHour,
        toHour,
        skill,
        staff: Math.max(1, staff + Math.floor(weekday / 3) - s),
      })),
    ),
  );
  let week = 8;
  const propose = async (weeks) => {
    const monday =
      Date.parse(`${base}T00:00:00Z`) -
      ((new Date(`${base}T00:00:00Z`).getUTCDay() + 6) % 7) * DAY_MS;
    const began = performance.now();
    for (let i = 0; i < weeks; i++)
      await api.post(
        `/v1/booking/stores/plan/shift-plans/${new Date(monday + 7 * week++ * DAY_MS).toISOString().slice(0, 10)}/propose`,
        { demand },
      );
    return performance.now() - began;
  };
  await propose(1);
  const runs = await inPairs(
    pairs,
    () => propose(4),
    () => propose(1),
  );
  await running.stop();
  return [
    ratioFigure(
      'shift-plan-growth',
      'ratio of four weeks to one',
      { atMost: 5 },
      runs,
      `ms; a store of ${STAFF}`,
    ),
  ];
}
