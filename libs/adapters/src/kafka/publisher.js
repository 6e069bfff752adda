import { CompressionTypes } from 'kafkajs';
import { UnavailableError, invalid } from '@chignon/eventing';
import { encode } from './cloudevents.js';
import { PRODUCER } from './settings.js';
/** One request: small enough for a broker's default of 1 MB a batch, when it is not one large message. */
const REQUEST_MESSAGES = 1000;
const REQUEST_BYTES = 700_000;
/**
 * Sends messages in the order of the calls, one request at a time; calls that wait share the next request.
 *
 * Only one: kafkajs takes a failed batch's numbers back before it retries, so that another send in between would get the same
 * numbers and be dropped by the broker as a repetition. For the same reason a producer that failed is never used again:
 * whether its last batch was written is unknown. The caller publishes again, and consumers drop what they have seen.
 */
export class Publisher {
    #kafka;
    #producer;
    #calls = [];
    #running;
    /** Told in the same step as the last look at the calls: none can come in between and stay unseen. */
    #busy = false;
    #closed = false;
    constructor(kafka) {
        this.#kafka = kafka;
    }
    /** @throws UnavailableError when the broker did not take them for certain: publish again; `invalid('message-too-large')` */
    publish(messages) {
        const records = messages.map((message) => {
            const record = encode(message);
            return { topic: message.topic, record, bytes: Buffer.byteLength(record.value) + 500 };
        });
        if (!records.length)
            return Promise.resolve();
        if (this.#closed)
            return Promise.reject(new UnavailableError('bus-closed', 'The message bus is closed.'));
        return new Promise((done, failed) => {
            this.#calls.push({ records, done: () => done(), failed });
            if (!this.#busy)
                this.#running = this.#run();
        });
    }
    async #run() {
        this.#busy = true;
        while (this.#calls.length) {
            const calls = this.#share();
            try {
                await this.#send(calls);
                calls.forEach((call) => call.done());
            }
            catch (error) {
                if (calls.length === 1 || error instanceof UnavailableError)
                    calls.forEach((call) => call.failed(error));
                // One message that the broker refuses must not fail the calls beside it.
                else
                    for (const call of calls)
                        await this.#send([call]).then(call.done, call.failed);
            }
        }
        this.#busy = false;
    }
    /** The next calls, as many as one request holds, at least one. */
    #share() {
        let [messages, bytes, n] = [0, 0, 0];
        for (const call of this.#calls) {
            messages += call.records.length;
            bytes += call.records.reduce((sum, { bytes: b }) => sum + b, 0);
            if (n > 0 && (messages > REQUEST_MESSAGES || bytes > REQUEST_BYTES))
                break;
            n++;
        }
        return this.#calls.splice(0, n);
    }
    async #send(calls) {
        const records = calls.flatMap((call) => call.records);
        for (let i = 0; i < records.length;) {
            const byTopic = new Map();
            for (let bytes = 0, n = 0; i < records.length && n < REQUEST_MESSAGES; i++, n++) {
                const { topic, record, bytes: size } = records[i];
                if (n > 0 && bytes + size > REQUEST_BYTES)
                    break;
                bytes += size;
                const same = byTopic.get(topic);
                if (same)
                    same.push(record);
                else
                    byTopic.set(topic, [record]);
            }
            await this.#request(byTopic);
        }
    }
    async #request(byTopic) {
        this.#producer ??= this.#connect();
        try {
            const producer = await this.#producer;
            await producer.sendBatch({
                acks: -1,
                timeout: 15_000,
                compression: CompressionTypes.GZIP,
                topicMessages: [...byTopic].map(([topic, messages]) => ({ topic, messages })),
            });
        }
        catch (error) {
            const failed = this.#producer;
            this.#producer = undefined;
            void failed?.then((producer) => producer.disconnect()).catch(() => undefined);
            const { type, name, message } = error;
            if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE')
                throw invalid('message-too-large', 'The message is larger than the broker accepts.');
            throw new UnavailableError('bus-unavailable', `The broker did not accept the messages: ${type ?? name}: ${message}.`);
        }
    }
    async #connect() {
        const producer = this.#kafka.producer(PRODUCER);
        await producer.connect();
        return producer;
    }
    /** After the calls that are waiting. */
    async close() {
        this.#closed = true;
        await this.#running;
        await this.#producer?.then((producer) => producer.disconnect()).catch(() => undefined);
    }
}
