import { optional } from '@chignon/eventing';
import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { line, plan } from '../testing.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import {
  DAYS,
  msAt,
  NAIVE,
  policy,
  same,
  SERVICES,
  STAFF,
  type World,
  zeroOf,
} from './interleavings-world.testing.js';
import type { Item, NaiveLine, Standing } from './naive-book.testing.js';

const slot = fc.record({
  day: fc.nat(3),
  service: fc.nat(2),
  who: fc.nat(1),
  quarter: fc.oneof(fc.nat(36), fc.nat(8)),
  customer: fc.constantFrom(undefined, 'c1', 'c2'),
  second: fc.boolean(),
});
type Slot = typeof slot extends fc.Arbitrary<infer S> ? S : never;
const one = <T extends string>(weight: number, ...does: readonly T[]) => ({
  weight,
  arbitrary: fc.record({
    do: fc.constantFrom(...does),
    slot,
    which: fc.nat(),
    n: fc.nat(3),
    flag: fc.boolean(),
  }),
});
export const step = fc.oneof(
  one(5, 'book', 'hold'),
  one(6, 'confirm', 'cancel', 'move'),
  one(4, 'change'),
  one(4, 'across'),
  one(6, 'release', 'approve', 'decline', 'group', 'series', 'overbook', 'offer', 'claim'),
  one(2, 'out', 'back'),
  one(3, 'miss', 'reinstate'),
  one(4, 'arrive', 'leave'),
  one(3, 'wait'),
  one(4, 'react'),
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export const dayOf = ({ day }: Slot) => DAYS[day]!;
export const linesOf = (
  { service: which, who, quarter, second }: Slot,
  day: string,
): NaiveLine[] => {
  const staff = STAFF[day.slice(0, 2)]!;
  const first = { service: NAIVE[which]!, who: staff[who]!, at: zeroOf(day) + 540 + quarter * 15 };
  return second
    ? [first, { service: NAIVE[0]!, who: staff[1]!, at: first.at + first.service.minutes }]
    : [first];
};
export const planned = (lines: readonly NaiveLine[]) =>
  lines.map((l, i) => line(SERVICES[NAIVE.indexOf(l.service)]!, l.who, msAt(l.at), `l${i + 1}`));

/** Whom a step is mostly for: most of them ask what may well be granted. */
const MEANT: { readonly [what: string]: readonly Standing[] } = {
  confirm: ['held'],
  release: ['held'],
  claim: ['held'],
  approve: ['pending'],
  decline: ['pending'],
  cancel: ['booked', 'pending'],
  change: ['booked'],
  move: ['booked'],
  across: ['booked'],
  miss: ['booked'],
  reinstate: ['missed'],
  arrive: ['booked'],
  leave: ['checked-in'],
};

/** One step about to be taken: what it asks for, of whom, and whether the book has room for it. */
export function turnOf(world: World, { do: what, slot: wish, which, n, flag }: Step) {
  const { book } = world;
  const day = dayOf(wish);
  const lines = linesOf(wish, day);
  const { customer } = wish;
  const wished = (on = day, at = lines) => ({
    plan: plan(world.frame(on), ...planned(at)),
    channel: 'web',
    policy,
    ...optional({ customerId: customer }),
  });
  const room = (on = day, at = lines, but?: string) =>
    book.inside(on, at) && book.free(on, at, customer, but);
  const all = [...book.items.keys()];
  const meant = all.filter((key) => MEANT[what]?.includes(book.items.get(key)!.status));
  const ids = meant.length > 0 && n > 0 ? meant : all;
  const id = ids[which % Math.max(1, ids.length)];
  const item = id === undefined ? undefined : book.items.get(id)!;
  const ttlMs = 10 * MINUTE_MS;
  const hold = (
    on: string,
    at: NaiveLine[],
    more: object = {},
    facts: Partial<Item> = {},
    may = true,
  ) => {
    const expected = may && room(on, at);
    return world.made(
      'hold',
      on,
      world.ask(on, { type: 'HoldSlot', ttlMs, ...wished(on, at), ...more }),
      expected,
      [{ lines: at, customer, status: 'held', until: book.now + 10, ...facts }],
    )[0];
  };
  const asked = (
    command: AgendaCommand,
    may: boolean,
    already: boolean,
  ): readonly AgendaEvent[] | undefined => {
    const events = world.ask(item!.day, command);
    const changes = events?.filter(({ type }) => type !== 'HoldExpired').length;
    if (may && events === undefined && book.out(item!.day)) return undefined;
    same(
      [what, item!.status, changes],
      [what, item!.status, item!.entering ? undefined : already ? 0 : may ? 1 : undefined],
    );
    return may && !already && !item!.entering ? events : undefined;
  };
  return {
    world,
    book,
    what,
    wish,
    n,
    flag,
    day,
    lines,
    customer,
    wished,
    room,
    id,
    item,
    hold,
    asked,
  };
}
export type Turn = ReturnType<typeof turnOf>;
