import fc from 'fast-check';
import { neighbours, type Seat, seated } from './seating.js';
import { type Unit, type UnitOfDay, unitsOn } from './unit.js';

const unit = (
  unitId: string,
  attributes: string[] = [],
  out: [number, number][] = [],
): UnitOfDay => ({ unitId, attributes, out: out.map(([fromMs, toMs]) => ({ fromMs, toMs })) });
const seat = (fromMs: number, toMs: number, needs?: string[]): Seat => ({
  fromMs,
  toMs,
  ...(needs ? { needs } : {}),
});

describe('BK-14 R-BK-11 who sits where', () => {
  it('leaves the special place to who needs it', () => {
    const [chair, room] = [unit('chair'), unit('room', ['private'])];
    expect(
      seated([seat(0, 10), seat(0, 10, ['private'])], [room, chair])!.map((u) => u.unitId),
    ).toEqual(['chair', 'room']);
    expect(
      seated([seat(0, 10, ['private']), seat(5, 15, ['private'])], [room, chair]),
    ).toBeUndefined();
    expect(
      seated([seat(0, 10, ['private']), seat(10, 15, ['private'])], [room, chair]),
    ).toBeDefined();
  });
  it('needs all attributes in one unit, in service throughout, and lets nobody change places', () => {
    expect(
      seated(
        [seat(0, 10, ['private', 'accessible'])],
        [unit('a', ['private']), unit('b', ['accessible'])],
      ),
    ).toBeUndefined();
    expect(
      seated([seat(0, 10)], [unit('a', [], [[9, 20]]), unit('b', [], [[0, 1]])]),
    ).toBeUndefined();
    expect(seated([seat(0, 9)], [unit('a', [], [[9, 20]])])).toBeDefined();
  });
  it('keeps those where they are who sit already', () => {
    expect(
      seated([{ ...seat(0, 10), unitId: 'b' }, seat(5, 8)], [unit('a'), unit('b')])!.map(
        (u) => u.unitId,
      ),
    ).toEqual(['b', 'a']);
    expect(
      seated(
        [
          { ...seat(0, 10), unitId: 'a' },
          { ...seat(5, 8), unitId: 'a' },
        ],
        [unit('a'), unit('b')],
      ),
    ).toBeUndefined();
  });
  it('finds a seating exactly when there is one', () => {
    const span = fc
      .record({
        fromMs: fc.nat(6),
        length: fc.integer({ min: 1, max: 4 }),
        needs: fc.subarray(['p', 'q']),
      })
      .map(({ fromMs, length, needs }) => seat(fromMs, fromMs + length, needs));
    const place = fc.record({
      attributes: fc.subarray(['p', 'q']),
      out: fc.option(fc.nat(6), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 5 }),
        fc.array(place, { maxLength: 3 }),
        (seats, places) => {
          const all = places.map(({ attributes, out }, i) =>
            unit(`u${i}`, attributes, out === undefined ? [] : [[out, out + 2]]),
          );
          const fits = (s: Seat, u: UnitOfDay) =>
            (s.needs ?? []).every((n) => u.attributes.includes(n)) &&
            !u.out.some((o) => o.fromMs < s.toMs && s.fromMs < o.toMs);
          const apart = (given: readonly UnitOfDay[]) =>
            given.every((u, i) =>
              given.every(
                (v, j) =>
                  i >= j ||
                  u !== v ||
                  seats[i]!.toMs <= seats[j]!.fromMs ||
                  seats[j]!.toMs <= seats[i]!.fromMs,
              ),
            );
          const every = seats.reduce<UnitOfDay[][]>(
            (sofar, s) =>
              sofar.flatMap((given) => all.filter((u) => fits(s, u)).map((u) => [...given, u])),
            [[]],
          );
          const found = seated(seats, all);
          expect(found !== undefined).toBe(every.some(apart));
          if (found) expect(seats.every((s, i) => fits(s, found[i]!)) && apart(found)).toBe(true);
        },
      ),
    );
  });
  it('knows who may have to move, through others', () => {
    const [a, b, c, far] = [seat(0, 10), seat(9, 20), seat(19, 30), seat(30, 40)];
    expect(neighbours(seat(5, 6), [far, c, b, a])).toEqual(expect.arrayContaining([a, b, c]));
    expect(neighbours(seat(5, 6), [far, c, b, a])).not.toContain(far);
  });
});

describe('BK-14 the units of a day', () => {
  const chair = (unitId: string, more: Partial<Unit> = {}): Unit => ({
    id: `s/${unitId}`,
    storeId: 's',
    unitId,
    pool: 'chair',
    attributes: [],
    outOfService: [],
    active: true,
    ...more,
  });
  it('are those that are still there, with what of the day they are out', () => {
    const found = unitsOn(
      [
        chair('a', { outOfService: [{ fromMs: 50, reason: 'broken' }] }),
        chair('b', { active: false }),
        chair('c', { outOfService: [{ fromMs: 0, toMs: 10, reason: 'x' }] }),
      ],
      { fromMs: 10, toMs: 100 },
    );
    expect(found).toEqual({
      chair: [
        { unitId: 'a', attributes: [], out: [{ fromMs: 50, toMs: Infinity }] },
        { unitId: 'c', attributes: [], out: [] },
      ],
    });
  });
});
