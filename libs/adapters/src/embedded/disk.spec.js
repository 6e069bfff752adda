import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnavailableError } from '@chignon/eventing';
import { errorOf, newEvent, newMessage } from '@chignon/eventing/testing';
import { Checkpointer } from './checkpointer.js';
import { openEmbedded } from './index.js';
import { EmbeddedStreams } from './streams.js';
/** A file system of 4 MB, or why there is none. */
function smallDisk() {
    const dir = mkdtempSync(join(tmpdir(), 'chignon-small-'));
    try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dir], { stdio: 'pipe' });
    }
    catch (error) {
        console.info(`disk full: skipped, a tmpfs cannot be mounted here (${String(error.stderr ?? error).trim()})`);
        rmSync(dir, { recursive: true });
        return undefined;
    }
    return {
        dir,
        unmount: () => {
            execFileSync('umount', ['-l', dir]);
            rmSync(dir, { recursive: true });
        },
    };
}
describe('disk full', () => {
    it('refuses writes clearly, reads on, and writes again without a restart when there is space', async () => {
        const disk = smallDisk();
        if (!disk)
            return;
        const dir = join(disk.dir, 'data');
        const engine = await openEmbedded({ dir });
        const { streams, documents, bus } = engine;
        const things = { name: 'a.things', indexes: {} };
        await documents.open(things);
        await bus.createTopics([{ name: 't' }]);
        const kept = [newEvent(), newEvent()];
        await streams.append('a-1', kept, { expected: 0 });
        await documents.put(things, { id: 'a', n: 1 });
        for (let round = 0; round < 3; round++) {
            const ballast = join(disk.dir, 'ballast');
            expect(() => {
                for (let n = 0;; n++)
                    writeFileSync(ballast, Buffer.alloc(4096), { flag: 'a' });
            }).toThrow(/ENOSPC/);
            const text = 'x'.repeat(200_000);
            for (const size of [1, 5]) {
                const refusals = await Promise.all(Array.from({ length: size }, (_, n) => errorOf(streams.append(`b-${n}`, [newEvent({ text })], { expected: 0 }))));
                for (const error of refusals) {
                    expect(error).toBeInstanceOf(UnavailableError);
                    expect(error.code).toBe('storage-full');
                }
            }
            expect(await errorOf(documents.put(things, { id: 'big', text }))).toMatchObject({ code: 'storage-full' });
            expect(await errorOf(bus.publish([newMessage('t', 'k', { text })]))).toMatchObject({
                code: 'storage-full',
            });
            expect((await streams.read('a-1')).map((e) => e.id).slice(0, 2)).toEqual(kept.map((e) => e.id));
            expect(await streams.read('b-0')).toEqual([]);
            expect(await documents.get(things, 'big')).toBeUndefined();
            expect(await documents.get(things, 'a')).toMatchObject({ n: 1 });
            rmSync(ballast);
            expect((await streams.append('a-1', [newEvent({ round })], { expected: 2 + round })).revision).toBe(3 + round);
            await documents.put(things, { id: `after-${round}` });
            await bus.publish([newMessage('t', 'k', { round })]);
        }
        const heard = [];
        const subscription = await bus.subscribe({
            group: 'g',
            topics: ['t'],
            handler: async (batch) => batch.forEach((m) => heard.push(m.data.round)),
        });
        await subscription.caughtUp();
        expect(heard).toEqual([0, 1, 2]);
        for await (const finding of streams.integrity())
            throw new Error(`${finding.where}: ${finding.problem}`);
        await engine.close();
        const again = await openEmbedded({ dir });
        expect(await again.streams.read('a-1')).toHaveLength(5);
        expect(await again.documents.count(things)).toBe(4);
        await again.close();
        disk.unmount();
    }, 60_000);
});
describe('the journal', () => {
    it('does not grow without bound under a writer that never rests, and empties on closing', async () => {
        const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
        mkdirSync(dir, { recursive: true });
        const file = join(dir, 'streams.sqlite');
        const store = new EmbeddedStreams(file);
        const limit = 1 << 20;
        const checkpointer = new Checkpointer(limit, limit >> 1, 5);
        checkpointer.watch(file, store);
        const journal = () => statSync(`${file}-wal`).size;
        const writeRound = (round) => Promise.all(Array.from({ length: 4 }, (_, n) => store.append(`a-${n}`, [newEvent({ text: 'x'.repeat(50_000) })], { expected: round })));
        let rounds = 0;
        // The file of the journal keeps the most it ever held, so once it is a fraction of what was written it has begun anew.
        while (rounds < 2000 && (rounds < 100 || journal() > (rounds * 200_000) / 4))
            await writeRound(rounds++);
        expect(rounds).toBeLessThan(2000);
        await store.close();
        await checkpointer.close();
        expect(journal()).toBe(0);
        const again = new EmbeddedStreams(file);
        expect(await again.read('a-3')).toHaveLength(rounds);
        await again.close();
        rmSync(dir, { recursive: true });
    }, 60_000);
});
