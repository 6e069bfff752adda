import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { streamDeleted, thrown } from './failure.js';
import type { Expected, WriteResult } from './log.js';
import { empty, text } from './protocol.js';

import type { Writer } from './writer.js';
import { type MayWrite, proposed } from './writer.js';

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
