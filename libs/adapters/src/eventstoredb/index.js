import { categoryOf, ConflictError } from '@chignon/eventing';
import { Appends } from './appends.js';
import { Beginnings } from './beginnings.js';
import { Connection } from './connection.js';
import { positionOf, serverId, toServer } from './envelope.js';
import { Follower } from './follower.js';
import { untilKnown, within, WrongRevision } from './outcome.js';
import { handedOut, lastPosition, readBackwards, readStream } from './reading.js';
export { makeEventStoreUser } from './user.js';
/**
 * Ledgers in EventStoreDB (server 23.10 or newer: it says when a subscription has caught up). Our revision n is the server's n - 1: ours counts events, the
 * server's numbers them from 0. Nothing is asked of the server before the first call.
 */
export function openEventStoreDb(options) {
    const connection = new Connection(options);
    const appends = new Appends(connection);
    const beginnings = new Beginnings(connection);
    let lost;
    const lose = (error) => {
        if (lost)
            return;
        lost = error;
        options.onLost?.(error);
    };
    const line = { connection, timeoutMs: connection.timeoutMs, lose };
    const followers = new Set();
    /** Appends under way, by what they are: a copy waits for the same answer, which the server would keep from it for seconds. */
    const underWay = new Map();
    /**
     * The answer to an append that the server refused as a wrong revision: the first answer again where exactly these events follow
     * the expected revision, else the conflict. Rejects as unknown where the server contradicts itself: the first copy is still under way.
     */
    async function answeredBefore(stream, events, expected, { actual }, once) {
        const count = actual + 1;
        if (count === expected)
            throw new Error(`${stream} is at ${count}, which was expected, and was refused: a copy is under way`);
        if (count < expected + events.length)
            throw new ConflictError(stream, expected, count);
        const there = (await readStream(connection, stream, expected, events.length, once)).events;
        if (there.length < events.length)
            throw new Error(`${stream} is at ${count}, but that cannot be read yet`);
        if (there.some((event, i) => event.getId()?.getString() !== serverId(events[i].id)))
            throw new ConflictError(stream, expected, count);
        return { revision: expected + events.length - 1, position: positionOf(there.at(-1)) };
    }
    async function append(stream, events, expected) {
        const proposed = { stream, events: events.map(toServer), expected: expected - 1 };
        const asked = {
            what: `append to ${stream}`,
            right: `to write the stream ${stream}`,
            user: connection.user,
        };
        return untilKnown(async (withinMs) => {
            const end = performance.now() + withinMs;
            const once = () => ({ withinMs: Math.max(1, end - performance.now()) });
            await beginnings.mustBeWhole(stream, proposed.expected, once());
            const { revision, position } = await appends
                .append(proposed, asked, once().withinMs)
                .catch((error) => {
                if (error instanceof WrongRevision)
                    return answeredBefore(stream, events, expected, error, once());
                throw error;
            });
            beginnings.mustFollow(stream, proposed.expected + events.length, revision);
            return {
                revision: revision + 1,
                position: position ||
                    positionOf((await readStream(connection, stream, revision, 1, once())).events[0]),
            };
        }, connection.timeoutMs, asked);
    }
    const store = {
        async read(stream, from = 1, limit) {
            const first = Math.max(from, 1) - 1;
            const found = await readStream(connection, stream, first, limit);
            await beginnings.mustBeThere(stream, first, found);
            return handedOut(found.events);
        },
        async append(stream, events, { expected }) {
            if (stream.startsWith('$'))
                throw new TypeError(`${stream}: names with $ belong to the server`);
            if (events.length === 0)
                throw new TypeError(`${stream}: nothing to append`);
            if (lost)
                throw lost;
            const what = JSON.stringify([stream, expected, ...events.map(({ id }) => id)]);
            const first = underWay.get(what);
            if (first)
                return first;
            const began = performance.now();
            const answer = append(stream, events, expected)
                .then((appended) => {
                options.observer?.committed('streams', 1, events.length, (performance.now() - began) / 1000);
                return appended;
            })
                .finally(() => underWay.delete(what));
            underWay.set(what, answer);
            return answer;
        },
        subscribe(subscription) {
            const follower = new Follower(line, store, subscription);
            followers.add(follower);
            return {
                caughtUp: () => follower.caughtUp(),
                lag: () => follower.lag(),
                close: async () => {
                    await follower.close();
                    followers.delete(follower);
                },
            };
        },
        end: () => lastPosition(line),
        // The server checks its own files, and what it serves is covered by the hash chains; what it hides is not.
        async *integrity() {
            for await (const { stream, problem } of beginnings.hidden())
                yield { where: stream, problem, stream };
        },
        async cutOff(categories) {
            const cut = [];
            for await (const { problem } of beginnings.hidden((stream) => categories.includes(categoryOf(stream))))
                cut.push(problem);
            return cut;
        },
        async ping() {
            await readBackwards(line, undefined, 1, []);
        },
        async close() {
            await Promise.all([...followers].map((follower) => follower.close()));
            appends.close();
            await within(connection.timeoutMs, 'close', connection.close()).catch(() => undefined);
        },
    };
    return store;
}
