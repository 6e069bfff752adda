// contested-slots: 2,000 slots wanted by 8 clients each; every one has exactly one winner, and the day sheets hold as many appointments.
import { SMALL } from '../chain.mjs';
import { apiOf, chainSet, copyOf, rest } from '../data-sets.mjs';
import { platform, program } from '../processes.mjs';

export const names = ['contested-slots'];

export async function measure({ base, quick }) {
  const slots = quick ? 40 : 2000;
  const running = await platform(copyOf(await chainSet(base)));
  const { exactlyOne, seconds, strange } = await program('load/contest.mjs', [
    JSON.stringify({ url: running.url, token: running.token(), base, slots, clients: 8 }),
  ]);
  await rest(running);
  const api = apiOf(running);
  const days = new Set(
    Array.from({ length: slots }, (_, n) => SMALL.bookingOf(base, n)).map(
      ({ storeId, startsAt }) => `${storeId}/days/${startsAt.slice(0, 10)}`,
    ),
  );
  let booked = 0;
  for (const day of days)
    booked += (await api.get(`/v1/booking/stores/${day}`)).appointments.length;
  await running.stop();
  const met = exactlyOne === slots && booked === slots;
  return [
    {
      name: 'contested-slots',
      value: Math.min(exactlyOne, booked),
      unit: 'slots',
      goal: `all ${slots}`,
      met,
      runs: [{ slots, exactlyOne, booked, seconds: Math.round(seconds * 10) / 10 }],
      note: met ? `${Math.round((slots * 8) / seconds)} requests/s` : JSON.stringify(strange),
    },
  ];
}
