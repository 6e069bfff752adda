import fc from 'fast-check';
import { DAY_MS, isoOf, MINUTE_MS } from '@chignon/calendar';
import type { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { confirmSeries } from '../features/series/series.reactions.js';
import type { DayFrame } from '../salon/book/day.js';
import { type Policy, termsOf } from '../salon/policies/policy.js';
import { at as instantAt, colour, cut, frame, line, phase, plan, service } from '../testing.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import { agenda } from './agenda.js';
import { agendaReactions } from './agenda.reactions.js';
import type { AgendaState } from './appointment/appointment.js';
import {
  type Item,
  LEGAL,
  NaiveBook,
  type NaiveLine,
  type NaiveService,
  type Standing,
} from './naive-book.testing.js';

/*
 * Two stores, two days each, and whatever people and programs may ask of them in any order, with stops in the middle of
 * moves and series. Each answer is compared with a book kept minute by minute that shares no code with the agenda.
 * `CHIGNON_RUNS=10000` asks for more of them; a failure names its seed, and `CHIGNON_SEED` starts it again.
 */

const RUNS = Number(process.env['CHIGNON_RUNS'] ?? 1000);
const SEED = Number(process.env['CHIGNON_SEED'] ?? Date.now() % 1_000_000);

const buffered = service('buffered', [
  phase('prep', 'buffer-before', 5),
  phase('do', 'active', 20),
  phase('rest', 'processing', 25),
  phase('end', 'active', 10),
  phase('clean', 'buffer-after', 10),
]);
const SERVICES = [cut, { ...colour, needsApproval: true }, buffered].map((s) => ({
  ...s,
  place: { match: 'all' as const, pools: ['chair'] },
}));
const NAIVE: readonly NaiveService[] = [
  { minutes: 30, staff: [[0, 30]], chair: [0, 30], cents: 5000 },
  {
    minutes: 105,
    staff: [
      [0, 30],
      [75, 105],
    ],
    chair: [0, 105],
    cents: 5000,
    asks: true,
  },
  {
    minutes: 55,
    staff: [
      [-5, 20],
      [45, 65],
    ],
    chair: [-5, 65],
    cents: 5000,
  },
];
const DAYS = ['s1-2026-03-02', 's1-2026-03-03', 's2-2026-03-02', 's2-2026-03-03'];
const STAFF: { [store: string]: readonly string[] } = { s1: ['anna', 'bob'], s2: ['cleo', 'dan'] };
const zeroOf = (day: string) => (day.endsWith('3') ? 1440 : 0);
const terms: Policy = {
  id: 'p',
  version: 1,
  ...termsOf({
    windows: [
      { hoursBefore: 24, kind: 'percent', percent: 50 },
      { hoursBefore: 1, kind: 'percent', percent: 100 },
    ],
    noShow: { kind: 'flat', amountCents: 4000 },
  }),
};
const policy = { policyId: 'p', version: 1, currency: 'EUR' };
const msAt = (minute: number) => instantAt('00:00') + minute * MINUTE_MS;

/** Asked a million times: compared before it is said. */
const same = (found: readonly unknown[], expected: readonly unknown[]): void => {
  if (found.some((value, i) => value !== expected[i])) expect(found).toEqual(expected);
};

class World {
  readonly book = new NaiveBook((day) => [zeroOf(day) + 540, zeroOf(day) + 1080], 2, 2);
  readonly states = new Map<string, AgendaState>(
    DAYS.map((day) => [day, stateAfter(agenda, day, [])]),
  );
  readonly logs = new Map<string, AgendaEvent[]>(DAYS.map((day) => [day, []]));
  readonly heard: { readonly day: string; readonly event: { type: string; data: unknown } }[] = [];
  readonly clock = fixedFacts(isoOf(msAt(480)));

  frame(day: string): DayFrame {
    const shift = day.endsWith('3') ? DAY_MS : 0;
    const open = [{ fromMs: instantAt('09:00') + shift, toMs: instantAt('18:00') + shift }];
    const each = Object.fromEntries(STAFF[day.slice(0, 2)]!.map((who) => [who, open]));
    const units = ['c1', 'c2'].map((unitId) => ({
      unitId,
      attributes: [],
      out: this.book.outs
        .filter((o) => o.unit === unitId && o.day === day)
        .map((o) => ({ fromMs: msAt(o.from), toMs: msAt(o.to) })),
    }));
    return {
      ...frame([]),
      storeId: day.slice(0, 2),
      businessDate: day.slice(3),
      open,
      working: each,
      present: each,
      capacities: { chair: 2 },
      units: { chair: units },
    };
  }

  /** What the agenda decides; undefined when it refuses. */
  ask(day: string, command: AgendaCommand): readonly AgendaEvent[] | undefined {
    const state = this.states.get(day)!;
    let events: AgendaEvent[];
    try {
      events = (agenda.decide as any)[command.type](state, command, this.clock);
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
      return void (this.refusal = error as Refusal);
    }
    this.states.set(
      day,
      events.reduce((now, event) => (agenda.evolve as any)[event.type](now, event), state),
    );
    this.logs.get(day)!.push(...events);
    this.heard.push(...events.map((event) => ({ day, event })));
    return events;
  }
  refusal: Refusal | undefined;

  /** The reactions hear one event, perhaps again later. */
  react(again: boolean): void {
    const next = this.heard.shift();
    if (!next) return;
    if (again) this.heard.push(next);
    for (const { on } of [...agendaReactions, confirmSeries]) {
      for (const { ledger, key, command, onRefused } of on[next.event.type]?.({
        ...next.event,
        stream: `agenda-${next.day}`,
      } as never) ?? []) {
        if (ledger !== agenda) continue;
        if (!this.follow(key, command as AgendaCommand))
          for (const ask of onRefused?.(this.refusal!) ?? [])
            this.follow(ask.key, ask.command as AgendaCommand);
      }
    }
  }

  /** A step of a move, or the confirmation of a hold. False: refused. */
  follow(day: string, command: AgendaCommand): boolean {
    if (command.type === 'MoveOut') return this.moveOut(day, command);
    if (command.type === 'MoveIn') return this.moveIn(day, command);
    if (command.type === 'ReleaseMove') return this.releaseMove(day, command);
    return this.confirm((command as { holdId: string }).holdId);
  }

  private readonly left = new Map<string, string>();
  private readonly arrived = new Set<string>();

  private moveOut(day: string, command: Extract<AgendaCommand, { type: 'MoveOut' }>): boolean {
    const { book } = this;
    const item = book.items.get(command.appointmentId)!;
    const kept = book.kept.get(command.moveId);
    const already = this.left.get(`${day} ${command.appointmentId}`) === command.moveId;
    const may =
      kept !== undefined &&
      item.day === day &&
      item.status === 'booked' &&
      !item.entering &&
      item.touched === kept.touched;
    const events = this.ask(day, command);
    same(
      ['B4 the commit point', events?.length],
      ['B4 the commit point', already ? 0 : may ? 1 : undefined],
    );
    if (!already && may) {
      this.left.set(`${day} ${command.appointmentId}`, command.moveId);
      book.kept.delete(command.moveId);
      Object.assign(item, {
        day: kept.day,
        lines: kept.lines,
        entering: command.moveId,
        over: false,
        reinstated: false,
        touched: item.touched + 1,
      });
    }
    return events !== undefined;
  }

  private moveIn(day: string, command: Extract<AgendaCommand, { type: 'MoveIn' }>): boolean {
    const [id, item] =
      [...this.book.items].find(([, { entering }]) => entering === command.moveId) ?? [];
    const events = this.ask(day, command);
    if (item) {
      this.arrived.add(command.moveId);
      this.left.delete(`${day} ${id!}`);
      Object.assign(item, { entering: undefined, touched: item.touched + 1 });
    } else expect(this.arrived.has(command.moveId)).toBe(true);
    same(['B4 arrives once', (events?.length ?? 0) > 0], ['B4 arrives once', item !== undefined]);
    return events !== undefined;
  }

  private releaseMove(
    day: string,
    command: Extract<AgendaCommand, { type: 'ReleaseMove' }>,
  ): boolean {
    const kept = this.book.kept.delete(command.moveId);
    same(
      ['B4 given back unless committed', this.ask(day, command)!.length],
      ['B4 given back unless committed', kept ? 1 : 0],
    );
    return true;
  }

  confirm(id: string): boolean {
    const item = this.book.items.get(id);
    const already = item?.status === 'booked' || item?.status === 'pending';
    const may = item?.status === 'held' && item.until! > this.book.now;
    const events = this.ask(item?.day ?? DAYS[0]!, { type: 'ConfirmHold', holdId: id });
    same(
      ['B3 a hold is confirmed in time or never', events?.length],
      [
        'B3 a hold is confirmed in time or never',
        already && !item.entering ? 0 : may ? 1 : undefined,
      ],
    );
    if (may) this.change(item, agreedOn(item.lines));
    return events !== undefined;
  }

  change(item: Item, status: Standing): void {
    expect(LEGAL[item.status]).toContain(status);
    item.status = status;
    item.touched++;
  }

  /** A new hold or appointment: accepted if and only if the book has room for it. */
  made(
    what: string,
    day: string,
    events: readonly AgendaEvent[] | undefined,
    expected: boolean,
    all: readonly (Pick<Item, 'lines' | 'customer' | 'status'> & Partial<Item>)[],
  ): string[] {
    if (!events && expected && this.book.out(day)) return [];
    same([what, events !== undefined], [what, expected]);
    const ids = (events ?? [])
      .filter(({ type }) => MAKES.has(type))
      .map(
        ({ data }) =>
          (data as { appointment: { appointmentId: string } }).appointment.appointmentId,
      );
    ids.forEach((id, i) =>
      this.book.items.set(id, { day, touched: 0, dueCents: 0, noShowCents: 0, ...all[i]! }),
    );
    return ids;
  }

  /** Every appointment stands as the book says, where it says, and nowhere else. */
  check(): void {
    for (const [id, item] of this.book.items) {
      const there = DAYS.filter(
        (day) => (this.states.get(day)!.entries.get(id)?.status ?? 'moved-out') !== 'moved-out',
      ).length;
      const state = this.states.get(item.day)!;
      if (item.entering) {
        same(
          [id, there, state.reserved.get(item.entering)?.appointment.startMs],
          [id, 0, msAt(item.lines[0]!.at)],
        );
        continue;
      }
      const { status, appointment, fee } = state.entries.get(id)!;
      same(
        [
          id,
          there,
          status === 'expired' && item.until! <= this.book.now ? 'held' : status,
          appointment.startMs,
          fee?.cents ?? 0,
        ],
        [id, 1, item.status, msAt(item.lines[0]!.at), item.dueCents],
      );
    }
    for (const [moveId, { day }] of this.book.kept)
      same([this.states.get(day)!.reserved.has(moveId)], [true]);
  }
}

const MAKES = new Set(['SlotHeld', 'AppointmentBooked', 'ApprovalAsked']);
const agreedOn = (lines: readonly NaiveLine[]): Standing =>
  lines.some((l) => l.service.asks) ? 'pending' : 'booked';

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
const step = fc.oneof(
  one(5, 'book', 'hold'),
  one(6, 'confirm', 'cancel', 'move'),
  one(4, 'across'),
  one(6, 'release', 'approve', 'decline', 'group', 'series', 'overbook', 'offer', 'claim'),
  one(2, 'out', 'back'),
  one(3, 'miss', 'reinstate'),
  one(3, 'wait'),
  one(4, 'react'),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const dayOf = ({ day }: Slot) => DAYS[day]!;
const linesOf = ({ service: which, who, quarter, second }: Slot, day: string): NaiveLine[] => {
  const staff = STAFF[day.slice(0, 2)]!;
  const first = { service: NAIVE[which]!, who: staff[who]!, at: zeroOf(day) + 540 + quarter * 15 };
  return second
    ? [first, { service: NAIVE[0]!, who: staff[1]!, at: first.at + first.service.minutes }]
    : [first];
};
const planned = (lines: readonly NaiveLine[]) =>
  lines.map((l, i) => line(SERVICES[NAIVE.indexOf(l.service)]!, l.who, msAt(l.at), `l${i + 1}`));

/** Whom a step is mostly for: most of them ask what may well be granted. */
const MEANT: { readonly [what: string]: readonly Standing[] } = {
  confirm: ['held'],
  release: ['held'],
  claim: ['held'],
  approve: ['pending'],
  decline: ['pending'],
  cancel: ['booked', 'pending'],
  move: ['booked'],
  across: ['booked'],
  miss: ['booked'],
  reinstate: ['missed'],
};

function take(world: World, { do: what, slot: wish, which, n, flag }: Step): void {
  const { book } = world;
  const day = dayOf(wish);
  const lines = linesOf(wish, day);
  const { customer } = wish;
  const wished = (on = day, at = lines) => ({
    plan: plan(world.frame(on), ...planned(at)),
    channel: 'web',
    policy,
    ...(customer === undefined ? {} : { customerId: customer }),
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
  if (what === 'wait') return world.clock.set(isoOf(msAt((book.now += [1, 5, 30, 120][n]!))));
  if (what === 'out')
    return void (book.outs = [
      ...book.outs.filter((o) => o.unit !== 'c1'),
      { unit: 'c1', day, from: lines[0]!.at, to: lines[0]!.at + 60 * (n + 1) },
    ]);
  if (what === 'back') return void (book.outs = []);
  if (what === 'react') {
    for (let i = 0; i <= n; i++) world.react(flag && i === 0);
    return;
  }
  if (what === 'book') {
    const expected = room();
    return void world.made(
      what,
      day,
      world.ask(day, { type: 'BookAppointment', ...wished() }),
      expected,
      [{ lines, customer, status: agreedOn(lines) }],
    );
  }
  if (what === 'overbook') {
    const [expected, free] = [book.inside(day, lines), room()];
    const events = world.ask(day, {
      type: 'BookAppointment',
      ...wished(),
      overbook: { reason: 'regular' },
    });
    const over = events?.some(({ type }) => type === 'OverbookAuthorised') ?? false;
    if (expected && !book.out(day)) expect(over).toBe(!free);
    return void world.made(what, day, events, expected, [
      { lines, customer, status: over ? 'booked' : agreedOn(lines), over },
    ]);
  }
  if (what === 'group') {
    const guests = [
      lines,
      linesOf({ ...wish, who: 1 - wish.who, service: n % 3, second: false }, day),
    ];
    const expected =
      room() &&
      (() => {
        book.items.set('first', {
          day,
          lines,
          customer,
          status: 'booked',
          touched: 0,
          dueCents: 0,
          noShowCents: 0,
        });
        const also = book.inside(day, guests[1]!) && book.free(day, guests[1]!, undefined);
        book.items.delete('first');
        return also;
      })();
    const {
      plan: _,
      customerId,
      ...wishes
    } = wished() as ReturnType<typeof wished> & { customerId?: string };
    const events = world.ask(day, {
      type: 'BookGroup',
      ...wishes,
      guests: guests.map((at, i) => ({
        plan: plan(world.frame(day), ...planned(at)),
        ...(i === 0 && customerId !== undefined ? { customerId } : {}),
      })),
    });
    return void world.made(
      what,
      day,
      events,
      expected,
      guests.map((at, i) => ({
        lines: at,
        customer: i === 0 ? customer : undefined,
        status: agreedOn(at),
      })),
    );
  }
  if (what === 'hold') return void hold(day, lines);
  if (what === 'offer') {
    const opening = `o${n}`;
    const open = ![...book.items.values()].some(
      (i) => i.day === day && i.opening === opening && i.status === 'held' && i.until! > book.now,
    );
    return void hold(day, lines, { waitlist: { openingId: opening } }, { opening }, open);
  }
  if (what === 'series') {
    // B6: every date is held by itself, and all are confirmed or none.
    const dates = [day.slice(0, 3) + '2026-03-02', day.slice(0, 3) + '2026-03-03'];
    const held = dates.map(
      (date) => [date, hold(date, linesOf(wish, date), { seriesId: 'sr' })] as const,
    );
    const slots = held.flatMap(([key, appointmentId]) =>
      appointmentId === undefined ? [] : [{ agenda: key, appointmentId }],
    );
    if (slots.length === 2)
      return flag
        ? void world.heard.push({ day, event: { type: 'SeriesBooked', data: { slots } } })
        : slots.forEach((s) => expect(world.confirm(s.appointmentId)).toBe(true));
    for (const { agenda: on, appointmentId } of slots) {
      world.ask(on, { type: 'ReleaseHold', holdId: appointmentId });
      world.change(book.items.get(appointmentId)!, 'released');
    }
    return;
  }
  if (!item) return;
  if (what === 'confirm') return void world.confirm(id!);
  if (what === 'claim') {
    // B8: however many claim it, the first that fits wins.
    for (let i = 0; i <= n; i++) {
      const expected =
        item.status === 'held' &&
        item.until! > book.now &&
        !item.entering &&
        book.inside(item.day, item.lines) &&
        book.free(item.day, item.lines, customer, id);
      const events = world.ask(item.day, {
        type: 'ClaimHold',
        holdId: id!,
        waitlist: { openingId: 'o', entryId: `e${i}` },
        ...wished(item.day, [...item.lines]),
      });
      const won = world.made(what, item.day, events, expected, [
        { lines: item.lines, customer, status: agreedOn(item.lines) },
      ]);
      if (won.length > 0) world.change(item, 'released');
    }
    return;
  }
  const ended = item.status === 'held' && item.until! <= book.now;
  if (what === 'release') {
    const gone =
      item.status === 'released' ||
      (ended && world.states.get(item.day)!.entries.get(id!)!.status === 'expired');
    if (asked({ type: 'ReleaseHold', holdId: id! }, item.status === 'held', gone))
      world.change(item, 'released');
    return;
  }
  if (
    what === 'approve' &&
    asked(
      { type: 'Approve', appointmentId: id! },
      item.status === 'pending' && item.lines[0]!.at >= book.now,
      item.status === 'booked',
    )
  )
    world.change(item, 'booked');
  if (
    what === 'decline' &&
    asked(
      { type: 'Decline', appointmentId: id!, reason: 'x' },
      item.status === 'pending',
      item.status === 'declined',
    )
  )
    world.change(item, 'declined');
  if (what === 'cancel') {
    const due = item.status === 'booked' && flag ? book.cancelFee(item) : 0;
    const events = asked(
      {
        type: 'CancelAppointment',
        appointmentId: id!,
        by: flag ? 'customer' : 'store',
        reason: 'x',
        terms,
      },
      item.status === 'booked' || item.status === 'pending',
      item.status === 'cancelled' || item.status === 'declined',
    );
    if (!events) return;
    same(['B7', (events.at(-1)!.data as { fee?: { cents: number } }).fee?.cents ?? 0], ['B7', due]);
    item.dueCents += due;
    return world.change(item, item.status === 'pending' ? 'declined' : 'cancelled');
  }
  if (what === 'miss') {
    if (flag && item.status === 'booked' && n > 1)
      world.clock.set(isoOf(msAt((book.now = Math.max(book.now, item.lines[0]!.at + 15)))));
    const due = book.noShowFee(item);
    const events = asked(
      { type: 'MissAppointment', appointmentId: id!, terms },
      item.status === 'booked' && book.now >= item.lines[0]!.at + 15,
      item.status === 'missed',
    );
    if (!events) return;
    same(['B7', (events.at(-1)!.data as { fee?: { cents: number } }).fee?.cents ?? 0], ['B7', due]);
    item.dueCents += due;
    item.noShowCents += due;
    return world.change(item, 'missed');
  }
  if (what === 'reinstate') {
    const may =
      item.status === 'missed' &&
      book.now < zeroOf(item.day) + 1440 &&
      book.free(item.day, item.lines, item.customer, id);
    const events = asked(
      {
        type: 'ReinstateAppointment',
        appointmentId: id!,
        frame: world.frame(item.day),
        untilMs: msAt(zeroOf(item.day) + 1440),
      },
      may,
      item.status === 'booked' && item.reinstated === true,
    );
    if (!events) return;
    item.dueCents -= item.noShowCents;
    Object.assign(item, { noShowCents: 0, reinstated: true, over: false });
    return world.change(item, 'booked');
  }
  if (what === 'move') {
    const to = linesOf(
      { ...wish, service: NAIVE.indexOf(item.lines[0]!.service), second: item.lines.length > 1 },
      item.day,
    );
    const may =
      item.status === 'booked' &&
      book.inside(item.day, to) &&
      book.free(item.day, to, item.customer, id);
    if (
      !asked(
        {
          type: 'MoveAppointment',
          appointmentId: id!,
          by: 'store',
          plan: plan(world.frame(item.day), ...planned(to)),
          terms,
        },
        may,
        false,
      )
    )
      return;
    Object.assign(item, { lines: to, over: false, reinstated: false });
    return world.change(item, 'booked');
  }
  if (what === 'across') {
    if (day === item.day || item.status !== 'booked' || item.entering) return;
    const to = linesOf(
      { ...wish, service: NAIVE.indexOf(item.lines[0]!.service), second: item.lines.length > 1 },
      day,
    );
    const entry = world.states.get(item.day)!.entries.get(id!)!;
    const expected = book.inside(day, to) && book.free(day, to, item.customer);
    const standing = {
      ...(entry.lateMoves ? { lateMoves: entry.lateMoves } : {}),
      ...(entry.fee === undefined ? {} : { standing: entry.fee }),
    };
    const events = world.ask(day, {
      type: 'ReserveForMove',
      plan: plan(world.frame(day), ...planned(to)),
      appointment: entry.appointment,
      from: item.day,
      fromRevision: entry.revision,
      moves: 1,
      by: 'store',
      terms,
      ...standing,
    });
    if (!events && expected && book.out(day)) return;
    same([what, events !== undefined], [what, expected]);
    if (!events) return;
    const { moveId } = events[0]!.data as { moveId: string };
    const from = item.day;
    book.kept.set(moveId, { of: id!, from, touched: item.touched, day, lines: to });
    // A stop after the first or the second step is finished by the reactions.
    if (
      n === 0 ||
      !world.follow(from, {
        type: 'MoveOut',
        appointmentId: id!,
        moveId,
        to: day,
        revision: entry.revision,
      }) ||
      n === 1
    )
      return;
    world.follow(day, { type: 'MoveIn', moveId });
  }
}

describe(`B1 B2 B3 B4 B6 B7 B8 ${RUNS} interleavings of everything, against a book kept on paper`, () => {
  it('every answer is that of the book; at rest nothing is half done', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), (steps) => {
        const world = new World();
        for (const each of steps) {
          take(world, each);
          world.check();
        }
        for (let i = 0; i < 500 && world.heard.length > 0; i++) world.react(false);
        world.check();
        expect(world.book.kept.size).toBe(0);
        for (const day of DAYS) {
          const state = world.states.get(day)!;
          expect(state.reserved.size).toBe(0);
          expect(state).toEqual(stateAfter(agenda, day, world.logs.get(day)!));
        }
        for (const { entering } of world.book.items.values()) expect(entering).toBeUndefined();
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 1_800_000);
});
