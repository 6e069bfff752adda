import { CONTEXT_NAMES } from '@chignon/service-kit/plain';
import { say, sayJson } from './output.js';
/** What follows streams and topics in each context, what stands and what waits. Counts are since the start of its process. */
export async function status(api, json) {
    const all = [];
    for (const context of CONTEXT_NAMES)
        all.push(await api.get(`/v1/${context}/operations/status`));
    if (json)
        return sayJson({ contexts: all });
    for (const { context, published, deadLetters, postponed, followers } of all) {
        say(`${context}: ${published} published, ${deadLetters} dead letters${postponed > 0 ? `, ${postponed} wait for a service outside` : ''}`);
        for (const { name, handled, standing } of followers) {
            say(`  ${name.padEnd(40)} ${handled} handled${standing ? `, stands since ${standing.since}${standing.event ? ` at ${standing.event.type} of ${standing.event.of}` : ''}: ${standing.cause}` : ''}`);
        }
    }
}
