import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Options,
  Param,
  Query,
  UseGuards,
} from '@nestjs/common';
import { businessDateOf, datesOf, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, notFound, type Tools } from '@chignon/eventing';
import { Allow, Returns, OrKey, PUBLISHABLE_KEY, TOOLS } from '@chignon/service-kit';
import { servicesOf } from '../../desk/availability/asked-services.js';
import { freeStartsOf, lookPace, openDays } from '../../desk/availability/open-days.flow.js';
import { catalogueOf, offerOf, staffCards } from '../../desk/roster/staff-cards.flow.js';
import { StaffCardAnswer } from '../../desk/roster/staff-cards.shapes.http.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { sells, termsOf } from '../../salon/channels/admission.js';
import { mayPerform } from '../../salon/roster/staff.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { KeyOfPage, PageGuard } from './admit.http.js';
import type { PublishableKey } from './publishable-key.js';
import {
  PublicListQuery,
  PublicServiceAnswer,
  PublicSlotAnswer,
  PublicSlotsQuery,
  PublicStoreAnswer,
} from './widget.shapes.http.js';

const MAX_DAYS = 14;
const MAX_SERVICES = 3;
const MAX_SLOTS = 500;

/** What everybody may know, for web pages (BK-02): nobody who comes, nobody's load, no ids but those of stores, services and people on cards. */
@Controller('v1/booking/public')
@UseGuards(PageGuard)
export class PublicHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Answer what a browser asks beforehand.
   *
   * @zh 跨域预检
   */
  @Options('*')
  @HttpCode(204)
  @Allow('booking.availability:read', { store: 'narrowed' })
  @OrKey(PUBLISHABLE_KEY)
  options(): void {
    // The guard has said it in headers.
  }

  /**
   * List the stores of a publishable key, by id. Each has its opening hours.
   *
   * @zh 公开门店列表
   */
  @Get('stores')
  @Allow('booking.availability:read', { store: 'narrowed' })
  @OrKey(PUBLISHABLE_KEY)
  @Returns(PublicStoreAnswer, { list: true })
  async listPublicStores(
    @Query() { limit = 50, after = '' }: PublicListQuery,
    @KeyOfPage() { storeIds }: PublishableKey,
  ): Promise<{ items: PublicStoreAnswer[]; next?: string }> {
    const ids = [...storeIds].sort().filter((id) => id > after);
    const books = await Promise.all(ids.slice(0, limit).map((id) => booksOf(this.tools).store(id)));
    return {
      items: books.map((book) => this.storeAnswer(book)),
      ...(ids.length > limit ? { next: ids[limit - 1]! } : {}),
    };
  }

  /**
   * List the services of a store that a publishable key may book, by id. Only services that its channel may book and that somebody performs today are
   * listed.
   *
   * @zh 公开可预约项目列表
   */
  @Get('stores/:storeId/services')
  @Allow('booking.availability:read', { store: 'narrowed' })
  @OrKey(PUBLISHABLE_KEY)
  @Returns(PublicServiceAnswer, { list: true })
  async listPublicServices(
    @Param('storeId') storeId: string,
    @Query() { limit = 50, after = '' }: PublicListQuery,
    @KeyOfPage() key: PublishableKey,
  ): Promise<{ items: PublicServiceAnswer[]; next?: string }> {
    const book = await this.bookOf(storeId, key);
    const { store, team, channels } = book;
    const terms = termsOf({ channels, channel: key.channel });
    if (terms.enabled === false) return { items: [] };
    const today = this.today(book);
    const items: PublicServiceAnswer[] = [];
    for (const service of await catalogueOf(this.tools)) {
      if (service.id <= after || !sells(terms, service)) continue;
      const offers = [...team.values()]
        .filter((member) => mayPerform(member, service, storeId, today))
        .flatMap((member) => offerOf(book, member, service));
      if (offers.length === 0) continue;
      if (items.length === limit) return { items, next: items.at(-1)!.serviceId };
      items.push({
        serviceId: service.id,
        name: service.name,
        category: service.category,
        currency: store.currency,
        fromCents: Math.min(...offers.map((o) => o.priceCents)),
        fromMinutes: Math.min(...offers.map((o) => o.minutes)),
      });
    }
    return { items };
  }

  /**
   * List free starts of at most 3 services for a publishable key. They are within at most 14 days, ascending, and only what the channel of the key
   * may book.
   *
   * @zh 公开查询可预约时间
   */
  @Get('stores/:storeId/slots')
  @Allow('booking.availability:read', { store: 'narrowed' })
  @OrKey(PUBLISHABLE_KEY)
  @Returns(PublicSlotAnswer, { list: true })
  async findPublicSlots(
    @Param('storeId') storeId: string,
    @Query() query: PublicSlotsQuery,
    @KeyOfPage() key: PublishableKey,
  ): Promise<{ items: PublicSlotAnswer[]; next?: string }> {
    const { staffId, limit = MAX_SLOTS, after } = query;
    const book = await this.bookOf(storeId, key);
    const afterMs = after === undefined ? -Infinity : msOfIso(after);
    if (Number.isNaN(afterMs))
      throw invalid('cursor-invalid', 'The cursor is not valid for this list.', { field: 'after' });
    const serviceIds = servicesOf(query.services, MAX_SERVICES);
    const dates = datesOf(query, MAX_DAYS);
    const items: PublicSlotAnswer[] = [];
    const pace = lookPace();
    for await (const { chain } of freeStartsOf(
      await openDays(
        this.tools,
        book,
        {
          serviceIds,
          dates,
          afterMs,
          channel: key.channel,
          ...(staffId === undefined ? {} : { staffIds: [staffId] }),
        },
        pace,
      ),
      pace,
    )) {
      if (items.length === limit) return { items, next: items.at(-1)!.startsAt };
      items.push({
        startsAt: isoOf(chain[0]!.startMs),
        endsAt: isoOf(Math.max(...chain.map((line) => line.endMs))),
        priceCents: chain.reduce((sum, line) => sum + line.priceCents, 0),
      });
    }
    return { items };
  }

  /**
   * List the cards of a store's team for a publishable key. They come by id, with what the channel of the key may book. There are none where the
   * channel does not let a staff member be chosen.
   *
   * @zh 公开员工名片列表
   */
  @Get('stores/:storeId/staff-cards')
  @Allow('booking.availability:read', { store: 'narrowed' })
  @OrKey(PUBLISHABLE_KEY)
  @Returns(StaffCardAnswer, { list: true })
  async listPublicStaffCards(
    @Param('storeId') storeId: string,
    @Query() { limit = 50, after }: PublicListQuery,
    @KeyOfPage() key: PublishableKey,
  ): Promise<{ items: StaffCardAnswer[]; next?: string }> {
    const terms = termsOf({ ...(await this.bookOf(storeId, key)), channel: key.channel });
    if (terms.enabled === false || terms.anyStaffOnly) return { items: [] };
    const groups = new Map((await catalogueOf(this.tools)).map((service) => [service.id, service]));
    const { items, ...next } = await staffCards(this.tools, storeId, {
      limit,
      after,
    });
    return {
      items: items.map((card) => ({
        ...card,
        services: card.services.filter(({ serviceId }) => sells(terms, groups.get(serviceId)!)),
      })),
      ...next,
    };
  }

  private async bookOf(storeId: string, { storeIds }: PublishableKey): Promise<StoreBook> {
    if (!storeIds.includes(storeId))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    return booksOf(this.tools).store(storeId);
  }

  private today({ store }: StoreBook): string {
    return businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now()));
  }

  private storeAnswer(book: StoreBook): PublicStoreAnswer {
    const { id, name, zone, currency, openingHours, openingExceptions } = book.store;
    const hours = ({ from, to }: { from: string; to: string }) => ({ from, to });
    return {
      storeId: id,
      name,
      zone,
      currency,
      openingHours: openingHours.map((h) => ({ weekday: h.weekday, ...hours(h) })),
      openingExceptions: openingExceptions
        .filter((e) => e.date >= this.today(book))
        .map((e) => ({ date: e.date, hours: e.hours.map(hours) })),
    };
  }
}
