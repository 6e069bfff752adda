import type { DeadLetters } from '../dead-letters.js';
import type { DeliveredMessage, EventToAppend, Message, Meta } from '../event.js';
import type { MessageBus } from '../ports/message-bus.js';

/** Options of a contract suite: sizes may be made smaller for slow engines, and the time limit of one test longer. */
export interface ContractOptions {
  /** Limit of one test. Default 60 s. */
  readonly timeoutMs?: number;
  /** Runs of each property. Default 20. */
  readonly runs?: number;
}

let names = 0;
/** A name nobody used before, also in an engine that outlives the run: letters and digits only. */
export const unusedName = (prefix: string): string =>
  `${prefix}${crypto.randomUUID().slice(0, 8)}${++names}`;

const META: Meta = {
  commandId: 'command-1',
  inputHash: 'a1',
  correlationId: 'correlation-1',
  causationId: 'causation-1',
  actor: 'user:contract',
  tenant: 'chain',
  storeId: 'store-1',
  effectiveAt: '2026-03-01T09:00:00.000Z',
  recordedAt: '2026-03-01T09:00:01.000Z',
  hash: 'b2',
};

/** An event with a fresh id. */
export const newEvent = (data: unknown = {}, type = 'Happened'): EventToAppend => ({
  id: crypto.randomUUID(),
  type,
  version: 1,
  data,
  meta: META,
});

/** A message with a fresh id. */
export const newMessage = (
  topic: string,
  key: string,
  data: unknown = {},
  type = 'Told',
): Message => ({
  id: crypto.randomUUID(),
  type,
  version: 1,
  data,
  meta: META,
  topic,
  key,
});

/** All messages of a topic as they lie there, repeats included. */
export async function lyingOn(bus: MessageBus, topic: string): Promise<DeliveredMessage[]> {
  const found: DeliveredMessage[] = [];
  const group = unusedName('look');
  const subscription = await bus.subscribe({
    group,
    topics: [topic],
    handler: async (batch) => void found.push(...batch),
  });
  await subscription.caughtUp();
  await subscription.close();
  await bus.forget(group);
  return found;
}

/** All dead letters, by id; an event that waits behind another is one too. */
export async function lettersIn(deadLetters: DeadLetters) {
  const found: { consumer: string; key: string; type: string; error: string; id: string }[] = [];
  for (let after: string | undefined; ;) {
    const page = await deadLetters.list(100, after);
    found.push(
      ...page.items.map(({ consumer, key, event, error, id }) => ({
        consumer,
        key,
        type: event.type,
        error,
        id,
      })),
    );
    if ((after = page.next) === undefined) return found;
  }
}

/** A message as it was before it was delivered. */
export const undelivered = ({
  partition: _partition,
  offset: _offset,
  ...message
}: DeliveredMessage): Message => message;

/** A promise that the test opens: how it waits, or makes a handler wait, without a clock. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** The error a promise rejects with; fails when it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<any> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
}
