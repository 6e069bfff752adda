import { ApiError } from '@chignon/client';
import { CONTEXT_NAMES } from '@chignon/service-kit/plain';
import { CliError, plain, say, sayJson, UsageError } from './output.js';
function contextsOf(context) {
    if (context === undefined)
        return CONTEXT_NAMES;
    if (!CONTEXT_NAMES.includes(context))
        throw new UsageError(`--context is ${context}; expected one of ${CONTEXT_NAMES.join(', ')}`);
    return [context];
}
/** What could not be handled and waits, oldest of each key first. */
export async function listLetters(api, context, json) {
    const letters = [];
    for (const name of contextsOf(context)) {
        for (let after;;) {
            const page = await api.get(`/v1/${name}/operations/dead-letters?limit=200${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`);
            letters.push(...page.items.map((letter) => ({ ...letter, context: name })));
            if (!(after = page.next))
                break;
        }
    }
    if (json)
        return sayJson({
            deadLetters: letters.length,
            items: letters.map(({ id, context: of, consumer, key, error, parkedAt, event }) => ({
                id,
                context: of,
                consumer,
                key,
                type: event.type,
                error,
                parkedAt,
            })),
        });
    if (letters.length === 0)
        say('no dead letters');
    for (const { id, context: of, consumer, event, error, parkedAt } of letters)
        say(`${plain(id)}\n  ${of}  ${consumer}  ${plain(event.type)}  parked ${parkedAt}\n  ${plain(error)}`);
}
/** Asks the context that has the letter. */
async function withLetter(context, id, ask) {
    for (const name of contextsOf(context)) {
        try {
            return await ask(`/v1/${name}/operations/dead-letters/${encodeURIComponent(id)}`, name);
        }
        catch (error) {
            if (!(error instanceof ApiError) || error.answer.status !== 404)
                throw error;
        }
    }
    throw new CliError(`there is no dead letter ${plain(id)}`);
}
export const showLetter = (api, context, id) => withLetter(context, id, async (path) => say(JSON.stringify(await api.get(path), null, 2)));
export const retryLetter = (api, context, id) => withLetter(context, id, async (path) => {
    const { done, left, handedOver } = await api.post(`${path}/retry`);
    say(handedOver
        ? `handed to the instance that holds the lease: look again in a quarter of a minute (${left} waiting)`
        : `${done} handled, ${left} still waiting`);
});
export const dropLetter = (api, context, id) => withLetter(context, id, async (path) => {
    // Deleting what is not there would look like success.
    await api.get(path);
    await api.delete(path);
    say('dropped');
});
