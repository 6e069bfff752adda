import type { Facts } from '@chignon/eventing';
import { randomUUID } from 'node:crypto';

const MINUTE_MS = 60_000;

/** The facts of a test: the real clock until it is set, then the instant that was said, for everything that the platform under test does. */
export class Clock implements Facts {
  private atMs: number | undefined;

  readonly now = (): string => new Date(this.atMs ?? Date.now()).toISOString();
  readonly newId = (): string => randomUUID();

  /** Stands still at this instant: ISO 8601 with its offset, or milliseconds since 1970. */
  set(instant: string | number): void {
    const atMs = typeof instant === 'number' ? instant : Date.parse(instant);
    if (!Number.isFinite(atMs)) throw new Error(`${instant} is not an instant`);
    this.atMs = atMs;
  }

  /** Goes on by so many minutes from where it stands. @returns the new instant in milliseconds */
  advance(minutes: number): number {
    this.atMs = (this.atMs ?? Date.now()) + minutes * MINUTE_MS;
    return this.atMs;
  }

  /** The real clock again. */
  release(): void {
    this.atMs = undefined;
  }

  /** What is done while it stands at this instant; afterwards it is where it was. */
  async during<T>(instant: string | number, act: () => Promise<T>): Promise<T> {
    const before = this.atMs;
    this.set(instant);
    try {
      return await act();
    } finally {
      this.atMs = before;
    }
  }
}
