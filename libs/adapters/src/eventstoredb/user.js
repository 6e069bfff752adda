import usersPb from '@eventstore/db-client/generated/users_pb.js';
import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import { Appends } from './appends.js';
import { Connection } from './connection.js';
import { dataOf } from './envelope.js';
import { trailer, untilKnown, within } from './outcome.js';
import { readStream } from './reading.js';
const METADATA_OF_ALL = '$$$all';
const ADMINS = '$admins';
const listed = (names) => typeof names === 'string' ? [names] : Array.isArray(names) ? names.map(String) : [ADMINS];
/** The metadata of `$all` with the right to read it for this user too; undefined where it is there already. Everything else stays as it is. */
export function withReader(metadata, user) {
    const acl = (metadata['$acl'] ?? {});
    const readers = listed(acl['$r']);
    return readers.includes(user)
        ? undefined
        : { ...metadata, $acl: { ...acl, $r: [...readers, user] } };
}
/**
 * Makes the user that a connection string names, in no group, and lets it read `$all`: all that the platform needs. May be
 * repeated; then the password becomes the one given.
 * @param url connection string of the platform, with the user's name and password
 * @param adminUrl the same server with a user of `$admins`
 * @throws Error where a connection string names no user; UnavailableError where the server does not answer, or knows the administrator not
 */
export async function makeEventStoreUser(url, adminUrl) {
    const wanted = parseConnectionString(url).defaultCredentials;
    if (!wanted)
        throw new Error('the connection string names no user and password');
    const connection = new Connection({ connectionString: adminUrl });
    const appends = new Appends(connection);
    try {
        const created = await makeUser(connection, wanted);
        return {
            user: wanted.username,
            created,
            granted: await grant(connection, appends, wanted.username),
        };
    }
    finally {
        appends.close();
        await connection.close();
    }
}
async function makeUser(connection, { username, password }) {
    const asked = { what: `user ${username}`, right: 'to manage users', user: connection.user };
    const answered = (call) => untilKnown(async (withinMs) => {
        const users = await connection.users();
        await within(withinMs, asked.what, new Promise((resolve, reject) => call(users, (error) => (error ? reject(error) : resolve()))));
    }, connection.timeoutMs, asked);
    try {
        const options = new usersPb.CreateReq.Options()
            .setLoginName(username)
            .setFullName(username)
            .setPassword(password);
        await answered((users, answer) => users.create(new usersPb.CreateReq().setOptions(options), connection.metadata(), answer));
        return true;
    }
    catch (error) {
        if (trailer(error, 'exception') !== 'user-conflict')
            throw error;
        const options = new usersPb.ResetPasswordReq.Options()
            .setLoginName(username)
            .setNewPassword(password);
        await answered((users, answer) => users.resetPassword(new usersPb.ResetPasswordReq().setOptions(options), connection.metadata(), answer));
        return false;
    }
}
async function grant(connection, appends, user) {
    const newest = (await readStream(connection, METADATA_OF_ALL, 'newest')).events[0];
    const metadata = withReader(newest ? dataOf(newest) : {}, user);
    if (!metadata)
        return false;
    const asked = {
        what: 'append to the metadata of $all',
        right: 'to write the metadata of $all',
        user: connection.user,
    };
    const event = {
        id: crypto.randomUUID(),
        type: '$metadata',
        data: Buffer.from(JSON.stringify(metadata)),
        metadata: Buffer.alloc(0),
    };
    await untilKnown((withinMs) => appends.append({
        stream: METADATA_OF_ALL,
        events: [event],
        expected: newest ? Number(newest.getStreamRevision()) : -1,
    }, asked, withinMs), connection.timeoutMs, asked);
    return true;
}
