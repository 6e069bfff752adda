import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busReadingContract, factsContract, messageBusContract, newMessage, onceContract, poisonContract, } from '@chignon/eventing/testing';
import { openEmbedded, systemFacts } from './index.js';
const opened = async () => {
    const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
    let engine = await openEmbedded({ dir });
    return {
        bus: engine.bus,
        reopen: async () => {
            await engine.close();
            engine = await openEmbedded({ dir });
            return engine.bus;
        },
        close: async () => {
            await engine.close();
            rmSync(dir, { recursive: true });
        },
    };
};
messageBusContract('embedded', opened);
busReadingContract('embedded', opened);
factsContract('system', () => systemFacts);
const openedEngines = async () => {
    const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
    const engines = await openEmbedded({ dir });
    return {
        ...engines,
        close: async () => (await engines.close(), rmSync(dir, { recursive: true })),
    };
};
onceContract('embedded', openedEngines);
poisonContract('embedded', openedEngines);
describe('the bus inside one process', () => {
    it('refuses a second member of a group, and to forget a group that is subscribed', async () => {
        const { bus, close } = await opened();
        await bus.createTopics([{ name: 't' }]);
        const options = { group: 'g', topics: ['t'], handler: async () => undefined };
        const subscription = await bus.subscribe(options);
        await expect(bus.subscribe(options)).rejects.toThrow('already has a member');
        await expect(bus.forget('g')).rejects.toThrow('still subscribed');
        await subscription.close();
        await bus.forget('g');
        await (await bus.subscribe(options)).close();
        await close();
    });
    it('loses nothing between messages published with nobody there and the first subscriber', async () => {
        const { bus, close } = await opened();
        await bus.createTopics([{ name: 't' }]);
        const seen = [];
        const follow = (group) => bus.subscribe({
            group,
            topics: ['t'],
            handler: async (batch) => void seen.push(...batch.map((m) => m.id)),
        });
        const messages = Array.from({ length: 6 }, () => newMessage('t', 'k'));
        await bus.publish(messages.slice(0, 2));
        let subscription = await follow('g');
        await bus.publish(messages.slice(2, 3));
        await subscription.caughtUp();
        await subscription.close();
        await bus.publish(messages.slice(3, 5));
        subscription = await follow('g');
        await bus.publish(messages.slice(5));
        await subscription.caughtUp();
        await subscription.close();
        expect(seen).toEqual(messages.map((m) => m.id));
        await close();
    });
});
