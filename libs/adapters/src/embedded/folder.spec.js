import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorOf, newEvent, newMessage } from '@chignon/eventing/testing';
import { DataFolderInUseError, openEmbedded } from './index.js';
import { startChild } from './source.testing.js';
let dir;
beforeEach(() => void (dir = join(mkdtempSync(join(tmpdir(), 'chignon-')), 'data')));
afterEach(() => rmSync(join(dir, '..'), { recursive: true }));
describe('the data folder', () => {
    it('is made for its owner alone, and empty journals are left behind on closing', async () => {
        const engine = await openEmbedded({ dir });
        expect(statSync(dir).mode & 0o777).toBe(0o700);
        await engine.streams.append('a-1', [newEvent()], { expected: 0 });
        await engine.documents.open({ name: 'a.things', indexes: {} });
        await engine.close();
        await engine.close();
        for (const file of ['streams.sqlite-wal', 'documents.sqlite-wal'])
            expect(statSync(join(dir, file), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
        await expect(engine.streams.append('a-1', [newEvent()], { expected: 1 })).rejects.toMatchObject({ code: 'storage-closed' });
        await expect(engine.streams.read('a-1')).rejects.toMatchObject({ code: 'storage-closed' });
        await expect(engine.documents.get({ name: 'a.things', indexes: {} }, 'x')).rejects.toMatchObject({ code: 'storage-closed' });
        await expect(engine.bus.ping()).rejects.toMatchObject({ code: 'storage-closed' });
    });
    it("K9: is made its owner's alone where it was there before, open to all, with files in it", async () => {
        mkdirSync(dir, { mode: 0o755 });
        chmodSync(dir, 0o755);
        let engine = await openEmbedded({ dir });
        await engine.streams.append('a-1', [newEvent()], { expected: 0 });
        await engine.documents.open({ name: 'a.things', indexes: {} });
        const modes = () => [dir, ...readdirSync(dir).map((name) => join(dir, name))].filter((path) => (statSync(path).mode & 0o077) !== 0);
        expect(readdirSync(dir)).toEqual(expect.arrayContaining([
            'documents.sqlite',
            'documents.sqlite-wal',
            'streams.sqlite',
            'streams.sqlite-wal',
            'lock.sqlite',
            'lock.pid',
        ]));
        expect(modes()).toEqual([]);
        await engine.close();
        for (const name of readdirSync(dir))
            chmodSync(join(dir, name), 0o644);
        engine = await openEmbedded({ dir });
        expect(modes()).toEqual([]);
        await engine.close();
    });
    it('is refused to a second opening in the same process, and free after closing', async () => {
        const engine = await openEmbedded({ dir });
        const error = await errorOf(openEmbedded({ dir }));
        expect(error).toBeInstanceOf(DataFolderInUseError);
        expect(error).toMatchObject({ code: 'data-folder-in-use', dir, pid: process.pid });
        await engine.streams.append('a-1', [newEvent()], { expected: 0 });
        await engine.close();
        await (await openEmbedded({ dir })).close();
    });
    it('is refused to a second process, naming folder and holder, and free at once after kill -9 whatever the pid file says', async () => {
        const holder = startChild(`await embedded.openEmbedded({ dir: ${JSON.stringify(dir)} }); console.log('open'); setInterval(() => {}, 1000);`);
        expect(await holder.line()).toBe('open');
        const error = await errorOf(openEmbedded({ dir }));
        expect(error).toMatchObject({ code: 'data-folder-in-use', dir, pid: holder.pid });
        expect(error.message).toBe(`The data folder ${dir} is in use by process ${holder.pid}: stop it, or choose another folder.`);
        await holder.kill();
        await (await openEmbedded({ dir })).close();
    }, 30_000);
});
describe('E1, E2 kill -9', () => {
    it('keeps everything acknowledged, nothing by half, and knows repeated appends', async () => {
        const script = `
      const { streams, documents, bus } = await embedded.openEmbedded({ dir: ${JSON.stringify(dir)} });
      const event = (id) => ({ id, type: 'Happened', version: 1, data: { text: 'x'.repeat(500) }, meta: {} });
      const things = { name: 'a.things', indexes: {} }, view = { name: 'a.view', indexes: {}, rebuildable: true };
      await documents.open(things); await documents.open(view); await bus.createTopics([{ name: 't' }]);
      const round = ${'ROUND'};
      for (let writer = 0; writer < 8; writer++) void (async () => {
        for (let n = 0; ; n++) {
          const stream = 'a-' + round + '-' + writer;
          await streams.append(stream, [event(stream + '/' + 2 * n), event(stream + '/' + (2 * n + 1))], { expected: 2 * n });
          console.log('s ' + stream + ' ' + (2 * n + 2));
          await documents.put(n % 2 ? things : view, { id: stream, n });
          console.log((n % 2 ? 'd ' : 'v ') + stream + ' ' + n);
          await bus.publish([{ topic: 't', key: stream, id: stream + '/' + n, type: 'T', version: 1, data: {}, meta: {} }]);
          console.log('m ' + stream + '/' + n);
        }
      })();`;
        const things = { name: 'a.things', indexes: {} };
        const view = { name: 'a.view', indexes: {}, rebuildable: true };
        for (let round = 0; round < 3; round++) {
            const child = startChild(script.replace('ROUND', String(round)));
            const acknowledged = {
                s: new Map(),
                d: new Map(),
                v: new Map(),
                m: new Set(),
            };
            for (let lines = 0; lines < 500 + 300 * round; lines++) {
                const [kind, name, n] = (await child.line()).split(' ');
                if (kind === 'm')
                    acknowledged.m.add(name);
                else
                    acknowledged[kind].set(name, Number(n));
            }
            await child.kill();
            const { streams, documents, bus, close } = await openEmbedded({ dir });
            await documents.open(things);
            await documents.open(view);
            for (const [stream, revision] of acknowledged.s) {
                const events = await streams.read(stream);
                expect(events.length).toBeGreaterThanOrEqual(revision);
                expect(events.length % 2).toBe(0);
                expect(events.map((e) => e.id)).toEqual(events.map((_, i) => `${stream}/${i}`));
                expect((await streams.append(stream, events.slice(0, 2), { expected: 0 })).revision).toBe(2);
            }
            for (const [id, n] of acknowledged.d)
                expect((await documents.get(things, id)).n).toBeGreaterThanOrEqual(n);
            for (const [id, n] of acknowledged.v)
                expect((await documents.get(view, id)).n).toBeGreaterThanOrEqual(n);
            const heard = new Set();
            const subscription = await bus.subscribe({
                group: `g${round}`,
                topics: ['t'],
                handler: async (batch) => batch.forEach((m) => heard.add(m.id)),
            });
            await subscription.caughtUp();
            expect([...acknowledged.m].filter((id) => !heard.has(id))).toEqual([]);
            for await (const finding of streams.integrity())
                throw new Error(`${finding.where}: ${finding.problem}`);
            for await (const finding of documents.integrity())
                throw new Error(`${finding.where}: ${finding.problem}`);
            await close();
        }
    }, 60_000);
});
describe('a message and its offset', () => {
    it('a batch whose handler never finished before the end of the process comes again', async () => {
        let engine = await openEmbedded({ dir });
        await engine.bus.createTopics([{ name: 't' }]);
        const message = newMessage('t', 'k');
        await engine.bus.publish([message]);
        let tries = 0;
        const failing = await engine.bus.subscribe({
            group: 'g',
            topics: ['t'],
            handler: async () => {
                tries++;
                throw new Error('not now');
            },
        });
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        await failing.close();
        expect(tries).toBe(1);
        await engine.close();
        engine = await openEmbedded({ dir });
        const seen = [];
        const again = await engine.bus.subscribe({
            group: 'g',
            topics: ['t'],
            handler: async (batch) => void seen.push(...batch.map((m) => m.id)),
        });
        await again.caughtUp();
        expect(seen).toEqual([message.id]);
        await engine.close();
    });
});
