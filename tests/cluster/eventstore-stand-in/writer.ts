import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { appendTooLarge, commitTimeout, failure, thrown, unavailable } from './failure.js';
import type { Expected, Log, ProposedEvent, WriteResult } from './log.js';
import type { Troubles } from './troubles.js';

/** As the server is delivered. */
const MOST_BYTES = 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Message = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage;

/** An event as it came over the wire. */
export function proposed(message: Message): ProposedEvent {
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
