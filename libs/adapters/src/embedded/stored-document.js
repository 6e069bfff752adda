import { CorruptionError } from '@chignon/eventing';
import { packed, unpacked } from './sqlite.js';
/** What `storedDocument` takes: packed columns, checksum. */
export const DOCUMENT_COLUMNS = packed('id', 'revision', 'body');
/**
 * A row as a document, after its checksum was compared.
 * @throws CorruptionError
 */
export function storedDocument(table, [blob, sum]) {
    const columns = unpacked(blob, sum, 3);
    if (!columns)
        throw new CorruptionError(table, `${Buffer.isBuffer(blob) ? blob.toString().split('\n', 1)[0] : 'a document'} is not what was written`);
    const document = JSON.parse(columns[2]);
    document.revision = Number(columns[1]);
    return document;
}
