import { fixedFacts, given } from '@chignon/eventing/testing';
import type { StocktakeCommand, StocktakeEvent } from './stocktake.js';
import { stocktakes } from './stocktake-ledger.js';
import { postCounts } from './counts.reactions.js';

const KEY = 'soho/c1';
const NOW = '2026-06-01T10:00:00.000Z';
const asked = (events: StocktakeEvent[], command: StocktakeCommand) =>
  given(stocktakes, KEY, events).when(command, fixedFacts(NOW));
const play = (...commands: StocktakeCommand[]): StocktakeEvent[] =>
  commands.reduce<StocktakeEvent[]>(
    (events, command) => [...events, ...asked(events, command).events()],
    [],
  );
const start: StocktakeCommand = {
  type: 'StartCount',
  skus: ['TUBE', 'WAX'],
  recount: { aboveMilli: 1_000, abovePercent: 10 },
  by: 'user:a',
};
const count = (sku: string, countedMilli: number, expectedMilli: number): StocktakeCommand => ({
  type: 'CountLine',
  sku,
  countedMilli,
  expectedMilli,
  countedAt: NOW,
  by: 'user:a',
});
const submit = (leaveOut = false): StocktakeCommand => ({
  type: 'SubmitCount',
  leaveOut,
  by: 'user:a',
});
const approve = (by: string): StocktakeCommand => ({
  type: 'ApproveCount',
  reason: 'stock-take',
  reasons: [{ sku: 'WAX', reason: 'stolen' }],
  by,
});
const recountOf = (events: StocktakeEvent[]) =>
  events.flatMap((event) => (event.type === 'LineCounted' ? [event.data.recount] : []));

describe('IN-13, R-IN-09 a count', () => {
  it('has counted once more what is further from the books than both figures; the last time counts', () => {
    expect(recountOf(play(start, count('TUBE', 10_000, 11_000)))).toEqual([false]);
    expect(recountOf(play(start, count('TUBE', 18_000, 20_000)))).toEqual([false]);
    const far = play(start, count('TUBE', 5_000, 20_000), count('WAX', 1_000, 1_000));
    expect(recountOf(far)).toEqual([true, false]);
    asked(far, submit()).thenRefused('count-incomplete');
    const again = play(
      start,
      count('TUBE', 5_000, 20_000),
      count('WAX', 1_000, 1_000),
      count('TUBE', 6_000, 20_000),
      submit(),
      approve('user:b'),
    );
    expect(again.at(-1)).toMatchObject({
      type: 'CountApproved',
      data: {
        lines: [
          { sku: 'TUBE', countedMilli: 6_000, reason: 'stock-take' },
          { sku: 'WAX', countedMilli: 1_000, reason: 'stolen' },
        ],
      },
    });
  });

  it('is approved by another person, once, and posts what was counted to each shelf', () => {
    const counted = play(start, count('WAX', 1_000, 1_000), submit(true));
    asked(counted, approve('user:a')).thenRefused('count-own');
    asked(counted, count('TUBE', 1, 1)).thenRefused('count-not-open');
    asked(play(start), approve('user:b')).thenRefused('count-not-submitted');
    const approved = [...counted, ...asked(counted, approve('user:b')).events()];
    asked(approved, { type: 'CancelCount', reason: 'mistake', by: 'user:b' }).thenRefused(
      'count-not-open',
    );
    const { type, data } = approved.at(-1)!;
    expect(
      postCounts.on[type]!({ type, data, stream: `stocktake-${KEY}` } as never).map((one) => [
        one.key,
        one.command,
      ]),
    ).toEqual([
      [
        'soho/WAX',
        {
          type: 'PostCount',
          countId: 'c1',
          countedMilli: 1_000,
          countedAt: NOW,
          reason: 'stolen',
        },
      ],
      ['soho/TUBE', { type: 'ReleasePosition', countId: 'c1' }],
    ]);
  });

  it('goes back to be counted on, or is given up, and then its shelves are free', () => {
    const submitted = play(start, count('TUBE', 1_000, 1_000), submit(true));
    asked(submitted, {
      ...approve('user:b'),
      reasons: [{ sku: 'WAX', reason: 'lost' }],
    } as StocktakeCommand).thenRefused('product-not-counted');
    const reopened = [
      ...submitted,
      ...asked(submitted, { type: 'ReopenCount', by: 'user:b' }).events(),
    ];
    asked(reopened, { type: 'ReopenCount', by: 'user:b' }).thenRefused('count-not-submitted');
    asked(reopened, count('SOAP', 1, 1)).thenRefused('product-not-counted');
    const cancel: StocktakeCommand = { type: 'CancelCount', reason: 'mistake', by: 'user:a' };
    const cancelled = [...reopened, ...asked(reopened, cancel).events()];
    expect(asked(cancelled, cancel).events()).toEqual([]);
    expect(asked(cancelled, start).events()).toEqual([]);
    const { type, data } = cancelled.at(-1)!;
    expect(
      postCounts.on[type]!({ type, data, stream: `stocktake-${KEY}` } as never).map(
        (one) => `${one.command.type} ${one.key}`,
      ),
    ).toEqual(['ReleasePosition soho/TUBE', 'ReleasePosition soho/WAX']);
  });
});
