import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';

/** An error as the server sends it: a gRPC status, and in the trailers what kind it is. */
export function failure(
  code: status,
  details: string,
  trailers: Record<string, string> = {},
): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const unavailable = () => failure(status.UNAVAILABLE, 'the stand-in was told to say so');
/** What the client makes of the server's HTTP 401: no user, a wrong one, or a wrong password. */
export const unauthenticated = () =>
  failure(status.UNAUTHENTICATED, 'Received HTTP status code 401');
export const accessDenied = () =>
  failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const appendTooLarge = (bytes: number) =>
  failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${bytes} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytes),
  });
export const streamDeleted = (stream: string) =>
  failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
export const wrongExpectedVersion = (stream: string, expected: number | string, actual: number) =>
  failure(
    status.FAILED_PRECONDITION,
    `failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );
/** The answer to a copy of an append that is still under way. */
export const commitTimeout = () =>
  failure(status.ABORTED, 'Operation timed out: Commit phase timeout');
/** What the server's handlers do not catch. */
export const thrown = (details = 'Exception was thrown by handler.') =>
  failure(status.UNKNOWN, details);
export const loginConflict = (name: string) =>
  failure(status.FAILED_PRECONDITION, 'Conflict.', {
    exception: 'user-conflict',
    'login-name': name,
  });
export const loginNotFound = (name: string) =>
  failure(status.NOT_FOUND, `User '${name}' is not found.`, {
    exception: 'user-not-found',
    'login-name': name,
  });
