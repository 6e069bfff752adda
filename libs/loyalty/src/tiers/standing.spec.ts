import fc from 'fast-check';
import { DEFAULT_PROGRAMME } from '../rules/programme.js';
import { movesOf, tierAt, type StandingInput, type TierMove } from './standing.js';
import type { QualifyingSpend } from './tiers.js';

const spend = (day: string, cents: number): QualifyingSpend => ({
  visitId: `${day}${cents}`,
  at: `${day}T12:00:00.000Z`,
  currency: 'USD',
  cents,
});
const facts = (change: Partial<StandingInput>): StandingInput => ({
  qualifying: [],
  tier: 'regular',
  zone: 'UTC',
  ...change,
});
const moves = (of: StandingInput, now: string) =>
  movesOf(of, DEFAULT_PROGRAMME, `${now}T12:00:00.000Z`);
/** The facts after moves were said. */
const said = (of: StandingInput, done: readonly TierMove[]): StandingInput =>
  done.reduce<StandingInput>(
    (state, move) =>
      move.kind === 'notice'
        ? { ...state, noticedAt: move.at }
        : { ...state, tier: move.to, tierSince: move.at },
    of,
  );

const SILVER = facts({
  qualifying: [spend('2026-01-10', 500_00)],
  tier: 'silver',
  tierSince: '2026-01-10T12:00:00.000Z',
});

describe('R-LY-14 what is said of a tier', () => {
  it('up at once; nothing while it is carried', () => {
    expect(moves(facts({ qualifying: SILVER.qualifying }), '2026-01-11')).toMatchObject([
      {
        kind: 'change',
        from: 'regular',
        to: 'silver',
        at: '2026-01-10T12:00:00.000Z',
        cents: 500_00,
        currency: 'USD',
      },
    ]);
    expect(moves(SILVER, '2027-01-31')).toEqual([]);
  });

  it('L11: said daily, twice, or after months of nothing: the same', () => {
    const days = [
      '2027-01-31',
      '2027-02-01',
      '2027-02-01',
      '2027-03-20',
      '2027-04-01',
      '2027-05-01',
    ];
    let state = SILVER;
    const log = days.flatMap((day) => {
      const now = moves(state, day);
      state = said(state, now);
      return now;
    });
    expect(log.map(({ kind, at }) => [kind, at])).toEqual([
      ['notice', '2027-02-01T00:00:00.000Z'],
      ['change', '2027-04-01T00:00:00.000Z'],
    ]);
    expect(moves(SILVER, '2027-05-01')).toEqual(log);
    expect(tierAt(SILVER, DEFAULT_PROGRAMME, '2027-05-01T00:00:00.000Z')).toEqual({
      tier: 'regular',
      since: '2027-04-01T00:00:00.000Z',
    });
  });

  it('import 9: of a history heard years late nothing is said', () => {
    expect(moves(facts({ qualifying: [spend('2018-03-10', 600_00)] }), '2026-11-30')).toEqual([]);
    // An account of an older release is silver still: its loss is said as it should have been.
    const old = facts({
      qualifying: [spend('2018-03-10', 600_00)],
      tier: 'silver',
      tierSince: '2018-03-10T12:00:00.000Z',
    });
    expect(moves(old, '2026-11-30').map(({ kind, at }) => [kind, at])).toEqual([
      ['notice', '2019-04-01T00:00:00.000Z'],
      ['change', '2019-05-30T00:00:00.000Z'],
    ]);
    expect(tierAt(old, DEFAULT_PROGRAMME, '2026-11-30T12:00:00.000Z').tier).toBe('regular');
  });

  it('R-LY-16, F4: a tier whose spend was taken back falls at the next end of a month, whatever it was before', () => {
    const refunded = facts({
      tier: 'silver',
      tierSince: '2026-11-10T12:00:00.000Z',
      loweredAt: '2026-11-29T12:00:00.000Z',
    });
    expect(moves(refunded, '2026-11-30')).toEqual([]);
    expect(tierAt(refunded, DEFAULT_PROGRAMME, '2026-11-30T12:00:00.000Z')).toMatchObject({
      tier: 'silver',
      notice: { dropsAt: '2026-12-01T00:00:00.000Z', missingCents: 500_00 },
    });
    expect(moves(refunded, '2026-12-01')).toMatchObject([
      { kind: 'change', from: 'silver', to: 'regular', at: '2026-12-01T00:00:00.000Z' },
    ]);
  });

  it('R-LY-16: spent again before that, it stays', () => {
    const again = facts({
      qualifying: [spend('2026-11-30', 500_00)],
      tier: 'silver',
      tierSince: '2026-11-10T12:00:00.000Z',
      loweredAt: '2026-11-29T12:00:00.000Z',
    });
    expect(moves(again, '2026-12-05')).toEqual([]);
    expect(tierAt(again, DEFAULT_PROGRAMME, '2026-12-05T12:00:00.000Z')).toEqual({
      tier: 'silver',
      since: '2026-11-10T12:00:00.000Z',
    });
  });

  it('a notice is no longer shown once what was missing is spent', () => {
    const later = {
      ...SILVER,
      noticedAt: '2027-02-01T00:00:00.000Z',
      qualifying: [...SILVER.qualifying, spend('2027-02-10', 500_00)],
    };
    expect(tierAt(SILVER, DEFAULT_PROGRAMME, '2027-02-09T00:00:00.000Z').notice).toMatchObject({
      missingCents: 500_00,
    });
    expect(tierAt(later, DEFAULT_PROGRAMME, '2027-02-11T00:00:00.000Z').notice).toBeUndefined();
  });

  it('what is said is said once, and the tier shown is the one said, for any spend heard in any order at any time', () => {
    const day = fc.integer({ min: 0, max: 1_400 });
    const dayText = (n: number) => new Date(Date.UTC(2023, 0, 1) + n * 86_400_000).toISOString();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(day, fc.integer({ min: 1, max: 900_00 }), fc.boolean()), {
          maxLength: 12,
        }),
        (steps) => {
          let now = 0;
          let state = facts({});
          for (const [ahead, cents, backdated] of steps) {
            now = Math.max(now, ahead);
            state = said(state, movesOf(state, DEFAULT_PROGRAMME, dayText(now)));
            state = {
              ...state,
              qualifying: [
                ...state.qualifying,
                {
                  visitId: `v${state.qualifying.length}`,
                  at: dayText(backdated ? Math.max(0, now - 400) : now),
                  currency: 'USD',
                  cents,
                },
              ],
            };
            const shown = tierAt(state, DEFAULT_PROGRAMME, dayText(now)).tier;
            state = said(state, movesOf(state, DEFAULT_PROGRAMME, dayText(now)));
            expect(state.tier).toBe(shown);
            expect(movesOf(state, DEFAULT_PROGRAMME, dayText(now))).toEqual([]);
          }
        },
      ),
    );
  });
});
