import { Instant } from '@chignon/service-kit';

/** A stretch of a day, half-open. ISO UTC. */
export class DayWindow {
  @Instant() from: string;
  @Instant() to: string;
}
