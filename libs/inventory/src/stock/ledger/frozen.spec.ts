import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import {
  colour,
  KEY,
  NOW,
  played,
  receive,
  sell,
  stateOf,
  takeBack,
  use,
} from './shelf.testing.js';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';

/** What is asked, and when. */
type Step = readonly [at: string, command: StockCommand];
const on = (events: StockEvent[], [at, command]: Step): StockEvent[] => [
  ...events,
  ...(given(stock, KEY, events).when(command, fixedFacts(at)).events() as StockEvent[]),
];
const play = (before: StockEvent[], ...steps: Step[]) => steps.reduce(on, before);

const freeze: StockCommand = { type: 'FreezePosition', product: colour, countId: 'c1' };
const post = (tubes: number, countedAt: string, more: object = {}): StockCommand => ({
  type: 'PostCount',
  countId: 'c1',
  countedMilli: tubes * 1_000,
  countedAt,
  reason: 'stock-take',
  ...more,
});
const waste = (tubes: number): StockCommand => ({
  type: 'IssueStock',
  product: colour,
  movement: 'waste',
  quantityMilli: tubes * 1_000,
  unit: 'tube',
  reason: 'spilt',
});
const sold = (visitId: string, tubes: number, at: string): StockCommand =>
  ({ ...sell(visitId, [tubes * 1_000]), at }) as StockCommand;
const [T1, T2, T3, T4] = [1, 2, 3, 4].map((n) => `2026-06-01T1${n}:00:00.000Z`) as [
  string,
  string,
  string,
  string,
];

describe('IN-13, R-IN-09 a count stands while the shop is open', () => {
  const ten = played(receive(10));

  it('what moved after it was counted is added to what was counted', () => {
    // 10 on the books, 9 lie there; 2 are thrown away before approval.
    const events = play(ten, [NOW, freeze], [T2, waste(2)], [T3, post(9, T1)]);
    expect(stateOf(events)).toMatchObject({
      onHandMilli: 7_000,
      counts: [{ at: T1, varianceMilli: -1_000, countId: 'c1' }],
    });
    expect(events.at(-1)).toMatchObject({
      type: 'CountPosted',
      data: { countedMilli: 9_000, expectedMilli: 10_000, changeMilli: -1_000, at: T1 },
      effectiveAt: T1,
    });
  });

  it('a delivery during the count is in what was counted after it, and not in what was counted before', () => {
    const delivered = play(ten, [NOW, freeze], [T2, receive(5)]);
    expect(stateOf(play(delivered, [T4, post(10, T1)])).onHandMilli).toBe(15_000);
    expect(stateOf(play(delivered, [T4, post(15, T3)])).onHandMilli).toBe(15_000);
    expect(stateOf(play(delivered, [T4, post(14, T3)])).onHandMilli).toBe(14_000);
  });

  it('F10, I4: what happened before it leaves it as counted, heard during the count or after it', () => {
    const late = sold('v1', 3, '2026-05-20T10:00:00.000Z');
    const during = play(ten, [NOW, freeze], [T2, late], [T3, post(5, T1)]);
    expect(stateOf(during)).toMatchObject({
      onHandMilli: 5_000,
      counts: [{ varianceMilli: -2_000 }],
    });
    const after = play(ten, [NOW, freeze], [T3, post(5, T1)], [T4, late]);
    expect(stateOf(after)).toMatchObject({
      onHandMilli: 5_000,
      counts: [{ varianceMilli: -2_000 }],
    });
  });

  it('F10: a void of what was sold before it leaves it as counted; a sale after it comes back', () => {
    const before = play(ten, [NOW, sold('v1', 2, '2026-06-01T09:00:00.000Z')]);
    const counted = (events: StockEvent[]) => play(events, [T3, post(10, T1)]);
    expect(stateOf(counted(play(before, [NOW, freeze], [T2, takeBack('v1')]))).onHandMilli).toBe(
      10_000,
    );
    const afterwards = play(ten, [NOW, freeze], [T2, sold('v2', 2, T2)], [T2, takeBack('v2')]);
    expect(stateOf(counted(afterwards)).onHandMilli).toBe(10_000);
    expect(
      stateOf(play(ten, [NOW, freeze], [T2, sold('v2', 2, T2)], [T3, post(10, T1)])).onHandMilli,
    ).toBe(8_000);
  });

  it('a use heard during the count, of before the freeze, is in the books of the count; its void too', () => {
    const used = play(ten, [NOW, freeze], [T2, use('v1', 60)]);
    expect(stateOf(play(used, [T3, post(9, T1)]))).toMatchObject({
      onHandMilli: 9_000,
      counts: [{ varianceMilli: 0 }],
    });
    expect(stateOf(play(used, [T2, takeBack('v1')], [T3, post(9, T1)]))).toMatchObject({
      onHandMilli: 9_000,
      counts: [{ varianceMilli: -1_000 }],
    });
  });

  it('by lot: each lot is as it was counted, less what moved since', () => {
    const lots = played(
      { ...receive(4), lotId: 'A', expiresOn: '2027-06-30' } as StockCommand,
      { ...receive(6), lotId: 'B', expiresOn: '2026-12-31' } as StockCommand,
    );
    const events = play(
      lots,
      [NOW, freeze],
      [T2, waste(1)],
      [
        T3,
        post(9, T1, {
          lots: [
            { lotId: 'A', countedMilli: 5_000 },
            { lotId: 'B', countedMilli: 3_000 },
            { countedMilli: 1_000 },
          ],
        }),
      ],
    );
    const { lots: left, onHandMilli } = stateOf(events);
    expect(left.map(({ lotId, onHand }) => [lotId, onHand.stockMilli])).toEqual([
      ['A', 5_000],
      ['B', 2_000],
    ]);
    expect(onHandMilli).toBe(8_000);
  });

  it('is posted once, begun once, and by one count at a time', () => {
    const frozen = play(ten, [NOW, freeze]);
    const again = (events: StockEvent[], command: StockCommand) =>
      given(stock, KEY, events).when(command, fixedFacts(T4));
    expect(again(frozen, freeze).events()).toEqual([]);
    const other: StockCommand = { ...freeze, countId: 'c2' };
    again(frozen, other).thenRefused('count-open');
    const adjust: StockCommand = {
      type: 'CountStock',
      product: colour,
      countedMilli: 1,
      reason: 'stock-take',
    };
    again(frozen, adjust).thenRefused('count-open');
    const posted = play(frozen, [T3, post(9, T1)]);
    expect(again(posted, post(9, T1)).events()).toEqual([]);
    expect(again(posted, freeze).events()).toEqual([]);
    again(ten, post(9, T1)).thenRefused('count-not-open');
    const released = play(frozen, [T1, { type: 'ReleasePosition', countId: 'c1' }]);
    expect(stateOf(released).frozen).toBeUndefined();
    expect(again(released, { type: 'ReleasePosition', countId: 'c1' }).events()).toEqual([]);
    expect(stateAfter(stock, KEY, play(released, [T2, adjust])).onHandMilli).toBe(1);
  });
});
