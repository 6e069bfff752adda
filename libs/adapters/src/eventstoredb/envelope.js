import { createHash } from 'node:crypto';
export const JSON_TYPE = 'application/json';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Of one number of a position, so that text order is log order. */
const DIGITS = 20;
/** What the server says where it knows no position. */
const NO_POSITION = String(0xffffffffffffffffn);
/**
 * The server takes UUIDs only and is idempotent by them. Ids of ours are UUIDs already; any other is hashed to one, the
 * same one every time, so that a repeated append is still known.
 */
export function serverId(id) {
    if (UUID.test(id))
        return id;
    const hex = createHash('sha256').update(id).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
/** The event as the server takes it. Throws where JSON refuses the data. */
export function toServer(event) {
    const data = JSON.stringify(event.data);
    if (data === undefined)
        throw new TypeError(`data of ${event.type} is not JSON`);
    const id = serverId(event.id);
    const kept = {
        version: event.version,
        meta: event.meta,
        ...(id === event.id ? {} : { id: event.id }),
    };
    return {
        id,
        type: event.type,
        data: Buffer.from(data),
        metadata: Buffer.from(JSON.stringify(kept)),
    };
}
const bytesOf = (value) => typeof value === 'string'
    ? Buffer.from(value, 'base64')
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** What others wrote may be no JSON, whatever it says it is: then it is handed on as text, and whoever folds it decides. */
function parsed(bytes) {
    const text = bytes.toString('utf8');
    try {
        return JSON.parse(text);
    }
    catch {
        return text;
    }
}
/** The event as it was stored, at our revision (1 for the first). Never throws: what another writer left, without metadata of ours or in bytes, is of version 0, which nobody takes for an event of ours. */
export function fromServer(event) {
    const custom = parsed(bytesOf(event.getCustomMetadata()));
    const kept = isObject(custom) ? custom : {};
    const data = dataOf(event);
    const bytes = data instanceof Uint8Array;
    const ours = isObject(kept['meta']) && !bytes;
    return {
        id: typeof kept['id'] === 'string' ? kept['id'] : (event.getId()?.getString() ?? ''),
        type: typeOf(event),
        version: !ours ? 0 : typeof kept['version'] === 'number' ? kept['version'] : 1,
        data: bytes ? { raw: Buffer.from(data).toString('base64') } : data,
        meta: (isObject(kept['meta']) ? kept['meta'] : {}),
        stream: streamOf(event),
        revision: Number(event.getStreamRevision()) + 1,
        position: positionOf(event),
    };
}
/** What it says: JSON, or bytes where it says that it is none. */
export function dataOf(event) {
    const data = bytesOf(event.getData());
    return event.getMetadataMap().get('content-type') === JSON_TYPE
        ? parsed(data)
        : new Uint8Array(data);
}
export const typeOf = (event) => event.getMetadataMap().get('type') ?? '';
export const streamOf = (event) => bytesOf(event.getStreamIdentifier()?.getStreamName() ?? '').toString('utf8');
/** Where it stands in the log; empty where the server does not say. */
export const positionOf = (event) => placeText(event.getCommitPosition(), event.getPreparePosition());
/** The port's position from the server's numbers, as they come: decimal text. */
export const placeText = (commit, prepare) => commit === NO_POSITION ? '' : `${commit.padStart(DIGITS, '0')}.${prepare.padStart(DIGITS, '0')}`;
/** Records of the server's own (deleted streams, metadata of streams, links): nobody is handed them. */
export const isServers = (event) => typeOf(event).startsWith('$') || streamOf(event).startsWith('$');
/** Commit and prepare position, each of fixed width: text order is log order. */
export const toText = ({ commit, prepare }) => placeText(String(commit), String(prepare));
/** The way back; another engine's position is a `TypeError`. */
export function toPosition(text) {
    const match = /^(\d{20})\.(\d{20})$/.exec(text);
    if (!match)
        throw new TypeError(`not a position of EventStoreDB: ${text}`);
    return { commit: BigInt(match[1]), prepare: BigInt(match[2]) };
}
