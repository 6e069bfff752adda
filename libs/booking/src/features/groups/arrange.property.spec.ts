import { MINUTE_MS } from '@chignon/calendar';
import fc from 'fast-check';
import type { PlannedLine } from '../../agenda/day/line.js';
import { lineAtZero } from '../../agenda/day/line-making.js';
import { nobodyBusy, occupy } from '../../agenda/day/occupancy.js';
import { runSearch } from '../../agenda/day/search.js';
import { at, frame, line } from '../../testing.js';
import { phase, service } from '../../testing.js';
import { arrangeGroup, type WantedGuest } from './arrange.js';

// Random parties against a search that tries everything and reckons minute by minute.

const team = ['anna', 'bob', 'cleo'];
const START = at('10:00');
const WAIT_MS = 5 * MINUTE_MS;
const chair = { place: { match: 'all', pools: ['chair'] } as const };
const menu = [
  service('cut', [phase('do', 'active', 30)], chair),
  service('mani', [phase('do', 'active', 15)]),
  service(
    'tint',
    [phase('apply', 'active', 15), phase('wait', 'processing', 20), phase('rinse', 'active', 10)],
    chair,
  ),
];
const busyCut = service('busy', [phase('do', 'active', 20)], chair);

interface Wish {
  readonly of: number;
  readonly able: readonly string[];
}

const guestOf = (wishes: readonly Wish[]): WantedGuest => ({
  lines: wishes.map(({ of, able }, i) =>
    able.map((staffId) =>
      lineAtZero({
        service: menu[of]!,
        minutes: menu[of]!.phases.map((p) => p.minutes),
        staffId,
        requested: false,
        priceCents: 1,
        lineId: `l${i + 1}`,
      }),
    ),
  ),
  maxWaitMs: WAIT_MS,
});

/** Minutes that a line takes: of a person, or a chair. */
interface Taken {
  readonly who: string;
  readonly from: number;
  readonly to: number;
}
const taken = (lines: readonly PlannedLine[], deltaMs: number): Taken[] =>
  lines.flatMap((one) => [
    ...one.staff.map((s) => ({ who: s.staffId, from: s.fromMs + deltaMs, to: s.toMs + deltaMs })),
    ...one.pools.map((s) => ({ who: 'chair', from: s.fromMs + deltaMs, to: s.toMs + deltaMs })),
  ]);
const underWay = (one: PlannedLine, deltaMs: number): Taken => ({
  who: `customers of ${one.staffId}`,
  from: one.startMs + deltaMs,
  to: one.endMs + deltaMs,
});

const fits = (all: readonly Taken[], chairs: number): boolean => {
  const limit = (who: string) => (who === 'chair' ? chairs : who.startsWith('customers') ? 2 : 1);
  return all.every(
    ({ who, from }) =>
      all.filter((one) => one.who === who && one.from <= from && from < one.to).length <=
      limit(who),
  );
};

/** Tries every person and every wait for every line of every guest. */
function naive(guests: readonly WantedGuest[], before: readonly Taken[], chairs: number): boolean {
  const place = (g: number, l: number, atMs: number, all: readonly Taken[]): boolean => {
    const guest = guests[g];
    if (!guest) return true;
    const candidates = guest.lines[l];
    if (!candidates) return place(g + 1, 0, START, all);
    for (let waitMs = 0; waitMs <= (l === 0 ? 0 : WAIT_MS); waitMs += 5 * MINUTE_MS)
      for (const one of candidates) {
        const begin = atMs + waitMs;
        const next = [...all, ...taken([one], begin), underWay(one, begin)];
        if (fits(next, chairs) && place(g, l + 1, begin + one.endMs, next)) return true;
      }
    return false;
  };
  return place(0, 0, START, before);
}

const able = fc.subarray(team, { minLength: 1 });
const wish = fc.record({ of: fc.nat(menu.length - 1), able });
const guest = fc.array(wish, { minLength: 1, maxLength: 2 });

describe('BK-19 R-BK-14 random parties', () => {
  it('are arranged exactly when a search that tries everything finds a way, and without a clash', () => {
    let [found, none] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(guest, { minLength: 2, maxLength: 3 }),
        fc.uniqueArray(fc.record({ who: fc.constantFrom(...team), at: fc.nat(3) }), {
          selector: ({ who }) => who,
          maxLength: 2,
        }),
        fc.integer({ min: 1, max: 3 }),
        (wishes, busy, chairs) => {
          const day = { ...frame(team, { capacities: { chair: chairs } }), interleaveLimit: 2 };
          const lines = busy.map(({ who, at: n }) => {
            const one = line(busyCut, who, START + n * 20 * MINUTE_MS);
            return { ...one, pools: one.pools.map((span) => ({ ...span, pool: 'chair' })) };
          });
          const now = lines.reduce((o, one, i) => occupy(o, `b${i}`, undefined, [one]), nobodyBusy);
          const guests = wishes.map(guestOf);
          const arranged = runSearch(arrangeGroup(now, day, guests, { startMs: START }));
          const before = [...taken(lines, 0), ...lines.map((one) => underWay(one, 0))];
          // What stands already may be more than there are chairs.
          if (!fits(before, chairs)) return;
          const possible = naive(guests, before, chairs);
          expect(arranged !== undefined).toBe(possible);
          if (arranged) {
            const all = arranged.flat();
            expect(
              fits([...before, ...taken(all, 0), ...all.map((one) => underWay(one, 0))], chairs),
            ).toBe(true);
          }
          if (possible) found++;
          else none++;
        },
      ),
      { numRuns: Number(process.env['CHIGNON_RUNS'] ?? 400) },
    );
    expect(Math.min(found, none)).toBeGreaterThan(20);
  });
});
