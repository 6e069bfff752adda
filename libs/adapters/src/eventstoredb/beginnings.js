import { LRUCache } from 'lru-cache';
import { dataOf, streamOf, typeOf } from './envelope.js';
import { truncated } from './outcome.js';
import { readAllOf, readStream } from './reading.js';
/** Streams remembered as whole; one more read for the next append to any other. */
const REMEMBERED = 50_000;
/** Hides a stream's events before a revision; so deletes the server, too. */
const TRUNCATE_BEFORE = '$tb';
/** A stream whose operator hides the beginning from its readers has one of these in its metadata. */
const HIDING = [TRUNCATE_BEFORE, '$maxCount', '$maxAge'];
const TOMBSTONE = '$streamDeleted';
const METADATA = '$$';
/**
 * Streams that an operator deleted or shortened are refused, never folded from the middle and never begun anew. The server itself
 * would do either: it reads such a stream from its first event left, and takes an append to a deleted one as its beginning. So what
 * is read must begin where it was asked for, and an append goes to streams only that this process has seen whole.
 */
export class Beginnings {
    connection;
    whole = new LRUCache({ max: REMEMBERED });
    constructor(connection) {
        this.connection = connection;
    }
    /** Refuses what was found from a revision on (the server's) where events before it, or all of them, are hidden. `once` as in `readStream`. */
    async mustBeThere(stream, from, { events, absent }, once) {
        const first = events[0] && Number(events[0].getStreamRevision());
        // Without an event, a stream that is there hides them all, and one that is not may have been deleted.
        const hidden = first === undefined
            ? absent
                ? await this.isDeleted(stream, once)
                : from === 0
            : first > from;
        if (hidden) {
            this.whole.delete(stream);
            throw truncated(stream, first === undefined ? undefined : first + 1);
        }
        if (from === 0)
            this.whole.set(stream, true);
    }
    /** Before an append after a revision (the server's, -1 for none): refuses a stream that is not whole. Looks at the server once a stream. */
    async mustBeWhole(stream, expected, once) {
        if (this.whole.has(stream))
            return;
        const found = expected < 0
            ? { events: [], absent: true }
            : await readStream(this.connection, stream, 0, 1, once);
        await this.mustBeThere(stream, 0, found, once);
    }
    /** Refuses an answer that counts from another beginning: the stream was deleted since it was seen whole. Revisions are the server's. */
    mustFollow(stream, expected, answered) {
        if (answered === expected)
            return;
        this.whole.delete(stream);
        throw truncated(stream, undefined);
    }
    /** Every stream that readers no longer see whole, from the metadata and tombstones that operators left. `of`: only these are looked at. */
    async *hidden(of = () => true) {
        const operated = await readAllOf(this.connection, { streamPrefix: METADATA });
        const shortened = new Set(operated
            .filter((metadata) => says(metadata, HIDING))
            .map((event) => streamOf(event).slice(METADATA.length)));
        for (const stream of shortened) {
            if (stream.startsWith('$') || !of(stream))
                continue;
            try {
                await this.mustBeThere(stream, 0, await readStream(this.connection, stream, 0, 1));
            }
            catch (error) {
                const { code, message } = error;
                if (code === 'stream-truncated')
                    yield { stream, problem: `${code}: ${message}` };
                else if (code !== 'stream-deleted')
                    throw error;
            }
        }
        for (const event of await readAllOf(this.connection, { typePrefix: TOMBSTONE })) {
            if (typeOf(event) === TOMBSTONE && !streamOf(event).startsWith('$') && of(streamOf(event)))
                yield {
                    stream: streamOf(event),
                    problem: `stream-deleted: ${streamOf(event)} was deleted in EventStoreDB for ever`,
                };
        }
    }
    /** A deleted stream reads like one that never was, but its metadata hides what it had. */
    async isDeleted(stream, once) {
        const { events } = await readStream(this.connection, `${METADATA}${stream}`, 'newest', 1, once);
        return events.some((metadata) => says(metadata, [TRUNCATE_BEFORE]));
    }
}
function says(metadata, names) {
    const data = dataOf(metadata);
    return typeof data === 'object' && data !== null && names.some((name) => name in data);
}
