import fc from 'fast-check';
import { Refusal } from './refusal.js';
import * as book from './reservations.js';
import type { ReservationEvent, Reservations } from './reservations.js';
import type { Reservation, SettledMovement } from './tender.js';

/*
 * An account under every order of reserving, settling, refunding, voiding, refusing and running out, each repeated, late, or lost in between and
 * said again: money is conserved by currency, a reservation is applied or released and never both counted, what was honoured too late is owed.
 */
const CURRENCIES = ['EUR', 'JPY'] as const;
const IDS = ['r0', 'r1', 'r2', 'r3'] as const;
const LOADED: { readonly [currency: string]: number } = { EUR: 3000, JPY: 2000 };

/** What the visit ledger said of a reservation: each settlement once, in this order; it may be heard in any. */
const PLANS = [
  { name: 'settled', moves: [['1', 1]] },
  {
    name: 'refunded in part',
    moves: [
      ['1', 1],
      ['2', -0.4],
    ],
  },
  {
    name: 'refunded wholly',
    moves: [
      ['1', 1],
      ['2', -0.5],
      ['3', -0.5],
    ],
  },
  {
    name: 'voided',
    moves: [
      ['1', 1],
      ['void', -1],
    ],
  },
  { name: 'never settled', moves: [] },
] as const;

const story = fc.record({
  reservations: fc.tuple(
    ...IDS.map(() =>
      fc.record({
        currency: fc.constantFrom(...CURRENCIES),
        hundreds: fc.integer({ min: 5, max: 30 }),
        plan: fc.constantFrom(...PLANS),
      }),
    ),
  ),
  /** In any order, with repeats: which reservation, and what happens to it. */
  steps: fc.array(
    fc.record({
      which: fc.nat(IDS.length - 1),
      do: fc.constantFrom('reserve', 'hear', 'refuse', 'expire'),
      move: fc.nat(2),
    }),
    { minLength: 5, maxLength: 60 },
  ),
});

/** One that was refused, got what ran out meanwhile, and then the first was honoured after all: chance seldom makes it. */
const OWED = {
  reservations: IDS.map((_, i) => ({
    currency: 'JPY' as const,
    hundreds: 20,
    plan: i < 2 ? PLANS[0] : PLANS[4],
  })) as never,
  steps: [
    { which: 0, do: 'reserve' as const, move: 0 },
    { which: 1, do: 'reserve' as const, move: 0 },
    { which: 0, do: 'expire' as const, move: 0 },
    { which: 1, do: 'reserve' as const, move: 0 },
    { which: 0, do: 'hear' as const, move: 0 },
  ],
};

const free = (state: Reservations, currency: string): number =>
  LOADED[currency]! - book.heldCents(state, currency) - book.takenCents(state, currency);

describe('reservations of an account', () => {
  it('conserve money whatever is repeated, late, out of order or lost in between', () => {
    const seen = { applied: 0, released: 0, debt: 0, refused: 0 };
    fc.assert(
      fc.property(story, ({ reservations: given, steps }) => {
        let state: Reservations = book.noReservations;
        const log: ReservationEvent[] = [];
        const signed = new Set<string>();
        const take = (events: ReservationEvent[]): void => {
          for (const event of events) {
            log.push(event);
            state = book.afterReservationEvent(state, event);
          }
        };
        const reservation = (i: number): Reservation => ({
          id: IDS[i]!,
          owner: 'purse',
          kind: 'stored-value',
          use: 'tender',
          account: 'a1',
          cents: given[i]!.hundreds * 100,
          currency: given[i]!.currency,
          purpose: { storeId: 's1', visitId: `v${i}` },
          expiresAt: '2031-01-01T00:10:00.000Z',
        });
        const movement = (i: number, n: number): SettledMovement | undefined => {
          const said = given[i]!.plan.moves[n];
          if (!said || !signed.has(IDS[i]!)) return undefined;
          const { id, purpose, ...rest } = reservation(i);
          return {
            ...rest,
            ...purpose,
            reservationId: id,
            settlement: said[0],
            cents: Math.round(rest.cents * said[1]),
            settledAt: '2031-01-01T00:05:00.000Z',
          };
        };
        const reserve = (i: number): void => {
          try {
            take(book.reserve(state, reservation(i), free(state, given[i]!.currency)));
            signed.add(IDS[i]!);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            expect(error.code).toBe('tender-insufficient');
            expect(free(state, given[i]!.currency)).toBeLessThan(reservation(i).cents);
            seen.refused++;
          }
        };
        for (const { which, do: act, move } of steps) {
          if (act === 'reserve') reserve(which);
          else if (act === 'hear') {
            const heard = movement(which, move);
            if (heard) take(book.move(state, heard));
          } else take(book.release(state, IDS[which]!, act === 'refuse' ? 'refused' : 'expired'));
          // Nothing is promised that is not there: only what was honoured too late goes below nothing.
          for (const currency of CURRENCIES) {
            const late = [...state.values()].some(
              (one) => one.currency === currency && one.released && one.moved.size > 0,
            );
            if (free(state, currency) < 0) {
              expect(late).toBe(true);
              seen.debt++;
            }
          }
        }
        // In the end everything is heard, twice, and what no settlement took runs out.
        for (let round = 0; round < 2; round++) {
          IDS.forEach((id, i) => {
            given[i]!.plan.moves.forEach((_, n) => {
              const heard = movement(i, n);
              if (heard) take(book.move(state, heard));
            });
            take(book.release(state, id, 'expired'));
          });
        }
        for (const currency of CURRENCIES) {
          const due = IDS.reduce((sum, id, i) => {
            if (!signed.has(id) || given[i]!.currency !== currency) return sum;
            return given[i]!.plan.moves.reduce((all, _, n) => all + movement(i, n)!.cents, sum);
          }, 0);
          expect(book.takenCents(state, currency)).toBe(due);
          expect(book.heldCents(state, currency)).toBe(0);
          expect(free(state, currency)).toBe(LOADED[currency]! - due);
        }
        for (const [id, one] of state) {
          const settled = given[IDS.indexOf(id as 'r0')]!.plan.moves.length > 0;
          expect(book.statusOf(one)).toBe(settled ? 'applied' : 'released');
          seen[settled ? 'applied' : 'released']++;
          const of = log.filter(({ data }) => 'reservationId' in data && data.reservationId === id);
          expect(of.filter(({ type }) => type === 'TenderReleased').length).toBeLessThanOrEqual(1);
          const moved = of.flatMap((event) =>
            event.type === 'TenderMoved' ? [event.data.settlement] : [],
          );
          expect(new Set(moved).size).toBe(moved.length);
        }
        // Folded anew from its log it is the same.
        expect(log.reduce(book.afterReservationEvent, book.noReservations)).toEqual(state);
      }),
      { numRuns: Number(process.env['CHIGNON_RUNS'] ?? 500), examples: [[OWED]] },
    );
    expect(Math.min(seen.applied, seen.released, seen.debt, seen.refused)).toBeGreaterThan(0);
  });
});
