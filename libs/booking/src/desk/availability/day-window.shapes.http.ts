import { Text } from '@chignon/service-kit';

/** A stretch of a day, half-open. ISO UTC. */
export class DayWindow {
  @Text() from: string;
  @Text() to: string;
}
