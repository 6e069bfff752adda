import { CONTEXT_NAMES } from '@chignon/service-kit/plain';
import { setTimeout as pause } from 'node:timers/promises';
import { CliError, Progress, say, sayJson } from './output.js';
const LOOK_EVERY_MS = 200;
const FINAL = new Set(['switched', 'differs', 'failed']);
/** The views of the platform and the context of each. @throws CliError when the named one is not among them */
async function viewsOf(api, named) {
    const all = [];
    for (const context of CONTEXT_NAMES)
        for (const view of (await api.get(`/v1/${context}/operations/rebuilds`)).views)
            all.push({ context, view });
    if (named === undefined)
        return all;
    const found = all.filter(({ view }) => view === named);
    if (found.length === 0)
        throw new CliError(`there is no view ${named}; the views are ${all.map(({ view }) => view).join(', ')}`);
    return found;
}
/**
 * Rebuilds one view or all, one after another, while the platform serves.
 * @returns false when a rebuilt view differs from the live one, or could not be built
 */
export async function rebuild(api, named, acceptDifferences, json) {
    const views = await viewsOf(api, named);
    const results = [];
    const progress = new Progress();
    for (const { context, view } of views) {
        const done = await rebuilt(api, context, view, acceptDifferences, (handled) => progress.at(view, handled, 0));
        progress.stop();
        results.push(done);
        if (!json)
            say(line(done));
    }
    const well = results.every(({ state }) => state === 'switched');
    if (json)
        sayJson({
            rebuilt: results.filter(({ state }) => state === 'switched').length,
            of: views.length,
            views: results,
        });
    return well;
}
async function rebuilt(api, context, view, acceptDifferences, onHandled) {
    const path = `/v1/${context}/operations`;
    const current = async () => (await api.get(`${path}/rebuilds`)).items.find((item) => item.view === view);
    const before = await current();
    await api.post(`${path}/views/${view}/rebuild`, { acceptDifferences });
    for (;;) {
        const now = await current();
        if (now && now !== before && FINAL.has(now.state) && now.version !== before?.version)
            return now;
        onHandled(now?.handled ?? 0);
        await pause(LOOK_EVERY_MS);
    }
}
function line({ view, version, state, handled, documents, hashes, differing, repeats, error, }) {
    const counts = documents
        ? `${documents.rebuilt} documents from ${handled} events`
        : `${handled} events`;
    if (state === 'switched')
        return `${view}: version ${version} is live, ${counts}, hash ${hashes?.rebuilt.slice(0, 16)}${differing?.length ? ` (${repeats ? `${repeats} messages that an older release published again are left out` : 'differences accepted'}; live was ${documents?.live} documents, hash ${hashes?.live.slice(0, 16)})` : ' equal to the live one'}`;
    if (state === 'differs')
        return `${view}: differs, not switched: ${counts}, live has ${documents?.live}; hash ${hashes?.rebuilt.slice(0, 16)}, live ${hashes?.live.slice(0, 16)}; first ${differing?.join(', ')}`;
    return `${view}: failed: ${error ?? 'unknown'}`;
}
/** Makes the version before the live one again. */
export async function rollback(api, named) {
    const [{ context, view }] = (await viewsOf(api, named));
    const { live } = await api.post(`/v1/${context}/operations/views/${view}/rollback`);
    say(`${view}: version ${live} is live`);
}
