import { IsString } from 'class-validator';

/** A stretch of a day, half-open. ISO UTC. */
export class DayWindow {
  @IsString() from: string;
  @IsString() to: string;
}
