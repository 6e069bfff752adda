import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { newEvent } from '@chignon/eventing/testing';
import { fromServer, isServers, JSON_TYPE, serverId, toPosition, toServer, toText, } from './envelope.js';
const stored = ({ id, type, data, metadata }) => {
    const event = new streamsPb.ReadResp.ReadEvent.RecordedEvent()
        .setId(new sharedPb.UUID().setString(id))
        .setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from('points-c1')))
        .setStreamRevision('0')
        .setCommitPosition('7')
        .setPreparePosition('7')
        .setData(data)
        .setCustomMetadata(metadata);
    event.getMetadataMap().set('type', type).set('content-type', JSON_TYPE);
    return event;
};
describe('an event in EventStoreDB', () => {
    it('comes back as it was, with version and meta', () => {
        const event = { ...newEvent({ cents: -5, text: 'ü' }, 'Moved'), version: 3 };
        expect(fromServer(stored(toServer(event)))).toEqual({
            ...event,
            stream: 'points-c1',
            revision: 1,
            position: toText({ commit: 7n, prepare: 7n }),
        });
    });
    it('keeps a UUID as it is, and gives any other id one of its own, always the same', () => {
        const id = crypto.randomUUID();
        expect(serverId(id)).toBe(id);
        expect(serverId('event-1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(serverId('event-1')).toBe(serverId('event-1'));
        expect(serverId('event-1')).not.toBe(serverId('event-2'));
        expect(fromServer(stored(toServer({ ...newEvent(), id: 'event-1' }))).id).toBe('event-1');
    });
    it('refuses what is not JSON before the client sees it', () => {
        const cyclic = {};
        cyclic.self = cyclic;
        for (const data of [cyclic, { n: 1n }, undefined])
            expect(() => toServer(newEvent(data ?? (() => 0)))).toThrow(TypeError);
    });
    it('of another system, broken or without metadata is of version 0: nobody takes it for ours', () => {
        const foreign = (data, metadata) => fromServer(stored({
            ...toServer(newEvent()),
            data: Buffer.from(data),
            metadata: Buffer.from(metadata),
        }));
        expect(foreign('{"n":1}', '')).toMatchObject({ data: { n: 1 }, version: 0, meta: {} });
        for (const metadata of [
            'null',
            '[]',
            '"x"',
            '{"version":"2","meta":7,"id":5}',
            '{"meta":null',
            '\u00ff',
        ])
            expect(foreign('{}', metadata)).toMatchObject({ version: 0, meta: {} });
        expect(foreign('no { json', '{}').data).toBe('no { json');
        const bytes = stored({ ...toServer(newEvent()), data: new Uint8Array([0, 255, 128]) });
        bytes.getMetadataMap().set('content-type', 'application/octet-stream');
        expect(fromServer(bytes)).toMatchObject({ version: 0, data: { raw: 'AP+A' } });
    });
    it("L-7: is the server's own when its type or its stream begins with $", () => {
        const event = (type) => stored({ ...toServer(newEvent()), type });
        expect([event('$streamDeleted'), event('$metadata'), event('$>'), event('Paid$')].map(isServers)).toEqual([true, true, true, false]);
    });
    it('has a position whose text order is log order', () => {
        const places = [
            [0n, 0n],
            [9n, 0n],
            [9n, 9n],
            [10n, 0n],
            [10n ** 19n, 5n],
        ].map(([commit, prepare]) => ({ commit: commit, prepare: prepare }));
        expect(places.map(toText)).toEqual(places.map(toText).sort());
        expect(places.map((place) => toPosition(toText(place)))).toEqual(places);
        expect(() => toPosition('00000000000000000007')).toThrow(TypeError);
    });
});
