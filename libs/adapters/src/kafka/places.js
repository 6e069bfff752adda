import { setTimeout as pause } from 'node:timers/promises';
import { CorruptionError, positionText } from '@chignon/eventing';
/** A new leader may not know at once how far its partition was confirmed: an end that is too early is looked at again. */
const LOOKS = 3;
const LOOK_AGAIN_AFTER_MS = 1000;
/**
 * What each partition holds.
 * @param heard offset after the last message that the group is known to have heard of a partition, taken before this call
 * @throws CorruptionError when that is more than a partition holds: the topic was recreated, or restored from an older backup
 */
export async function spansOf(host, group, topics, heard) {
    for (let look = 1;; look++) {
        const spans = await host.spans(topics);
        const short = spans.find(({ topic, partition, to }) => heard(topic, partition) > to);
        if (!short)
            return spans;
        if (look < LOOKS) {
            await pause(LOOK_AGAIN_AFTER_MS);
            continue;
        }
        const { topic, partition, to } = short;
        throw new CorruptionError(`topic ${topic}/${partition}`, `it is not the one that was heard: ${group} had heard it up to offset ${heard(topic, partition) - 1n}, it ends before offset ${to}. It was recreated, or restored from an older backup. Restore topics and documents from one backup; documents may be older than the topics, never newer.`);
    }
}
/**
 * Where a group goes on, before its first member of this process joins. The broker alone would hide what was restored: an offset past the
 * end of a topic begins at its first message without a word, and an offset ahead of the documents leaves a gap.
 * @returns what the first member has to set back: offsets ahead of the documents. Nothing while somebody is at work in the group, for
 *   whoever is has begun where it should
 * @throws CorruptionError when a topic is another one than was heard
 */
export async function resume(host, { group, topics, places }) {
    const handled = places?.handled;
    /** Offset after the last message that the documents know of; undefined where they have never been asked. */
    const ours = (topic, partition) => handled && BigInt(handled.get(`${topic}/${partition}`) || -1n) + 1n;
    // Asked before the ends: others may be at work, and the ends only grow.
    const committed = await host.committed(group, topics);
    const theirs = (topic, partition) => committed.get(topic)?.get(partition) ?? -1n;
    const spans = await spansOf(host, group, topics, (topic, partition) => {
        const [a, b] = [ours(topic, partition) ?? -1n, theirs(topic, partition)];
        return a > b ? a : b;
    });
    if (places && !handled)
        places.begin(new Map(spans
            .filter(({ topic, partition }) => theirs(topic, partition) > 0n)
            .map(({ topic, partition }) => [
            `${topic}/${partition}`,
            positionText(theirs(topic, partition) - 1n),
        ])));
    const back = [];
    for (const { topic, partition, from } of spans) {
        const [kept, told] = [ours(topic, partition), theirs(topic, partition)];
        const next = kept !== undefined && kept < told ? kept : told;
        if (next >= 0n && next < from) {
            host.log('error', 'messages were cut off before they were heard', {
                group,
                partition: `${topic}/${partition}`,
                next: String(next),
                first: String(from),
                advice: 'keep everything on the topics (retention.ms -1); verify tells what the read models lack',
            });
        }
        if (kept === undefined || kept >= told || told <= from)
            continue;
        back.push({ topic, partition, offset: String(kept > from ? kept : from) });
    }
    return back.length > 0 && (await host.idle(group)) ? back : [];
}
