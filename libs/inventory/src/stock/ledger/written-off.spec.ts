import { fixedFacts, given } from '@chignon/eventing/testing';
import { colour, KEY, NOW, played, receive, stateOf } from './shelf.testing.js';
import type { IssueStock, StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import { limitOf } from '../write-off-limits.js';

const issue = (grams: number, more: Partial<IssueStock> = {}): StockCommand => ({
  type: 'IssueStock',
  product: colour,
  movement: 'waste',
  quantityMilli: grams * 1_000,
  unit: 'g',
  reason: 'spilt',
  localDate: '2026-06-01',
  worth: { unitCents: 600, currency: 'EUR', limitCents: 1_000 },
  ...more,
});
const asked = (events: StockEvent[], command: StockCommand) =>
  given(stock, KEY, events).when(command, fixedFacts(NOW));

describe('IN-14 write-offs have limits', () => {
  const ten = played(receive(10));
  const first = [...ten, ...asked(ten, issue(60)).events()];

  it('by what is worth, rounded up, over all pieces of a day', () => {
    expect(first.at(-1)).toMatchObject({
      type: 'StockIssued',
      data: { localDate: '2026-06-01', worthCents: 600, currency: 'EUR' },
    });
    asked(first, issue(41)).thenRefused('write-off-limit');
    const all = [...first, ...asked(first, issue(40)).events()];
    expect(stateOf(all).writtenOff).toEqual({
      localDate: '2026-06-01',
      cents: 1_000,
      currency: 'EUR',
    });
    asked(all, issue(1)).thenRefused('write-off-limit');
    asked(all, issue(1, { movement: 'sample', reason: 'gift' })).thenRefused('write-off-limit');
    expect(asked(all, issue(60, { localDate: '2026-06-02' })).events()).toHaveLength(1);
    const more = { unitCents: 600, currency: 'EUR' };
    expect(asked(all, issue(60, { worth: more })).events()).toHaveLength(1);
  });

  it('what is sold or used is no write-off', () => {
    expect(asked(first, issue(300, { movement: 'consume' })).events()[0]!.data).not.toHaveProperty(
      'worthCents',
    );
  });

  it('the highest limit of somebody’s roles counts, and a role without one has none', () => {
    const limits = [
      { role: 'front-desk', currency: 'EUR', cents: 100 },
      { role: 'stylist', currency: 'EUR', cents: 0 },
    ];
    expect(limitOf(limits, ['stylist', 'front-desk'], 'EUR')).toBe(100);
    expect(limitOf(limits, ['stylist'], 'EUR')).toBe(0);
    expect(limitOf(limits, ['stylist', 'buyer'], 'EUR')).toBeUndefined();
    // Limited in euros alone, and nothing in dollars.
    expect(limitOf(limits, ['stylist'], 'USD')).toBe(0);
    expect(limitOf(limits, ['buyer'], 'USD')).toBeUndefined();
  });
});
