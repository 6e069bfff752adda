import { tally, type Reckoning, type Tally } from '@chignon/eventing';

/** What lies on each shelf: the sum of all changes, against `inventory.levels`. Thousandths of the stock unit. */
export const stock: Reckoning<{ id: string; onHandMilli: number }> = {
  name: 'inventory.levels',
  view: 'inventory.levels',
  categories: ['stock'],
  begin: () => {
    const tallies = new Map<string, Tally>();
    return {
      tallies,
      hear: ({ stream, data }) => {
        const { changeMilli } = data as { changeMilli?: number };
        if (changeMilli !== undefined)
          tally(tallies, stream.slice('stock-'.length), 'onHandMilli', changeMilli);
      },
    };
  },
  served: ({ onHandMilli }) => new Map([['onHandMilli', onHandMilli]]),
};
