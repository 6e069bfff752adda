import fc from 'fast-check';
import { lineAtZero } from '../../agenda/day/line-making.js';
import { clashOf, nobodyBusy, occupy } from '../../agenda/day/occupancy.js';
import { runSearch } from '../../agenda/day/search.js';
import { at, colour, cut, frame, line } from '../../testing.js';
import { arrangeGroup } from './arrange.js';

const team = ['anna', 'bob', 'cleo'];
const day = frame(team, { capacities: { chair: 3 } });
const zero = (of: typeof cut, staffId: string, lineId: string) =>
  lineAtZero({
    service: of,
    minutes: of.phases.map((p) => p.minutes),
    staffId,
    requested: false,
    priceCents: 1,
    lineId,
  });
const guest = (able: readonly string[], of = cut) => ({
  lines: [able.map((staffId) => zero(of, staffId, 'l1'))],
  maxWaitMs: 0,
});

describe('BK-19 R-BK-14 arranging a group', () => {
  it('lets a guest with a choice make room for one without, in whatever order they are named', () => {
    const picky = guest(['anna']);
    const easy = guest(team);
    for (const wishes of [
      [easy, picky],
      [picky, easy],
    ]) {
      const arranged = runSearch(arrangeGroup(nobodyBusy, day, wishes, { startMs: at('10:00') }))!;
      expect(arranged[wishes.indexOf(picky)]![0]!.staffId).toBe('anna');
      expect(arranged[wishes.indexOf(easy)]![0]!.staffId).not.toBe('anna');
    }
  });
  it('goes back on a choice that leaves nothing for somebody else', () => {
    // Each has two to choose from, and together there is one way only.
    const wishes = [guest(['anna', 'bob']), guest(['bob', 'cleo']), guest(['cleo', 'bob'])];
    expect(
      runSearch(arrangeGroup(nobodyBusy, day, wishes, { startMs: at('10:00') }))!.map(
        ([l]) => l!.staffId,
      )[0],
    ).toBe('anna');
  });
  it('finds nothing when there are fewer people or chairs than guests', () => {
    expect(
      runSearch(
        arrangeGroup(nobodyBusy, day, [guest(team), guest(team), guest(team), guest(team)], {
          startMs: at('10:00'),
        }),
      ),
    ).toBeUndefined();
    const chairs = { match: 'all', pools: ['chair'] } as const;
    const seated = () => guest(team, { ...cut, place: chairs });
    expect(
      runSearch(
        arrangeGroup(nobodyBusy, { ...day, capacities: { chair: 1 } }, [seated(), seated()], {
          startMs: at('10:00'),
        }),
      ),
    ).toBeUndefined();
  });
  it('finds an arrangement exactly when there is one, and one without clashes', () => {
    const able = fc.subarray(team, { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(able, { minLength: 1, maxLength: 4 }),
        fc.subarray(team),
        (guests, busy) => {
          const now = busy.reduce(
            (o, staffId, i) => occupy(o, `b${i}`, undefined, [line(colour, staffId, at('10:00'))]),
            nobodyBusy,
          );
          const free = team.filter((staffId) => !busy.includes(staffId));
          const possible = (
            left: readonly (readonly string[])[],
            taken: readonly string[],
          ): boolean =>
            left.length === 0 ||
            left[0]!.some(
              (staffId) =>
                free.includes(staffId) &&
                !taken.includes(staffId) &&
                possible(left.slice(1), [...taken, staffId]),
            );
          const arranged = runSearch(
            arrangeGroup(
              now,
              day,
              guests.map((g) => guest(g)),
              { startMs: at('10:00') },
            ),
          );
          expect(arranged !== undefined).toBe(possible(guests, []));
          arranged?.reduce((o, lines, i) => {
            for (const l of lines) expect(clashOf(o, [], l, 0, day, undefined)).toBeUndefined();
            return occupy(o, `g${i}`, undefined, lines);
          }, now);
        },
      ),
    );
  });
  it('gives up in bounded time when nothing fits a large group', () => {
    const many = Array.from({ length: 14 }, (_, i) => `p${i}`);
    const wishes = Array.from({ length: 15 }, () => guest(many));
    expect(
      runSearch(arrangeGroup(nobodyBusy, frame(many), wishes, { startMs: at('10:00') })),
    ).toBeUndefined();
  });
});
