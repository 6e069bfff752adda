import { CorruptionError } from '@chignon/eventing';
import { ApiError } from '@chignon/client';
import { CONTEXT_NAMES } from '@chignon/service-kit/plain';
import { summed } from './outcome.js';
import { answers, configOf, connect } from './session.js';
import { CliError, plain, say, sayJson } from './output.js';
/** Differences that people are shown; `--json` has more. */
const MAX_SHOWN = 20;
/**
 * Walks all ledgers; where every link holds, compares what was published and the read models with them (BY-11). A running
 * platform does it itself; otherwise the data folder is opened (on the engines of a cluster ledgers are walked only): the walk changes nothing, so that damage cannot keep it from
 * being done, and then the read models follow what they have not followed yet, as at a start, without any effect outside.
 * @returns false when a link is broken or anything differs
 */
export async function verify(where, json) {
    const { streams, events, findings, reconciled } = await walked(where);
    const unique = [
        ...new Map(findings.map((finding) => [`${finding.where}\n${finding.problem}`, finding])).values(),
    ];
    const first = unique.find(({ where: place }) => / revision \d+/.test(place)) ?? unique[0];
    if (json)
        sayJson({
            sound: !first,
            streams,
            events,
            ...(first ? { firstBroken: first } : {}),
            findings: unique,
            ...(reconciled ? { reconciled } : {}),
        });
    else if (!first)
        say(`sound: ${events} events in ${streams} streams, every link holds`);
    else {
        say(`broken: ${plain(first.where)}: ${plain(first.problem.replaceAll('\n', '; '))}`);
        if (unique.length > 1)
            say(`and ${unique.length - 1} more findings: --json lists them`);
    }
    if (!json && reconciled)
        tell(reconciled);
    return !first && (reconciled?.count ?? 0) === 0;
}
function tell({ messages, repeats, documents, count, differences }) {
    if (repeats > 0)
        say(`${repeats} messages were published again by a release before this one; nobody counts them twice`);
    if (count === 0)
        return say(`reconciled: ${messages} messages and ${documents} documents of read models are as the ledgers say`);
    say(`differs: ${count} differences in ${messages} messages and ${documents} documents of read models`);
    for (const difference of differences.slice(0, MAX_SHOWN))
        say(`  ${plain(inWords(difference))}`);
    if (count > MAX_SHOWN)
        say(`and ${count - MAX_SHOWN} more: --json lists them`);
    if (differences.some(({ problem }) => problem === 'differs'))
        say('chignon rebuild --accept-differences mends read models');
}
function inWords({ of, id, problem, figure, expected, found }) {
    switch (problem) {
        case 'differs':
            return `${of} ${id}: ${figure} is ${found}, the ledgers say ${expected}`;
        case 'waiting':
            return `${of}: event ${id} is not published, it waits in the dead letters`;
        case 'unreadable':
            return `${of}: ${id} cannot be reckoned with`;
        default:
            return `${of}: message ${id} is ${{ twice: 'there again', missing: 'missing', altered: 'not what the ledger says', unfounded: 'in no ledger' }[problem]}`;
    }
}
async function walked(where) {
    const config = configOf(where);
    const running = where.url !== undefined ||
        (where.data === undefined && (await answers(`http://127.0.0.1:${config.port}`)));
    try {
        return await (running
            ? throughPlatform(where)
            : (await import('./verify-folder.js')).verifyFolder(where));
    }
    catch (error) {
        if (error.code === 'data-folder-in-use')
            return throughPlatform(where);
        if (error instanceof CorruptionError)
            return {
                streams: 0,
                events: 0,
                findings: [{ where: error.where, problem: error.message.slice(error.where.length + 2) }],
            };
        throw error;
    }
}
/** Every context checks its own ledgers; the engines' own findings come from each of them. */
async function throughPlatform(where) {
    const session = await connect(where);
    try {
        const parts = [];
        for (const context of CONTEXT_NAMES) {
            parts.push(await session.api
                .post(`/v1/${context}/operations/verify`)
                .catch((error) => {
                if (error instanceof ApiError && error.answer.body?.code === 'data-corrupted')
                    throw new CliError(`broken: the ledgers of ${context} cannot be read; stop the platform and run verify on its data folder`);
                throw error;
            }));
        }
        return summed(parts);
    }
    finally {
        await session.close();
    }
}
