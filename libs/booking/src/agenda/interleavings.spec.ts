import fc from 'fast-check';
import { isoOf } from '@chignon/calendar';
import { stateAfter } from '@chignon/eventing/testing';
import { agenda } from './agenda.js';
import { change } from './interleavings-changing.testing.js';
import { claim, make } from './interleavings-making.testing.js';
import { step, type Step, turnOf } from './interleavings-turn.testing.js';
import { DAYS, msAt, World } from './interleavings-world.testing.js';

/*
 * Two stores, two days each, and whatever people and programs may ask of them in any order, with stops in the middle of
 * moves and series. Each answer is compared with a book kept minute by minute that shares no code with the agenda.
 * `CHIGNON_RUNS=10000` asks for more of them; a failure names its seed, and `CHIGNON_SEED` starts it again.
 */

const RUNS = Number(process.env['CHIGNON_RUNS'] ?? 1000);
const SEED = Number(process.env['CHIGNON_SEED'] ?? Date.now() % 1_000_000);
const MAKING: readonly string[] = ['book', 'overbook', 'group', 'hold', 'offer', 'series'];

function take(world: World, one: Step): void {
  const turn = turnOf(world, one);
  const { book, what, n, flag, day, lines } = turn;
  if (what === 'wait') return world.clock.set(isoOf(msAt((book.now += [1, 5, 30, 120][n]!))));
  if (what === 'out')
    return void (book.outs = [
      ...book.outs.filter((o) => o.unit !== 'c1'),
      { unit: 'c1', day, from: lines[0]!.at, to: lines[0]!.at + 60 * (n + 1) },
    ]);
  if (what === 'back') return void (book.outs = []);
  if (what === 'react') {
    for (let i = 0; i <= n; i++) world.react(flag && i === 0);
    return;
  }
  if (MAKING.includes(what)) return make(turn);
  if (what === 'claim') return claim(turn);
  change(turn);
}

describe(`B1 B2 B3 B4 B6 B7 B8 ${RUNS} interleavings of everything, against a book kept on paper`, () => {
  it('every answer is that of the book; at rest nothing is half done', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), (steps) => {
        const world = new World();
        for (const each of steps) {
          take(world, each);
          world.check();
        }
        for (let i = 0; i < 500 && world.heard.length > 0; i++) world.react(false);
        world.check();
        expect(world.book.kept.size).toBe(0);
        for (const day of DAYS) {
          const state = world.states.get(day)!;
          expect(state.reserved.size).toBe(0);
          expect(state).toEqual(stateAfter(agenda, day, world.logs.get(day)!));
        }
        for (const { entering } of world.book.items.values()) expect(entering).toBeUndefined();
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 1_800_000);
});
