import { fixedFacts, given } from '@chignon/eventing/testing';
import { claimedMilli } from './claims.js';
import { colour, KEY, NOW, receive, retail, sell, stateOf, takeBack } from './shelf.testing.js';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';

const LATER = '2026-06-01T14:00:00.000Z';
const claim = (visitId: string, pieces: number, more: object = {}): StockCommand => ({
  type: 'ClaimStock',
  product: retail,
  claimId: `claim-${visitId}`,
  visitId,
  quantityMilli: pieces * 1_000,
  expiresAt: LATER,
  localDate: '2026-06-01',
  ...more,
});
const asked = (events: readonly StockEvent[], command: StockCommand, now = NOW) =>
  given(stock, KEY, [...events]).when(command, fixedFacts(now));
const after = (events: readonly StockEvent[], command: StockCommand, now = NOW): StockEvent[] => [
  ...events,
  ...(asked(events, command, now).events() as StockEvent[]),
];
const history = (...commands: StockCommand[]): StockEvent[] =>
  commands.reduce<StockEvent[]>((events, command) => after(events, command), []);
const kept = (events: readonly StockEvent[], now = NOW) => claimedMilli(stateOf(events), now);

describe('I5, F15, R-IN-04 goods that are kept for bills', () => {
  const one = history(receive(1, retail), claim('a', 1));

  it('the last bottle is on one bill: retail that is on another is refused, and one that is not there', () => {
    asked(one, claim('b', 1)).thenRefused('stock-claimed');
    asked(one, claim('b', 2)).thenRefused('stock-insufficient');
    expect(asked(one, claim('a', 1)).events()).toEqual([]);
    expect(kept(one)).toBe(1_000);
    expect(stateOf(one).onHandMilli).toBe(1_000);
  });

  it('goods of the back-bar are kept all the same, and said to run short', () => {
    const events = asked(history(receive(1)), claim('a', 2, { product: colour })).events();
    expect(events.at(-1)).toMatchObject({ type: 'StockClaimed', data: { short: true } });
  });

  it('what has expired is not kept', () => {
    const old = history({
      type: 'ReceiveStock',
      product: retail,
      quantityMilli: 1_000,
      lotId: 'L',
      expiresOn: '2026-05-31',
    });
    asked(old, claim('a', 1)).thenRefused('stock-insufficient');
    expect(asked(old, claim('a', 1, { localDate: '2026-05-31' })).events()).toHaveLength(1);
  });

  it('by hand it is neither sold nor given away, also not of its lot; broken it is thrown away', () => {
    const issue = (movement: 'sale' | 'sample' | 'waste', more: object = {}): StockCommand => ({
      type: 'IssueStock',
      product: retail,
      movement,
      quantityMilli: 1_000,
      unit: 'piece',
      reason: 'other',
      localDate: '2026-06-01',
      ...more,
    });
    const lot: StockCommand = {
      type: 'ReceiveStock',
      product: retail,
      quantityMilli: 1_000,
      lotId: 'L',
    };
    const named = history(lot, claim('a', 1));
    asked(named, issue('sale')).thenRefused('stock-claimed');
    asked(named, issue('sale', { lotId: 'L' })).thenRefused('stock-claimed');
    asked(named, issue('sample')).thenRefused('stock-claimed');
    expect(asked(named, issue('waste')).events()).toHaveLength(1);
  });

  it('holds nothing from its last instant on, and the clock writes it down once', () => {
    expect(kept(one, LATER)).toBe(0);
    const other = after(
      one,
      claim('b', 1, { expiresAt: '2026-06-01T20:00:00.000Z', localDate: '2026-06-01' }),
      LATER,
    );
    expect(kept(other, LATER)).toBe(1_000);
    const written = after(other, { type: 'ExpireClaims' }, LATER);
    expect(written.at(-1)).toMatchObject({
      type: 'ClaimEnded',
      data: { claimId: 'claim-a', because: 'expired', quantityMilli: 1_000, leftMilli: 0 },
    });
    expect(asked(written, { type: 'ExpireClaims' }, LATER).events()).toEqual([]);
  });

  it('a line that was removed frees as much of the visit’s claims, the latest first', () => {
    const two = history(
      receive(5, retail),
      claim('a', 2),
      claim('a', 2, { claimId: 'second' }),
      claim('b', 1),
    );
    const removed = after(two, {
      type: 'EndClaims',
      of: { visitId: 'a' },
      quantityMilli: 3_000,
      because: 'removed',
    });
    expect(stateOf(removed).claims.map(({ claimId, quantityMilli }) => [claimId, quantityMilli]))
      // Of the first one a part is left; the other bill has what it had.
      .toEqual([
        ['claim-a', 1_000],
        ['claim-b', 1_000],
      ]);
  });

  it('ends with the sale, and with the void; a sale is never refused for the sake of another bill', () => {
    const settled = after(one, sell('a', [1_000]));
    expect(settled.at(-1)).toMatchObject({ type: 'ClaimEnded', data: { because: 'sold' } });
    expect(stateOf(settled)).toMatchObject({ onHandMilli: 0, claims: [] });
    // The other till never asked.
    const overtaken = after(one, sell('b', [1_000]));
    expect(stateOf(overtaken)).toMatchObject({ onHandMilli: 0, claims: [{ visitId: 'a' }] });
    expect(stateOf(after(overtaken, sell('a', [1_000]))).onHandMilli).toBe(-1_000);
    expect(stateOf(after(one, takeBack('a'))).claims).toEqual([]);
  });
});
