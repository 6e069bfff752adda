import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Allow, Answers, TOOLS, type Pace } from '@chignon/service-kit';
import { notFound, type Tools } from '@chignon/eventing';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { ID } from '../agenda/bodies.http.js';
import { lineAtZero } from '../agenda/line.js';
import { freeStartsOf, lookPace, openDays } from '../agenda/open-days.http.js';
import { dateAfter, isoOf, MINUTE_MS, msOfIso } from '../calendar/instants.js';
import { businessDateOf } from '../calendar/wall-clock.js';
import { minutesOfPhases, priceIn } from '../catalogue/durations.js';
import { services, type Service } from '../catalogue/service.js';
import { dayStartMinute } from '../stores/store.js';
import { booksOf, type StoreBook } from '../stores/store-book.http.js';
import { staffRatings } from '../visits/staff-ratings.view.js';
import { mayPerform, type StaffMember } from './staff.js';

/** Days looked at for the next free slot, today included. */
const DAYS = 14;
const DEFAULT_LIMIT = 20;
/** Fewer ratings say more about who gave them than about whom they are for. */
const LEAST_RATINGS = 5;
/** The largest page the store gives. */
const PAGE = 1000;

class StaffCardQuery {
  /** Shows the next free slot for this service. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) serviceId?: string;
}

class StaffCardListQuery extends StaffCardQuery {
  /** Default 20. */
  @IsOptional() @IsInt() @Min(1) @Max(50) limit?: number;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) after?: string;
}

class CardSkill {
  @IsString() skill: string;
  @IsInt() level: number;
}

class CardService {
  @IsString() serviceId: string;
  @IsString() name: string;
  @IsString() category: string;
  /** At this person's level. */
  @IsInt() priceCents: number;
  /** What the customer sees, at this person's pace. */
  @IsInt() minutes: number;
}

class CardRating {
  /** Of 1 to 5, to two decimals. */
  @IsNumber() mean: number;
  @IsInt() count: number;
}

class CardSlot {
  @IsString() serviceId: string;
  @IsString() date: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsInt() priceCents: number;
}

/** What everybody may know of somebody who performs services. */
export class StaffCardAnswer {
  @IsString() staffId: string;
  @IsString() displayName: string;
  @IsOptional() @IsString() level?: string;
  /** Qualifications that count today. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CardSkill) skills: CardSkill[];
  /** What they may perform today, by id. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CardService) services: CardService[];
  @IsString() currency: string;
  /** Of the services that they led; absent until there are five. */
  @IsOptional() @ValidateNested() @Type(() => CardRating) rating?: CardRating;
  /** With `serviceId`; absent: nothing is free within 14 days, or it is not theirs to perform. */
  @IsOptional() @ValidateNested() @Type(() => CardSlot) nextFree?: CardSlot;
}

@Controller('v1/booking')
export class StaffCardsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /** The cards of a store's team, by id (BK-09); with `serviceId` of those who may perform it. */
  @Get('stores/:storeId/staff-cards')
  @Allow('booking.staff-cards:read', { store: 'params.storeId' })
  @Answers(StaffCardAnswer, { list: true })
  async list(@Param('storeId') storeId: string, @Query() { serviceId, limit = DEFAULT_LIMIT, after }: StaffCardListQuery): Promise<{ items: StaffCardAnswer[]; next?: string }> {
    const book = await booksOf(this.tools).store(storeId);
    const wanted = serviceId === undefined ? undefined : await booksOf(this.tools).service(serviceId, 'serviceId');
    const team = [...book.team.values()].filter((m) => (after === undefined || m.id > after) && (wanted === undefined || mayPerform(m, wanted, storeId, this.today(book)))).sort((a, b) => (a.id < b.id ? -1 : 1));
    const catalogue = await catalogueOf(this.tools);
    const items: StaffCardAnswer[] = [];
    const pace = lookPace();
    for (const member of team.slice(0, limit)) items.push(await this.card(book, member, catalogue, wanted, pace));
    return { items, ...(team.length > limit ? { next: items.at(-1)!.staffId } : {}) };
  }

  /** The public card of somebody: qualifications, level, services with prices, and the next free slot for one of them (BK-09). */
  @Get('stores/:storeId/staff-cards/:staffId')
  @Allow('booking.staff-cards:read', { store: 'params.storeId' })
  @Answers(StaffCardAnswer)
  async one(@Param('storeId') storeId: string, @Param('staffId') staffId: string, @Query() { serviceId }: StaffCardQuery): Promise<StaffCardAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const member = book.team.get(staffId);
    if (!member) throw notFound('staff-not-found', 'There is no such staff member.', { field: 'staffId' });
    const wanted = serviceId === undefined ? undefined : await booksOf(this.tools).service(serviceId, 'serviceId');
    return this.card(book, member, await catalogueOf(this.tools), wanted, lookPace());
  }

  private async card(book: StoreBook, member: StaffMember, catalogue: readonly Service[], wanted: Service | undefined, pace: Pace): Promise<StaffCardAnswer> {
    const rest = pace.rest();
    if (rest) await rest;
    const { id: staffId, displayName, level } = member;
    const today = this.today(book);
    const rated = await this.tools.documents.get(this.tools.collection(staffRatings), staffId);
    const nextFree = wanted && (await this.nextFree(book, member, wanted, today, pace));
    return {
      staffId, displayName, ...(level === undefined ? {} : { level }), currency: book.store.currency,
      skills: member.skills.filter((s) => s.validUntil === undefined || s.validUntil >= today).map((s) => ({ skill: s.skill, level: s.level })),
      services: catalogue.filter((service) => mayPerform(member, service, book.store.id, today)).flatMap((service) => offerOf(book, member, service)),
      ...(rated && rated.count >= LEAST_RATINGS ? { rating: { mean: Math.round((100 * rated.sum) / rated.count) / 100, count: rated.count } } : {}),
      ...(nextFree ? { nextFree } : {}),
    };
  }

  /** The first start that the agenda would take, day by day, so that mostly one day is looked at. */
  private async nextFree(book: StoreBook, member: StaffMember, { id: serviceId }: Service, today: string, pace: Pace): Promise<CardSlot | undefined> {
    for (let i = 0; i < DAYS; i++) {
      const days = await openDays(this.tools, book, { serviceIds: [serviceId], staffIds: [member.id], dates: [dateAfter(today, i)] }, pace);
      for await (const { day: { date }, chain: [line] } of freeStartsOf(days, pace)) return { serviceId, date, startsAt: isoOf(line!.startMs), endsAt: isoOf(line!.endMs), priceCents: line!.priceCents };
    }
    return undefined;
  }

  private today({ store }: StoreBook): string {
    return businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now()));
  }
}

/** Everything offered, by id. */
export async function catalogueOf(tools: Tools): Promise<Service[]> {
  const found: Service[] = [];
  for (let after: string | undefined; ; ) {
    const page = await tools.documents.find<Service>(services, { index: 'byId', limit: PAGE, ...(after === undefined ? {} : { after }) });
    found.push(...page.items.filter((service) => service.active));
    if ((after = page.next) === undefined) return found;
  }
}

/** What a service costs and takes by somebody of the store; none when it has no price there. */
export function offerOf(book: StoreBook, { id: staffId, level }: StaffMember, service: Service): CardService[] {
  const who = { staffId, storeId: book.store.id, currency: book.store.currency, ...(level === undefined ? {} : { level }) };
  const minutes = minutesOfPhases(service, who, book.tables);
  const price = priceIn(service, who, book.tables);
  if (price === undefined) return [];
  const { endMs, priceCents } = lineAtZero({ service, minutes, staffId, requested: true, priceCents: price, lineId: 'l1' });
  return [{ serviceId: service.id, name: service.name, category: service.category, priceCents, minutes: endMs / MINUTE_MS }];
}
