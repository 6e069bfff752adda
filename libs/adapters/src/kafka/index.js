import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { UnavailableError } from '@chignon/eventing';
import { Publisher } from './publisher.js';
import { Reader } from './reader.js';
import { CONNECTION, RETRY, SESSION_TIMEOUT_MS, backoffMs } from './settings.js';
import { resume } from './places.js';
import { Subscription } from './subscription.js';
import { idsIn } from './tail.js';
import './timer.js';
/** The largest message: 500 kB of data and more must pass whatever compression makes of it. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** With their pauses about 16 s: a broker that has just started, on a busy machine, leads nothing for as long. */
const ASK_TRIES = 9;
/** The leader of a new topic, or the coordinator of groups after a start, is not there at once. */
function isNotYet(error) {
    const { name, retriable, cause } = error;
    if (name === 'KafkaJSNumberOfRetriesExceeded')
        return cause !== undefined && isNotYet(cause);
    return (name === 'KafkaJSGroupCoordinatorNotFound' ||
        (name === 'KafkaJSProtocolError' && retriable === true));
}
class KafkaBus {
    apart = true;
    #kafka;
    #options;
    #publisher;
    #reader;
    #subscriptions = new Set();
    /** Topics known to exist. */
    #known = new Set();
    #log;
    #admin;
    #isLost = false;
    constructor(options) {
        const { brokers, clientId, ssl, sasl, log = () => undefined } = options;
        this.#options = options;
        this.#log = log;
        this.#kafka = new Kafka({
            brokers: [...brokers],
            clientId,
            ssl,
            sasl,
            ...CONNECTION,
            retry: RETRY,
            logLevel: logLevel.NOTHING,
        });
        this.#publisher = new Publisher(this.#kafka);
        this.#reader = new Reader(this.#kafka);
    }
    /** Asks through the one admin connection; after a failure the next question opens a new one. Every question may be asked twice. */
    async #ask(question) {
        for (let tries = 1;; tries++) {
            this.#admin ??= (async () => {
                const admin = this.#kafka.admin();
                await admin.connect();
                return admin;
            })();
            const asked = this.#admin;
            try {
                return await question(await asked);
            }
            catch (error) {
                if (this.#admin === asked)
                    this.#admin = undefined;
                void asked.then((admin) => admin.disconnect()).catch(() => undefined);
                if (isNotYet(error) && tries < ASK_TRIES) {
                    await pause(backoffMs(tries));
                    continue;
                }
                const { name, message } = error;
                throw new UnavailableError('bus-unavailable', `The broker does not answer: ${name}: ${message}.`);
            }
        }
    }
    async #learn() {
        for (const name of await this.#ask((admin) => admin.listTopics()))
            this.#known.add(name);
    }
    /** @throws Error for a topic that nobody created: it is missing in the code's own list */
    async #mustKnow(topics) {
        const names = [...new Set(topics)];
        if (names.every((name) => this.#known.has(name)))
            return;
        await this.#learn();
        const unknown = names.find((name) => !this.#known.has(name));
        if (unknown !== undefined)
            throw new Error(`topic ${unknown} was never created`);
    }
    async createTopics(topics) {
        await this.#learn();
        const missing = [...new Set(topics.map(({ name }) => name))].filter((name) => !this.#known.has(name));
        if (!missing.length)
            return;
        await this.#ask((admin) => admin.createTopics({
            waitForLeaders: true,
            timeout: 15_000,
            topics: missing.map((topic) => ({
                topic,
                numPartitions: this.#options.partitions ?? 12,
                replicationFactor: this.#options.replicas ?? -1,
                configEntries: [
                    { name: 'retention.ms', value: '-1' },
                    { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
                ],
            })),
        }));
        await this.#learn();
    }
    async publish(messages) {
        const unknown = messages.some(({ topic }) => !this.#known.has(topic));
        if (unknown)
            await this.#mustKnow(messages.map(({ topic }) => topic));
        return this.#publisher.publish(messages);
    }
    async subscribe(options) {
        await this.#mustKnow(options.topics);
        const host = {
            kafka: this.#kafka,
            sessionTimeoutMs: this.#options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
            log: this.#log,
            spans: (topics) => this.#spans(topics),
            committed: (group, topics) => this.#committed(group, topics),
            idle: (group) => this.#idle(group),
            lost: (error) => this.#lost(error),
        };
        const subscription = new Subscription(host, options, await resume(host, options));
        this.#subscriptions.add(subscription);
        return {
            caughtUp: () => subscription.caughtUp(),
            lag: () => subscription.lag(),
            close: async () => {
                this.#subscriptions.delete(subscription);
                await subscription.close();
            },
        };
    }
    async read(options) {
        await this.#mustKnow(options.topics);
        return this.#reader.read(options);
    }
    async tail(topics, limit) {
        await this.#mustKnow(topics);
        const spans = (await this.#spans(topics))
            .map(({ from, to, ...where }) => {
            const newest = to - BigInt(limit);
            return { ...where, from: newest > from ? newest : from, to };
        })
            .filter(({ from, to }) => from < to);
        const { ids, group } = await idsIn(this.#kafka, spans);
        if (spans.length > 0)
            await this.forget(group).catch(() => undefined);
        return ids;
    }
    async cutOff(topics) {
        await this.#mustKnow(topics);
        return (await this.#spans(topics))
            .filter(({ from }) => from > 0n)
            .map(({ topic, partition, from }) => `${topic}/${partition} begins at offset ${from}, what stood before is gone`);
    }
    /** What each partition holds. */
    async #spans(topics) {
        const found = await this.#ask((admin) => Promise.all(topics.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) }))));
        return found.flatMap(({ topic, partitions }) => partitions.map(({ partition, high, low }) => ({
            topic,
            partition,
            from: BigInt(low),
            to: BigInt(high),
        })));
    }
    async #idle(group) {
        const { groups } = await this.#ask((admin) => admin.describeGroups([group]));
        return groups.every(({ state }) => state === 'Empty' || state === 'Dead');
    }
    #lost(error) {
        if (this.#isLost)
            return;
        this.#isLost = true;
        this.#options.onLost?.(error);
    }
    async #committed(groupId, topics) {
        const found = await this.#ask((admin) => admin.fetchOffsets({ groupId, topics: [...topics] }));
        return new Map(found.map(({ topic, partitions }) => [
            topic,
            new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)])),
        ]));
    }
    /** Its members must have left. */
    async forget(group) {
        await this.#ask(async (admin) => {
            try {
                await admin.deleteGroups([group]);
            }
            catch (error) {
                const failures = error.groups ?? [];
                if (!failures.length ||
                    failures.some((failure) => failure.error?.type !== 'GROUP_ID_NOT_FOUND'))
                    throw error;
            }
        });
    }
    /** Rejects when no broker answers within 5 s, or when a subscription has been down for half a minute. */
    async ping() {
        if ([...this.#subscriptions].some((subscription) => !subscription.alive))
            throw new UnavailableError('consumer-down', 'A subscription has been down for 30 s.');
        let timer;
        const late = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new UnavailableError('bus-unavailable', 'No broker answered within 5 s.')), 5000);
        });
        const answer = this.#ask((admin) => admin.describeCluster());
        answer.catch(() => undefined);
        await Promise.race([answer, late]).finally(() => clearTimeout(timer));
    }
    async close() {
        await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
        this.#subscriptions.clear();
        await this.#publisher.close();
        await this.#reader.close();
        await this.#admin?.then((admin) => admin.disconnect()).catch(() => undefined);
        this.#admin = undefined;
    }
}
/**
 * Opens the message bus on Kafka. It does not wait for the broker: calls reject with `UnavailableError` while none
 * answers, and work again without reopening once one does; subscriptions are kept alive by themselves.
 */
export const openKafka = async (options) => new KafkaBus(options);
