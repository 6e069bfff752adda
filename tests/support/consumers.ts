import type {
  AnyLedger,
  Context,
  DeliveredMessage,
  Envelope,
  StateOf,
  Tools,
} from '@chignon/eventing';
import { perform } from '@chignon/eventing/testing';

/* What contexts make of messages, in memory: reactions and effects into ledgers, views into documents. */

const NOW = '2027-01-15T10:00:00.000Z';

/** Ledgers in memory: commands in, states out. */
export class Ledgers {
  private readonly states = new Map<string, unknown>();

  state<L extends AnyLedger>(ledger: L, key: string): StateOf<L> {
    return (this.states.get(`${ledger.category}-${key}`) ?? ledger.initial(key)) as StateOf<L>;
  }

  execute(ledger: AnyLedger, key: string, command: { type: string }): void {
    let state = this.state(ledger, key) as unknown;
    for (const event of (ledger.decide as any)[command.type](state, command, {
      now: () => NOW,
      newId: () => 'id',
    })) {
      state = (ledger.evolve as any)[event.type](state, {
        ...event,
        meta: { effectiveAt: event.effectiveAt ?? NOW, recordedAt: NOW },
      });
    }
    this.states.set(`${ledger.category}-${key}`, state);
  }

  keys(category: string): string[] {
    return [...this.states.keys()]
      .filter((name) => name.startsWith(`${category}-`))
      .map((name) => name.slice(category.length + 1))
      .sort();
  }

  async hear(
    { reactions, effects }: Context,
    messages: readonly DeliveredMessage[],
  ): Promise<this> {
    const tools = {
      // Nothing but messages: no document was ever written.
      documents: { get: async () => undefined, find: async () => ({ items: [] }) },
      collection: ({ name }: { readonly name: string }) => ({ name, indexes: {} }),
      execute: async (...asked: Parameters<Ledgers['execute']>) => this.execute(...asked),
    } as unknown as Tools;
    for (const message of messages) {
      for (const { on } of reactions)
        for (const { ledger, key, command } of on[message.type]?.(message) ?? [])
          this.execute(ledger, key, command);
      for (const effect of effects)
        if ('topics' in effect.source) await perform(effect, message, tools);
    }
    return this;
  }
}

/** A view folded from messages in this order, without the mechanism: its documents by id. */
export function foldedView(
  { views }: Context,
  name: string,
  messages: readonly DeliveredMessage[],
): Map<string, any> {
  const view = views.find((one) => one.name === name)!;
  const documents = new Map<string, any>();
  for (const message of messages) {
    for (const id of view.on[message.type]?.ids(message) ?? []) {
      const after = view.on[message.type]!.fold(documents.get(id), message as Envelope, id);
      if (after === undefined) documents.delete(id);
      else documents.set(id, after);
    }
  }
  return documents;
}
