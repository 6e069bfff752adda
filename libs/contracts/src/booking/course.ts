import { IsInt, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { DATE, INSTANT } from '../parts.js';

export const COURSE_TOPIC = 'chignon.booking.course';

class CourseDetails {
  @IsString() courseId: string;
  @IsString() customerId: string;
  /** Where the course was begun. */
  @IsString() storeId: string;
  @IsString() templateId: string;
  @IsInt() @Min(1) templateVersion: number;
  @IsInt() @Min(1) sessions: number;
}

/** All sessions of a course of treatments are done. Key: the customer, as for all of this topic. */
@Published(COURSE_TOPIC, 1)
export class CourseCompleted extends CourseDetails {
  @Matches(DATE) startedOn: string;
  /** The business day of the last session. */
  @Matches(DATE) completedOn: string;
  @Matches(INSTANT) completedAt: string;
}

/** A course that was completed is not: the visit of one of its sessions was voided. What followed from the completion is taken back. */
@Published(COURSE_TOPIC, 1)
export class CourseReopened extends CourseDetails {
  /** The visit that never counted. */
  @IsString() visitId: string;
}

/** What is published to this topic: named by its consumers. */
export const courseEvents = topicEvents(COURSE_TOPIC, { CourseCompleted, CourseReopened });
