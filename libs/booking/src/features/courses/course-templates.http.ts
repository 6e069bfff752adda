import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { invalid, notFound, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  ID,
  page,
  TOOLS,
  Patched,
} from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { type CourseTemplate, courseTemplates, templateDocuments } from './course.js';
import {
  CourseTemplateAnswer,
  CourseTemplateBody,
  CourseTemplateListQuery,
} from './courses.shapes.http.js';
import { checkTerms } from './progress.js';

/** The courses that the chain offers. */
@Patched('putCourseTemplate')
@Controller('v1/booking')
export class CourseTemplatesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write a new version of a course template. The same content again is the same version. Courses under way keep theirs.
   *
   * @zh 保存疗程模板
   */
  @Put('course-templates/:templateId')
  @HttpCode(200)
  @Allow('booking.course-templates:write', { store: 'chain' })
  @Returns(CourseTemplateAnswer)
  async putCourseTemplate(
    @Param('templateId') templateId: string,
    @Body() body: CourseTemplateBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<CourseTemplateAnswer> {
    if (!ID.test(templateId))
      throw invalid('id-invalid', 'This is not a valid template id.', {
        field: 'templateId',
        expected: 'up to 64 letters, digits, dots, dashes or underscores',
      });
    const { minDays = 0, recommendedDays = minDays, active = true, ...rest } = body;
    const template = { id: templateId, ...rest, minDays, recommendedDays, active };
    checkTerms(template);
    for (const [i, serviceId] of body.serviceIds.entries())
      await booksOf(this.tools).service(serviceId, `serviceIds.${i}`);
    return templateAnswer(
      await templateDocuments.write(this.tools, template, { expected: ifMatch }),
    );
  }

  /**
   * Get a course template as new courses are begun with it.
   *
   * @zh 查询疗程模板
   */
  @Get('course-templates/:templateId')
  @Allow('booking.course-templates:read', { store: 'nothing' })
  @Returns(CourseTemplateAnswer)
  async getCourseTemplate(@Param('templateId') templateId: string): Promise<CourseTemplateAnswer> {
    const template = await this.tools.documents.get(courseTemplates, templateId);
    if (!template) throw notFound('course-template-not-found', 'There is no such course template.');
    return templateAnswer(template);
  }

  /**
   * List the course templates, by id.
   *
   * @zh 疗程模板列表
   */
  @Get('course-templates')
  @Allow('booking.course-templates:read', { store: 'nothing' })
  @Returns(CourseTemplateAnswer, { list: true })
  async listCourseTemplates(
    @Query() { limit = 50, after }: CourseTemplateListQuery,
  ): Promise<{ items: CourseTemplateAnswer[]; next?: string }> {
    return page(
      await this.tools.documents.find(courseTemplates, {
        index: 'byId',
        limit,
        after,
      }),
      templateAnswer,
    );
  }
}

const templateAnswer = ({
  id,
  serviceIds,
  ...template
}: Stored<CourseTemplate>): CourseTemplateAnswer => ({
  templateId: id,
  ...template,
  serviceIds: [...serviceIds],
});
