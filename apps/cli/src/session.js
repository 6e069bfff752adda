import { ApiClient, inProcess, overHttp } from '@chignon/client';
import { LocalIssuer, readConfig } from '@chignon/service-kit/plain';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './output.js';
const LIVE_TIMEOUT_MS = 2000;
/** The configuration that the environment and `--data` give; port 8080 unless CHIGNON_PORT says otherwise. */
export const configOf = ({ data }) => readConfig(process.env, [...(data === undefined ? [] : ['--data', data]), '--no-demo']);
/**
 * Finds the platform: at `--url`; else, with `--data`, in that folder, or at the local platform that has it open; else at the
 * local platform; else in the default folder.
 * @throws CliError when there is none, or no token for it
 */
export async function connect(where, { create = false } = {}) {
    const config = configOf(where);
    const local = `http://127.0.0.1:${config.port}`;
    if (where.url !== undefined) {
        if (!(await answers(where.url)))
            throw new CliError(`no platform answers at ${where.url}`);
        return overNetwork(where.url, await tokenFor(where, config));
    }
    if (where.data === undefined && (await answers(local)))
        return overNetwork(local, await tokenFor(where, config));
    if (!create)
        mustExist(config);
    try {
        return await opened(where, config);
    }
    catch (error) {
        if (error.code !== 'data-folder-in-use')
            throw error;
        const session = (await answers(local))
            ? overNetwork(local, await tokenFor(where, config))
            : undefined;
        // Whoever trusts the key in the folder is the platform of the folder.
        if (session && (await session.api.ask('GET', '/v1/booking/operations/status')).status !== 401)
            return session;
        throw new CliError(`${error.message} To work through that process, use --url.`);
    }
}
/** @throws CliError when there is no data folder to open */
export function mustExist({ engines, dataDir }) {
    if (engines.kind === 'embedded' && !existsSync(dataDir))
        throw new CliError(`no platform runs here, and there is no data folder ${dataDir}: name one with --data, or a platform with --url`);
}
/** True when a platform is alive there. */
export async function answers(url) {
    try {
        return (await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(LIVE_TIMEOUT_MS) })).ok;
    }
    catch {
        return false;
    }
}
const overNetwork = (url, token) => ({
    api: new ApiClient(overHttp(url), token),
    close: async () => { },
});
/** The platform of the folder, in this process, without a listener. */
async function opened(where, config) {
    const { platform } = await import('@chignon/app-platform');
    const running = await platform({ ...config, demo: false }, { listen: false });
    try {
        const token = givenToken(where) ?? (await running.issuer?.token({ role: 'chain-ops' }));
        if (!token)
            throw new CliError('this platform takes tokens of another issuer: give one with --token or CHIGNON_TOKEN');
        return {
            api: new ApiClient(inProcess(running.app.getHttpAdapter().getInstance()), token),
            close: () => running.close(),
        };
    }
    catch (error) {
        await running.close();
        throw error;
    }
}
const givenToken = ({ token }) => token || process.env['CHIGNON_TOKEN'] || undefined;
/** `--token`, CHIGNON_TOKEN, or one made with the key in the data folder. Never makes a key: a new one is trusted nowhere. */
async function tokenFor(where, config) {
    const given = givenToken(where);
    if (given)
        return given;
    if (!existsSync(join(config.dataDir, 'issuer-key.json')))
        throw new CliError(`no token: give one with --token or CHIGNON_TOKEN, or name the platform's data folder with --data (${config.dataDir} has no issuer key)`);
    return (await LocalIssuer.open(config.dataDir)).token({ role: 'chain-ops' });
}
/** Runs work with a session and lets go of it, whatever happens. */
export async function withSession(where, work, access = {}) {
    const session = await connect(where, access);
    try {
        return await work(session);
    }
    finally {
        await session.close();
    }
}
