import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { failure, streamDeleted } from './failure.js';
import type { Log } from './log.js';
import type { Events } from './packed.js';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
  filterOf,
  indexAfter,
  isAfter,
  notFoundResponse,
  placeAfter,
  placeOf,
  placeOfNext,
  START,
  text,
} from './protocol.js';
import type { Place } from './protocol.js';
import type { Troubles } from './troubles.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;

/** Events the server considers in one go when the request names no window. */
const DEFAULT_WINDOW = 50;

/** Read of a stream or of everything, either way, and subscriptions to either. */
export async function read(log: Log, troubles: Troubles, call: Call): Promise<void> {
  const options = call.request.getOptions()!;
  const sink = sinkOf(call, troubles);
  if (options.hasSubscription())
    await (options.hasStream()
      ? followStream(log, options, sink)
      : followAll(log, troubles, options, sink));
  else await readOnce(log, options, sink);
  if (!call.cancelled) call.end();
}

interface Sink {
  readonly over: () => boolean;
  /** Resolves when the client has room again. */
  send(response: ReadResp): Promise<void>;
  /** Resolves at the next growth of the log, or when the call is over. */
  growth(log: Log, since: number): Promise<void>;
}

function sinkOf(call: Call, troubles: Troubles): Sink {
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of [...waiting]) wake();
  };
  for (const sign of ['cancelled', 'close', 'error', 'drain']) call.on(sign, wakeAll);
  const pause = (until: (wake: () => void) => () => void): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake);
        stop();
        resolve();
      };
      waiting.add(wake);
      const stop = until(wake);
    });
  const over = () => call.cancelled || call.destroyed;
  return {
    over,
    async send(response) {
      if (over()) return;
      troubles.sent++;
      if (call.write(response)) return;
      await pause(() => () => {});
    },
    async growth(log, since) {
      if (over() || log.events.length > since) return;
      await pause((wake) => log.onGrown(wake));
    },
  };
}

async function readOnce(log: Log, options: ReadReq.Options, sink: Sink): Promise<void> {
  const backwards =
    options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS;
  const matches = filterOf(options);
  let left = BigInt(options.getCount());
  if (left === 0n) throw failure(status.INVALID_ARGUMENT, "'0' is not a valid count");
  const events = options.hasStream() ? log.stream(streamNameOf(options)) : log.events;
  if (events === 'absent') return sink.send(notFoundResponse(streamNameOf(options)));
  if (events === 'deleted') throw streamDeleted(streamNameOf(options));
  for (
    let i = startOf(options, events, backwards);
    left > 0n && i >= 0 && i < events.length && !sink.over();
    i += backwards ? -1 : 1
  ) {
    const event = events.at(i)!;
    if (!matches(event)) continue;
    await sink.send(eventResponse(event));
    left--;
  }
}

/** What a request reads: a stream, or `$all`. */
export const subjectOf = (request: ReadReq): string =>
  request.getOptions()!.hasStream() ? streamNameOf(request.getOptions()!) : '$all';

const streamNameOf = (options: ReadReq.Options): string =>
  text(options.getStream()!.getStreamIdentifier()!.getStreamName());

/** Forwards a position is where to begin; backwards it is what to stay before. A revision is where to begin, either way. */
function startOf(options: ReadReq.Options, events: Events, backwards: boolean): number {
  const of = options.getStream() ?? options.getAll()!;
  if (of.hasStart()) return backwards ? -1 : 0;
  if (of.hasEnd()) return backwards ? events.length - 1 : events.length;
  const stream = options.getStream();
  if (stream) {
    // Its beginning may be gone: revisions are counted from the first that there was.
    const index = Number(stream.getRevision()) - (events.at(0)?.revision ?? 0);
    return backwards ? Math.min(index, events.length - 1) : Math.max(index, 0);
  }
  const first = indexAfter(events, placeFrom(options)!, true);
  return backwards ? first - 1 : first;
}

function placeFrom(options: ReadReq.Options): Place | undefined {
  const position = options.getAll()?.getPosition();
  return (
    position && {
      commit: BigInt(position.getCommitPosition()),
      prepare: BigInt(position.getPreparePosition()),
    }
  );
}

async function followStream(log: Log, options: ReadReq.Options, sink: Sink): Promise<void> {
  const name = streamNameOf(options);
  const of = options.getStream()!;
  const shown = (): Events | undefined => {
    const events = log.stream(name);
    if (events === 'deleted') throw streamDeleted(name);
    return events === 'absent' ? undefined : events;
  };
  let next = of.hasStart()
    ? 0
    : of.hasEnd()
      ? (shown()?.at(-1)?.revision ?? -1) + 1
      : Number(of.getRevision()) + 1;
  let toldCaughtUp = false;
  await sink.send(confirmationResponse(randomUUID()));
  while (!sink.over()) {
    const seen = log.events.length;
    const events = shown();
    for (
      let i = Math.max(next - (events?.at(0)?.revision ?? 0), 0);
      events && i < events.length;
      i++
    ) {
      const event = events.at(i)!;
      await sink.send(eventResponse(event));
      next = event.revision + 1;
    }
    if (!toldCaughtUp) await sink.send(caughtUpResponse());
    toldCaughtUp = true;
    await sink.growth(log, seen);
  }
}

/**
 * Like the server: by pages of considered events while catching up, a checkpoint after each interval and one when going
 * live, which is the last match or else where the last page began: not the end of the log.
 */
async function followAll(
  log: Log,
  troubles: Troubles,
  options: ReadReq.Options,
  sink: Sink,
): Promise<void> {
  const all = options.getAll()!;
  const filter = options.getFilter();
  const matches = filterOf(options);
  const window = filter?.hasMax() ? filter.getMax() : DEFAULT_WINDOW;
  const interval = window * (filter?.getCheckpointintervalmultiplier() ?? 1);
  if (filter && interval <= 0)
    throw failure(status.INVALID_ARGUMENT, 'CheckpointInterval must be greater than 0');
  const from = placeFrom(options);
  let next = all.hasEnd() ? log.events.length : from ? indexAfter(log.events, from, false) : 0;
  let pageStart: Place = from ?? START;
  let checkpoint: Place | undefined = from;
  let considered = 0;
  let live = false;
  const tell = async () => {
    if (filter && checkpoint) await sink.send(checkpointResponse(checkpoint));
  };

  await sink.send(confirmationResponse(randomUUID()));
  while (!sink.over()) {
    const begin = next;
    const end = Math.min(begin + (live ? 1 : window), log.events.length);
    while (next < end) {
      const event = log.events.at(next)!;
      next++;
      considered++;
      if (matches(event)) {
        if (filter && troubles.checkpointEarly) await sink.send(checkpointResponse(placeOf(event)));
        await sink.send(eventResponse(event));
        checkpoint = placeOf(event);
      } else if (live && considered >= interval) {
        checkpoint = placeOf(event);
      }
    }
    if (live) {
      if (considered >= interval) {
        considered = 0;
        await tell();
      }
      await sink.growth(log, next);
      continue;
    }
    if (end > begin && (!checkpoint || isAfter(pageStart, checkpoint))) checkpoint = pageStart;
    if (end - begin < window) {
      live = true;
      if (troubles.checkpointEarly) checkpoint = placeOfNext(log.events);
      if (troubles.checkpointWhenCaughtUp) await tell();
      await sink.send(caughtUpResponse());
    } else if (considered >= interval) {
      considered %= interval;
      await tell();
    }
    if (end > begin) pageStart = placeAfter(log.events.at(end - 1)!);
  }
}
