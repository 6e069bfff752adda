import { Instant } from '@chignon/service-kit';

/** A stretch of a day, half-open. ISO UTC. */
export class DayWindow {
  /** When it begins. */
  @Instant() from: string;
  /** When it ends, exclusive. */
  @Instant() to: string;
}
