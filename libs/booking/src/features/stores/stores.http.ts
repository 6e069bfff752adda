import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { publication, StoreDescribed } from '@chignon/contracts';
import {
  optional,
  type Document,
  invalid,
  notFound,
  refused,
  type Stored,
  type Tools,
  type View,
} from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Makes,
  mustBeCurrency,
  page,
  STORE_ID,
  TOOLS,
  TimeText,
  Int,
  DateText,
  Many,
  Code,
  SomeOf,
  Optional,
  OneOf,
  Flag,
  Id,
  Text,
  Currency,
  Ids,
  Nested,
  Revision,
  Limit,
  After,
  Patched,
} from '@chignon/service-kit';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { depositMovements } from '../../deposits/liability.view.js';
import { OnStrandedQuery, StrandedAnswer } from '../../desk/roster/roster.shapes.http.js';
import { changeOfStore } from '../../desk/roster/stranded-here.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { policies } from '../../salon/policies/policy.js';
import { GATE_POLICIES, type GatePolicy } from '../../salon/catalogue/prerequisites.js';
import {
  ANY_STAFF_POLICIES,
  type AnyStaffPolicy,
  checkStore,
  CLASH_POLICIES,
  type ClashPolicy,
  MAX_BIND_HOURS,
  type Store,
  storeDefaults,
  stores,
} from '../../salon/stores/store.js';
import { WAITLIST_POLICIES, type WaitlistPolicy } from '../../salon/waitlist/waitlist-terms.js';
import { listedVisits } from '../../visits/visits.view.js';

/** A stretch of opening hours, on the store's wall clock. */
class StoreHours {
  /** Local time from which on it is open. */
  @TimeText() from: string;
  /** `24:00` allowed; not after `from`: the next morning, within the business day. */
  @TimeText() to: string;
}

/** Opening hours of a day of the week; several entries of one weekday are a day with a pause. */
class StoreWeekdayHours extends StoreHours {
  /** 1 Monday to 7 Sunday. */
  @Int({ min: 1, max: 7 }) weekday: number;
}

/** Opening hours of one date, in place of the usual ones. */
class StoreDateHours {
  /** The business date whose hours differ. */
  @DateText() date: string;
  /** Opening hours of that date; empty: closed. */
  @Many(() => StoreHours, { max: 4 }) hours: StoreHours[];
}

/** How many places or devices of a kind there are (R-BK-10). */
class StorePool {
  /** A kind of place or equipment: `chair`, `basin`, `room-colour`, `dryer`. */
  @Code() pool: string;
  /** How many there are of it; a pool that has units has as many places as units in service instead. */
  @Int({ min: 0, max: 1000 }) capacity: number;
}

/** A tax of the store. */
class StoreTax {
  /** Code of the tax, as bills and figures name it. */
  @Code(32) code: string;
  /** Rate in basis points: 5 % is 500. */
  @Int({ min: 0, max: 10_000 }) rateBp: number;
  /** What bears it: services, products or both. */
  @SomeOf(['service', 'product'], { max: 2 }) on: ('service' | 'product')[];
}

/** How the store works through its waitlist (R-BK-30). */
class StoreWaitlist {
  /** Who is offered a slot that is free again; default `first-in-line`. `manual`: nobody by itself. */
  @Optional() @OneOf(WAITLIST_POLICIES) policy?: WaitlistPolicy;
  /** Minutes in which an offer may be answered; default 30. */
  @Optional() @Int({ min: 1, max: 10_080 }) replyMinutes?: number;
  /** Customers of a higher tier come first; default false. */
  @Optional() @Flag() tierFirst?: boolean;
}

/** Everything but the first four fields has a default. */
export class StoreBody {
  /** The region that the store is managed with; scopes of callers may name it. */
  @Id() regionId: string;
  /** Name of the store as customers see it. */
  @Text({ min: 1, max: 100 }) name: string;
  /** IANA time zone, such as `Asia/Shanghai`; shifts and opening hours are local times in it. */
  @Text(64) zone: string;
  /** ISO 4217. Stays as it is once money was booked here: 409 `currency-in-use`. */
  @Currency() currency: string;
  /** Local time at which a business day begins; default `00:00`. */
  @Optional() @TimeText() dayStartsAt?: string;
  /** Language of what customers of the store are sent, unless their record says another. Left out: `zh-CN` where the zone is a Chinese one, else `en`. */
  @Optional() @OneOf(['zh-CN', 'en']) language?: 'zh-CN' | 'en';
  /** Opening hours by weekday; weekdays that are not named, and all when left out, are closed. */
  @Optional() @Many(() => StoreWeekdayHours, { max: 28 }) openingHours?: StoreWeekdayHours[];
  /** Dates with other hours than usual, which replace those of their weekday; left out: none. */
  @Optional() @Many(() => StoreDateHours, { max: 400 }) openingExceptions?: StoreDateHours[];
  /** Seconds that a hold keeps its slot unless it says otherwise (R-BK-21). Default 300. */
  @Optional() @Int({ min: 30, max: 3600 }) holdTtlSeconds?: number;
  /** Gap between neighbours: clean-up and preparation added (`sum`, default) or the larger (`max`). */
  @Optional() @OneOf(['sum', 'max']) gapRule?: 'sum' | 'max';
  /** Customers whom one person may have under way at once, in each other's processing times (R-BK-02). Default 2. */
  @Optional() @Int({ min: 1, max: 10 }) interleaveLimit?: number;
  /** Free starts lie so many minutes apart. Default 15. */
  @Optional() @Int({ min: 5, max: 240 }) slotStepMinutes?: number;
  /** A gap shorter than this serves nobody. Default 30. */
  @Optional() @Int({ min: 5, max: 240 }) usefulGapMinutes?: number;
  /** Who gets a customer that asked for nobody. Default `least-busy`. */
  @Optional() @OneOf(ANY_STAFF_POLICIES) anyStaff?: AnyStaffPolicy;
  /** Hours before the begin until which what was booked for anybody may still go to somebody else. Left out or 0: settled when it is booked. */
  @Optional() @Int({ min: 0, max: MAX_BIND_HOURS }) lateBindingHours?: number;
  /** Appointments of at most so many business days ahead may be checked in: 0 is today's alone. Default 1. */
  @Optional() @Int({ min: 0, max: 3660 }) checkInDaysAhead?: number;
  /** Staff in the order of the rotation before anybody had a turn. */
  @Optional() @Ids({ max: 1000 }) rotation?: string[];
  /** Longest wait of a customer between two services of one appointment (R-BK-12). Default 15. */
  @Optional() @Int({ min: 0, max: 120 }) maxWaitMinutes?: number;
  /** Somebody who waits longer than this from arrival to first service is told of. Default 15. */
  @Optional() @Int({ min: 1, max: 240 }) waitAlertMinutes?: number;
  /** Whether a processing phase may run through a block-out of its staff (R-BK-03). Default false. */
  @Optional() @Flag() processingMayOverlapBlockOut?: boolean;
  /** Whether a last phase that needs no staff may end after their shift (R-BK-03). Default false. */
  @Optional() @Flag() processingMayPassShiftEnd?: boolean;
  /** Places and equipment of the store, each pool once; left out: none, so that services which need any cannot be booked. */
  @Optional() @Many(() => StorePool, { max: 100 }) pools?: StorePool[];
  /** Taxes of the store, each code once; left out: none. */
  @Optional() @Many(() => StoreTax, { max: 10 }) taxes?: StoreTax[];
  /** Catalogue prices include the taxes; default false. */
  @Optional() @Flag() pricesIncludeTax?: boolean;
  /** The policy for cancelling, moving and not coming; left out: the chain's `default`, if there is one. */
  @Optional() @Id() policyId?: string;
  /** A customer who has an appointment elsewhere at the same time is refused, or told of. Left out: it is not checked. */
  @Optional() @OneOf(CLASH_POLICIES) customerClash?: ClashPolicy;
  /** When a customer comes, or a service is to begin, without what it asks for beforehand (R-BK-47): told in `warnings` (`warn`, default), or refused until somebody overrides it (`block`). */
  @Optional() @OneOf(GATE_POLICIES) prerequisiteGate?: GatePolicy;
  /** How the store works through its waitlist; what is left out is as usual. */
  @Optional() @Nested(() => StoreWaitlist) waitlist?: StoreWaitlist;
}

/** A store's master data. */
export class StoreAnswer extends StoreBody {
  @Text() storeId: string;
  @Revision() revision: number;
  /** With `onStranded=list`, or when one was made meanwhile: bookings that no longer fit the store, at most 50. */
  @Optional() @Many(() => StrandedAnswer) stranded?: StrandedAnswer[];
  /** How many bookings in all no longer fit, those beyond the 50 listed too; absent where none was looked for. */
  @Optional() @Int() strandedCount?: number;
}

/** Which page of the stores is listed. */
export class StoreListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** The stores of the chain, their hours, places and rules. */
@Patched('putStore')
@Controller('v1/booking')
export class StoresHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Open a store or change its master data. It is announced to everybody. 409 `bookings-stranded` names the bookings that its new hours, closed days, places
   * or zone would no longer hold; with `?onStranded=list` it is written and the answer lists them.
   *
   * @zh 保存门店资料
   */
  @Put('stores/:storeId')
  @HttpCode(200)
  @Allow('booking.stores:write', { store: 'params.storeId' })
  @Makes('storeId')
  @Returns(StoreAnswer)
  async putStore(
    @Param('storeId') storeId: string,
    @Query() { onStranded }: OnStrandedQuery,
    @Body() body: StoreBody,
    @Ctx() request: RequestContext,
  ): Promise<StoreAnswer> {
    if (!STORE_ID.test(storeId))
      throw invalid('id-invalid', 'This is not a valid store id.', {
        field: 'storeId',
        expected: 'up to 32 letters, digits, dots, dashes or underscores',
      });
    const store: Store = { id: storeId, ...storeDefaults, ...body };
    checkStore(store);
    mustBeCurrency(store.currency);
    const before = await this.tools.documents.get(stores, storeId);
    if (before && before.currency !== store.currency && (await this.countsMoney(storeId)))
      throw refused(
        'currency-in-use',
        `The currency cannot change from ${before.currency} to ${store.currency}, because money was already booked in ${before.currency}.`,
        { field: 'currency', expected: before.currency },
      );
    if (store.policyId !== undefined) {
      const policy = await this.tools.documents.get(policies, store.policyId);
      if (!policy)
        throw invalid('policy-unknown', 'There is no such policy.', {
          field: 'policyId',
          expected: 'a policy of the chain',
        });
      if (policy.currency !== undefined && policy.currency !== store.currency)
        throw invalid('currency-differs', `The fees of this policy are in ${policy.currency}.`, {
          field: 'policyId',
          expected: `a policy in ${store.currency}, or in no currency of its own`,
        });
    }
    const { regionId, name, zone, currency, dayStartsAt, language } = store;
    const announce = [
      this.tools.message(
        publication(StoreDescribed, storeId, {
          storeId,
          regionId,
          name,
          zone,
          currency,
          dayStartsAt,
          ...optional({ language }),
        }),
        request.cause({ storeId }),
      ),
    ];
    const book = before && (await booksOf(this.tools).store(storeId));
    const { written, left } = await changeOfStore(this.tools, book, { store }, onStranded, () =>
      this.tools.documents.put(stores, store, { announce, expected: request.ifMatch }),
    );
    return { ...storeAnswer({ ...store, revision: written.revision }), ...left };
  }

  /** True once an appointment, a visit or a deposit of the store stands anywhere. Each of them keeps its own currency, so that one made at this very instant is not read in another. */
  private async countsMoney(storeId: string): Promise<boolean> {
    const { documents } = this.tools;
    const some = async <D extends Document>(view: View<D>, index: string) =>
      (await documents.find(this.tools.collection(view), { index, where: { storeId }, limit: 1 }))
        .items.length > 0;
    return (
      (await some(daySheets, 'byDay')) ||
      (await some(listedVisits, 'byDay')) ||
      (await some(depositMovements, 'byStore'))
    );
  }

  /**
   * Get a store's master data.
   *
   * @zh 查询门店资料
   */
  @Get('stores/:storeId')
  @Allow('booking.stores:read', { store: 'params.storeId' })
  @Returns(StoreAnswer)
  async getStore(@Param('storeId') storeId: string): Promise<StoreAnswer> {
    const store = await this.tools.documents.get(stores, storeId);
    if (!store) throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    return storeAnswer(store);
  }

  /**
   * List the stores that the caller may see, by id.
   *
   * @zh 门店列表
   */
  @Get('stores')
  @Allow('booking.stores:read', { store: 'narrowed' })
  @Returns(StoreAnswer, { list: true })
  async listStores(
    @Query() { limit = 50, after }: StoreListQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: StoreAnswer[]; next?: string }> {
    const scope = request.caller.stores;
    if (scope === 'all')
      return page(
        await this.tools.documents.find(stores, {
          index: 'byId',
          limit,
          after,
        }),
        storeAnswer,
      );
    const ids = [...new Set(scope)].sort().filter((id) => after === undefined || id > after);
    const found = await this.tools.documents.getMany(stores, ids.slice(0, limit));
    return {
      items: found.sort((a, b) => (a.id < b.id ? -1 : 1)).map(storeAnswer),
      ...(ids.length > limit ? { next: ids[limit - 1]! } : {}),
    };
  }
}

const storeAnswer = ({ id, ...store }: Stored<Store>): StoreAnswer => ({
  storeId: id,
  ...(store as unknown as Omit<StoreAnswer, 'storeId'>),
});
