import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServiceError } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import codePb from '@eventstore/db-client/generated/code_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { Expected, WriteResult } from './log.js';
import { text } from './protocol.js';

import type { Writer } from './writer.js';
import { type MayWrite, proposed } from './writer.js';

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
