import { tally, type Reckoning, type Tally } from '@chignon/eventing';

interface Account {
  readonly id: string;
  readonly earned: number;
  readonly available: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  readonly debt: number;
}

/** How an event of a `points` stream moves the sums of its account: `points` of its own, `debt` of its own. */
const MOVES: {
  readonly [type: string]: (data: { points: number; debt: number }) => {
    readonly [figure: string]: number;
  };
} = {
  PointsEarned: ({ points }) => ({ earned: points, available: points }),
  PointsRedeemed: ({ points }) => ({ redeemed: points, available: -points }),
  PointsReversed: ({ points, debt }) => ({ reversed: points, available: -points, debt }),
  DebtRepaid: ({ points }) => ({ reversed: points, available: -points, debt: -points }),
  PointsExpired: ({ points }) => ({ expired: points, available: -points }),
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
  served: ({ earned, available, redeemed, expired, reversed, debt }) =>
    new Map(Object.entries({ earned, available, redeemed, expired, reversed, debt })),
};
