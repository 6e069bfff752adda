/** Time and identity, handed into decisions so that they stay pure. Fixed in tests. */
export interface Facts {
  /** ISO 8601 instant in UTC with milliseconds, `2026-03-01T09:00:00.000Z`. */
  now(): string;
  /** A new random id (UUID v4). */
  newId(): string;
}
