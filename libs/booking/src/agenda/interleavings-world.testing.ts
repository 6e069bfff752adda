import { DAY_MS, isoOf, MINUTE_MS } from '@chignon/calendar';
import type { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { confirmSeries } from '../features/series/series.reactions.js';
import type { DayFrame } from '../salon/book/day.js';
import { type Policy, termsOf } from '../salon/policies/policy.js';
import { at as instantAt, colour, cut, frame, phase, service } from '../testing.js';
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

const buffered = service('buffered', [
  phase('prep', 'buffer-before', 5),
  phase('do', 'active', 20),
  phase('rest', 'processing', 25),
  phase('end', 'active', 10),
  phase('clean', 'buffer-after', 10),
]);
export const SERVICES = [cut, { ...colour, needsApproval: true }, buffered].map((s) => ({
  ...s,
  place: { match: 'all' as const, pools: ['chair'] },
}));
export const NAIVE: readonly NaiveService[] = [
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
    clean: 10,
    cents: 5000,
  },
];
export const DAYS = ['s1-2026-03-02', 's1-2026-03-03', 's2-2026-03-02', 's2-2026-03-03'];
export const STAFF: { [store: string]: readonly string[] } = {
  s1: ['anna', 'bob'],
  s2: ['cleo', 'dan'],
};
export const zeroOf = (day: string) => (day.endsWith('3') ? 1440 : 0);
export const terms: Policy = {
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
export const policy = { policyId: 'p', version: 1, currency: 'EUR' };
export const msAt = (minute: number) => instantAt('00:00') + minute * MINUTE_MS;

/** Asked a million times: compared before it is said. */
export const same = (found: readonly unknown[], expected: readonly unknown[]): void => {
  if (found.some((value, i) => value !== expected[i])) expect(found).toEqual(expected);
};

const MAKES = new Set(['SlotHeld', 'AppointmentBooked', 'ApprovalAsked']);
export const agreedOn = (lines: readonly NaiveLine[]): Standing =>
  lines.some((l) => l.service.asks) ? 'pending' : 'booked';

/** The agendas beside the book kept on paper: what is asked of one is compared with the other. */
export class World {
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
      events.reduce(
        (now, event) =>
          (agenda.evolve as any)[event.type](now, {
            ...event,
            meta: { actor: 'user:test', recordedAt: '2026-01-01T00:00:00.000Z' },
          }),
        state,
      ),
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
    // A broadcast's hold is claimed, never confirmed.
    const may =
      item?.status === 'held' && item.until! > this.book.now && item.opening === undefined;
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
