import { gate } from '@chignon/eventing/testing';
import { Lane } from './lane.js';
/** Records `from` to `to` as a fetch brings them. */
const records = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => ({
    offset: String(from + n),
    key: Buffer.from('k'),
    value: Buffer.from('{}'),
}));
/** A lane and everything it asked of its subscription. */
function laneWith(handler, commit = async () => undefined) {
    const asked = [];
    const waiters = [];
    const lane = new Lane({
        handler: (batch) => handler(batch.map((m) => Number(m.offset))),
        commit: async (_topic, _partition, offset) => {
            await commit(offset);
            asked.push(`commit ${offset}`);
        },
        pause: () => void asked.push('pause'),
        resume: () => void asked.push('resume'),
        progressed: () => {
            const commits = asked.filter((a) => a.startsWith('commit')).length;
            for (const w of waiters)
                if (commits >= w.count)
                    w.resolve();
        },
        log: () => undefined,
    }, 'a.b.c', 0);
    return {
        lane,
        asked,
        commits: (count) => new Promise((resolve) => void waiters.push({ count, resolve })),
    };
}
describe('a lane', () => {
    it('handles in order, 500 at most at once, and commits after each batch', async () => {
        const batches = [];
        const { lane, asked, commits } = laneWith(async (offsets) => void batches.push(offsets));
        const done = commits(3);
        lane.take(records(0, 1100));
        await done;
        expect(batches.map((b) => [b[0], b.at(-1)])).toEqual([
            [0, 499],
            [500, 999],
            [1000, 1100],
        ]);
        expect(asked.filter((a) => a.startsWith('commit'))).toEqual([
            'commit 500',
            'commit 1000',
            'commit 1101',
        ]);
        expect(lane.committed).toBe(1101n);
    });
    it('repeats the same batch, though more came in meanwhile, and a commit that was not taken', async () => {
        const batches = [];
        let refusals = 1;
        const { lane, asked, commits } = laneWith(async (offsets) => {
            batches.push(offsets);
            if (batches.length === 1)
                lane.take(records(3, 4));
            if (batches.length < 3)
                throw undefined;
        }, async () => {
            if (refusals-- > 0)
                throw new Error('rebalancing');
        });
        const done = commits(2);
        lane.take(records(0, 2));
        await done;
        expect(batches).toEqual([
            [0, 1, 2],
            [0, 1, 2],
            [0, 1, 2],
            [3, 4],
        ]);
        expect(asked).toEqual(['commit 3', 'commit 5']);
    });
    it('drops what it has taken in already, until the group is formed anew', async () => {
        const batches = [];
        const { lane, commits } = laneWith(async (offsets) => void batches.push(offsets));
        const first = commits(1);
        lane.take(records(0, 2));
        lane.take(records(0, 2));
        await first;
        const second = commits(2);
        lane.rejoined(true);
        lane.take(records(0, 3));
        await second;
        expect(batches).toEqual([
            [0, 1, 2],
            [0, 1, 2, 3],
        ]);
    });
    it('does not commit what another member owns by now', async () => {
        const [started, held] = [gate(), gate()];
        const { lane, asked } = laneWith(async () => {
            started.open();
            await held.opened;
        });
        lane.take(records(0, 2));
        await started.opened;
        lane.rejoined(false);
        held.open();
        await lane.close();
        expect(asked).toEqual([]);
        expect(lane.committed).toBe(-1n);
    });
    it('that is slow is left out of fetches, and taken up again when it has room', async () => {
        const held = gate();
        const { lane, asked, commits } = laneWith(() => held.opened);
        lane.take(records(0, 1999));
        await lane.room();
        expect(asked).toEqual(['pause']);
        const done = commits(4);
        held.open();
        await done;
        await lane.close();
        expect(asked.filter((a) => a === 'resume')).toHaveLength(1);
    });
    it('closes after the running handler, with its offset committed and nothing after it', async () => {
        const [started, held] = [gate(), gate()];
        const batches = [];
        const { lane, asked } = laneWith(async (offsets) => {
            batches.push(offsets);
            started.open();
            await held.opened;
        });
        lane.take(records(0, 1));
        await started.opened;
        lane.take(records(2, 3));
        const closed = lane.close();
        held.open();
        await closed;
        expect(batches).toEqual([[0, 1]]);
        expect(asked).toEqual(['commit 2']);
    });
});
