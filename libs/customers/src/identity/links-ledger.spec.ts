import fc from 'fast-check';
import type { Refusal } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import {
  CHAIN,
  links,
  type LinksCommand,
  type LinksEvent,
  type LinksState,
} from './links-ledger.js';

const facts = fixedFacts('2026-03-01T09:00:00.000Z');
const link = (survivorId: string, absorbedId: string): LinksCommand => ({
  type: 'LinkCustomers',
  survivorId,
  absorbedId,
  reason: 'same-contact',
});
const unlink = (absorbedId: string): LinksCommand => ({
  type: 'UnlinkCustomer',
  absorbedId,
  reason: 'mistake',
});
const decide = (state: LinksState, command: LinksCommand): LinksEvent[] =>
  command.type === 'LinkCustomers'
    ? [...links.decide.LinkCustomers(state, command, facts)]
    : [...links.decide.UnlinkCustomer(state, command, facts)];
/** What commands come to, one after another; a refusal changes nothing. */
const play = (commands: readonly LinksCommand[]): { events: LinksEvent[]; codes: string[] } => {
  const events: LinksEvent[] = [];
  const codes: string[] = [];
  for (const command of commands)
    try {
      events.push(...decide(stateAfter(links, CHAIN, events), command));
    } catch (error) {
      codes.push((error as Refusal).code);
    }
  return { events, codes };
};
const types = (events: readonly LinksEvent[]) =>
  events.map(({ type, data }) => `${type} ${data.survivorId}<-${data.absorbedId}`);

describe('PR-05, PR-06, BY-06 which records are one person', () => {
  it('links once, un-links, and links again', () => {
    const { events, codes } = play([
      link('a', 'b'),
      link('a', 'b'),
      unlink('b'),
      unlink('b'),
      link('a', 'b'),
    ]);
    expect(types(events)).toEqual([
      'CustomersLinked a<-b',
      'CustomersUnlinked a<-b',
      'CustomersLinked a<-b',
    ]);
    expect(codes).toEqual([]);
  });

  it('nobody is their own, has two survivors, or is a survivor below another', () => {
    expect(play([link('a', 'a')]).codes).toEqual(['same-customer']);
    expect(play([link('a', 'b'), link('c', 'b')]).codes).toEqual(['already-linked']);
    expect(play([link('a', 'b'), link('b', 'c')]).codes).toEqual(['survivor-absorbed']);
    expect(play([link('a', 'b'), link('b', 'a')]).codes).toEqual(['survivor-absorbed']);
    expect(types(play([link('b', 'c'), link('a', 'b'), unlink('b')]).events).at(-1)).toBe(
      'CustomersUnlinked a<-b',
    );
  });

  it('whatever is linked and un-linked in whatever order, every record comes to one survivor', () => {
    const id = fc.constantFrom('a1', 'a2', 'b1', 'b2', 'c1');
    const command = fc.oneof(
      fc.tuple(id, id).map(([a, b]) => link(a, b)),
      id.map(unlink),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const into = new Map<string, string>();
        for (const { type, data } of play(commands).events)
          if (type === 'CustomersLinked') into.set(data.absorbedId, data.survivorId);
          else into.delete(data.absorbedId);
        for (const start of ['a1', 'a2', 'b1', 'b2', 'c1']) {
          const passed = new Set<string>();
          for (let at: string | undefined = start; at !== undefined; at = into.get(at)) {
            expect(passed.has(at)).toBe(false);
            passed.add(at);
          }
        }
      }),
    );
  });
});
