import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import codePb from '@eventstore/db-client/generated/code_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { appendTooLarge, failure, unavailable } from './failure.js';
import type { Expected, Log, ProposedEvent, WriteResult } from './log.js';
import { empty, text } from './protocol.js';
import type { Troubles } from './troubles.js';

/** As the server is delivered. */
const MOST_BYTES = 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Message = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage;

function proposed(message: Message): ProposedEvent {
  const id = message.getId()!.getString();
  const [type, contentType] = [message.getMetadataMap().get('type'), message.getMetadataMap().get('content-type')];
  if (!UUID.test(id)) throw failure(status.INVALID_ARGUMENT, `not a UUID: ${id}`);
  if (type === undefined || contentType === undefined) {
    throw failure(status.INVALID_ARGUMENT, 'Required Metadata Property is missing', { exception: 'missing-required-metadata-property', 'required-metadata-properties': 'type,content-type' });
  }
  return { id: id.toLowerCase(), type, contentType, data: Buffer.from(message.getData_asU8()), metadata: Buffer.from(message.getCustomMetadata_asU8()) };
}

const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((bytes, { type, data, metadata }) => bytes + 2 * type.length + data.length + metadata.length, 0);

/** Stores, with the troubles ordered for it. */
async function write(log: Log, troubles: Troubles, batched: boolean, stream: string, expected: Expected, events: readonly ProposedEvent[]): Promise<WriteResult> {
  await troubles.beforeAppend(batched);
  if (sizeOf(events) > MOST_BYTES) throw appendTooLarge(MOST_BYTES);
  const result = await log.append(stream, expected, events);
  if (troubles.losesAnswer()) throw unavailable();
  return result;
}

export function append(log: Log, troubles: Troubles, call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void {
  const requests: AppendReq[] = [];
  call.on('data', (request: AppendReq) => requests.push(request));
  call.on('end', () => {
    const run = async () => {
      const options = requests[0]?.getOptions();
      if (!options) throw failure(status.UNKNOWN, 'Exception was thrown by handler.');
      const stream = text(options.getStreamIdentifier()!.getStreamName());
      const expected: Expected = options.hasRevision() ? Number(options.getRevision()) : options.hasNoStream() ? -1 : options.hasAny() ? 'any' : 'stream-exists';
      return appended(expected, await write(log, troubles, false, stream, expected, requests.slice(1).map((request) => proposed(request.getProposedMessage()!))));
    };
    run().then((response) => answer(null, response), answer);
  });
}

function appended(expected: Expected, result: WriteResult): AppendResp {
  const response = new streamsPb.AppendResp();
  if (result.success) {
    const position = new streamsPb.AppendResp.Position().setCommitPosition(String(result.position)).setPreparePosition(String(result.position));
    return response.setSuccess(new streamsPb.AppendResp.Success().setCurrentRevision(String(result.revision)).setPosition(position));
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

/** Many appends over one stream, each in pieces that share a correlation id. */
export function batchAppend(log: Log, troubles: Troubles, call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
  const begun = new Map<string, { options: BatchAppendReq.Options; events: ProposedEvent[] }>();
  let running = 0;
  let ended = false;
  const endWhenDone = () => void (ended && running === 0 && call.end());
  call.on('data', (request: BatchAppendReq) => {
    const id = request.getCorrelationId()!.getString();
    const pieces = begun.get(id) ?? { options: request.getOptions()!, events: [] };
    begun.set(id, pieces);
    pieces.events.push(...request.getProposedMessagesList().map(proposed));
    if (!request.getIsFinal()) return;
    begun.delete(id);
    running++;
    const { options, events } = pieces;
    const stream = text(options.getStreamIdentifier()!.getStreamName());
    const expected: Expected = options.hasStreamPosition() ? Number(options.getStreamPosition()) : options.hasNoStream() ? -1 : options.hasAny() ? 'any' : 'stream-exists';
    write(log, troubles, true, stream, expected, events)
      .then((result) => call.write(batchAppended(expected, result).setCorrelationId(request.getCorrelationId()).setStreamIdentifier(options.getStreamIdentifier())))
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

function batchAppended(expected: Expected, result: WriteResult): BatchAppendResp {
  const response = new streamsPb.BatchAppendResp();
  if (result.success) {
    const position = new sharedPb.AllStreamPosition().setCommitPosition(String(result.position)).setPreparePosition(String(result.position));
    return response.setSuccess(new streamsPb.BatchAppendResp.Success().setCurrentRevision(String(result.revision)).setPosition(position));
  }
  const wrong = new sharedPb.WrongExpectedVersion();
  if (typeof expected === 'number' && expected >= 0) wrong.setExpectedStreamPosition(String(expected));
  if (result.current >= 0) wrong.setCurrentStreamRevision(String(result.current));
  const details = new anyPb.Any();
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  return response.setError(new statusPb.Status().setCode(codePb.Code.FAILED_PRECONDITION).setMessage('Wrong expected version').setDetails(details));
}
