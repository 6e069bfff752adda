import { DuplicateError, UnavailableError } from '@chignon/eventing';
const DUPLICATE = 11000;
/** The server writes no more: out of disk space, stepping down, shutting down, interrupted, no primary, write concern not met in time. */
const UNAVAILABLE_CODES = new Set([
    14031, 89, 91, 189, 262, 10107, 11600, 11602, 13435, 13436, 50, 64, 6, 7, 9001,
]);
const UNAVAILABLE_NAMES = /^(MongoNetworkError|MongoNetworkTimeoutError|MongoServerSelectionError|MongooseServerSelectionError|MongoNotConnectedError|MongoTopologyClosedError|MongoPoolClearedError|PoolClearedOnNetworkError|PoolClosedError|MongoPoolClosedError|MongoWaitQueueTimeoutError|WaitQueueTimeoutError|MongoOperationTimeoutError|MongoExpiredSessionError|MongoClientClosedError|MongoWriteConcernError|DisconnectedError)$/;
/** Index of a duplicate key: `_id` for the document's own id; undefined when the error is another one. The message holds values of the document: it is never passed on. */
export function duplicateIndex(error) {
    const { code, keyPattern, message = '' } = error;
    if (code !== DUPLICATE)
        return undefined;
    const field = Object.keys(keyPattern ?? {})[0] ?? /dup key: \{ "?([^:"]+)/.exec(message)?.[1] ?? '_id';
    return field.startsWith('keys.') ? field.slice('keys.'.length) : '_id';
}
/** Translates a driver's error; what is not the engine's state comes back as it was. */
export function translated(error, collection) {
    const index = duplicateIndex(error);
    if (index !== undefined)
        return new DuplicateError(collection, index);
    const { name = '', code, message = '' } = error;
    if (UNAVAILABLE_NAMES.test(name) ||
        UNAVAILABLE_CODES.has(code) ||
        /initial connection is complete|before connecting|client was closed/i.test(message)) {
        return new UnavailableError('documents-unavailable', `The document store does not answer: ${name}.`);
    }
    return error;
}
/** Runs a call of the driver and translates what it throws. */
export async function asking(collection, call) {
    try {
        return await call();
    }
    catch (error) {
        throw translated(error, collection);
    }
}
