import { SKU } from '@chignon/contracts';
import {
  OneOf,
  Codes,
  Text,
  Int,
  Code,
  Optional,
  Flag,
  Nested,
  Many,
  Cents,
  Currency,
  Id,
  Texts,
  Revision,
  Limit,
  After,
} from '@chignon/service-kit';
import { PHASE_KINDS, type PhaseKind } from '../catalogue/service.js';

class RequirementBody {
  /** `all`: one unit of every pool is needed; `any`: one unit of any of them. */
  @OneOf(['all', 'any']) match: 'all' | 'any';
  /** Codes of pools as stores name them, such as `chair`, `basin`, `dryer` (R-BK-10). */
  @Codes({ min: 1, max: 10 }) pools: string[];
}

class RecipeItemBody {
  /** Of a product that inventory has described. */
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Thousandths of `unit`: 37.5 g is 37500. */
  @Int({ min: 1, max: 1_000_000_000 }) quantityMilli: number;
  /** The product's use unit or stock unit: `g`, `ml`, `piece`. */
  @Code(16) unit: string;
}

class AssistantBody {
  /** Code of the qualification that the assistant needs; left out: anybody of the store may assist. */
  @Optional() @Code() skill?: string;
  /** Least level of that skill, 0 to 10; default 0. */
  @Optional() @Int({ min: 0, max: 10 }) level?: number;
}

class PhaseBody {
  /** Unique in the service: `apply`, `develop`, `finish`. Durations and steps of visits refer to it. */
  @Code() name: string;
  /**
   * `buffer-before` (first only) and `buffer-after` (last only) are not seen by the customer, `active` is work, `processing` is waiting while a
   * product works (R-BK-01).
   */
  @OneOf(PHASE_KINDS) kind: PhaseKind;
  /** Minutes that the phase takes unless a level or a table of durations says otherwise. */
  @Int({ min: 1, max: 720 }) minutes: number;
  /** Whether it keeps the staff busy; left out: `true`, but for `processing`, in which they are free for somebody else. */
  @Optional() @Flag() staff?: boolean;
  /** Whether it keeps the customer busy; left out: `true`, but for buffers. */
  @Optional() @Flag() customer?: boolean;
  /** Whether it keeps the service's `place` busy; left out: `true`. */
  @Optional() @Flag() place?: boolean;
  /** Pools needed during this phase only. */
  @Optional() @Nested(() => RequirementBody) equipment?: RequirementBody;
  /** More people than the one who leads; the first of each phase is one person through the whole service, and so on. */
  @Optional() @Many(() => AssistantBody, { max: 3 }) assistants?: AssistantBody[];
  /** Material planned for this phase; together the planned use of the visit's line. Left out: none. */
  @Optional() @Many(() => RecipeItemBody, { max: 50 }) recipe?: RecipeItemBody[];
}

class PhaseMinutesBody {
  /** Name of a phase of the service. */
  @Code() phase: string;
  /** Minutes that this phase takes instead of the catalogue's. */
  @Int({ min: 1, max: 720 }) minutes: number;
}

class LevelTermsBody {
  /** Seniority as staff records have it: `junior`, `senior`. */
  @Code() level: string;
  /** Price with staff of this level, in minor units of the currency; left out: the service's. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) priceCents?: number;
  /** Phases that take staff of this level longer or shorter; left out: none (R-BK-41). */
  @Optional() @Many(() => PhaseMinutesBody, { max: 20 }) minutes?: PhaseMinutesBody[];
}

class PriceBody {
  @Currency() currency: string;
  @Cents({ min: 0, max: 100_000_000 }) priceCents: number;
}

class RequiredSkillBody {
  /** Code of the qualification, as staff records have it. */
  @Code() skill: string;
  /** Least level of the qualification, 0 to 10. */
  @Int({ min: 0, max: 10 }) level: number;
}

class PrerequisiteBody {
  /** This service, or any of `serviceGroup`. */
  @Optional() @Id() prerequisiteServiceId?: string;
  @Optional() @Code() serviceGroup?: string;
  /** Greatest age at the start of the service, in days of 24 hours (R-BK-47). */
  @Int({ min: 1, max: 3650 }) validForDays: number;
  /** Least age at the start of the service, in hours; default 0. */
  @Optional() @Int({ min: 0, max: 8760 }) minHoursBefore?: number;
  /** One that is only booked counts too; default false. */
  @Optional() @Flag() acceptBooked?: boolean;
}

class QuotaBody {
  /** How many times one customer may have the service within `perDays`. */
  @Int({ min: 1, max: 100 }) perCustomer: number;
  /** Length of the period in business days; any so many in a row count. */
  @Int({ min: 1, max: 3650 }) perDays: number;
}

/** A service of the catalogue. */
export class ServiceBody {
  /** Name of the service as customers see it. */
  @Text({ min: 1, max: 100 }) name: string;
  /** What kind of service it is: `hair`, `nail`, `skin`, … */
  @Code() category: string;
  /** Services of one group share the customer's rhythm: `cut`, `colour`. */
  @Code() serviceGroup: string;
  /** Standard operating procedure, one text a step. */
  @Optional() @Texts({ max: 50, of: { max: 500 } }) steps?: string[];
  /** The phases in order, at least one of them `active`; together the duration of the service. */
  @Many(() => PhaseBody, { min: 1, max: 20 }) phases: PhaseBody[];
  /** What who leads the service must be qualified for; left out: anybody of the store may perform it. */
  @Optional() @Nested(() => RequiredSkillBody) skill?: RequiredSkillBody;
  /** Where the customer sits: pools of the store. */
  @Optional() @Nested(() => RequirementBody) place?: RequirementBody;
  /** List price in minor units of the currency; 0: the price is said at the till. */
  @Cents({ min: 0, max: 100_000_000 }) priceCents: number;
  /** Of `priceCents` and the levels' prices, which then count only in stores of this currency. Left out: of whichever store sells it, as befits a chain of one currency. */
  @Optional() @Currency() currency?: string;
  /** What it costs in other currencies; a store of a currency without a price does not sell it. */
  @Optional() @Many(() => PriceBody, { max: 50 }) prices?: PriceBody[];
  /** Prices and durations that differ with the seniority of the staff; left out: none. */
  @Optional() @Many(() => LevelTermsBody, { max: 20 }) levels?: LevelTermsBody[];
  /** Whether the staff may serve somebody else in the processing phases (R-BK-03). Default true. */
  @Optional() @Flag() allowBookingDuringProcessing?: boolean;
  /** Days after which customers usually come again, for suggestions and reminders to rebook; left out: only their own rhythm counts. */
  @Optional() @Int({ min: 1, max: 730 }) rebookIntervalDays?: number;
  /** Groups of services that come first when both are in one appointment: a cut after the `colour`. */
  @Optional() @Codes({ max: 20 }) after?: string[];
  /** A booking waits for the store's approval, its slot taken meanwhile. Default false. */
  @Optional() @Flag() needsApproval?: boolean;
  /** What the customer must have had before, for example a patch test (R-BK-47). */
  @Optional() @Nested(() => PrerequisiteBody) requires?: PrerequisiteBody;
  /** How often one customer may have it, for example a free scalp test once in 90 days (BK-23). */
  @Optional() @Nested(() => QuotaBody) quota?: QuotaBody;
  /** Whether it may be booked and sold. Default true. */
  @Optional() @Flag() active?: boolean;
}

/** A service as it is kept, in its newest version. */
export class ServiceAnswer extends ServiceBody {
  @Text() serviceId: string;
  /** Of the catalogue entry: bookings keep the version they were made with. */
  @Int() version: number;
  /** Of the newest version; absent for older ones. */
  @Optional() @Revision() revision?: number;
}

/** Which services are listed. */
export class ServiceListQuery {
  /** Only services of this category, such as `hair`; left out: all. */
  @Optional() @Code() category?: string;
  /** Part of the name, in any case; several words in any order. */
  @Optional() @Text({ min: 1, max: 100 }) q?: string;
  /** Left out: all; `true`: only those that are offered, `false`: only those that are not any more. */
  @Optional() @OneOf(['true', 'false']) active?: 'true' | 'false';
  @Limit() limit?: number;
  @After() after?: string;
}

class DurationOverrideBody {
  @Id() serviceId: string;
  /** For a customer's table: only with this person. */
  @Optional() @Id() staffId?: string;
  /** May be empty where only the price differs. */
  @Many(() => PhaseMinutesBody, { max: 20 }) minutes: PhaseMinutesBody[];
  /** What the service costs for whom the table is about: counts before the catalogue, in the order of the minutes. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) priceCents?: number;
  /** Of the price, which then counts only in stores of this currency; needs `priceCents`. */
  @Optional() @Currency() currency?: string;
}

/** Times and prices of services that differ for one staff member or customer. */
export class DurationTableBody {
  /** What differs, service by service; replaces the table wholly, empty: nothing differs any more. */
  @Many(() => DurationOverrideBody, { max: 500 }) overrides: DurationOverrideBody[];
}

/** The differing times and prices as they are kept. */
export class DurationTableAnswer extends DurationTableBody {
  /** Whom the table is about: `customer`, `staff`, `level` or `store`. */
  @Text() scope: string;
  /** Id of the customer, staff member or store, or code of the level. */
  @Text() subject: string;
  @Revision() revision: number;
}
