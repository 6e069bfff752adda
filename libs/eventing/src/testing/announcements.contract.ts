import { ConflictError, DuplicateError } from '../refusal.js';
import type { Setting } from './document-setting.js';
import { errorOf, newMessage } from './made.js';

/** The part of `documentStoreContract` about messages that wait beside documents. */
export function announcementsContract(given: () => Setting): void {
  describe('announcements', () => {
    const test = (title: string, run: (setting: Setting) => Promise<void>) =>
      given().test(title, () => run(given()));
    const topic = 'chignon.contract.announced';
    const pending = ({ store, things }: Setting, limit = 100) =>
      store.pendingAnnouncements([things.name], limit);

    test('stand in the same write: there when it is, not there when it failed, unseen in the document', async (setting) => {
      const { store, things } = setting;
      const [a, b, c] = [
        newMessage(topic, 'a', { ü: 1 }),
        newMessage(topic, 'a'),
        newMessage(topic, 'a'),
      ];
      await store.put(things, { id: 'a', kind: 'k', email: 'x@example.org' }, { announce: [a, b] });
      expect(
        await errorOf(store.put(things, { id: 'a' }, { expected: 9, announce: [c] })),
      ).toBeInstanceOf(ConflictError);
      expect(
        await errorOf(store.put(things, { id: 'b', email: 'x@example.org' }, { announce: [c] })),
      ).toBeInstanceOf(DuplicateError);
      expect(
        await errorOf(store.remove(things, 'a', { expected: 9, announce: [c] })),
      ).toBeInstanceOf(ConflictError);
      const waiting = await pending(setting);
      expect(waiting.map(({ collection, id, messages }) => ({ collection, id, messages }))).toEqual(
        [{ collection: things.name, id: 'a', messages: [a, b] }],
      );
      expect(await store.get(things, 'a')).toEqual({
        id: 'a',
        kind: 'k',
        email: 'x@example.org',
        revision: 1,
      });
      expect((await store.find(things, { index: 'byKind', limit: 1 })).items).toEqual([
        { id: 'a', kind: 'k', email: 'x@example.org', revision: 1 },
      ]);
    });

    test('wait in the order of the writes through later puts and the removal, and go when cleared', async (setting) => {
      const { store, things } = setting;
      const messages = Array.from({ length: 4 }, (_, n) => newMessage(topic, 'a', { n }));
      await store.put(things, { id: 'a' }, { announce: [messages[0]!] });
      await store.put(things, { id: 'a' });
      await store.put(things, { id: 'a' }, { announce: [messages[1]!, messages[2]!] });
      await store.remove(things, 'a', { announce: [messages[3]!] });
      expect(await store.get(things, 'a')).toBeUndefined();
      expect(await store.count(things)).toBe(0);
      const waiting = await pending(setting);
      expect(waiting.flatMap((p) => p.messages)).toEqual(messages);
      await store.clearAnnouncements(waiting);
      expect(await pending(setting)).toEqual([]);
      await store.clearAnnouncements(waiting);
      expect(await store.count(things)).toBe(0);
      await store.put(things, { id: 'a' }, { expected: 0 });
      expect(await store.count(things)).toBe(1);
    });

    test('are numbered by document: the numbers only grow, over later writes, a removal and a document made anew', async (setting) => {
      const { store, things } = setting;
      const numbers: number[] = [];
      const look = async () => {
        const waiting = await pending(setting);
        for (const { numbers: found, messages } of waiting) {
          expect(found).toHaveLength(messages.length);
          numbers.push(...found);
        }
        expect(await pending(setting)).toEqual(waiting);
        await store.clearAnnouncements(waiting);
      };
      const say = (n: number) => ({
        announce: Array.from({ length: n }, () => newMessage(topic, 'a')),
      });
      await store.put(things, { id: 'a' }, say(2));
      await store.put(things, { id: 'a' });
      await store.put(things, { id: 'a' }, say(1));
      await look();
      await store.put(things, { id: 'a' }, say(1));
      await look();
      await store.remove(things, 'a', say(1));
      await store.put(things, { id: 'a' }, say(1));
      await look();
      await store.remove(things, 'a');
      await store.put(things, { id: 'a' }, say(2));
      await look();
      expect(numbers).toHaveLength(8);
      expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
    });

    test('clearing takes only what was handed out, not what came since, and does not change the document', async (setting) => {
      const { store, things } = setting;
      const [first, second] = [newMessage(topic, 'a'), newMessage(topic, 'a')];
      await store.put(things, { id: 'a' }, { announce: [first] });
      const waiting = await pending(setting);
      await store.put(things, { id: 'a' }, { announce: [second] });
      await store.clearAnnouncements(waiting);
      expect((await pending(setting)).flatMap((p) => p.messages)).toEqual([second]);
      expect((await store.get(things, 'a'))!.revision).toBe(2);
      await store.put(things, { id: 'a' }, { expected: 2 });
    });

    test('oldest first, at most as many documents as asked for, only of the collections named', async (setting) => {
      const { store, things } = setting;
      const other = await setting.newCollection();
      for (let n = 0; n < 5; n++)
        await store.put(
          things,
          { id: `id-${9 - n}` },
          { announce: [newMessage(topic, `${n}`, { n })] },
        );
      await store.put(other, { id: 'x' }, { announce: [newMessage(topic, 'x')] });
      expect((await pending(setting, 3)).map((p) => p.id)).toEqual(['id-9', 'id-8', 'id-7']);
      await store.clearAnnouncements(await pending(setting, 3));
      expect((await pending(setting)).map((p) => p.id)).toEqual(['id-6', 'id-5']);
      expect(
        (await store.pendingAnnouncements([things.name, other.name], 10)).map((p) => p.id).sort(),
      ).toEqual(['id-5', 'id-6', 'x']);
      expect(await store.pendingAnnouncements([], 10)).toEqual([]);
    });

    test('a listener hears of writes with announcements until it leaves', async (setting) => {
      const { store, things } = setting;
      let heard = 0;
      const leave = store.onAnnounced(() => void heard++);
      await store.put(things, { id: 'a' });
      await store.put(things, { id: 'a' }, { announce: [newMessage(topic, 'a')] });
      expect(heard).toBeGreaterThanOrEqual(1);
      leave();
      const before = heard;
      await store.put(things, { id: 'a' }, { announce: [newMessage(topic, 'a')] });
      expect(heard).toBe(before);
    });
  });
}
