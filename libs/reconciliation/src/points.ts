import { tally, type Reckoning, type Tally } from '@chignon/eventing';

interface Account {
  readonly id: string;
  readonly earned: number;
  readonly available: number;
  readonly held: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  readonly adjusted: number;
  readonly debt: number;
}

/** What of the events is read: those of older releases have fewer. */
interface Moved {
  readonly points: number;
  readonly debt: number;
  readonly overdrawn?: number;
  readonly back?: readonly { readonly points: number }[];
  readonly lapsed?: readonly { readonly points: number }[];
  readonly returned?: Pick<Moved, 'back' | 'lapsed' | 'debt' | 'overdrawn'> & {
    readonly forgiven?: number;
  };
  readonly lots?: readonly { readonly points: number }[];
  readonly fromHeld?: number;
  readonly owed?: number;
  readonly takenBack?: { readonly lots: readonly { readonly points: number }[] };
}
type Moves = { readonly [figure: string]: number };

const sum = (parts: readonly { readonly points: number }[] = []): number =>
  parts.reduce((total, part) => total + part.points, 0);

/** Points that come back, less what they pay of the debt and what of them is gone. What pays the debt is taken back. */
const returned = (
  { back, lapsed, debt, overdrawn = 0 }: NonNullable<Moved['returned']>,
  more: { redeemed?: number; adjusted?: number },
): Record<'available' | 'expired' | 'reversed' | 'debt' | 'redeemed' | 'adjusted', number> => ({
  available: sum(back),
  expired: sum(lapsed),
  reversed: debt - overdrawn,
  debt: -debt,
  redeemed: overdrawn + (more.redeemed ?? 0),
  adjusted: more.adjusted ?? 0,
});

/** How an event of a `points` stream moves the sums of its account. */
const MOVES: { readonly [type: string]: (data: Moved) => Moves } = {
  PointsEarned: ({ points }) => ({ earned: points, available: points }),
  PointsRedeemed: ({ points }) => ({ redeemed: points, available: -points }),
  PointsReversed: ({ points, debt }) => ({ reversed: points, available: -points, debt }),
  DebtRepaid: ({ points, overdrawn = 0 }) => ({
    redeemed: overdrawn,
    reversed: points - overdrawn,
    available: -points,
    debt: -points,
  }),
  PointsExpired: ({ points }) => ({ expired: points, available: -points }),
  RedemptionCancelled: (data) => returned(data, { redeemed: -data.points }),
  PointsAdjusted: ({ points }) => ({ adjusted: points, available: points }),
  PointsReserved: ({ points }) => ({ held: points, available: -points }),
  PointsReleased: (data) => ({ ...returned(data, {}), held: -data.points }),
  PointsTendered: ({ fromHeld = 0, lots, owed = 0, returned: back }) => {
    const moves: Moves = back
      ? returned(back, { redeemed: -sum(back.back) - sum(back.lapsed) - back.debt })
      : {};
    return {
      ...moves,
      held: -fromHeld,
      available: (moves.available ?? 0) - sum(lots),
      redeemed: (moves.redeemed ?? 0) + fromHeld + sum(lots),
      debt: (moves.debt ?? 0) + owed - (back?.forgiven ?? 0),
    };
  },
  AdjustmentReversed: ({ points, debt, returned: back, takenBack }) =>
    back
      ? returned(back, { adjusted: points })
      : { available: -sum(takenBack?.lots), reversed: sum(takenBack?.lots), debt },
};

/** The sums of each account, against `loyalty.accounts`; that lots sum to them is the ledger's own promise (L9). */
export const points: Reckoning<Account> = {
  name: 'loyalty.accounts',
  view: 'loyalty.accounts',
  categories: ['points'],
  begin: () => {
    const tallies = new Map<string, Tally>();
    return {
      tallies,
      hear: ({ stream, type, data }) => {
        const moves = Object.hasOwn(MOVES, type) ? MOVES[type]!(data as never) : {};
        for (const [figure, by] of Object.entries(moves))
          tally(tallies, stream.slice('points-'.length), figure, by);
      },
    };
  },
  served: ({ earned, available, held, redeemed, expired, reversed, adjusted, debt }) =>
    new Map(
      Object.entries({ earned, available, held, redeemed, expired, reversed, adjusted, debt }),
    ),
};
