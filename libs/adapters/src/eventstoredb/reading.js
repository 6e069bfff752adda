import { fromServer, isServers, toPosition } from './envelope.js';
import { explained, READ_ALL, Silence, untilKnown, within } from './outcome.js';
import { allRequest, filteredRequest, streamRequest } from './requests.js';
/** More than any stream or page holds. */
const ALL = Number.MAX_SAFE_INTEGER;
/** Events that the server looks at in one go where it filters a read. */
const LOOKED_AT_ONCE = 500;
/** All that one read yields; rejects when nothing comes for `timeoutMs`. */
async function collect(connection, request, timeoutMs) {
    const client = await within(timeoutMs, 'connect', connection.streams());
    return new Promise((resolve, reject) => {
        const events = [];
        let absent = false;
        const call = client.read(request, connection.metadata());
        const silence = setTimeout(() => {
            call.cancel();
            const error = new Silence(`silent for ${Math.round(timeoutMs)} ms`);
            connection.ended(client, error);
            reject(error);
        }, timeoutMs);
        call.on('data', (response) => {
            silence.refresh();
            const event = response.getEvent()?.getEvent();
            if (event)
                events.push(event);
            else if (response.hasStreamNotFound())
                absent = true;
        });
        call.on('end', () => {
            clearTimeout(silence);
            resolve({ events, absent });
        });
        // Stays attached for late errors: an error event that nobody hears ends the process.
        call.on('error', (error) => {
            clearTimeout(silence);
            connection.ended(client, error);
            reject(error);
        });
    });
}
/** Reads, again while the outcome is unknown, within the connection's longest wait. */
const read = (connection, request, asked, retryAfterMs) => untilKnown((withinMs) => collect(connection, request, withinMs), connection.timeoutMs, asked, retryAfterMs);
/** Events of a stream from a revision on (the server's, 0 for the first), or its newest alone. */
export async function readStream(connection, stream, from, count = ALL, once) {
    const request = streamRequest(stream, from, from === 'newest' ? 1 : count);
    const asked = {
        what: `read of ${stream}`,
        right: `to read the stream ${stream}`,
        user: connection.user,
    };
    if (!once)
        return read(connection, request, asked);
    return collect(connection, request, once.withinMs).catch((error) => Promise.reject(explained(error, asked)));
}
/** Up to `maxCount` events of the whole log before a position (left out: before its end), newest first. */
export async function readBackwards({ connection }, before, maxCount, retryAfterMs) {
    const request = allRequest(before === undefined ? 'end' : toPosition(before), maxCount, true);
    const { events } = await read(connection, request, { what: 'read of $all', right: READ_ALL, user: connection.user }, retryAfterMs);
    return events.map(fromServer);
}
/** All events of everything that the server finds by this filter. For what is rare: nothing is left behind for later. */
export async function readAllOf(connection, filter) {
    const asked = { what: 'read of $all', right: READ_ALL, user: connection.user };
    return (await read(connection, filteredRequest('start', filter, ALL, LOOKED_AT_ONCE), asked))
        .events;
}
/** What the port hands out of what was found. */
export const handedOut = (events) => events.filter((event) => !isServers(event)).map(fromServer);
/** Position of the last record of all, the server's own included; undefined: the log is empty. */
export const lastPosition = async (line) => (await readBackwards(line, undefined, 1))[0]?.position;
