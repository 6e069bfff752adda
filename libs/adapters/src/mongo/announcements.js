import { positionText } from '@chignon/eventing';
import { asking } from './errors.js';
import { PENDING_INDEX } from './record.js';
let last = 0;
/**
 * When an announcement came, as text that grows with each call. It only makes the relay take turns fairly: what is
 * published is whatever still waits, in the order of each document's own list, so a wrong clock loses nothing.
 */
const stamp = () => positionText((last = Math.max(Date.now() * 1000, last + 1)));
/**
 * The part of an update that adds announcements to their document and counts them, in the same write. A document that is
 * made anew after its removal counts on from the clock, so that its numbers are above those of the one before.
 */
export const announcing = (messages, inc = {}) => messages?.length
    ? {
        $push: {
            announcements: {
                $each: messages.map((message) => ({
                    id: message.id,
                    message: JSON.stringify(message),
                })),
            },
        },
        $min: { pending: stamp() },
        $inc: { ...inc, announced: messages.length },
        $setOnInsert: { base: Date.now() },
    }
    : Object.keys(inc).length > 0
        ? { $inc: inc, $setOnInsert: { base: Date.now() } }
        : {};
/** Documents whose announcements wait, oldest first, over several collections. */
export async function pendingOf(opened, limit) {
    const pages = await Promise.all(opened.map(({ collection, records }) => asking(collection.name, async () => {
        const found = await records
            .find({ pending: { $exists: true } }, { announcements: 1, pending: 1, announced: 1, base: 1 })
            .hint(PENDING_INDEX)
            .sort({ pending: 1 })
            .limit(limit)
            .lean();
        return found.map(({ _id, announcements = [], pending = '', announced = 0, base = 0 }) => ({
            collection: collection.name,
            id: _id,
            messages: announcements.map((a) => JSON.parse(a.message)),
            // Those that wait are the newest of all that were counted, in order.
            numbers: announcements.map((_, i) => base + announced - announcements.length + i + 1),
            token: JSON.stringify(announcements.map((a) => a.id)),
            since: pending,
        }));
    })));
    return pages
        .flat()
        .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
        .slice(0, limit)
        .map(({ since, ...waiting }) => waiting);
}
/**
 * Takes exactly the announcements named in the tokens out of their documents. A document without any is marked as such, and
 * one that had been removed goes now; both ask again whether the list is empty, since more may have come in between.
 */
export async function clear({ collection, records, writeConcern }, pending) {
    if (!pending.length)
        return;
    const operations = pending.flatMap(({ id, token }) => [
        {
            updateOne: {
                filter: { _id: id },
                update: { $pull: { announcements: { id: { $in: JSON.parse(token) } } } },
            },
        },
        {
            updateOne: {
                filter: { _id: id, announcements: { $size: 0 } },
                update: { $unset: { announcements: 1, pending: 1 } },
            },
        },
        { deleteOne: { filter: { _id: id, revision: 0, pending: { $exists: false } } } },
    ]);
    await asking(collection.name, () => records.bulkWrite(operations, { ordered: true, writeConcern }));
}
