import { randomUUID } from 'node:crypto';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Connection } from './connection.js';
import { JSON_TYPE, placeText } from './envelope.js';
import type { Proposed } from './envelope.js';
import { deletedForEver, notAllowed, Silence, tooLarge, within, WrongRevision } from './outcome.js';
import type { Asked } from './outcome.js';

/** A request holds at most about this many bytes of events; a larger append goes in several. */
const MOST_BYTES_OF_A_REQUEST = 1024 * 1024;
/** The server takes no larger record whatever is set, and ends the whole call where a message is larger than that. */
const MOST_BYTES_OF_AN_APPEND = 15 * 1024 * 1024;

/** The server's answer: revision as the server counts (0 for the first event), and the position where it says one. */
export interface Stored {
  readonly revision: number;
  readonly position: string;
}

export interface Append {
  readonly stream: string;
  readonly events: readonly Proposed[];
  /** As the server counts: of the last event there, -1 where there must be no stream. */
  readonly expected: number;
}

interface Waiting {
  readonly asked: Asked;
  settle(): { resolve(stored: Stored): void; reject(error: unknown): void };
}

/** One call that appends go through, and those that wait for their answer. */
interface Lane {
  readonly client: StreamsClient;
  readonly call: ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
  readonly waiting: Map<string, Waiting>;
  /** New appends take another call; what waits on this one may still be answered. */
  left: boolean;
}

/**
 * Appends over one call that stays open, each told apart by an id of its own: the server's batch append. An append that is
 * refused fails alone. Where the call itself ends, the outcome of what is under way is unknown, and the next append opens another.
 */
export class Appends {
  private current: Lane | undefined;
  private opening: Promise<Lane> | undefined;

  constructor(private readonly connection: Connection) {}

  /** Rejects with the clear no as the port's error or `WrongRevision`; with anything else the outcome is unknown. */
  async append(append: Append, asked: Asked, timeoutMs: number): Promise<Stored> {
    const size = append.events.reduce(
      (bytes, { data, metadata }) => bytes + data.length + metadata.length,
      0,
    );
    if (size > MOST_BYTES_OF_AN_APPEND) throw tooLarge(undefined);
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
      for (const request of requestsOf(id, append)) lane.call.write(request);
    });
  }

  close(): void {
    this.current?.call.cancel();
  }

  private async lane(): Promise<Lane> {
    this.opening ??= this.open().finally(() => (this.opening = undefined));
    const lane = await this.opening;
    return lane.left ? this.lane() : lane;
  }

  private async open(): Promise<Lane> {
    const client = await this.connection.streams();
    const lane: Lane = {
      client,
      call: client.batchAppend(this.connection.metadata()),
      waiting: new Map(),
      left: false,
    };
    const over = (error: unknown) => {
      this.leave(lane);
      this.connection.ended(client, error);
      for (const { settle } of [...lane.waiting.values()]) settle().reject(error);
    };
    lane.call.on('data', (response: BatchAppendResp) => {
      const waiting = lane.waiting.get(response.getCorrelationId()?.getString() ?? '');
      // An answer after the time: whoever asked has gone.
      if (!waiting) return;
      const { resolve, reject } = waiting.settle();
      const success = response.getSuccess();
      if (success)
        resolve({ revision: Number(success.getCurrentRevision()), position: positionIn(success) });
      else reject(noOf(response.getError()!, waiting.asked));
      if (lane.left && lane.waiting.size === 0) lane.call.end();
    });
    lane.call.on('error', over);
    lane.call.on('end', () => over(new Error('the server ended the call')));
    return (this.current = lane);
  }

  private leave(lane: Lane): void {
    lane.left = true;
    if (this.current === lane) this.current = undefined;
    if (lane.waiting.size === 0) lane.call.end();
  }
}

const positionIn = (success: BatchAppendResp.Success): string => {
  const position = success.getPosition();
  return position ? placeText(position.getCommitPosition(), position.getPreparePosition()) : '';
};

function* requestsOf(id: string, { stream, events, expected }: Append): Generator<BatchAppendReq> {
  const correlation = new sharedPb.UUID().setString(id);
  const options = new streamsPb.BatchAppendReq.Options().setStreamIdentifier(
    new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)),
  );
  if (expected < 0) options.setNoStream(new emptyPb.Empty());
  else options.setStreamPosition(String(expected));
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

function messageOf({ id, type, data, metadata }: Proposed): BatchAppendReq.ProposedMessage {
  const message = new streamsPb.BatchAppendReq.ProposedMessage()
    .setId(new sharedPb.UUID().setString(id))
    .setData(data)
    .setCustomMetadata(metadata);
  message.getMetadataMap().set('type', type).set('content-type', JSON_TYPE);
  return message;
}

/** What the status of one append says: a clear no, or an error that leaves the outcome open (timeout, not ready, unknown). */
function noOf(said: Status, asked: Asked): Error {
  const details = said.getDetails();
  const name = details?.getTypeName() ?? '';
  switch (name) {
    case 'event_store.client.WrongExpectedVersion': {
      const wrong = details!.unpack(sharedPb.WrongExpectedVersion.deserializeBinary, name);
      return new WrongRevision(
        wrong?.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : -1,
      );
    }
    case 'event_store.client.StreamDeleted':
      return deletedForEver();
    case 'event_store.client.AccessDenied':
      return notAllowed(asked);
    case 'event_store.client.MaximumAppendSizeExceeded':
      return tooLarge(
        details!
          .unpack(sharedPb.MaximumAppendSizeExceeded.deserializeBinary, name)
          ?.getMaxappendsize(),
      );
    case 'event_store.client.BadRequest':
      return new TypeError(
        `EventStoreDB refuses the ${asked.what}: ${details!.unpack(sharedPb.BadRequest.deserializeBinary, name)?.getMessage() ?? said.getMessage()}`,
      );
    default:
      return new Error(said.getMessage());
  }
}
