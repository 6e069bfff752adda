import type { DeliveredMessage } from '@chignon/eventing';
import fc from 'fast-check';

/* In which order consumers may hear the messages of a history. */

/** The same messages in any order and some of them twice: what reactions may hear after retries. */
export const heardAnyhow = (
  messages: readonly DeliveredMessage[],
): fc.Arbitrary<readonly DeliveredMessage[]> =>
  messages.length === 0
    ? fc.constant([])
    : fc.array(fc.nat(messages.length - 1), { maxLength: messages.length }).chain((again) => {
        const all = [...messages, ...again.map((i) => messages[i]!)];
        return fc.shuffledSubarray(all, { minLength: all.length });
      });

/** The order of each key kept, keys in any order of one another: what read models hear. */
export const heardByKey = (
  messages: readonly DeliveredMessage[],
): fc.Arbitrary<readonly DeliveredMessage[]> =>
  fc.array(fc.nat(), { minLength: messages.length, maxLength: messages.length }).map((picks) => {
    const queues = new Map<string, DeliveredMessage[]>();
    for (const message of messages)
      queues.set(message.key, [...(queues.get(message.key) ?? []), message]);
    return picks.map((pick) => {
      const waiting = [...queues].filter(([, queue]) => queue.length > 0);
      return waiting[pick % waiting.length]![1].shift()!;
    });
  });
