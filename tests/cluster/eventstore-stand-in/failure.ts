import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';

/** An error as the server sends it: a gRPC status, and in the trailers what kind it is. */
export function failure(code: status, details: string, trailers: Record<string, string> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const unavailable = () => failure(status.UNAVAILABLE, 'the stand-in was told to say so');
export const accessDenied = () => failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const appendTooLarge = (bytes: number) =>
  failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${bytes} Exceeded.`, { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(bytes) });
