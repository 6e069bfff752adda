import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { NOTHING_BEFORE, TOMBSTONE } from './log.js';
import type { LogEvent } from './log.js';
import type { Events } from './packed.js';

/** A place in the log. An event with number p is at (p, p); "right after it, nothing read yet" is (p + 1, 0). */
export interface Place {
  readonly commit: bigint;
  readonly prepare: bigint;
}
export const START: Place = { commit: 0n, prepare: 0n };
export const placeOf = ({ position }: LogEvent): Place => ({ commit: position, prepare: position });
export const placeAfter = ({ position }: LogEvent): Place => ({
  commit: position + 1n,
  prepare: 0n,
});
export const placeOfNext = (events: Events): Place => {
  const next = (events.at(-1)?.position ?? 0n) + 1n;
  return { commit: next, prepare: next };
};
export const isAfter = (a: Place, b: Place): boolean =>
  a.commit === b.commit ? a.prepare > b.prepare : a.commit > b.commit;

/** Index of the first event after a place (or at it, with `inclusive`), by halving. */
export function indexAfter(events: Events, place: Place, inclusive: boolean): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = placeOf(events.at(middle)!);
    if (isAfter(at, place) || (inclusive && !isAfter(place, at))) high = middle;
    else low = middle + 1;
  }
  return low;
}

export const empty = () => new sharedPb.Empty();
export const text = (bytes: Uint8Array | string): string =>
  Buffer.from(bytes as Uint8Array).toString('utf8');
export const identifier = (name: string) =>
  new sharedPb.StreamIdentifier().setStreamName(Buffer.from(name, 'utf8').toString('base64'));

const TICKS_PER_MS = 10_000n;

export function eventResponse(event: LogEvent): ReadResp {
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent()
    .setId(new sharedPb.UUID().setString(event.id))
    .setStreamIdentifier(identifier(event.stream))
    .setStreamRevision(event.type === TOMBSTONE ? NOTHING_BEFORE : String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data.toString('base64'))
    .setCustomMetadata(event.metadata.toString('base64'));
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.createdMs) * TICKS_PER_MS));
  const read = new streamsPb.ReadResp.ReadEvent()
    .setEvent(recorded)
    .setCommitPosition(String(event.position));
  return new streamsPb.ReadResp().setEvent(read);
}

export const confirmationResponse = (id: string): ReadResp =>
  new streamsPb.ReadResp().setConfirmation(
    new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId(id),
  );
export const checkpointResponse = ({ commit, prepare }: Place): ReadResp =>
  new streamsPb.ReadResp().setCheckpoint(
    new streamsPb.ReadResp.Checkpoint()
      .setCommitPosition(String(commit))
      .setPreparePosition(String(prepare)),
  );
export const caughtUpResponse = (): ReadResp =>
  new streamsPb.ReadResp().setCaughtUp(new streamsPb.ReadResp.CaughtUp());
export const notFoundResponse = (stream: string): ReadResp =>
  new streamsPb.ReadResp().setStreamNotFound(
    new streamsPb.ReadResp.StreamNotFound().setStreamIdentifier(identifier(stream)),
  );

/** Which events a request's filter lets through; none given: all. */
export function filterOf(options: ReadReq.Options): (event: LogEvent) => boolean {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  const subject = (event: LogEvent) => (byStream ? event.stream : event.type);
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex()) : undefined;
  return (event) =>
    regex
      ? regex.test(subject(event))
      : prefixes.some((prefix) => subject(event).startsWith(prefix));
}
