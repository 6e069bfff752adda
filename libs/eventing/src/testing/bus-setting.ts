import type { DeliveredMessage, Message } from '../event.js';
import type { MessageBus } from '../ports/message-bus.js';

/** What the parts of `messageBusContract` share. */
export interface Setting {
  readonly bus: MessageBus;
  /** A topic and a group that no other test uses. */
  readonly topic: string;
  readonly group: string;
  /** Publishes these, and returns their ids. */
  tell(...messages: Message[]): Promise<string[]>;
  test(title: string, run: () => Promise<void>): void;
}

/** Remembers what a handler was given; at least once, so `ids` names each message once, where it first came. */
export const recorder = () => {
  const messages: DeliveredMessage[] = [];
  return {
    messages,
    ids: () => [...new Set(messages.map((m) => m.id))],
    handler: async (batch: DeliveredMessage[]) => void messages.push(...batch),
  };
};
