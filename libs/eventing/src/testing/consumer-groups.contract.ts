import type { MessageBus } from '../ports/message-bus.js';
import { recorder } from './bus-setting.js';
import type { Setting } from './bus-setting.js';
import { gate, newMessage, unusedName } from './made.js';

/** The part of `messageBusContract` about groups: what they have handled, and what fails or hangs in them. */
export function consumerGroupsContract(given: () => Setting): void {
  const { test, tell } = given();
  let bus: MessageBus;
  let topic: string;
  let group: string;
  beforeEach(() => void ({ bus, topic, group } = given()));

  test('the offset moves after the effect: a handler that throws gets the same batch again', async () => {
    const ids = await tell(newMessage(topic, 'k'), newMessage(topic, 'k'), newMessage(topic, 'k'));
    const tries: string[][] = [];
    const subscription = await bus.subscribe({
      group,
      topics: [topic],
      handler: async (batch) => {
        tries.push(batch.map((m) => m.id));
        if (tries.length === 1) throw new TypeError('cannot read properties of undefined');
        if (tries.length === 2) throw undefined;
      },
    });
    await subscription.caughtUp();
    await subscription.close();
    expect(tries.length).toBeGreaterThanOrEqual(3);
    expect([tries[1]![0], tries[2]![0]]).toEqual([ids[0], ids[0]]);
    expect([...new Set(tries.flat())]).toEqual(ids);
  });

  test('a group that left in the middle of a failing batch gets it again when it comes back', async () => {
    const ids = await tell(newMessage(topic, 'k'));
    const failed = gate();
    const failing = await bus.subscribe({
      group,
      topics: [topic],
      handler: async () => {
        failed.open();
        throw new Error('not now');
      },
    });
    await failed.opened;
    expect(failing.lag()).toBe(1);
    await failing.close();
    const seen = recorder();
    const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
    await subscription.caughtUp();
    expect(subscription.lag()).toBe(0);
    await subscription.close();
    expect(seen.ids()).toEqual(ids);
  });

  test('a group that comes back goes on where it stood', async () => {
    await tell(newMessage(topic, 'k'), newMessage(topic, 'k'));
    const first = recorder();
    const before = await bus.subscribe({ group, topics: [topic], handler: first.handler });
    await before.caughtUp();
    await before.close();
    const later = await tell(newMessage(topic, 'k'));
    const second = recorder();
    const after = await bus.subscribe({ group, topics: [topic], handler: second.handler });
    await after.caughtUp();
    await after.close();
    expect(first.ids()).toHaveLength(2);
    expect(second.ids()).toEqual(later);
  });

  test('a slow or failing partition holds up neither another nor another group', async () => {
    const other = `chignon.contract.${unusedName('topic')}`;
    const third = `chignon.contract.${unusedName('topic')}`;
    await bus.createTopics([{ name: other }, { name: third }]);
    const [held, flowed] = [gate(), gate()];
    const quick = recorder();
    const slow: string[] = [];
    let failures = 0;
    const subscription = await bus.subscribe({
      group,
      topics: [topic, other, third],
      handler: async (batch) => {
        const from = batch[0]!.topic;
        if (from === topic) {
          await held.opened;
          slow.push(...batch.map((m) => m.id));
        } else if (from === other && failures < 2) {
          failures++;
          throw new Error('not yet');
        } else if (from === third) {
          await quick.handler(batch);
          if (quick.ids().length === 20) flowed.open();
        }
      },
    });
    const ids = await tell(newMessage(topic, 'k'));
    await tell(newMessage(other, 'k'));
    for (let i = 0; i < 20; i++) await tell(newMessage(third, 'k'));
    await flowed.opened;
    expect(slow).toEqual([]);
    const elsewhere = recorder();
    const free = await bus.subscribe({
      group: unusedName('group'),
      topics: [topic],
      handler: elsewhere.handler,
    });
    await free.caughtUp();
    expect(elsewhere.ids()).toEqual(ids);
    held.open();
    await subscription.caughtUp();
    expect(new Set(slow)).toEqual(new Set(ids));
    expect(failures).toBe(2);
    await Promise.all([subscription.close(), free.close()]);
  });

  test('close waits for the running handler, and nothing comes after it', async () => {
    const [started, held] = [gate(), gate()];
    const seen = recorder();
    let finished = false;
    const subscription = await bus.subscribe({
      group,
      topics: [topic],
      handler: async (batch) => {
        await seen.handler(batch);
        started.open();
        await held.opened;
        finished = true;
      },
    });
    const [id] = await tell(newMessage(topic, 'k'));
    await started.opened;
    const closed = subscription.close();
    expect(finished).toBe(false);
    held.open();
    await closed;
    expect(finished).toBe(true);
    await tell(newMessage(topic, 'k'));
    expect(seen.ids()).toEqual([id]);
  });

  test('a forgotten group begins again from the first message', async () => {
    const ids = await tell(newMessage(topic, 'k'), newMessage(topic, 'k'));
    for (let round = 0; round < 2; round++) {
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      await subscription.close();
      expect(seen.ids()).toEqual(ids);
      await bus.forget(group);
    }
    await bus.forget(unusedName('group'));
  });
}
