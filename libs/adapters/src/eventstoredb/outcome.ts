import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import {
  ConflictError,
  invalid,
  Refusal,
  refused,
  UnavailableError,
  optional,
} from '@chignon/eventing';

/** Pauses before the second, third and last try, in milliseconds: together longer than a cluster takes for a new leader (2 s). */
const RETRY_AFTER_MS = [100, 600, 1800];
/**
 * The part of the whole wait that one try may take, so that a line gone silent leaves time for another. Of the usual 5 s it is
 * more than the 2.6 s after which the server answers the copy of an append that is still under way.
 */
const PART_OF_ONE_TRY = 0.6;

/** No answer came in time. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

/** A wrong expected revision as the server tells it; `actual` is the server's own count, -1 where there is no stream. */
export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';
  constructor(readonly actual: number) {
    super(`the stream is at ${actual}`);
  }
}

/** What the server said instead of an answer: in the trailers of a call, or as the status of one append of a batch. */
interface Said {
  readonly code?: number;
  readonly details?: string;
  readonly message?: string;
  readonly metadata?: { getMap(): { readonly [name: string]: unknown } };
}
/** What the trailers of a call say beside its code: `exception` is the kind of error. */
export const trailer = (error: unknown, name: string): string | undefined => {
  const value = (error as Said | undefined)?.metadata?.getMap?.()[name];
  return value === undefined ? undefined : String(value);
};

/** The node to ask instead, where this one is not the leader and knows who is. */
export function nextLeader(
  error: unknown,
): { readonly address: string; readonly port: number } | undefined {
  if (trailer(error, 'exception') !== 'not-leader') return undefined;
  const [address, port] = [
    trailer(error, 'leader-endpoint-host'),
    Number(trailer(error, 'leader-endpoint-port')),
  ];
  return address && port > 0 ? { address, port } : undefined;
}

/** gRPC codes that say the request itself is wrong: trying it again would not help. */
const OUR_FAULT = new Set<number | undefined>([
  status.INVALID_ARGUMENT,
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
]);

/** The right that followers need, which no user has without being told so. */
export const READ_ALL = 'to read $all';

/** What is asked, for messages: `append to visit-1`, and the right that it takes. */
export interface Asked {
  readonly what: string;
  readonly right: string;
  readonly user: string | undefined;
}

export const notKnown = (user: string | undefined) =>
  new UnavailableError(
    'eventstore-unauthenticated',
    `EventStoreDB does not know the user ${user ?? '(none)'}, or the password is wrong.`,
  );
export const notAllowed = ({ user = '(none)', right }: Asked) =>
  new UnavailableError(
    'eventstore-access-denied',
    `EventStoreDB knows the user ${user}, who lacks the right ${right}${right === READ_ALL ? `; an administrator grants it as metadata of $all: {"$acl": {"$r": ["$admins", ${JSON.stringify(user)}]}}` : ''}.`,
  );
export const tooLarge = (maxBytes: number | undefined) =>
  invalid(
    'append-too-large',
    'The events of one append are larger than EventStoreDB accepts (1 MiB by default).',
    maxBytes === undefined ? {} : { maxBytes },
  );
export const deletedForEver = () =>
  refused('stream-deleted', 'The stream was permanently deleted in EventStoreDB.');

/** @param first revision (1 for the first) of what is left; undefined: nothing is. */
export const truncated = (stream: string, first: number | undefined) =>
  refused(
    'stream-truncated',
    `The beginning of ${stream} is gone in EventStoreDB (deleted or shortened there): ${first === undefined ? 'none of its events is left' : `the first one left is revision ${first}`}.`,
    { stream, ...optional({ firstRevision: first }) },
  );

/**
 * A clear no, as the port's error; `undefined` where the outcome is unknown: deadline, cut line, cancelled, server timeout (it
 * may have been stored; a copy under way is answered so), another leader. Then the same request may be sent again.
 */
function clearNo(error: unknown, asked: Asked): Error | undefined {
  if (
    [WrongRevision, ConflictError, Refusal, UnavailableError, TypeError].some(
      (kind) => error instanceof kind,
    )
  )
    return error as Error;
  const { code } = error as Said;
  switch (trailer(error, 'exception')) {
    case 'access-denied':
      return notAllowed(asked);
    case 'maximum-append-size-exceeded':
      return tooLarge(Number(trailer(error, 'maximum-append-size')));
    case 'stream-deleted':
      return deletedForEver();
    case 'not-leader':
      return undefined;
  }
  if (code === status.UNAUTHENTICATED) return notKnown(asked.user);
  if (code === status.PERMISSION_DENIED) return notAllowed(asked);
  return OUR_FAULT.has(code) ? (error as Error) : undefined;
}

/** The error in the port's words, where it is a clear no. */
export const explained = (error: unknown, asked: Asked): Error =>
  clearNo(error, asked) ?? (error instanceof Error ? error : new Error(String(error)));

/**
 * Asks, and asks the same again while the outcome is unknown: at most 3 times more, and never beyond `totalMs` in all. `ask` is
 * told how long its try may take. Only for reads and for appends that the server knows again. Rejects with the clear no, or with
 * `UnavailableError`.
 */
export async function untilKnown<T>(
  ask: (withinMs: number) => Promise<T>,
  totalMs: number,
  asked: Asked,
  retryAfterMs: readonly number[] = RETRY_AFTER_MS,
): Promise<T> {
  const end = performance.now() + totalMs;
  for (let tries = 0; ; tries++) {
    try {
      return await ask(Math.max(1, Math.min(end - performance.now(), totalMs * PART_OF_ONE_TRY)));
    } catch (error) {
      const no = clearNo(error, asked);
      if (no) throw no;
      const wait = retryAfterMs[tries];
      if (wait === undefined || performance.now() + wait >= end)
        throw new UnavailableError(
          'eventstore-unavailable',
          `EventStoreDB does not answer (${asked.what}): ${(error as Said)?.message}.`,
        );
      await pause(wait);
    }
  }
}

/** The answer, or a rejection after `timeoutMs`. */
export function within<T>(timeoutMs: number, what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Silence(`${what}: no answer within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
  });
  // An answer that fails after it was given up is nobody's: without this it would end the process.
  answer.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
