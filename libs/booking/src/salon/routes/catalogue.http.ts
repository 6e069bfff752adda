import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import {
  findWanted,
  invalid,
  notFound,
  optional,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  DIRECTORY,
  Directory,
  ID,
  mustBeCurrency,
  page,
  TOOLS,
  Patched,
} from '@chignon/service-kit';
import { booksOf } from '../book/store-book.flow.js';
import { namedLike } from '../words/named-like.js';
import { DURATION_SCOPES, durations, type DurationTable, tableId } from '../catalogue/durations.js';
import {
  checkService,
  noGroup,
  noPhase,
  type Service,
  serviceDocuments,
  services,
  usualOccupancy,
} from '../catalogue/service.js';
import { serviceDescription } from '../catalogue/described.js';
import {
  DurationTableAnswer,
  DurationTableBody,
  ServiceAnswer,
  ServiceBody,
  ServiceListQuery,
} from './catalogue.shapes.http.js';
import { mustBeMeasured } from './recipe-units.flow.js';
import { mustSeeSubject } from './subjects.flow.js';

/** How often one page goes on past services with other names, so that a rare one costs a bounded time. */
const MAX_LOOKS = 40;

/** The services of the chain, and how long they take by staff member or customer. */
@Patched('putService')
@Controller('v1/booking')
export class CatalogueHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Write a new version of a service. Bookings keep theirs (BK-17, R-BK-06). The same content again is the same version.
   *
   * @zh 保存服务项目
   */
  @Put('services/:serviceId')
  @HttpCode(200)
  @Allow('booking.services:write', { store: 'chain' })
  @Returns(ServiceAnswer)
  async putService(
    @Param('serviceId') serviceId: string,
    @Body() body: ServiceBody,
    @Ctx() request: RequestContext,
  ): Promise<ServiceAnswer> {
    if (!ID.test(serviceId))
      throw invalid('id-invalid', 'This is not a valid service id.', {
        field: 'serviceId',
        expected: 'up to 64 letters, digits, dots, dashes or underscores',
      });
    const { documents } = this.tools;
    const service = serviceOf(serviceId, body);
    checkService(service);
    if (body.currency !== undefined) mustBeCurrency(body.currency);
    body.prices?.forEach(({ currency }, i) => mustBeCurrency(currency, `prices.${i}.currency`));
    await mustBeMeasured(
      this.directory,
      service.phases.flatMap((phase, i) =>
        phase.recipe.map((item, j) => ({ ...item, field: `phases.${i}.recipe.${j}.unit` })),
      ),
    );
    const group = service.requires?.serviceGroup;
    if (
      group !== undefined &&
      group !== service.serviceGroup &&
      (
        await documents.find(services, {
          index: 'byGroup',
          where: { serviceGroup: group },
          limit: 1,
        })
      ).items.length === 0
    )
      throw noGroup('requires.serviceGroup');
    return serviceAnswer(
      await serviceDocuments.write(this.tools, service, {
        expected: request.ifMatch,
        announce: (next) => [this.tools.message(serviceDescription(next), request.cause())],
      }),
    );
  }

  /**
   * Get the newest version of a service.
   *
   * @zh 查询服务项目
   */
  @Get('services/:serviceId')
  @Allow('booking.services:read', { store: 'nothing' })
  @Returns(ServiceAnswer)
  async getService(@Param('serviceId') serviceId: string): Promise<ServiceAnswer> {
    const service = await this.tools.documents.get(services, serviceId);
    if (!service) throw notFound('service-not-found', 'There is no such service.');
    return serviceAnswer(service);
  }

  /**
   * Get any version of a service.
   *
   * @param version the number of the version, 1 the first
   * @zh 查询服务项目历史版本
   */
  @Get('services/:serviceId/versions/:version')
  @Allow('booking.services:read', { store: 'nothing' })
  @Returns(ServiceAnswer)
  async getServiceVersion(
    @Param('serviceId') serviceId: string,
    @Param('version') version: string,
  ): Promise<ServiceAnswer> {
    const service = /^\d{1,9}$/.test(version)
      ? await booksOf(this.tools).version(serviceId, Number(version))
      : undefined;
    if (!service)
      throw notFound('service-version-not-found', 'There is no such version of this service.');
    const { revision: _, ...answer } = serviceAnswer(service as Stored<Service>);
    return answer;
  }

  /**
   * List the services of the catalogue, by id.
   *
   * @zh 服务项目列表
   */
  @Get('services')
  @Allow('booking.services:read', { store: 'nothing' })
  @Returns(ServiceAnswer, { list: true })
  async listServices(
    @Query() { category, q, active, limit = 50, after }: ServiceListQuery,
  ): Promise<{ items: ServiceAnswer[]; next?: string }> {
    const query = {
      ...(category === undefined
        ? { index: 'byId' }
        : { index: 'byCategory', where: { category } }),
      limit,
      ...optional({ after }),
    };
    return page(
      await findWanted(
        this.tools.documents,
        services,
        query,
        (service) =>
          namedLike(service.name, q) &&
          (active === undefined || service.active === (active === 'true')),
        MAX_LOOKS,
      ),
      serviceAnswer,
    );
  }

  /**
   * Set durations and prices that differ for somebody. They are of a customer, staff member, level or store (R-BK-04, BK-10). An empty list takes
   * them back.
   *
   * @param scope whom the table is about: `customer`, `staff`, `level` or `store`
   * @param subject id of the customer, staff member or store, or code of the level
   * @zh 设置个性化时长与价格
   */
  @Put('durations/:scope/:subject')
  @HttpCode(200)
  @Allow('booking.services:write', { store: 'chain' })
  @Returns(DurationTableAnswer)
  async putDurations(
    @Param('scope') scope: string,
    @Param('subject') subject: string,
    @Body() { overrides }: DurationTableBody,
    @Ctx() request: RequestContext,
  ): Promise<DurationTableAnswer> {
    const table: DurationTable = { id: idOfTable(scope, subject), overrides };
    await mustSeeSubject(this.tools, this.directory, scope, subject, request.caller);
    const named = scope === 'customer' ? -1 : overrides.findIndex((o) => o.staffId !== undefined);
    if (named >= 0)
      throw invalid('staff-not-here', 'Only the durations of a customer can name a staff member.', {
        field: `overrides.${named}.staffId`,
      });
    for (const [i, { serviceId, minutes, currency, priceCents }] of overrides.entries()) {
      const phases =
        (await this.tools.documents.get(services, serviceId))?.phases.map(({ name }) => name) ?? [];
      const unknown = minutes.findIndex(({ phase }) => !phases.includes(phase));
      if (unknown >= 0) throw noPhase(`overrides.${i}.minutes.${unknown}.phase`, phases);
      if (currency === undefined) continue;
      mustBeCurrency(currency, `overrides.${i}.currency`);
      if (priceCents === undefined)
        throw invalid('price-missing', 'A currency needs a price.', {
          field: `overrides.${i}.priceCents`,
          expected: 'integer cents',
        });
    }
    const { revision } = await this.tools.documents.put(durations, table, {
      expected: request.ifMatch,
    });
    return { scope, subject, overrides, revision };
  }

  /**
   * Get durations and prices that differ for somebody. Those of a customer or staff member the caller may not see: 404; of a customer also 403 for
   * who reads no appointments.
   *
   * @param scope whom the table is about: `customer`, `staff`, `level` or `store`
   * @param subject id of the customer, staff member or store, or code of the level
   * @zh 查询个性化时长与价格
   */
  @Get('durations/:scope/:subject')
  @Allow('booking.services:read', { store: 'narrowed' })
  @Returns(DurationTableAnswer)
  async getDurations(
    @Param('scope') scope: string,
    @Param('subject') subject: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<DurationTableAnswer> {
    const id = idOfTable(scope, subject);
    await mustSeeSubject(this.tools, this.directory, scope, subject, caller);
    const table = await this.tools.documents.get(durations, id);
    return {
      scope,
      subject,
      overrides: (table?.overrides ?? []).map((o) => ({ ...o, minutes: [...o.minutes] })),
      revision: table?.revision ?? 0,
    };
  }
}

function idOfTable(scope: string, subject: string): string {
  const known = DURATION_SCOPES.find((s) => s === scope);
  if (!known)
    throw invalid('scope-unknown', 'Durations belong to a customer, staff, level or store.', {
      field: 'scope',
      expected: DURATION_SCOPES.join(', '),
    });
  if (!ID.test(subject)) throw invalid('id-invalid', 'The id is not valid.', { field: 'subject' });
  return tableId(known, subject);
}

const serviceOf = (
  id: string,
  {
    steps = [],
    phases,
    levels = [],
    allowBookingDuringProcessing = true,
    active = true,
    ...body
  }: ServiceBody,
): Omit<Service, 'version'> => ({
  id,
  ...body,
  steps,
  allowBookingDuringProcessing,
  active,
  phases: phases.map((phase) => ({
    ...usualOccupancy[phase.kind],
    ...phase,
    recipe: phase.recipe ?? [],
  })),
  levels: levels.map((terms) => ({ ...terms, minutes: terms.minutes ?? [] })),
});

const serviceAnswer = ({ id, ...service }: Stored<Service>): ServiceAnswer => ({
  serviceId: id,
  ...(service as unknown as Omit<ServiceAnswer, 'serviceId'>),
});
