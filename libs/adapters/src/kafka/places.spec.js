import { CorruptionError, positionText } from '@chignon/eventing';
import { resume } from './places.js';
const TOPIC = 'chignon.toy.till';
/** A broker of which a test says what it holds and what the group has committed, one partition. */
const broker = ({ from = 0n, to = 100n, committed = -1n, busy = false, }) => {
    const lines = [];
    const ends = [to].flat();
    const host = {
        log: (level, message) => void lines.push([level, message]),
        spans: async () => [
            { topic: TOPIC, partition: 0, from, to: ends.length > 1 ? ends.shift() : ends[0] },
        ],
        committed: async () => new Map([[TOPIC, new Map([[0, committed]])]]),
        idle: async () => !busy,
    };
    const begun = [];
    const begin = (handled) => resume(host, {
        group: 'toy.view',
        topics: [TOPIC],
        places: {
            handled: handled === undefined
                ? undefined
                : new Map(handled === 'nothing' ? [] : [[`${TOPIC}/0`, positionText(handled)]]),
            begin: (places) => void begun.push(...places),
        },
    });
    return { begin, lines, begun };
};
describe('L-2 where a group goes on', () => {
    beforeEach(() => void jest.useFakeTimers({ advanceTimers: true, doNotFake: ['setImmediate', 'nextTick'] }));
    afterEach(() => void jest.useRealTimers());
    it.each([
        ['a group that has heard nothing', {}, undefined],
        ['the broker and the documents say the same', { committed: 41n }, 40],
        ['the documents are ahead of the commit, as after a kill', { committed: 35n }, 40],
        ['everything was heard', { committed: 100n }, 99],
        ['an older release left no places', { committed: 41n }, undefined],
        ['an empty topic', { to: 0n }, undefined],
    ])('%s: begins where the broker says, and nothing is said', async (_, holds, handled) => {
        const { begin, lines } = broker(holds);
        expect([await begin(handled), lines]).toEqual([[], []]);
    });
    it.each([
        [
            'a topic restored from an older backup, or recreated: the documents have heard more than it holds',
            { to: 30n, committed: 25n },
            40,
        ],
        ['a recreated topic under offsets that stayed', { to: 0n, committed: 41n }, undefined],
    ])('%s: refused', async (_, holds, handled) => {
        const { begin } = broker(holds);
        const error = await begin(handled).then(() => undefined, (thrown) => thrown);
        expect(error).toBeInstanceOf(CorruptionError);
        expect(String(error)).toMatch(/topic chignon\.toy\.till\/0: it is not the one that was heard: toy\.view had heard it up to offset 40, it ends before offset (30|0)\..*Restore topics and documents/);
    });
    it('an end that a new leader has not confirmed yet is looked at again', async () => {
        const { begin, lines } = broker({ to: [30n, 41n], committed: 41n });
        await begin(40);
        expect(lines).toEqual([]);
    });
    it('older documents: the offsets are set back, and what they have not handled comes again', async () => {
        const { begin, lines } = broker({ committed: 90n });
        expect([await begin(40), lines]).toEqual([[{ topic: TOPIC, partition: 0, offset: '41' }], []]);
    });
    it('older documents that had not met the partition yet: it comes from its first message', async () => {
        expect(await broker({ committed: 90n }).begin('nothing')).toEqual([
            { topic: TOPIC, partition: 0, offset: '0' },
        ]);
    });
    it('what the broker knows is taken over once, when an older release left no places', async () => {
        const { begin, begun } = broker({ committed: 41n });
        await begin();
        expect(begun).toEqual([[`${TOPIC}/0`, positionText(40)]]);
        await begin(40);
        expect(begun).toHaveLength(1);
    });
    it('not while somebody is at work in the group: whoever is has begun where it should', async () => {
        const { begin, lines } = broker({ committed: 90n, busy: true });
        expect([await begin(40), lines]).toEqual([[], []]);
    });
    it('messages that retention cut off before they were heard are told, and the group goes on with what is left', async () => {
        const { begin, lines } = broker({ from: 60n, committed: 90n });
        expect([await begin(40), lines]).toEqual([
            [{ topic: TOPIC, partition: 0, offset: '60' }],
            [['error', 'messages were cut off before they were heard']],
        ]);
    });
});
