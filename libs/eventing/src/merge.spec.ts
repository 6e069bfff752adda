import { merge } from './context.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import type { Ledger } from './ledger.js';
import { announcements, type Publication } from './reaction.js';

type Moved = DomainEvent<'Moved', { readonly cents: number }>;
const ledger = (category: string): Ledger<number, never, Moved> => ({
  category,
  initial: () => 0,
  evolve: { Moved: (sum, { data }) => sum + data.cents },
  decide: {},
});
const said = (key: string): Publication => ({
  topic: 't',
  type: 'Said',
  version: 1,
  key,
  data: {},
});
const of = (category: string) => ({
  announcements: announcements(ledger(category), { Moved: () => said(category) }),
});
const event = (stream: string) =>
  ({ stream, revision: 1, type: 'Moved', data: { cents: 1 } }) as unknown as RecordedEvent;

describe('a context out of its parts', () => {
  it('publishes events of one name for the ledger that each stands in', () => {
    const { announcements: merged } = merge('money', of('purse'), of('card'), of('voucher'));
    expect(
      ['purse-1', 'card-1', 'voucher-1', 'other-1'].map((stream) =>
        [merged['Moved']!(event(stream)) ?? []].flat().map(({ key }) => key),
      ),
    ).toEqual([['purse'], ['card'], ['voucher'], []]);
  });

  it('has one announcement of an event of a ledger', () => {
    expect(() => merge('money', of('purse'), of('card'), of('purse'))).toThrow(
      'Moved of money is announced by two parts',
    );
  });
});
