import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type {
  sendUnaryData,
  ServerDuplexStream,
  ServerReadableStream,
  ServiceError,
} from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import codePb from '@eventstore/db-client/generated/code_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  appendTooLarge,
  commitTimeout,
  failure,
  streamDeleted,
  thrown,
  unavailable,
  wrongExpectedVersion,
} from './failure.js';
import type { Expected, Log, ProposedEvent, WriteResult } from './log.js';
import { empty, text } from './protocol.js';
import type { Troubles } from './troubles.js';

/** As the server is delivered. */
const MOST_BYTES = 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Message = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage;

function proposed(message: Message): ProposedEvent {
  const id = message.getId()!.getString();
  const [type, contentType] = [
    message.getMetadataMap().get('type'),
    message.getMetadataMap().get('content-type'),
  ];
  if (!UUID.test(id)) throw thrown();
  if (type === undefined || contentType === undefined) {
    throw failure(status.INVALID_ARGUMENT, 'Required Metadata Property is missing', {
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': 'type,content-type',
    });
  }
  return {
    id: id.toLowerCase(),
    type,
    contentType,
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}

const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce(
    (bytes, { type, data, metadata }) => bytes + 2 * type.length + data.length + metadata.length,
    0,
  );

/** What a call may do to a stream; throws otherwise. */
export type MayWrite = (stream: string) => void;

/** Stores, with the troubles ordered for it, and tells copies of what is under way. */
export class Writer {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly log: Log,
    readonly troubles: Troubles,
  ) {}

  async write(
    batched: boolean,
    stream: string,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): Promise<WriteResult> {
    if (stream === '') throw thrown();
    const what = JSON.stringify([stream, expected, ...events.map(({ id }) => id)]);
    const copy = this.underWay.has(what);
    this.underWay.add(what);
    try {
      await this.troubles.beforeAppend(batched, copy);
      if (copy) {
        await pause(this.troubles.copyTimeoutMs);
        if (!batched || this.troubles.copyAnswer === 'timeout') throw commitTimeout();
        return { success: false, current: typeof expected === 'number' ? expected : -1 };
      }
      if (sizeOf(events) > MOST_BYTES) throw appendTooLarge(MOST_BYTES);
      const result = await this.log.append(stream, expected, events);
      if (this.troubles.losesAnswer()) throw unavailable();
      return result;
    } finally {
      if (!copy) this.underWay.delete(what);
    }
  }
}

export function append(
  writer: Writer,
  mayWrite: MayWrite,
  call: ServerReadableStream<AppendReq, AppendResp>,
  answer: sendUnaryData<AppendResp>,
): void {
  const requests: AppendReq[] = [];
  call.on('data', (request: AppendReq) => requests.push(request));
  call.on('end', () => {
    const run = async () => {
      const options = requests[0]?.getOptions();
      if (!options) throw thrown();
      const stream = text(options.getStreamIdentifier()!.getStreamName());
      mayWrite(stream);
      const expected: Expected = options.hasRevision()
        ? Number(options.getRevision())
        : options.hasNoStream()
          ? -1
          : options.hasAny()
            ? 'any'
            : 'stream-exists';
      const result = await writer.write(
        false,
        stream,
        expected,
        requests.slice(1).map((request) => proposed(request.getProposedMessage()!)),
      );
      if ('deleted' in result) throw streamDeleted(stream);
      return appended(expected, result);
    };
    run().then((response) => answer(null, response), answer);
  });
}

function appended(expected: Expected, result: Exclude<WriteResult, { deleted: true }>): AppendResp {
  const response = new streamsPb.AppendResp();
  if (result.success) {
    const position = new streamsPb.AppendResp.Position()
      .setCommitPosition(String(result.position))
      .setPreparePosition(String(result.position));
    return response.setSuccess(
      new streamsPb.AppendResp.Success()
        .setCurrentRevision(String(result.revision))
        .setPosition(position),
    );
  }
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
  if (expected === 'any') wrong.setExpectedAny(empty());
  else if (expected === 'stream-exists') wrong.setExpectedStreamExists(empty());
  else if (expected < 0) wrong.setExpectedNoStream(empty());
  else wrong.setExpectedRevision(String(expected));
  if (result.current < 0) wrong.setCurrentNoStream(empty());
  else wrong.setCurrentRevision(String(result.current));
  return response.setWrongExpectedVersion(wrong);
}

/** Many appends over one call, each in pieces that share a correlation id. What is wrong with one is told in its own answer; a trouble ends the call. */
export function batchAppend(
  writer: Writer,
  mayWrite: MayWrite,
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
): void {
  const begun = new Map<
    string,
    { options: BatchAppendReq.Options; messages: BatchAppendReq.ProposedMessage[] }
  >();
  let running = 0;
  let ended = false;
  const endWhenDone = () => void (ended && running === 0 && call.end());
  call.on('data', (request: BatchAppendReq) => {
    const id = request.getCorrelationId()!.getString();
    const pieces = begun.get(id) ?? { options: request.getOptions()!, messages: [] };
    begun.set(id, pieces);
    pieces.messages.push(...request.getProposedMessagesList());
    if (!request.getIsFinal()) return;
    begun.delete(id);
    running++;
    const { options, messages } = pieces;
    const stream = text(options.getStreamIdentifier()!.getStreamName());
    const expected: Expected = options.hasStreamPosition()
      ? Number(options.getStreamPosition())
      : options.hasNoStream()
        ? -1
        : options.hasAny()
          ? 'any'
          : 'stream-exists';
    const answer = (response: BatchAppendResp) =>
      call.write(
        response
          .setCorrelationId(request.getCorrelationId())
          .setStreamIdentifier(options.getStreamIdentifier()),
      );
    const run = async () => {
      mayWrite(stream);
      return batchAppended(
        stream,
        expected,
        await writer.write(true, stream, expected, messages.map(proposed)),
      );
    };
    run()
      .catch(refusedAlone)
      .then(answer)
      .catch((error: Error) => call.emit('error', error))
      .finally(() => {
        running--;
        endWhenDone();
      });
  });
  call.on('end', () => {
    ended = true;
    endWhenDone();
  });
}

const refusal = (
  code: number,
  message: string,
  name: string,
  details: { serializeBinary(): Uint8Array },
): BatchAppendResp => {
  const any = new anyPb.Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  return new streamsPb.BatchAppendResp().setError(
    new statusPb.Status()
      .setCode(code as never)
      .setMessage(message)
      .setDetails(any),
  );
};

/** The answer that one append of a batch gets instead of the error of a call of its own: without a gRPC code, by the kind of its details. */
function refusedAlone(error: ServiceError): BatchAppendResp {
  const trailer = (name: string) => error.metadata?.get(name)[0];
  if (trailer('exception') === 'maximum-append-size-exceeded') {
    return refusal(
      codePb.Code.INVALID_ARGUMENT,
      'MaximumAppendSizeExceeded',
      'MaximumAppendSizeExceeded',
      new sharedPb.MaximumAppendSizeExceeded().setMaxappendsize(
        Number(trailer('maximum-append-size')),
      ),
    );
  }
  if (trailer('exception') === 'wrong-expected-version')
    return wrongRevision(-1, Number(trailer('actual-version')));
  if (error.code === status.PERMISSION_DENIED)
    return refusal(
      codePb.Code.PERMISSION_DENIED,
      'AccessDenied',
      'AccessDenied',
      new sharedPb.AccessDenied(),
    );
  if (error.code === status.ABORTED)
    return refusal(codePb.Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new sharedPb.Timeout());
  if (error.code === status.INVALID_ARGUMENT || error.code === status.UNKNOWN)
    return refusal(
      codePb.Code.INVALID_ARGUMENT,
      'BadRequest',
      'BadRequest',
      new sharedPb.BadRequest().setMessage(error.details),
    );
  throw error;
}

function batchAppended(stream: string, expected: Expected, result: WriteResult): BatchAppendResp {
  if (result.success) {
    const position = new sharedPb.AllStreamPosition()
      .setCommitPosition(String(result.position))
      .setPreparePosition(String(result.position));
    return new streamsPb.BatchAppendResp().setSuccess(
      new streamsPb.BatchAppendResp.Success()
        .setCurrentRevision(String(result.revision))
        .setPosition(position),
    );
  }
  if ('deleted' in result) {
    const name = new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream));
    return refusal(
      codePb.Code.NOT_FOUND,
      'StreamDeleted',
      'StreamDeleted',
      new sharedPb.StreamDeleted().setStreamIdentifier(name),
    );
  }
  return wrongRevision(expected, result.current);
}

function wrongRevision(expected: Expected, current: number): BatchAppendResp {
  const wrong = new sharedPb.WrongExpectedVersion();
  if (typeof expected === 'number' && expected >= 0)
    wrong.setExpectedStreamPosition(String(expected));
  if (current >= 0) wrong.setCurrentStreamRevision(String(current));
  return refusal(codePb.Code.ALREADY_EXISTS, 'WrongExpectedVersion', 'WrongExpectedVersion', wrong);
}

type Deletion = DeleteReq | TombstoneReq;
type Deleted = DeleteResp | TombstoneResp;

/** Deletes softly, or with a tombstone for ever. */
export function remove(
  log: Log,
  mayWrite: MayWrite,
  tombstone: boolean,
  request: Deletion,
  answer: sendUnaryData<Deleted>,
): void {
  const run = async (): Promise<Deleted> => {
    const options = request.getOptions()!;
    const stream = text(options.getStreamIdentifier()!.getStreamName());
    mayWrite(stream);
    const expected: Expected = options.hasRevision()
      ? Number(options.getRevision())
      : options.hasNoStream()
        ? -1
        : 'any';
    const result = await log.delete(stream, expected, tombstone);
    if ('deleted' in result) throw streamDeleted(stream);
    if (!result.success) throw wrongExpectedVersion(stream, expected, result.current);
    const place = String(result.position);
    if (tombstone)
      return new streamsPb.TombstoneResp().setPosition(
        new streamsPb.TombstoneResp.Position().setCommitPosition(place).setPreparePosition(place),
      );
    return new streamsPb.DeleteResp().setPosition(
      new streamsPb.DeleteResp.Position().setCommitPosition(place).setPreparePosition(place),
    );
  };
  run().then((response) => answer(null, response), answer);
}
