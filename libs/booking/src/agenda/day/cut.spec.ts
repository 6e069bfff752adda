import { at, cut, line, phase, service } from '../../testing.js';
import { linesFrom, linesUntil } from './cut.js';
import { occupy, nobodyBusy } from './occupancy.js';
import { packDay } from './packed.js';

const buffered = service(
  'buffered',
  [
    phase('do', 'active', 20),
    phase('rest', 'processing', 25),
    phase('end', 'active', 10),
    phase('clean', 'buffer-after', 10),
  ],
  { place: { match: 'all', pools: ['chair'] } },
);
const spans = (list: readonly { fromMs: number; toMs: number; afterMs?: number }[]) =>
  list.map(({ fromMs, toMs, afterMs = 0 }) => [
    (fromMs - at('10:00')) / 60_000,
    (toMs - at('10:00')) / 60_000,
    afterMs / 60_000,
  ]);

describe('BK-03 BK-22 lines that a visit did not use to their end', () => {
  const lines = [line(buffered, 'anna', at('10:00')), line(cut, 'bob', at('11:00'), 'l2')];

  it.each([
    // When it ended; Anna's stretches with the cleaning behind them, the customer's, the chair's.
    [
      '10:10',
      [
        [0, 10, 0],
        [10, 10, 10],
      ],
      [[0, 10, 0]],
      [[0, 20, 0]],
    ],
    [
      '10:30',
      [
        [0, 20, 0],
        [30, 30, 10],
      ],
      [[0, 30, 0]],
      [[0, 40, 0]],
    ],
    [
      '10:50',
      [
        [0, 20, 0],
        [45, 50, 0],
        [50, 50, 10],
      ],
      [[0, 50, 0]],
      [[0, 60, 0]],
    ],
  ])('R-BK-05 at %s it is cleaned up behind at once', (time, staff, customer, chair) => {
    const [first, ...more] = linesUntil(lines, at(time));
    expect(more).toEqual([]);
    expect([spans(first!.staff), spans(first!.customer), spans(first!.pools)]).toEqual([
      staff,
      customer,
      chair,
    ]);
  });

  it('leave nothing of what had not begun, and all of what was done', () => {
    expect(linesUntil(lines, at('09:30'))).toEqual([]);
    expect(linesUntil(lines, at('10:58'))).toEqual([lines[0]]);
    expect(linesUntil(lines, at('12:00'))).toEqual(lines);
    expect(linesFrom(lines, at('12:00'))).toEqual([]);
    expect(linesFrom(lines, at('09:30'))).toEqual(lines);
  });

  it('take whole minutes, so that the day can be kept packed', () => {
    const left = linesUntil(lines, at('10:10') + 12_345);
    expect(left[0]!.endMs).toBe(at('10:11'));
    expect(linesFrom(lines, at('10:10') + 12_345)[0]!.startMs).toBe(at('10:11'));
    expect(packDay(occupy(nobodyBusy, 'a', 'c1', left))).toBeDefined();
  });
});
