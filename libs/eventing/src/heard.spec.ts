import {
  announcements,
  dispatch,
  effect,
  reaction,
  type DomainEvent,
  type Ledger,
  type TopicEvents,
} from './index.js';

type Rung = DomainEvent<'Rung', { loud: number }>;
type Muted = DomainEvent<'Muted', { by: string }>;
type BellCommand =
  { readonly type: 'Ring'; readonly loud: number } | { readonly type: 'Mute'; readonly by: string };
const bells: Ledger<{ rung: number }, BellCommand, Rung | Muted> = {
  category: 'bell',
  versions: { Rung: 3 },
  initial: () => ({ rung: 0 }),
  evolve: { Rung: (state) => ({ rung: state.rung + 1 }), Muted: (state) => state },
  decide: {
    Ring: (_, { loud }) => [{ type: 'Rung', data: { loud } }],
    Mute: (_, { by }) => [{ type: 'Muted', data: { by } }],
  },
};
const lamps: Ledger<number, { type: 'Light' }, DomainEvent<'Lit', { watts: number }>> = {
  category: 'lamp',
  initial: () => 0,
  evolve: { Lit: (lit) => lit + 1 },
  decide: { Light: () => [{ type: 'Lit', data: { watts: 40 } }] },
};
const bellEvents: TopicEvents<{ BellHeard: { bellId: string; loud: number } }> = {
  topic: 'chignon.house.bell',
  versions: { BellHeard: 2 },
};
const none = () => [];

/** What the compiler refuses stands behind `@ts-expect-error`: a line that compiled after all would fail `npm run check`. */
describe('maps of handlers are keyed by the events that are heard', () => {
  it('gives each handler its own event, and the mechanism the source and the versions', () => {
    const own = reaction([bells, lamps], {
      name: 'house.light-up',
      on: {
        Rung: ({ stream, data }) => [dispatch(bells, stream, { type: 'Ring', loud: data.loud })],
        Lit: ({ data }) => (data.watts > 60 ? [dispatch(lamps, 'hall', { type: 'Light' })] : []),
      },
    });
    expect(own).toMatchObject({
      name: 'house.light-up',
      source: { streams: ['bell', 'lamp'] },
      versions: { Rung: 3 },
    });
    const published = effect([bellEvents], {
      name: 'house.listen',
      on: {
        BellHeard: async ({ key, data }, tools) =>
          void (await tools.load(bells, key + data.bellId)),
      },
    });
    expect(published).toMatchObject({
      source: { topics: ['chignon.house.bell'] },
      versions: { BellHeard: 2 },
    });
    const told = announcements(bells, {
      Muted: ({ stream, data }) => ({
        topic: 't',
        type: 'Gone',
        version: 1,
        key: stream,
        data: data.by,
      }),
    });
    expect(Object.keys(told)).toEqual(['Muted']);
  });

  it('does not compile, and does not start, with an event that nobody says', () => {
    expect(() =>
      reaction([bells], {
        name: 'house.typo',
        // @ts-expect-error `Rong` is no event of bells
        on: { Rong: none },
      }),
    ).toThrow('house.typo hears Rong, which nobody says');
    expect(() =>
      effect([bellEvents], {
        name: 'house.typo',
        // @ts-expect-error `Rung` is private, `BellHeard` is what is published
        on: { Rung: async () => undefined },
      }),
    ).toThrow('house.typo hears Rung, which nobody says');
    expect(() =>
      // @ts-expect-error `Lit` is of another ledger
      announcements(bells, { Lit: () => undefined }),
    ).toThrow('hears Lit, which nobody says');
    // What is spread into a map is not looked at by the compiler.
    const spread = { Rung: none, Rong: none };
    expect(() => reaction([bells], { name: 'house.spread', on: { ...spread } })).toThrow(
      'house.spread hears Rong, which nobody says',
    );
  });

  it('does not compile with data or commands of another shape', () => {
    reaction([bells], {
      name: 'house.shapes',
      on: {
        // @ts-expect-error a bell that rang says how loud, not by whom
        Rung: ({ data }) => [dispatch(bells, data.by, { type: 'Ring', loud: 1 })],
        // @ts-expect-error `Light` is no command of bells
        Muted: () => [dispatch(bells, 'hall', { type: 'Light' })],
      },
    });
    // @ts-expect-error `loud` is a number
    const command = dispatch(bells, 'hall', { type: 'Ring', loud: 'very' });
    expect(command).toMatchObject({ ledger: bells, key: 'hall' });
  });

  it('refuses a map that follows ledgers and topics at once, or one type in two versions', () => {
    expect(() => reaction([bells, bellEvents], { name: 'house.both', on: {} })).toThrow(
      'house.both hears own ledgers or published topics',
    );
    const quieter = { ...bells, category: 'quieter', versions: {} };
    expect(() => reaction([bells, quieter], { name: 'house.two', on: { Rung: none } })).toThrow(
      'house.two hears Rung in two shapes',
    );
  });
});
