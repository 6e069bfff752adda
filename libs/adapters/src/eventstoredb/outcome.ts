import { setTimeout as pause } from 'node:timers/promises';
import { ErrorType } from '@eventstore/db-client';
import { invalid, refused, UnavailableError } from '@chignon/eventing';

/** Pauses before the second, third and last try, in milliseconds. */
const RETRY_AFTER_MS = [100, 400, 1000];

const typeOf = (error: unknown): unknown => (error as { type?: unknown } | undefined)?.type;
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code;

/** gRPC codes that say the request itself is wrong: invalid argument, failed precondition, unimplemented. */
const OUR_FAULT = new Set<unknown>([3, 9, 12]);
/** Permission denied, unauthenticated. */
const NOT_ALLOWED = new Set<unknown>([7, 16]);

/**
 * A clear no, as the port's error; `undefined` where the outcome is unknown: deadline, cut line, cancelled, server
 * timeout (it may have been stored), another leader. Then the same request may be sent again.
 */
function clearNo(error: unknown): Error | undefined {
  switch (typeOf(error)) {
    case ErrorType.ACCESS_DENIED:
      return new UnavailableError('eventstore-access-denied', 'EventStoreDB refuses these credentials');
    case ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED:
      return invalid('append-too-large', 'the events of one append are larger than EventStoreDB takes (1 MiB unless set)', {
        maxBytes: (error as { maxAppendSize?: number }).maxAppendSize,
      });
    case ErrorType.STREAM_DELETED:
      return refused('stream-deleted', 'the stream was deleted in EventStoreDB for ever');
    case ErrorType.WRONG_EXPECTED_VERSION:
    case ErrorType.STREAM_NOT_FOUND:
    case ErrorType.INVALID_ARGUMENT:
    case ErrorType.MISSING_REQUIRED_METADATA_PROPERTY:
      return error as Error;
    case ErrorType.NOT_LEADER:
      return undefined;
  }
  if (NOT_ALLOWED.has(codeOf(error))) return new UnavailableError('eventstore-access-denied', 'EventStoreDB refuses these credentials');
  if (OUR_FAULT.has(codeOf(error)) || error instanceof TypeError) return error as Error;
  return undefined;
}

/**
 * Asks, and asks the same again while the outcome is unknown, at most 3 times more. Only for reads and for appends
 * that the server knows again. Rejects with the clear no, or with `UnavailableError`.
 */
export async function untilKnown<T>(ask: () => Promise<T>, retryAfterMs: readonly number[] = RETRY_AFTER_MS): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const no = clearNo(error);
      if (no) throw no;
      const wait = retryAfterMs[tries];
      if (wait === undefined) throw new UnavailableError('eventstore-unavailable', `EventStoreDB does not answer: ${(error as Error)?.message}`);
      await pause(wait);
    }
  }
}

/** The answer, or a rejection after `timeoutMs`: the client's own deadlines do not cover connecting and reading. */
export function within<T>(timeoutMs: number, what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  // An answer that fails after it was given up is nobody's: without this it would end the process.
  answer.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
