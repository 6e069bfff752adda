import type { sendUnaryData } from '@grpc/grpc-js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { streamDeleted, wrongExpectedVersion } from './failure.js';
import type { Expected, Log } from './log.js';
import { text } from './protocol.js';

import { type MayWrite } from './writer.js';

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
