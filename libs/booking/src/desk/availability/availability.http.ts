import { Controller, Get, Inject, Query } from '@nestjs/common';
import { datesOf, isoOf, localOf, minuteOf, msOfIso } from '@chignon/calendar';
import { invalid, optional, Refusal, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, TOOLS } from '@chignon/service-kit';
import { lineCost } from '../../agenda/agenda.announcements.js';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { assistantIdsOf, type PlannedLine } from '../../agenda/day/line.js';
import { byRank, type Rank, rankOf } from '../../agenda/day/rank.js';
import {
  busyPercentAt,
  byPriceThenQuiet,
  type Steered,
  steeringOf,
} from '../../agenda/day/steering.js';
import { choose, type Plan } from '../../agenda/decide/choose.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import {
  AvailabilityQuery,
  FreeSlotAnswer,
  RankedQuery,
  RankedSlotAnswer,
  SteeringAnswer,
  WhyNotAnswer,
  WhyNotQuery,
} from './availability.shapes.http.js';
import { placeOf } from '../booking/place.flow.js';
import { momentOf, planFor } from '../booking/planning.flow.js';
import { searchRecorderOf } from '../searches/search-recorder.flow.js';
import { askedServices } from './asked-services.js';
import { freeStartsOf, lookPace, openDays } from './open-days.flow.js';

const MAX_STORES = 50;
const DEFAULT_LIMIT = 1000;
const DEFAULT_RANKED = 20;
/** Slots gathered before the best of them are sorted out. */
const KEPT_AT_LEAST = 500;

/** A free start with its place among the others. */
interface RankedSlot {
  readonly storeId: string;
  readonly date: string;
  readonly chain: readonly PlannedLine[];
  readonly rank: Rank;
  /** For a flexible customer. */
  readonly steered?: Steered;
}

/** The better slot first: by rank, then the earlier; never 0 for two. */
const usually = (a: RankedSlot, b: RankedSlot): number =>
  byRank(a.rank, b.rank) ||
  a.chain[0]!.startMs - b.chain[0]!.startMs ||
  (a.storeId < b.storeId ? -1 : 1);

/** Finds free times: for one store, ranked over several, and why a time is not free. */
@Controller('v1/booking')
export class AvailabilityHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List free starts of one or more services. They come in ascending order, and only those that the agenda would take now (BK-01, BK-18). They are
   * computed from the folded agendas of the days and the roster, so that history does not slow it down.
   *
   * @zh 查询可预约时间
   */
  @Get('availability')
  @Allow('booking.availability:read', { store: 'query.storeId' })
  @Returns(FreeSlotAnswer, { list: true })
  async findFreeSlots(
    @Query() query: AvailabilityQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: FreeSlotAnswer[]; next?: string }> {
    const { storeId, staffId, limit = DEFAULT_LIMIT } = query;
    const book = await booksOf(this.tools).store(storeId);
    const afterMs = query.after === undefined ? -Infinity : msOfIso(query.after);
    if (Number.isNaN(afterMs))
      throw invalid('cursor-invalid', 'The cursor is not valid for this list.', { field: 'after' });
    const asked = askedServices(query);
    const { serviceIds } = asked;
    const dates = datesOf(query);
    const moving =
      query.moving === undefined ? undefined : await placeOf(this.tools, query.moving, request);
    const pace = lookPace();
    const days = await openDays(
      this.tools,
      book,
      {
        ...query,
        ...asked,
        parallel: asked.parallel,
        moving,
        dates,
        afterMs,
        needs: query.needs?.split(','),
        ...(staffId === undefined ? {} : { staffIds: [staffId] }),
      },
      pace,
    );
    const items: FreeSlotAnswer[] = [];
    let next: string | undefined;
    for await (const { day, chain } of freeStartsOf(days, pace)) {
      if (items.length === limit) {
        next = items.at(-1)!.startsAt;
        break;
      }
      items.push(slotOf(day.date, chain));
    }
    // A further page is the same look.
    if (query.after === undefined)
      searchRecorderOf(this.tools).recordSearch(storeId, {
        serviceIds,
        from: dates[0]!,
        to: dates.at(-1)!,
        staffAsked: staffId !== undefined || asked.staffOf !== undefined,
        found: items.length,
      });
    return { items, ...optional({ next }) };
  }

  /**
   * List the best free starts over several stores and people. Each has the reasons for its place (BK-01, BK-07, R-BK-45): least time wasted beside
   * it, then what the customer likes, then the least busy people. At most 50 stores and 62 days; 422 `search-too-large` when even so there is too
   * much to look through. Who has time is shown the cheaper and quieter ones first, with the difference to what would usually be first (BK-29).
   *
   * @zh 推荐最佳可预约时间
   */
  @Get('availability/ranked')
  @Allow('booking.availability:read', { store: 'narrowed' })
  @Returns(RankedSlotAnswer, { list: true })
  async rankFreeSlots(
    @Query() query: RankedQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: RankedSlotAnswer[] }> {
    const storeIds = [...new Set(query.storeIds.split(','))];
    if (storeIds.length > MAX_STORES)
      throw invalid('too-many-stores', 'The search names too many stores.', {
        field: 'storeIds',
        expected: `at most ${MAX_STORES}`,
        limit: MAX_STORES,
      });
    for (const storeId of storeIds) request.caller.mustSee(storeId);
    const asked = askedServices(query);
    const { serviceIds } = asked;
    const dates = datesOf(query);
    const { customerId, channel, sameStaff, anyOrder } = query;
    const question = {
      ...asked,
      dates,
      customerId,
      channel,
      sameStaff,
      anyOrder,
      staffIds: query.staffIds?.split(','),
    };
    const preference = {
      staffIds: query.preferStaff?.split(',') ?? [],
      ...(query.preferFrom === undefined ? {} : { fromMinute: minuteOf(query.preferFrom) }),
      ...(query.preferTo === undefined ? {} : { toMinute: minuteOf(query.preferTo) }),
    };
    const pace = lookPace();
    const books: StoreBook[] = [];
    for (const storeId of storeIds) {
      const rest = pace.rest();
      if (rest) await rest;
      books.push(await booksOf(this.tools).store(storeId));
    }
    if (query.flexible && new Set(books.map(({ store }) => store.currency)).size > 1)
      throw invalid(
        'currency-differs',
        'These stores use different currencies, so their prices cannot be compared.',
        { field: 'storeIds', expected: 'stores of one currency, or `flexible` left out' },
      );
    const limit = query.limit ?? DEFAULT_RANKED;
    // Of many thousands only the best are kept: neither their memory nor their order grows with the question.
    let best: RankedSlot[] = [];
    let usual: RankedSlot | undefined;
    const order = query.flexible
      ? (a: RankedSlot, b: RankedSlot) => byPriceThenQuiet(a.steered!, b.steered!) || usually(a, b)
      : usually;
    const keepBest = (): void => void (best = best.sort(order).slice(0, limit));
    for (const book of books) {
      const { id: storeId } = book.store;
      let found = 0;
      for await (const {
        day: { date, now, frame },
        chain,
      } of freeStartsOf(await openDays(this.tools, book, question, pace), pace)) {
        const rank = rankOf(
          chain,
          now,
          frame,
          book.store.usefulGapMinutes,
          localOf(book.store.zone, chain[0]!.startMs).minute,
          preference,
        );
        if (query.hideWaste && rank.wasteMinutes > 0) continue;
        found++;
        const slot = {
          storeId,
          date,
          chain,
          rank,
          ...(query.flexible
            ? {
                steered: {
                  startMs: chain[0]!.startMs,
                  priceCents: priceOfSlot(chain),
                  busyPercent: busyPercentAt(chain, now, frame),
                },
              }
            : {}),
        };
        if (!usual || usually(slot, usual) < 0) usual = slot;
        if (best.push(slot) >= 2 * limit + KEPT_AT_LEAST) keepBest();
      }
      searchRecorderOf(this.tools).recordSearch(storeId, {
        serviceIds,
        from: dates[0]!,
        to: dates.at(-1)!,
        staffAsked: query.staffIds !== undefined || asked.staffOf !== undefined,
        found,
      });
    }
    keepBest();
    return {
      items: best.map(({ storeId, date, chain, rank, steered }) => ({
        storeId,
        ...slotOf(date, chain),
        ...rank,
        ...(steered && usual?.steered ? { steering: steeringAnswer(steered, usual.steered) } : {}),
      })),
    };
  }

  /**
   * Explain why a time is not offered. The answer has the first rule that refuses it, for each person who could be asked, and the nearest free
   * starts.
   *
   * @zh 查询时间不可约的原因
   */
  @Get('availability/why-not')
  @Allow('booking.availability:read', { store: 'query.storeId' })
  @Returns(WhyNotAnswer)
  async explainUnavailability(@Query() query: WhyNotQuery): Promise<WhyNotAnswer> {
    const { storeId, staffId, customerId, channel, startsAt, sameStaff } = query;
    const { serviceIds, staffOf, parallel } = askedServices(query);
    const book = await booksOf(this.tools).store(storeId);
    const { startMs, date } = momentOf(book, startsAt);
    const input = {
      storeId,
      startsAt,
      services: serviceIds.map((serviceId, i) => ({
        serviceId,
        ...optional({ staffId: staffOf?.[i] ?? staffId }),
        ...(parallel?.has(i) ? { parallel: true } : {}),
      })),
      ...optional({ customerId, channel, sameStaff }),
    };
    const plan = await planFor(this.tools, book, input, startMs, date);
    if (plan instanceof Refusal && plan.kind === 'invalid') throw plan;
    const { state } = await this.tools.load(agenda, agendaKey(storeId, date));
    const verdict = (one: Plan): Refusal | undefined => {
      try {
        choose(state, one, customerId, this.tools.facts);
        return undefined;
      } catch (error) {
        if (error instanceof Refusal) return error;
        throw error;
      }
    };
    const no = verdict(plan);
    if (!no) return { offered: true, reasons: [], nearest: [] };
    const each =
      plan instanceof Refusal
        ? []
        : plan.options.map((option) => ({
            staffId: option[0]!.staffId,
            no: verdict({ frame: plan.frame, options: [option] })!,
          }));
    return {
      offered: false,
      code: no.code,
      ...whenOf(no),
      nearest: (no.detail['nearest'] as string[] | undefined) ?? [],
      reasons: each.map(({ staffId: who, no: { code, detail } }) => ({
        staffId: who,
        code,
        ...(detail['busyFrom'] === undefined
          ? {}
          : {
              busyFrom: detail['busyFrom'] as string,
              busyTo: detail['busyTo'] as string,
              resource: (detail['resource'] as { kind: string }).kind,
            }),
      })),
    };
  }
}

const steeringAnswer = (slot: Steered, usual: Steered): SteeringAnswer => {
  const { comparedToMs, because, ...more } = steeringOf(slot, usual);
  return { ...more, because: [...because], comparedTo: isoOf(comparedToMs) };
};

/** What a refusal says of when it would be possible. */
const whenOf = ({ detail }: Refusal) =>
  Object.fromEntries(
    (['earliest', 'latest', 'possibleFrom'] as const).flatMap((name) =>
      typeof detail[name] === 'string' ? [[name, detail[name]]] : [],
    ),
  );

const priceOfSlot = (chain: readonly PlannedLine[]): number =>
  sumOf(chain, (line) => line.priceCents);
const sumOf = (chain: readonly PlannedLine[], cents: (line: PlannedLine) => number): number =>
  chain.reduce((sum, line) => sum + cents(line), 0);

/** Free lines as an answer. */
export const slotOf = (date: string, chain: readonly PlannedLine[]): FreeSlotAnswer => ({
  date,
  startsAt: isoOf(chain[0]!.startMs),
  endsAt: isoOf(Math.max(...chain.map((l) => l.endMs))),
  lines: chain.map((l) => ({
    serviceId: l.serviceId,
    staffId: l.staffId,
    ...assistantIdsOf(l),
    startsAt: isoOf(l.startMs),
    endsAt: isoOf(l.endMs),
    ...lineCost(l),
  })),
  priceCents: sumOf(chain, (l) => l.priceCents),
  ...(chain.some((l) => l.listCents !== undefined)
    ? { listCents: sumOf(chain, (l) => l.listCents ?? l.priceCents) }
    : {}),
});
