import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { SKU } from '@chignon/contracts';
import {
  canonical,
  ConflictError,
  invalid,
  notFound,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  CODE,
  DIRECTORY,
  Directory,
  ID,
  mustBeCurrency,
  page,
  TOOLS,
} from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { booksOf } from '../book/store-book.flow.js';
import { DURATION_SCOPES, durations, type DurationTable, tableId } from '../catalogue/durations.js';
import {
  checkService,
  noGroup,
  noPhase,
  PHASE_KINDS,
  type PhaseKind,
  type Service,
  services,
  serviceVersions,
  usualOccupancy,
  versionId,
} from '../catalogue/service.js';
import { mustBeMeasured } from './recipe-units.flow.js';
import { mustSeeSubject } from './subjects.flow.js';

class RequirementBody {
  @IsIn(['all', 'any']) match: 'all' | 'any';
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  pools: string[];
}

class RecipeItemBody {
  /** Of a product that inventory has described. */
  @IsString() @MaxLength(64) @Matches(SKU) sku: string;
  /** Thousandths of `unit`: 37.5 g is 37500. */
  @IsInt() @Min(1) @Max(1_000_000_000) quantityMilli: number;
  /** The product's use unit or stock unit: `g`, `ml`, `piece`. */
  @IsString() @MaxLength(16) @Matches(CODE) unit: string;
}

class AssistantBody {
  /** Left out: anybody of the store. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) skill?: string;
  /** Least level; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(10) level?: number;
}

class PhaseBody {
  @IsString() @MaxLength(64) @Matches(CODE) name: string;
  @IsIn(PHASE_KINDS) kind: PhaseKind;
  @IsInt() @Min(1) @Max(720) minutes: number;
  /** Left out: as usual for the kind; processing frees the staff, buffers the customer. */
  @IsOptional() @IsBoolean() staff?: boolean;
  @IsOptional() @IsBoolean() customer?: boolean;
  @IsOptional() @IsBoolean() place?: boolean;
  /** Pools needed during this phase only. */
  @IsOptional() @ValidateNested() @Type(() => RequirementBody) equipment?: RequirementBody;
  /** More people than the one who leads; the first of each phase is one person through the whole service, and so on. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => AssistantBody)
  assistants?: AssistantBody[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => RecipeItemBody)
  recipe?: RecipeItemBody[];
}

class PhaseMinutesBody {
  @IsString() @MaxLength(64) @Matches(CODE) phase: string;
  @IsInt() @Min(1) @Max(720) minutes: number;
}

class LevelTermsBody {
  @IsString() @MaxLength(64) @Matches(CODE) level: string;
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) priceCents?: number;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => PhaseMinutesBody)
  minutes?: PhaseMinutesBody[];
}

class PriceBody {
  @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency: string;
  @IsInt() @Min(0) @Max(100_000_000) priceCents: number;
}

class RequiredSkillBody {
  @IsString() @MaxLength(64) @Matches(CODE) skill: string;
  @IsInt() @Min(0) @Max(10) level: number;
}

class PrerequisiteBody {
  /** This service, or any of `serviceGroup`. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) prerequisiteServiceId?: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) serviceGroup?: string;
  /** Greatest age at the start of the service, in days of 24 hours. */
  @IsInt() @Min(1) @Max(3650) validForDays: number;
  /** Least age; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(8760) minHoursBefore?: number;
  /** One that is only booked counts too; default false. */
  @IsOptional() @IsBoolean() acceptBooked?: boolean;
}

class QuotaBody {
  @IsInt() @Min(1) @Max(100) perCustomer: number;
  /** Any so many business days in a row. */
  @IsInt() @Min(1) @Max(3650) perDays: number;
}

export class ServiceBody {
  @IsString() @MinLength(1) @MaxLength(100) name: string;
  /** `hair`, `nail`, `skin`, … */
  @IsString() @MaxLength(64) @Matches(CODE) category: string;
  /** Services of one group share the customer's rhythm: `cut`, `colour`. */
  @IsString() @MaxLength(64) @Matches(CODE) serviceGroup: string;
  /** Standard operating procedure, one text a step. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  steps?: string[];
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => PhaseBody)
  phases: PhaseBody[];
  @IsOptional() @ValidateNested() @Type(() => RequiredSkillBody) skill?: RequiredSkillBody;
  /** Where the customer sits: pools of the store. */
  @IsOptional() @ValidateNested() @Type(() => RequirementBody) place?: RequirementBody;
  /** 0: the price is said at the till. */
  @IsInt() @Min(0) @Max(100_000_000) priceCents: number;
  /** Of `priceCents` and the levels' prices, which then count only in stores of this currency. Left out: of whichever store sells it, as befits a chain of one currency. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
  /** What it costs in other currencies; a store of a currency without a price does not sell it. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PriceBody)
  prices?: PriceBody[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => LevelTermsBody)
  levels?: LevelTermsBody[];
  /** Default true. */
  @IsOptional() @IsBoolean() allowBookingDuringProcessing?: boolean;
  @IsOptional() @IsInt() @Min(1) @Max(730) rebookIntervalDays?: number;
  /** Groups of services that come first when both are in one appointment: a cut after the `colour`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  after?: string[];
  /** A booking waits for the store's yes, its slot taken meanwhile. Default false. */
  @IsOptional() @IsBoolean() needsApproval?: boolean;
  /** What the customer must have had before, for example a patch test (R-BK-47). */
  @IsOptional() @ValidateNested() @Type(() => PrerequisiteBody) requires?: PrerequisiteBody;
  /** How often one customer may have it, for example a free scalp test once in 90 days (BK-23). */
  @IsOptional() @ValidateNested() @Type(() => QuotaBody) quota?: QuotaBody;
  /** Default true. */
  @IsOptional() @IsBoolean() active?: boolean;
}

export class ServiceAnswer extends ServiceBody {
  @IsString() serviceId: string;
  /** Of the catalogue entry: bookings keep the version they were made with. */
  @IsInt() version: number;
  /** Of the newest version; absent for older ones. */
  @IsOptional() @IsInt() revision?: number;
}

class ServiceListQuery {
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) category?: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

class DurationOverrideBody {
  @IsString() @MaxLength(64) @Matches(ID) serviceId: string;
  /** For a customer's table: only with this person. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
  /** May be empty where only the price differs. */
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => PhaseMinutesBody)
  minutes: PhaseMinutesBody[];
  /** What the service costs for whom the table is about: counts before the catalogue, in the order of the minutes. */
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) priceCents?: number;
  /** Of the price, which then counts only in stores of this currency; needs `priceCents`. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
}

export class DurationTableBody {
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => DurationOverrideBody)
  overrides: DurationOverrideBody[];
}

export class DurationTableAnswer extends DurationTableBody {
  @IsString() scope: string;
  @IsString() subject: string;
  @IsInt() revision: number;
}

@Controller('v1/booking')
export class CatalogueHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Writes a new version of a service (BK-17); the same content again is the same version. Bookings keep theirs (R-BK-06). */
  @Put('services/:serviceId')
  @HttpCode(200)
  @Allow('booking.services:write', { store: 'chain' })
  @Returns(ServiceAnswer)
  async put(
    @Param('serviceId') serviceId: string,
    @Body() body: ServiceBody,
    @Ctx() request: RequestContext,
  ): Promise<ServiceAnswer> {
    if (!ID.test(serviceId))
      throw invalid('id-invalid', 'this cannot be a service id', {
        field: 'serviceId',
        expected: 'up to 64 letters, digits, dots, dashes or underscores',
      });
    const { documents } = this.tools;
    const before = await documents.get(services, serviceId);
    if (request.ifMatch !== undefined && request.ifMatch !== (before?.revision ?? 0))
      throw new ConflictError(serviceId, request.ifMatch, before?.revision);
    const service = serviceOf(serviceId, (before?.version ?? 0) + 1, body);
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
    if (
      before &&
      canonical({ ...service, version: before.version }) ===
        canonical({ ...before, revision: undefined })
    )
      return serviceAnswer(before);
    // The old version is archived first: a stop in between archives it again, and nothing is ever missing.
    if (before) {
      const { revision: _, ...old } = before;
      await documents.put(serviceVersions, {
        id: versionId(serviceId, old.version),
        serviceId,
        version: old.version,
        service: old,
      });
    }
    const { revision } = await documents.put(services, service, {
      expected: before?.revision ?? 0,
    });
    booksOf(this.tools).changed();
    return serviceAnswer({ ...service, revision });
  }

  /** The newest version of a service. */
  @Get('services/:serviceId')
  @Allow('booking.services:read', { store: 'nothing' })
  @Returns(ServiceAnswer)
  async one(@Param('serviceId') serviceId: string): Promise<ServiceAnswer> {
    const service = await this.tools.documents.get(services, serviceId);
    if (!service) throw notFound('service-not-found', 'There is no such service.');
    return serviceAnswer(service);
  }

  /** Any version of a service. */
  @Get('services/:serviceId/versions/:version')
  @Allow('booking.services:read', { store: 'nothing' })
  @Returns(ServiceAnswer)
  async version(
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

  /** The catalogue, by id. */
  @Get('services')
  @Allow('booking.services:read', { store: 'nothing' })
  @Returns(ServiceAnswer, { list: true })
  async list(
    @Query() { category, limit = 50, after }: ServiceListQuery,
  ): Promise<{ items: ServiceAnswer[]; next?: string }> {
    const query = {
      ...(category === undefined
        ? { index: 'byId' }
        : { index: 'byCategory', where: { category } }),
      limit,
      ...(after === undefined ? {} : { after }),
    };
    return page(await this.tools.documents.find(services, query), serviceAnswer);
  }

  /** Durations and prices that differ for a customer, staff member, level or store (R-BK-04, BK-10). An empty list takes them back. */
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
      throw invalid('staff-not-here', "only a customer's durations name a staff member", {
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
        throw invalid('price-missing', 'a currency is that of a price', {
          field: `overrides.${i}.priceCents`,
          expected: 'integer cents',
        });
    }
    const { revision } = await this.tools.documents.put(
      durations,
      table,
      request.ifMatch === undefined ? {} : { expected: request.ifMatch },
    );
    booksOf(this.tools).changed();
    return { scope, subject, overrides, revision };
  }

  /** Durations that differ for a customer, staff member, level or store. Those of a customer or staff member the caller may not see: 404; of a customer also 403 for who reads no appointments. */
  @Get('durations/:scope/:subject')
  @Allow('booking.services:read', { store: 'narrowed' })
  @Returns(DurationTableAnswer)
  async durations(
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
    throw invalid('scope-unknown', 'durations belong to a customer, staff, level or store', {
      field: 'scope',
      expected: DURATION_SCOPES.join(', '),
    });
  if (!ID.test(subject)) throw invalid('id-invalid', 'this cannot be an id', { field: 'subject' });
  return tableId(known, subject);
}

const serviceOf = (
  id: string,
  version: number,
  {
    steps = [],
    phases,
    levels = [],
    allowBookingDuringProcessing = true,
    active = true,
    ...body
  }: ServiceBody,
): Service => ({
  id,
  version,
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
