/** What kind of "no" an answer is; the HTTP side maps each to one status. */
export type RefusalKind =
  'refused' | 'not-found' | 'conflict' | 'invalid' | 'forbidden' | 'unavailable' | 'precondition';

/** More about a refusal: the offending field, what was expected, and facts a client can act on. Never personal data. */
export interface RefusalDetail {
  /** JSON pointer or dotted path of the offending input. */
  readonly field?: string;
  readonly expected?: string;
  /** What every problem has of its own: a fact of that name would be lost. What was found is `found`. */
  readonly status?: never;
  readonly type?: never;
  readonly title?: never;
  readonly detail?: never;
  readonly code?: never;
  readonly [fact: string]: unknown;
}

/**
 * An expected "no": a business rule or bad input. It has a stable kebab-case code that clients may rely on.
 * A refused command changes nothing.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    message: string,
    readonly detail: RefusalDetail = {},
  ) {
    super(message);
  }
}

/** A business rule says no (409 unless said otherwise). */
export const refused = (code: string, message: string, detail?: RefusalDetail) =>
  new Refusal('refused', code, message, detail);
/** It does not exist, or the caller may not see it (404). */
export const notFound = (code: string, message: string, detail?: RefusalDetail) =>
  new Refusal('not-found', code, message, detail);
/** Somebody else was first (409); trying again with fresh data may succeed. */
export const conflict = (code: string, message: string, detail?: RefusalDetail) =>
  new Refusal('conflict', code, message, detail);
/** The input is well-formed but wrong (422). Name the field. */
export const invalid = (code: string, message: string, detail?: RefusalDetail) =>
  new Refusal('invalid', code, message, detail);

/** The caller may not do this, whatever the input (403). */
export const forbidden = (code: string, message: string, detail?: RefusalDetail) =>
  new Refusal('forbidden', code, message, detail);

/**
 * A word that will stand in an event is a code of a closed list: a word that may name a person is on none (R-PR-01).
 * @throws Refusal 422 `reason-unknown` with the codes that the list has
 */
export function mustBeListed(codes: readonly string[], code: string, field = 'reason'): void {
  if (!codes.includes(code))
    throw invalid('reason-unknown', 'The chain has no such reason for this.', {
      field,
      expected: `one of ${codes.join(', ')}`,
    });
}

/** The expected revision was not the real one. The port's own error: `execute` retries it, HTTP answers 409 or 412. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  constructor(
    readonly subject: string,
    readonly expected: number,
    readonly actual: number | undefined,
  ) {
    super(`${subject}: expected revision ${expected}, found ${actual ?? 'another'}`);
  }
}

/** A unique index of a collection already holds this key. */
export class DuplicateError extends Error {
  override readonly name = 'DuplicateError';
  constructor(
    readonly collection: string,
    readonly index: string,
  ) {
    super(`${collection}: another document has the same ${index}`);
  }
}

/** What was read from the disk is not what was written. It is reported, never served. */
export class CorruptionError extends Error {
  override readonly name = 'CorruptionError';
  constructor(
    readonly where: string,
    message: string,
  ) {
    super(`${where}: ${message}`);
  }
}

/**
 * An event that cannot be taken as it stands: of a newer release, or damaged by another writer. What depends on its stream waits; a command on
 * the stream is refused with `event-not-understood` (503).
 */
export class NotUnderstoodError extends Refusal {
  constructor(
    {
      type,
      version,
      ...event
    }: {
      readonly type: string;
      readonly version: number;
      readonly stream?: string;
      readonly revision?: number;
      readonly topic?: string;
      readonly key?: string;
    },
    why: string,
    /** Another release may know it. */
    readonly awaitsRelease = false,
  ) {
    const where =
      event.stream === undefined
        ? `${event.topic} of ${event.key}`
        : `${event.stream} revision ${event.revision}`;
    super('unavailable', 'event-not-understood', `${where}: ${type} version ${version} ${why}.`);
  }
}

/** The engine cannot take writes (or answers) now: disk full, broker away. Nothing was changed; it may be tried again. */
export class UnavailableError extends Error {
  override readonly name: string = 'UnavailableError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A service outside the platform (a mail server, a payment provider) does not answer, or says "not now". Its key waits and is
 * tried again over hours, everything else goes on; it is no dead letter before it has waited for days.
 */
export class PostponedError extends UnavailableError {
  override readonly name = 'PostponedError';
}
