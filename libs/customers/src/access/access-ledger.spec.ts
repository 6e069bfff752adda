import { fixedFacts, given } from '@chignon/eventing/testing';
import {
  access,
  accessKey,
  BULK_PEOPLE,
  NIGHT_PEOPLE,
  type AccessCommand,
  type AccessEvent,
} from './access-ledger.js';

// R-PR-09: every look is written down; very many people, or several at night, are noticed once an hour.

const now = '2026-03-02T22:30:00.000Z';
const facts = fixedFacts(now);
const look = (ids: readonly string[], more: Partial<AccessCommand> = {}): AccessCommand => ({
  type: 'NoteRead',
  operation: 'getCustomer',
  customerIds: ids,
  kinds: ['name'],
  roles: ['front-desk'],
  stores: ['harbour'],
  outcome: 'shown',
  atNight: false,
  ...more,
});
const read = ({ type: _, ...data }: AccessCommand): AccessEvent => ({
  type: 'PersonalDataRead',
  data,
});
const people = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `c${from + i}`);
const after = (...events: AccessEvent[]) => events.map((event) => ({ ...event, effectiveAt: now }));
const types = (before: readonly AccessEvent[], command: AccessCommand): string[] =>
  given(access, 'k', after(...before))
    .when(command, facts)
    .events()
    .map((event) => (event.type === 'UnusualReadingNoticed' ? event.data.kind : event.type));

describe('R-PR-09 the access log', () => {
  it('keeps who was read, how and why, and nothing of what was read', () => {
    const asked = look(['c1'], { reason: 'complaint' });
    given(access, 'k', [])
      .when(asked, facts)
      .then([read(asked)]);
  });

  it('notices bulk when the hour has enough different people, once; the same people again are nobody new', () => {
    const most = read(look(people(BULK_PEOPLE - 1)));
    expect(types([most], look(people(BULK_PEOPLE - 1)))).toEqual(['PersonalDataRead']);
    expect(types([most], look(['x'], { outcome: 'refused' }))).toEqual(['PersonalDataRead']);
    expect(types([most], look(['x']))).toEqual(['PersonalDataRead', 'bulk']);
    const noticed: AccessEvent = {
      type: 'UnusualReadingNoticed',
      data: { kind: 'bulk', hour: now.slice(0, 13), people: BULK_PEOPLE },
    };
    expect(types([most, read(look(['x'])), noticed], look(['y']))).toEqual(['PersonalDataRead']);
  });

  it('notices several people at night, and leaves one forgotten look alone', () => {
    const atNight = { atNight: true };
    const few = read(look(people(NIGHT_PEOPLE - 1), atNight));
    expect(types([], look(['c1'], atNight))).toEqual(['PersonalDataRead']);
    expect(types([few], look(['x']))).toEqual(['PersonalDataRead']);
    expect(types([few], look(['x'], atNight))).toEqual(['PersonalDataRead', 'off-hours']);
  });

  it('notices a look at somebody who is watched over, once an hour and person, shown or refused', () => {
    const watched = { watched: ['c1'] };
    const seen = given(access, 'k', [])
      .when(look(['c1', 'c2'], watched), facts)
      .events();
    expect(seen).toEqual([
      read(look(['c1', 'c2'])),
      {
        type: 'UnusualReadingNoticed',
        data: { kind: 'watched', customerId: 'c1', hour: now.slice(0, 13), people: 2 },
      },
    ]);
    expect(types(seen, look(['c1'], watched))).toEqual(['PersonalDataRead']);
    expect(types(seen, look(['c3'], { watched: ['c3'], outcome: 'refused' }))).toEqual([
      'PersonalDataRead',
      'watched',
    ]);
    const before = seen.map((event) => ({ ...event, effectiveAt: now }));
    const later = fixedFacts('2026-03-02T23:00:00.000Z');
    expect(
      given(access, 'k', before)
        .when(look(['c1'], watched), later)
        .events(),
    ).toHaveLength(2);
  });

  it('has a stream for each caller and date', () => {
    expect(accessKey(now, 'user:8f1c')).toBe('2026-03-02.8f1c');
  });
});
