import { CloudEvent, Kafka as Binding } from 'cloudevents';
import fc from 'fast-check';
import { decode, encode } from './cloudevents.js';
const message = {
    id: '6f2f6b4e-0d0e-5f0a-9a67-2c6f3f0f6a10',
    topic: 'chignon.booking.visit',
    key: 'customer-7',
    type: 'VisitSettled',
    version: 2,
    data: { visitId: 'v1', netCents: 4200, lines: [{ text: 'schön' }] },
    meta: {
        commandId: 'c-1',
        inputHash: 'aa',
        correlationId: 'co-1',
        causationId: 'ca-1',
        actor: 'user:anna',
        tenant: 'chain',
        storeId: 'store-1',
        effectiveAt: '2026-03-01T09:00:00.000Z',
        recordedAt: '2026-03-01T09:00:01.000Z',
        hash: 'bb',
    },
};
/** As a consumer gets it: kafkajs hands out buffers. */
const received = ({ key, value, headers, }, offset = '7') => ({
    offset,
    timestamp: '1772355601000',
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});
describe('a message on the wire', () => {
    it('is a CloudEvent 1.0 in binary mode, byte for byte', () => {
        expect(encode(message)).toEqual({
            key: 'customer-7',
            value: '{"visitId":"v1","netCents":4200,"lines":[{"text":"schön"}]}',
            headers: {
                ce_specversion: '1.0',
                ce_id: '6f2f6b4e-0d0e-5f0a-9a67-2c6f3f0f6a10',
                ce_type: 'chignon.booking.VisitSettled.v2',
                ce_source: '/chignon/booking',
                ce_subject: 'customer-7',
                ce_time: '2026-03-01T09:00:01.000Z',
                ce_commandid: 'c-1',
                ce_inputhash: 'aa',
                ce_correlationid: 'co-1',
                ce_causationid: 'ca-1',
                ce_actor: 'user:anna',
                ce_tenant: 'chain',
                ce_storeid: 'store-1',
                ce_effectiveat: '2026-03-01T09:00:00.000Z',
                ce_recordedat: '2026-03-01T09:00:01.000Z',
                ce_hash: 'bb',
                'content-type': 'application/json',
            },
        });
    });
    it('comes back as it was, with its place', () => {
        expect(decode(message.topic, 3, received(encode(message)))).toEqual({
            ...message,
            partition: 'chignon.booking.visit/3',
            offset: '00000000000000000007',
        });
        const { storeId, ...meta } = message.meta;
        const bare = { ...message, data: null, meta: { ...meta, inputHash: '', hash: '' } };
        expect(decode(message.topic, 0, received(encode(bare)))).toEqual({
            ...bare,
            partition: 'chignon.booking.visit/0',
            offset: '00000000000000000007',
        });
    });
    it('carries its place in a trace as CloudEvents have it, and believes none that is not one', () => {
        const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
        const traced = { ...message, meta: { ...message.meta, traceparent } };
        const record = encode(traced);
        expect(record.headers).toMatchObject({ ce_traceparent: traceparent });
        expect(decode(message.topic, 0, received(record)).meta.traceparent).toBe(traceparent);
        for (const hostile of [
            '',
            '00-1-2-01',
            `${traceparent}\n`,
            traceparent.replace('00-4', 'ff-4'),
        ])
            expect(decode(message.topic, 0, received({ ...record, headers: { ...record.headers, ce_traceparent: hostile } })).meta).not.toHaveProperty('traceparent');
    });
    it('comes back whatever the data, the key and the ids are', () => {
        const text = fc.string({ unit: 'grapheme', minLength: 1 });
        fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), text, text, fc.integer({ min: 1, max: 99 }), (data, key, id, version) => {
            const one = {
                ...message,
                id,
                key,
                version,
                data: JSON.parse(JSON.stringify(data)),
            };
            const { partition, offset, ...back } = decode(one.topic, 1, received(encode(one)));
            expect(back).toEqual(one);
        }));
    });
    it('is what the CloudEvents SDK makes and reads', () => {
        const { headers, value, key } = encode(message);
        const event = Binding.toEvent({
            headers,
            value,
            key,
            body: value,
            timestamp: undefined,
        });
        expect(event.validate()).toBe(true);
        expect(event).toMatchObject({
            specversion: '1.0',
            id: message.id,
            type: 'chignon.booking.VisitSettled.v2',
            source: '/chignon/booking',
            subject: 'customer-7',
            time: message.meta.recordedAt,
            datacontenttype: 'application/json',
            commandid: 'c-1',
            storeid: 'store-1',
        });
        const sdk = Binding.binary(new CloudEvent({ ...event.toJSON(), partitionkey: key }));
        expect(decode(message.topic, 0, received({
            key,
            value,
            headers: JSON.parse(JSON.stringify(sdk.headers)),
        }))).toMatchObject({ id: message.id, type: 'VisitSettled', version: 2, meta: message.meta });
    });
    it('has attribute names that CloudEvents allows', () => {
        for (const name of Object.keys(encode(message).headers))
            expect(name).toMatch(/^(content-type|ce_[a-z0-9]+)$/);
    });
    it('is refused when it has no name that could be read back', () => {
        for (const wrong of [
            { type: 'Visit.Settled' },
            { type: '' },
            { version: 0 },
            { version: 1.5 },
            { id: '' },
        ])
            expect(() => encode({ ...message, ...wrong })).toThrow();
    });
});
describe('a record that is no message of ours', () => {
    const good = encode(message);
    const malformed = (record) => decode('chignon.booking.visit', 2, record);
    it.each([
        ['a tombstone', { ...good, value: null }, 'no-value', null],
        [
            'broken JSON',
            { ...good, value: '{"a":' },
            'bad-json',
            Buffer.from('{"a":').toString('base64'),
        ],
        ['an empty value', { ...good, value: '' }, 'bad-json', ''],
        ['broken UTF-8', { ...good, value: Buffer.from([0x22, 0xff, 0x22]) }, 'bad-utf8', 'Iv8i'],
        [
            'no CloudEvent',
            { ...good, headers: {} },
            'no-cloudevent',
            Buffer.from(good.value).toString('base64'),
        ],
    ])('%s becomes one of type malformed, with its place as id and its bytes', (_, record, reason, raw) => {
        const { id, type, key, data, version } = malformed(received(record));
        expect({ id, type, key, version }).toEqual({
            id: 'chignon.booking.visit/2@00000000000000000007',
            type: 'malformed',
            key: 'customer-7',
            version: 1,
        });
        expect(data).toMatchObject({ reason, raw });
    });
    it('may lack everything', () => {
        expect(malformed({ offset: '0', key: null, value: null })).toMatchObject({
            type: 'malformed',
            key: '',
            data: { reason: 'no-value', raw: null, headers: {} },
        });
    });
    it('of another sender keeps its own type', () => {
        const foreign = received({
            key: null,
            value: '{}',
            headers: {
                ce_specversion: '1.0',
                ce_id: '1',
                ce_type: 'com.example.thing',
                ce_source: '/x',
                ce_subject: 's',
            },
        });
        expect(malformed(foreign)).toMatchObject({
            id: '1',
            type: 'com.example.thing',
            version: 1,
            key: 's',
            data: {},
        });
    });
});
