import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { discoverEndpoint } from '@eventstore/db-client/dist/Client/discovery.js';
import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { UsersClient } from '@eventstore/db-client/generated/users_grpc_pb.js';
import { nextLeader, Silence } from './outcome.js';
/** A line on which nothing comes back is noticed after both together, 7 s; the connection string may wish otherwise. */
const KEEPALIVE_EVERY_MS = 4000;
const KEEPALIVE_TIMEOUT_MS = 3000;
/** Longest wait for an answer unless an option or the connection string (`defaultDeadline`) says otherwise. */
const TIMEOUT_MS = 5000;
/** The server takes events of up to 16 MiB from others; what it has must be readable. */
const MOST_BYTES_OF_AN_ANSWER = 17 * 1024 * 1024;
/**
 * One gRPC channel to the server, or to the leader of a cluster, with the credentials of every call. What it is made from
 * (connection string, discovery by gossip, generated messages) is the client's own; the calls are ours, see ADR 0041. A channel
 * whose server went away is replaced: the next call finds the new leader without the old channel's backoff.
 */
export class Connection {
    /** Longest wait for an answer, all tries and pauses together, in milliseconds. */
    timeoutMs;
    /** Who asks, for messages; undefined on a server without users. */
    user;
    settings;
    channel;
    headers = new Metadata();
    current;
    endpoints = new WeakMap();
    failed;
    leader;
    /** Throws where the connection string is wrong, a certificate is missing, or a server with TLS is given no user. */
    constructor({ connectionString, username, password, timeoutMs }) {
        this.settings = parseConnectionString(connectionString);
        this.timeoutMs = timeoutMs ?? this.settings.defaultDeadline ?? TIMEOUT_MS;
        const secure = this.settings.tls !== false;
        const who = username !== undefined && password !== undefined
            ? { username, password }
            : this.settings.defaultCredentials;
        if (secure && !who)
            throw new Error('EventStoreDB: a server with TLS needs a user name and a password');
        this.channel = secure ? tlsOf(this.settings) : credentials.createInsecure();
        this.headers.set('connection-name', this.settings.connectionName ?? `chignon-${randomUUID()}`);
        // The leader answers, so that one reads what one wrote.
        this.headers.set('requires-leader', 'true');
        if (!secure || !who)
            return;
        this.user = who.username;
        this.headers.set('authorization', `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}`);
    }
    /** What every call carries. */
    metadata() {
        return this.headers.clone();
    }
    /** The client of the current channel, opened where there is none. */
    streams() {
        if (this.current)
            return this.current;
        const opening = this.open();
        this.current = opening;
        opening.catch(() => {
            if (this.current === opening)
                this.current = undefined;
        });
        return opening;
    }
    /** The server's users, over the current channel. */
    async users() {
        return new UsersClient('', this.channel, {
            channelOverride: (await this.streams()).getChannel(),
        });
    }
    /** Tells how a call over this client ended: where its server is gone, silent or no leader, the next call goes over a new channel. */
    ended(client, error) {
        const leader = nextLeader(error);
        const { code } = error;
        if (leader ||
            error instanceof Silence ||
            code === status.UNAVAILABLE ||
            code === status.CANCELLED)
            void this.replace(client, leader);
    }
    async close() {
        const client = await this.current?.catch(() => undefined);
        this.current = undefined;
        client?.close();
    }
    async replace(client, leader) {
        const current = await this.current?.catch(() => undefined);
        if (current !== client)
            return;
        this.current = undefined;
        this.failed = this.endpoints.get(client);
        this.leader = leader;
        // Calls under way on the channel end as they would have.
        client.close();
    }
    async open() {
        const { address, port } = this.leader ?? (await this.endpoint());
        this.leader = undefined;
        const client = new StreamsClient(`${address}:${port}`, this.channel, {
            'grpc.keepalive_time_ms': never(this.settings.keepAliveInterval ?? KEEPALIVE_EVERY_MS),
            'grpc.keepalive_timeout_ms': never(this.settings.keepAliveTimeout ?? KEEPALIVE_TIMEOUT_MS),
            'grpc.max_receive_message_length': MOST_BYTES_OF_AN_ANSWER,
            // Each channel a connection of its own: a new one must not fall back on the line that is broken.
            'grpc.use_local_subchannel_pool': 1,
        });
        this.endpoints.set(client, { address, port });
        return client;
    }
    /** The one node there is, or the leader as the nodes tell it. */
    async endpoint() {
        const { hosts, dnsDiscover, ...settings } = this.settings;
        if (!dnsDiscover && hosts.length === 1)
            return hosts[0];
        return discoverEndpoint({ ...settings, ...(dnsDiscover ? { discover: hosts[0] } : { endpoints: hosts }) }, this.channel, this.failed);
    }
}
/** -1 stands for never. */
const never = (ms) => (ms < 0 ? Number.MAX_SAFE_INTEGER : ms);
function tlsOf({ tlsCAFile, userKeyFile, userCertFile }) {
    const file = (path) => path ? readFileSync(resolve(path)) : null;
    if (Boolean(userKeyFile) !== Boolean(userCertFile))
        throw new Error('EventStoreDB: userCertFile and userKeyFile belong together');
    return credentials.createSsl(file(tlsCAFile), file(userKeyFile), file(userCertFile));
}
