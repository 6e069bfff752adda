import { positionText, traceparentIn } from '@chignon/eventing';
/*
 * Messages as CloudEvents 1.0 in Kafka's binary content mode: attributes are `ce_` headers, the value is the data as plain JSON
 * (source: cloudevents/spec, kafka-protocol-binding, 3.2). Our metadata travels as extension attributes, whose names
 * are lower-case letters and digits as the specification asks.
 */
/** Meta fields by extension attribute. Empty ones are not sent: an attribute must not be empty. */
const EXTENSIONS = {
    commandid: 'commandId',
    inputhash: 'inputHash',
    correlationid: 'correlationId',
    causationid: 'causationId',
    actor: 'actor',
    tenant: 'tenant',
    storeid: 'storeId',
    effectiveat: 'effectiveAt',
    recordedat: 'recordedAt',
    hash: 'hash',
};
/** Where a message comes from: `ce_sequence` is the CloudEvents extension for a place in an order that compares as text. */
const ORIGIN = {
    stream: 'ce_originstream',
    revision: 'ce_originrevision',
    position: 'ce_sequence',
    part: 'ce_originpart',
};
/** The CloudEvents extension for distributed tracing. */
const TRACEPARENT = 'ce_traceparent';
const originOf = (headers) => {
    const [stream, revision, position, part] = [
        headers[ORIGIN.stream],
        headers[ORIGIN.revision],
        headers[ORIGIN.position],
        headers[ORIGIN.part],
    ];
    if (!stream || !revision || !/^\d{1,15}$/.test(revision))
        return undefined;
    return {
        stream,
        revision: Number(revision),
        ...(position ? { position } : {}),
        ...(part && /^\d{1,3}$/.test(part) ? { part: Number(part) } : {}),
    };
};
const TYPE = /^chignon\.(.+)\.([^.]+)\.v([1-9]\d{0,8})$/;
/** `chignon.booking.visit` -> `booking`. */
const contextOf = (topic) => topic.split('.')[1] ?? topic;
/** @throws Error for a type that could not be read back */
export function encode(message) {
    const { id, type, version, key, topic, meta, data } = message;
    const headers = {
        ce_specversion: '1.0',
        ce_id: id,
        ce_type: `chignon.${contextOf(topic)}.${type}.v${version}`,
        ce_source: `/chignon/${contextOf(topic)}`,
        ce_subject: key,
        ce_time: meta.recordedAt,
        'content-type': 'application/json',
    };
    if (!id || type.includes('.') || !TYPE.test(headers.ce_type))
        throw new Error(`message ${id} of type ${type} v${version} has no name on the wire`);
    for (const [attribute, field] of Object.entries(EXTENSIONS)) {
        const value = meta[field];
        if (value)
            headers[`ce_${attribute}`] = value;
    }
    if (meta.traceparent)
        headers[TRACEPARENT] = meta.traceparent;
    if (meta.origin) {
        headers[ORIGIN.stream] = meta.origin.stream;
        headers[ORIGIN.revision] = String(meta.origin.revision);
        if (meta.origin.position !== undefined)
            headers[ORIGIN.position] = meta.origin.position;
        if (meta.origin.part !== undefined)
            headers[ORIGIN.part] = String(meta.origin.part);
    }
    for (const [name, value] of Object.entries(headers))
        if (!value)
            delete headers[name];
    return { key, value: JSON.stringify(data ?? null), headers };
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const textOf = (value) => {
    const one = Array.isArray(value) ? value[0] : value;
    return one === undefined || one === null ? '' : one.toString();
};
function read(value, id, type) {
    if (!id || !type)
        return { reason: value === null ? 'no-value' : 'no-cloudevent' };
    if (value === null)
        return { reason: 'no-value' };
    let text;
    try {
        text = utf8.decode(value);
    }
    catch {
        return { reason: 'bad-utf8' };
    }
    try {
        return { data: JSON.parse(text) };
    }
    catch {
        return { reason: 'bad-json' };
    }
}
/** Never throws: what cannot be read becomes a message of type `malformed`, with an id made of its place, so that it can be parked. */
export function decode(topic, partition, record) {
    const headers = {};
    for (const [name, value] of Object.entries(record.headers ?? {}))
        headers[name.toLowerCase()] = textOf(value);
    const origin = originOf(headers);
    const meta = {
        recordedAt: headers.ce_time ?? '',
        effectiveAt: headers.ce_time ?? '',
    };
    for (const [attribute, field] of Object.entries(EXTENSIONS)) {
        const value = headers[`ce_${attribute}`];
        if (value !== undefined || field !== 'storeId')
            meta[field] = value ?? meta[field] ?? '';
    }
    const traceparent = traceparentIn(headers[TRACEPARENT]);
    const place = {
        topic,
        key: record.key?.toString() ?? headers.ce_subject ?? '',
        partition: `${topic}/${partition}`,
        offset: positionText(BigInt(record.offset)),
        meta: {
            ...meta,
            ...(traceparent ? { traceparent } : {}),
            ...(origin ? { origin } : {}),
        },
    };
    const [, , type = headers.ce_type ?? '', version = '1'] = TYPE.exec(headers.ce_type ?? '') ?? [];
    const answer = read(record.value, headers.ce_id ?? '', type);
    if ('data' in answer)
        return { ...place, id: headers.ce_id, type, version: Number(version), data: answer.data };
    const data = {
        reason: answer.reason,
        raw: record.value?.toString('base64') ?? null,
        headers,
    };
    return {
        ...place,
        id: `${place.partition}@${place.offset}`,
        type: 'malformed',
        version: 1,
        data,
    };
}
