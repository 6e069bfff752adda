import type { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { at, cut, DATE, frame, line, plan } from '../../testing.js';
import type { AgendaCommand, AgendaEvent } from '../agenda-events.js';
import { agenda } from '../agenda.js';
import { agendaReactions } from '../agenda.reactions.js';
import type { AgendaState } from '../appointment/appointment.js';

/** Agendas in memory; what was appended waits for the reactions, which the test lets run whenever it likes. */
export class World {
  readonly logs = new Map<string, AgendaEvent[]>();
  readonly pending: { key: string; event: AgendaEvent }[] = [];
  readonly clock = fixedFacts(`${DATE}T08:00:00.000Z`);
  state = (key: string): AgendaState => stateAfter(agenda, key, this.logs.get(key) ?? []);
  ask(key: string, command: AgendaCommand): AgendaEvent[] {
    const events = (agenda.decide as any)[command.type](
      this.state(key),
      command,
      this.clock,
    ) as AgendaEvent[];
    this.logs.set(key, [...(this.logs.get(key) ?? []), ...events]);
    this.pending.push(...events.map((event) => ({ key, event })));
    return events;
  }
  /** Delivers one waiting event, perhaps again later. */
  react(again: boolean): void {
    const next = this.pending.shift();
    if (!next) return;
    if (again) this.pending.push(next);
    for (const reaction of agendaReactions) {
      for (const ask of reaction.on[next.event.type]?.({
        ...next.event,
        stream: `agenda-${next.key}`,
      } as any) ?? []) {
        if (ask.ledger === agenda) this.answer(ask);
      }
    }
  }
  private answer(ask: {
    key: string;
    command: any;
    onRefused?: (refusal: Refusal) => readonly any[];
  }): void {
    try {
      this.ask(ask.key, ask.command);
    } catch (refusal) {
      for (const next of ask.onRefused?.(refusal as Refusal) ?? []) this.answer(next);
    }
  }
}

const dayOf = (n: number) => `2026-03-0${2 + n}`;
export const keyOf = (n: number) => `s1-${dayOf(n)}`;
const later = (n: number) => n * 86_400_000;
const dayFrame = (n: number) => ({
  ...frame(['anna']),
  businessDate: dayOf(n),
  open: [{ fromMs: at('09:00') + later(n), toMs: at('18:00') + later(n) }],
  working: { anna: [{ fromMs: at('09:00') + later(n), toMs: at('18:00') + later(n) }] },
});
export const planOn = (n: number, start: string) =>
  plan(dayFrame(n), line(cut, 'anna', at(start) + later(n)));

/** Agendas in which the appointment occupies as itself, and where following the pointers finds it. */
export const places = (world: World, id: string) =>
  [...world.logs.keys()].filter((key) =>
    ['booked', 'checked-in'].includes(world.state(key).entries.get(id)?.status ?? ''),
  );
