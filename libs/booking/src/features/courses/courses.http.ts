import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { businessDateOf, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, notFound, optional, sha256, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  page,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { courses } from './course-ledger.js';
import { standingSessions } from './next-session.js';
import type { CourseCommand, CourseState } from './course-events.js';
import { courseTemplates } from './course.js';
import {
  CourseAnswer,
  CourseBody,
  CourseListQuery,
  CourseReasonBody,
  CourseSessionBody,
  ListedCourseAnswer,
} from './courses.shapes.http.js';
import { listedCourses } from './courses.view.js';
import { linkSession } from './link-session.flow.js';
import { nextSession } from './progress.js';
import { standingOf } from './standing.flow.js';

type Begun = CourseState & { readonly started: NonNullable<CourseState['started']> };

/** Courses of customers: begun, continued, abandoned. */
@Controller('v1/booking')
export class CoursesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Begin a course of treatments for a customer. It keeps the terms that its template has today (BK-25).
   *
   * @zh 开始疗程
   */
  @Post('courses')
  @HttpCode(201)
  @Allow('booking.courses:write', { store: 'body.storeId' })
  @Command()
  @Returns(CourseAnswer)
  async startCourse(
    @Body() { templateId, customerId, storeId }: CourseBody,
    @Ctx() request: RequestContext,
  ): Promise<CourseAnswer> {
    const { expected: _, ...cause } = request.cause({ storeId });
    // The id follows from the command, so that a repeat finds the same course, whatever became of the template.
    const courseId = `c-${sha256(cause.commandId).slice(0, 24)}`;
    const begun = (await this.tools.load(courses, courseId)).state.started;
    const command: CourseCommand = begun
      ? {
          type: 'StartCourse',
          customerId,
          storeId,
          templateId,
          templateVersion: begun.templateVersion,
          terms: begun,
          startedOn: begun.startedOn,
        }
      : {
          type: 'StartCourse',
          customerId,
          storeId,
          templateId,
          ...(await this.terms(templateId)),
          startedOn: await this.today(storeId),
        };
    const { state, revision } = await this.tools.execute(courses, courseId, command, cause);
    return this.answer(state as Begun, revision);
  }

  /**
   * Get a course with its sessions. It says when the next session may be, is best and must be at the latest.
   *
   * @zh 查询疗程
   */
  @Get('courses/:courseId')
  @Allow('booking.courses:read', { store: 'narrowed' })
  @Returns(CourseAnswer)
  async getCourse(
    @Param('courseId') courseId: string,
    @Ctx() request: RequestContext,
  ): Promise<CourseAnswer> {
    const { state, revision } = await this.find(courseId, request);
    return this.answer(state, revision);
  }

  /**
   * List a customer's courses, oldest first. Only courses that were begun in the caller's stores are listed.
   *
   * @zh 顾客疗程列表
   */
  @Get('courses')
  @Allow('booking.courses:read', { store: 'narrowed' })
  @Returns(ListedCourseAnswer, { list: true })
  async listCourses(
    @Query() { customerId, limit = 50, after }: CourseListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: ListedCourseAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(listedCourses), {
      index: 'byCustomer',
      where: { customerId },
      limit,
      after,
    });
    return page(
      { ...found, items: found.items.filter(({ storeId }) => caller.sees(storeId)) },
      ({
        id,
        storeId,
        templateId,
        status,
        sessions,
        agreed,
        done,
        forfeited = [],
        startedOn,
        expiresOn,
      }) => ({
        courseId: id,
        customerId,
        storeId,
        templateId,
        status,
        sessions,
        done: done.length,
        booked: agreed.length,
        forfeited: forfeited.length,
        startedOn,
        expiresOn,
      }),
    );
  }

  /**
   * Make a booked appointment a session of a course. It books nothing itself. 409 `course-spacing` names the earliest date allowed.
   *
   * @zh 将预约计入疗程
   */
  @Post('courses/:courseId/sessions')
  @HttpCode(200)
  @Allow('booking.courses:write', { store: 'narrowed' })
  @Command()
  @Returns(CourseAnswer)
  async bookCourseSession(
    @Param('courseId') courseId: string,
    @Body() { appointmentId }: CourseSessionBody,
    @Ctx() request: RequestContext,
  ): Promise<CourseAnswer> {
    const { state: before } = await this.find(courseId, request);
    const standing = await standingOf(this.tools, appointmentId);
    if (!standing)
      throw notFound('appointment-not-found', 'There is no such appointment.', {
        field: 'appointmentId',
      });
    request.caller.mustSee(standing.storeId, 'appointment');
    const { state, revision } = await this.tools.execute(
      courses,
      courseId,
      { type: 'BookSession', standing: await linkSession(this.tools, before, standing) },
      request.cause({ storeId: before.started.storeId }),
    );
    return this.answer(state as Begun, revision);
  }

  /**
   * Give a course up. What is agreed no longer counts as a session; the appointments themselves stay.
   *
   * @zh 终止疗程
   */
  @Post('courses/:courseId/abandon')
  @HttpCode(200)
  @Allow('booking.courses:write', { store: 'narrowed' })
  @Command()
  @Returns(CourseAnswer)
  async abandonCourse(
    @Param('courseId') courseId: string,
    @Body() { reason }: CourseReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<CourseAnswer> {
    const { state: before } = await this.find(courseId, request);
    await mustBeReason(this.tools, 'abandon-course', reason);
    const { state, revision } = await this.tools.execute(
      courses,
      courseId,
      { type: 'AbandonCourse', reason },
      request.cause({ storeId: before.started.storeId }),
    );
    return this.answer(state as Begun, revision);
  }

  private async terms(templateId: string) {
    const template = await this.tools.documents.get(courseTemplates, templateId);
    if (!template)
      throw invalid('course-template-unknown', 'There is no such course template.', {
        field: 'templateId',
      });
    if (!template.active)
      throw invalid('course-template-inactive', 'This course is no longer offered.', {
        field: 'templateId',
      });
    const { serviceIds, sessions, minDays, recommendedDays, maxDays, validityDays, version } =
      template;
    return {
      templateVersion: version,
      terms: {
        serviceIds,
        sessions,
        minDays,
        recommendedDays,
        ...optional({ maxDays }),
        validityDays,
      },
    };
  }

  private async today(storeId: string): Promise<string> {
    const { store } = await booksOf(this.tools).store(storeId);
    return businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now()));
  }

  private async find(
    courseId: string,
    request: RequestContext,
  ): Promise<{ state: Begun; revision: number }> {
    const { state, revision } = await this.tools.load(courses, courseId);
    if (!state.started || !request.caller.sees(state.started.storeId))
      throw notFound('course-not-found', 'There is no such course.');
    return { state: state as Begun, revision };
  }

  private async answer(state: Begun, revision: number): Promise<CourseAnswer> {
    const {
      courseId,
      customerId,
      storeId,
      templateId,
      templateVersion,
      sessions,
      startedOn,
      expiresOn,
    } = state.started;
    const standing = standingSessions(state);
    const next = nextSession(state, await this.today(storeId));
    return {
      courseId,
      customerId,
      storeId,
      templateId,
      templateVersion,
      status: state.status,
      sessions,
      startedOn,
      expiresOn,
      done: standing.filter((s) => s.status === 'done').length,
      booked: standing.filter((s) => s.status === 'booked').length,
      forfeited: standing.filter((s) => s.status === 'forfeited').length,
      agreed: standing.map(
        ({ appointmentId, status, storeId: at, date, startMs, tooEarly, visitId }) => ({
          appointmentId,
          status,
          storeId: at,
          date,
          startsAt: isoOf(startMs),
          tooEarly,
          ...optional({ visitId }),
        }),
      ),
      ...(next === undefined ? {} : { next: { ...next } }),
      revision,
    };
  }
}
