import { MINUTE_MS } from '@chignon/calendar';
import { at, cut, frame, line } from '../../testing.js';
import { nobodyBusy, occupy } from './occupancy.js';
import { busyPercentAt, byPriceThenQuiet, steeringOf } from './steering.js';

describe('BK-29 steering those who have time to cheaper and quieter slots', () => {
  const day = frame(['anna', 'bob', 'cleo', 'dora']);
  const now = ['anna', 'bob', 'cleo'].reduce(
    (taken, id, i) =>
      occupy(taken, id, undefined, [line(cut, id, at('10:00') + i * 15 * MINUTE_MS)]),
    nobodyBusy,
  );
  it("says how much of the team's time beside a slot is taken", () => {
    expect(
      ['09:30', '10:00', '10:15', '11:00'].map((time) =>
        busyPercentAt([line(cut, 'dora', at(time))], now, day),
      ),
    ).toEqual([0, 38, 50, 0]);
    expect(busyPercentAt([line(cut, 'dora', at('20:00'))], now, day)).toBe(100);
  });
  it('puts the cheaper first, then the quieter, and says why with the difference in cents', () => {
    const usual = { startMs: 1, priceCents: 6000, busyPercent: 50 };
    const slots = [
      usual,
      { startMs: 2, priceCents: 4500, busyPercent: 60 },
      { startMs: 3, priceCents: 6000, busyPercent: 10 },
      { startMs: 4, priceCents: 4500, busyPercent: 0 },
      { startMs: 5, priceCents: 7200, busyPercent: 50 },
    ];
    expect(
      [...slots]
        .sort(byPriceThenQuiet)
        .map((slot) => [slot.startMs, ...Object.values(steeringOf(slot, usual))]),
    ).toEqual([
      [4, -1500, 0, ['cheaper', 'quieter'], 1],
      [2, -1500, 60, ['cheaper'], 1],
      [3, 0, 10, ['quieter'], 1],
      [1, 0, 50, [], 1],
      [5, 1200, 50, [], 1],
    ]);
  });
});
