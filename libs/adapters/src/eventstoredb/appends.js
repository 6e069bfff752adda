import { randomUUID } from 'node:crypto';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { JSON_TYPE, placeText } from './envelope.js';
import { deletedForEver, notAllowed, Silence, tooLarge, within, WrongRevision } from './outcome.js';
/** A request holds at most about this many bytes of events; a larger append goes in several. */
const MOST_BYTES_OF_A_REQUEST = 1024 * 1024;
/** The server takes no larger record whatever is set, and ends the whole call where a message is larger than that. */
const MOST_BYTES_OF_AN_APPEND = 15 * 1024 * 1024;
/**
 * Appends over one call that stays open, each told apart by an id of its own: the server's batch append. An append that is
 * refused fails alone. Where the call itself ends, the outcome of what is under way is unknown, and the next append opens another.
 */
export class Appends {
    connection;
    current;
    opening;
    constructor(connection) {
        this.connection = connection;
    }
    /** Rejects with the clear no as the port's error or `WrongRevision`; with anything else the outcome is unknown. */
    async append(append, asked, timeoutMs) {
        const size = append.events.reduce((bytes, { data, metadata }) => bytes + data.length + metadata.length, 0);
        if (size > MOST_BYTES_OF_AN_APPEND)
            throw tooLarge(undefined);
        const lane = this.current ?? (await within(timeoutMs, asked.what, this.lane()));
        return new Promise((resolve, reject) => {
            const id = randomUUID();
            const silent = setTimeout(() => {
                settle().reject(new Silence(`${asked.what}: no answer within ${Math.round(timeoutMs)} ms`));
                this.leave(lane);
                this.connection.ended(lane.client, new Silence());
            }, timeoutMs);
            const settle = () => {
                clearTimeout(silent);
                lane.waiting.delete(id);
                return { resolve, reject };
            };
            lane.waiting.set(id, { asked, settle });
            for (const request of requestsOf(id, append))
                lane.call.write(request);
        });
    }
    close() {
        this.current?.call.cancel();
    }
    async lane() {
        this.opening ??= this.open().finally(() => (this.opening = undefined));
        const lane = await this.opening;
        return lane.left ? this.lane() : lane;
    }
    async open() {
        const client = await this.connection.streams();
        const lane = {
            client,
            call: client.batchAppend(this.connection.metadata()),
            waiting: new Map(),
            left: false,
        };
        const over = (error) => {
            this.leave(lane);
            this.connection.ended(client, error);
            for (const { settle } of [...lane.waiting.values()])
                settle().reject(error);
        };
        lane.call.on('data', (response) => {
            const waiting = lane.waiting.get(response.getCorrelationId()?.getString() ?? '');
            // An answer after the time: whoever asked has gone.
            if (!waiting)
                return;
            const { resolve, reject } = waiting.settle();
            const success = response.getSuccess();
            if (success)
                resolve({ revision: Number(success.getCurrentRevision()), position: positionIn(success) });
            else
                reject(noOf(response.getError(), waiting.asked));
            if (lane.left && lane.waiting.size === 0)
                lane.call.end();
        });
        lane.call.on('error', over);
        lane.call.on('end', () => over(new Error('the server ended the call')));
        return (this.current = lane);
    }
    leave(lane) {
        lane.left = true;
        if (this.current === lane)
            this.current = undefined;
        if (lane.waiting.size === 0)
            lane.call.end();
    }
}
const positionIn = (success) => {
    const position = success.getPosition();
    return position ? placeText(position.getCommitPosition(), position.getPreparePosition()) : '';
};
function* requestsOf(id, { stream, events, expected }) {
    const correlation = new sharedPb.UUID().setString(id);
    const options = new streamsPb.BatchAppendReq.Options().setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)));
    if (expected < 0)
        options.setNoStream(new emptyPb.Empty());
    else
        options.setStreamPosition(String(expected));
    let request = new streamsPb.BatchAppendReq().setCorrelationId(correlation).setOptions(options);
    let bytes = 0;
    for (const event of events) {
        const size = event.data.length + event.metadata.length;
        if (bytes > 0 && bytes + size > MOST_BYTES_OF_A_REQUEST) {
            yield request;
            request = new streamsPb.BatchAppendReq().setCorrelationId(correlation);
            bytes = 0;
        }
        bytes += size;
        request.addProposedMessages(messageOf(event));
    }
    yield request.setIsFinal(true);
}
function messageOf({ id, type, data, metadata }) {
    const message = new streamsPb.BatchAppendReq.ProposedMessage()
        .setId(new sharedPb.UUID().setString(id))
        .setData(data)
        .setCustomMetadata(metadata);
    message.getMetadataMap().set('type', type).set('content-type', JSON_TYPE);
    return message;
}
/** What the status of one append says: a clear no, or an error that leaves the outcome open (timeout, not ready, unknown). */
function noOf(said, asked) {
    const details = said.getDetails();
    const name = details?.getTypeName() ?? '';
    switch (name) {
        case 'event_store.client.WrongExpectedVersion': {
            const wrong = details.unpack(sharedPb.WrongExpectedVersion.deserializeBinary, name);
            return new WrongRevision(wrong?.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : -1);
        }
        case 'event_store.client.StreamDeleted':
            return deletedForEver();
        case 'event_store.client.AccessDenied':
            return notAllowed(asked);
        case 'event_store.client.MaximumAppendSizeExceeded':
            return tooLarge(details
                .unpack(sharedPb.MaximumAppendSizeExceeded.deserializeBinary, name)
                ?.getMaxappendsize());
        case 'event_store.client.BadRequest':
            return new TypeError(`EventStoreDB refuses the ${asked.what}: ${details.unpack(sharedPb.BadRequest.deserializeBinary, name)?.getMessage() ?? said.getMessage()}`);
        default:
            return new Error(said.getMessage());
    }
}
