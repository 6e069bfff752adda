import { randomUUID } from 'node:crypto';
import { UnavailableError } from '@chignon/eventing';
import { SESSION_TIMEOUT_MS, consumerOf } from './settings.js';
/** Reading the ends of a few topics takes seconds; a broker that needs longer is asked again. */
const READ_TIMEOUT_MS = 60_000;
/**
 * Ids of the records in these spans, read by a consumer with a group of its own that commits nothing; the caller forgets the group.
 * @throws UnavailableError when the broker ends it or takes too long
 */
export async function idsIn(kafka, spans, group = `chignon-tail-${randomUUID()}`) {
    const ids = new Set();
    const left = new Map(spans.map((span) => [`${span.topic}/${span.partition}`, span]));
    if (left.size === 0)
        return { ids, group };
    const consumer = kafka.consumer({
        ...consumerOf(SESSION_TIMEOUT_MS),
        maxBytesPerPartition: 1024 * 1024,
        maxBytes: 8 * 1024 * 1024,
        groupId: group,
    });
    let timer;
    try {
        await consumer.connect();
        await consumer.subscribe({
            topics: [...new Set(spans.map(({ topic }) => topic))],
            fromBeginning: false,
        });
        await new Promise((resolve, reject) => {
            timer = setTimeout(() => reject(new Error('the ends of the topics were not read in time')), READ_TIMEOUT_MS);
            consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
            consumer
                .run({
                autoCommit: false,
                eachBatch: async ({ batch }) => {
                    const name = `${batch.topic}/${batch.partition}`;
                    const span = left.get(name);
                    if (!span)
                        return;
                    for (const { offset, headers } of batch.messages)
                        if (BigInt(offset) >= span.from && headers?.['ce_id'] !== undefined)
                            ids.add(String(headers['ce_id']));
                    if (BigInt(batch.lastOffset()) + 1n >= span.to)
                        left.delete(name);
                    if (left.size === 0)
                        resolve();
                },
            })
                .catch(reject);
            for (const { topic, partition, from } of spans)
                consumer.seek({ topic, partition, offset: String(from) });
        });
        return { ids, group };
    }
    catch (error) {
        throw new UnavailableError('bus-unavailable', `The ends of the topics cannot be read: ${error.message}.`);
    }
    finally {
        clearTimeout(timer);
        await consumer.disconnect().catch(() => undefined);
    }
}
