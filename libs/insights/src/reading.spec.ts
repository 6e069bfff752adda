import type { Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import { daysIn } from './reading.effects.js';

describe('K7: figures of a long period', () => {
  afterEach(() => jest.restoreAllMocks());
  const chain = { stores: 'all' as const, sees: () => true };
  const period = { from: '2026-01-01', to: '2026-12-31' };
  /** So many pages of one document each. */
  const reading = (pages: number): Tools =>
    ({
      collection: (view: unknown) => view,
      documents: {
        find: async (_: unknown, { after = '0' }: { after?: string }) => ({
          items: [{ id: after }],
          ...(Number(after) + 1 < pages ? { next: String(Number(after) + 1) } : {}),
        }),
      },
    }) as unknown as Tools;

  it('are read page by page, and others are let in between', async () => {
    const rest = jest
      .spyOn(Pace.prototype, 'rest')
      .mockImplementation(() => new Promise((resolve) => setImmediate(resolve)));
    expect(await daysIn(reading(40), period, {}, chain)).toHaveLength(40);
    expect(rest).toHaveBeenCalledTimes(40);
  });

  it('are refused when they take too long, with what to ask less of', async () => {
    let nowMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => (nowMs += 3000));
    await expect(daysIn(reading(40), period, {}, chain)).rejects.toMatchObject({
      code: 'search-too-large',
      detail: { field: 'from', expected: 'fewer stores or days' },
    });
  });
});
