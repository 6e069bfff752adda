import { setTimeout as pause } from 'node:timers/promises';
import { marksAt, positionAt, positionLost, topicMark, UnavailableError } from '@chignon/eventing';
import { decode } from './cloudevents.js';
/** Of one page, compressed as it is fetched and again as it is answered; and of one partition. */
const MAX_BYTES = 1024 * 1024;
const MAX_PARTITION_BYTES = 256 * 1024;
const FETCH_WAIT_MS = 100;
/** How often a reader who waits is looked after. */
const LOOK_EVERY_MS = 500;
/** A new leader may not know at once how far its partition was confirmed: an end that is too early is looked at again. */
const LOOKS = 3;
const LOOK_AGAIN_AFTER_MS = 1000;
const TRIES = 3;
const READ_COMMITTED = 1;
export class Reader {
    #kafka;
    #cluster;
    /** Where the next page begins among the partitions: a busy one at the front must not starve the others. */
    #turns = 0;
    constructor(kafka) {
        this.#kafka = kafka;
    }
    async read({ topics, after, limit, waitMs = 0, signal }) {
        const marks = marksAt(after);
        const names = [...new Set(topics)];
        const until = Date.now() + waitMs;
        let waiting = await this.#waiting(names, marks);
        while (waiting.length === 0 && Date.now() < until && !signal?.aborted) {
            await pause(Math.min(LOOK_EVERY_MS, until - Date.now()), undefined, {
                ...(signal ? { signal } : {}),
            }).catch(() => undefined);
            waiting = await this.#waiting(names, marks);
        }
        const messages = waiting.length === 0 ? [] : await this.#page(waiting, limit);
        for (const message of messages)
            marks.set(message.partition, topicMark(message));
        return {
            messages,
            next: positionAt(marks),
            end: messages.length === 0 || (await this.#waiting(names, marks)).length === 0,
        };
    }
    async close() {
        await this.#cluster?.then((cluster) => cluster.disconnect()).catch(() => undefined);
        this.#cluster = undefined;
    }
    /** Partitions that hold more than was read. @throws Refusal `position-lost` where one holds less */
    async #waiting(topics, marks) {
        for (let look = 1;; look++) {
            const [ends, leaders] = await this.#ends(topics);
            const all = ends.map(({ topic, partition, end }) => ({
                topic,
                partition,
                end,
                leader: leaders.get(`${topic}/${partition}`),
                mark: marks.get(`${topic}/${partition}`),
            }));
            const short = all.find(({ end, mark }) => mark && BigInt(mark.offset) >= end);
            if (!short)
                return all.filter(({ end, mark }) => (mark ? BigInt(mark.offset) + 1n : 0n) < end);
            if (look >= LOOKS)
                throw positionLost(`${short.topic}/${short.partition}`, `nothing stands at ${BigInt(short.mark.offset)}, and it ends before ${short.end}`);
            await pause(LOOK_AGAIN_AFTER_MS);
        }
    }
    /** Where each partition ends (the offset that the next message will have), and who leads it. */
    #ends(topics) {
        return this.#ask(async (cluster) => {
            await cluster.addMultipleTargetTopics(topics);
            await cluster.refreshMetadataIfNecessary();
            const partitions = topics.map((topic) => ({
                topic,
                partitions: cluster.findTopicPartitionMetadata(topic),
            }));
            const leaders = new Map(partitions.flatMap(({ topic, partitions }) => partitions.map(({ partitionId, leader }) => [`${topic}/${partitionId}`, leader])));
            const ends = await cluster.fetchTopicsOffset(partitions.map(({ topic, partitions }) => ({
                topic,
                partitions: partitions.map(({ partitionId }) => ({ partition: partitionId })),
                fromBeginning: false,
            })));
            return [
                ends.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => ({ topic, partition, end: BigInt(offset) }))),
                leaders,
            ];
        });
    }
    /** The next messages of these partitions, in turn. A partition begins with the last message that was read, to see whether it still stands there. */
    async #page(waiting, limit) {
        const first = this.#turns++ % waiting.length;
        const rotated = [...waiting.slice(first), ...waiting.slice(0, first)];
        const found = await this.#fetch(rotated.map((at) => ({ ...at, from: at.mark ? BigInt(at.mark.offset) : 0n })));
        const fresh = rotated.flatMap(({ topic, partition, mark }) => {
            const read = found.get(`${topic}/${partition}`) ?? [];
            return mark ? behind(mark, read) : read;
        });
        if (fresh.length > 0)
            return bounded(fresh, limit);
        // What was read came back alone, for what follows is larger than a fetch; asked for by itself it comes, whatever its size.
        const [{ mark, ...at }] = rotated;
        const next = await this.#fetch([{ ...at, from: mark ? BigInt(mark.offset) + 1n : 0n }]);
        return bounded(next.get(`${at.topic}/${at.partition}`) ?? [], limit);
    }
    /** What stands at these partitions from an offset on, as much as goes into one fetch. */
    #fetch(places) {
        return this.#ask(async (cluster) => {
            const leaders = [...new Set(places.map(({ leader }) => leader))];
            const answers = await Promise.all(leaders.map(async (nodeId) => {
                const own = places.filter(({ leader }) => leader === nodeId);
                const broker = await cluster.findBroker({ nodeId });
                return broker.fetch({
                    isolationLevel: READ_COMMITTED,
                    maxWaitTime: FETCH_WAIT_MS,
                    minBytes: 1,
                    maxBytes: MAX_BYTES,
                    topics: [...new Set(own.map(({ topic }) => topic))].map((topic) => ({
                        topic,
                        partitions: own
                            .filter((one) => one.topic === topic)
                            .map(({ partition, from }) => ({
                            partition,
                            fetchOffset: String(from),
                            maxBytes: MAX_PARTITION_BYTES,
                        })),
                    })),
                });
            }));
            const from = new Map(places.map((at) => [`${at.topic}/${at.partition}`, at.from]));
            return new Map(answers.flatMap(({ responses }) => responses.flatMap(({ topicName, partitions }) => partitions.map(({ partition, messages }) => {
                const name = `${topicName}/${partition}`;
                return [
                    name,
                    messages
                        // A batch comes whole, also where the place lies in its middle.
                        .filter(({ offset }) => BigInt(offset) >= from.get(name))
                        .filter(({ isControlRecord }) => !isControlRecord)
                        .map((record) => ({
                        message: decode(topicName, partition, record),
                        bytes: record.value?.length ?? 0,
                    })),
                ];
            }))));
        });
    }
    /** Asks through the one connection; what a new leader or a broken connection makes of it is asked again. */
    async #ask(question) {
        for (let tries = 1;; tries++) {
            this.#cluster ??= connected(this.#kafka);
            const asked = this.#cluster;
            try {
                return await question(await asked);
            }
            catch (error) {
                const { name, message, type } = error;
                if (type === 'OFFSET_OUT_OF_RANGE')
                    throw positionLost('a partition', 'its beginning was cut off');
                if (this.#cluster === asked)
                    this.#cluster = undefined;
                void asked.then((cluster) => cluster.disconnect()).catch(() => undefined);
                if (tries >= TRIES)
                    throw new UnavailableError('bus-unavailable', `The broker does not answer: ${name}: ${message}.`);
                await pause(LOOK_EVERY_MS);
            }
        }
    }
}
/** What follows the message that was read last. @throws Refusal `position-lost` where another one stands in its place */
function behind(mark, read) {
    const [standing, ...fresh] = read;
    if (!standing)
        return [];
    const { message } = standing;
    if (message.offset !== mark.offset || topicMark(message).mark !== mark.mark)
        throw positionLost(message.partition, `another message stands at ${BigInt(mark.offset)}`);
    return fresh;
}
/** The first of these that make a page, one at least. */
function bounded(read, limit) {
    let left = MAX_BYTES;
    const end = read.findIndex(({ bytes }, i) => (left -= bytes) < 0 && i > 0);
    return read.slice(0, end < 0 ? limit : Math.min(end, limit)).map(({ message }) => message);
}
/** A client's own connections to the brokers, as kafkajs makes them for its consumers. */
async function connected(kafka) {
    const make = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster');
    const cluster = kafka[make]({
        allowAutoTopicCreation: false,
        isolationLevel: READ_COMMITTED,
    });
    await cluster.connect();
    return cluster;
}
