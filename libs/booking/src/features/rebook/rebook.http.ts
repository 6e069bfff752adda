import { Controller, Get, Inject, Param } from '@nestjs/common';
import { businessDateOf, dateAfter, localOf, msOfIso } from '@chignon/calendar';
import { notFound, optional, Refusal, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  TOOLS,
  Text,
  Int,
  OneOf,
  DateText,
  Optional,
  Many,
  Texts,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import { rankOf } from '../../agenda/day/rank.js';
import { slotsOf } from '../../agenda/day/search.js';
import { locate } from '../../agenda/decide/locate.js';
import { slotOf } from '../../desk/availability/availability.http.js';
import { FreeSlotAnswer } from '../../desk/availability/availability.shapes.http.js';
import { lookPace, openDays } from '../../desk/availability/open-days.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import type { Service } from '../../salon/catalogue/service.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { visits } from '../../visits/visit-ledger.js';
import type { Share, VisitState } from '../../visits/visit.js';
import { type Interval, intervalOf, nextVisit, type Proposal, proposals } from './next-visit.js';
import { rhythms } from './rhythms.view.js';

const PROPOSALS = 3;
/** Days looked at on either side of the due date. */
const AROUND_DAYS = 3;
/** "The same time of day" is an hour earlier or later. */
const AROUND_MINUTES = 60;
/** Services of one appointment. */
const MAX_SERVICES = 10;

class RebookReason {
  @Text() serviceGroup: string;
  /** Days after which the customer is expected again, counted from `lastVisitOn`. */
  @Int() intervalDays: number;
  /** `own`: the median of the customer's last gaps, from three visits on; `service`: what the catalogue says. */
  @OneOf(['own', 'service']) basis: 'own' | 'service';
  /** Days with a visit for the group that are known. */
  @Int() visits: number;
  /** Business date of the last visit with a service of this group. */
  @DateText() lastVisitOn: string;
  /** Date on which a service of this group is due. */
  @DateText() dueOn: string;
}

class RebookSlot extends FreeSlotAnswer {
  /** Of two: the same people, the same time of day. */
  @Int() wishesMet: number;
}

/** When a customer is expected again, and free times around that date. */
export class RebookSuggestionAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @Optional() @Text() customerId?: string;
  /** Business date. Absent: neither the customer nor the catalogue says when. */
  @Optional() @DateText() dueOn?: string;
  /** The groups of services that are due then, each with why. */
  @Many(() => RebookReason) reasons: RebookReason[];
  /** Services to book; those no longer offered are left out. */
  @Texts() serviceIds: string[];
  /** At most three, best first, each on another day; to be booked as they are. */
  @Many(() => RebookSlot) slots: RebookSlot[];
}

/** A service of the visit with its newest version, where it is still offered. */
interface Done {
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly lead: string;
  readonly service: Service | undefined;
}
type Found = Proposal & { readonly chain: readonly PlannedLine[] };

/** Suggests the next appointment to a customer. */
@Controller('v1/booking')
export class RebookHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Suggest when the customer of a visit should come again. Their own rhythm decides, else the catalogue; around that date it offers free starts with
   * the same people at the same time of day (BK-27).
   *
   * @zh 获取再次预约建议
   */
  @Get('visits/:visitId/rebook-suggestion')
  @Allow('booking.availability:read', { store: 'narrowed' })
  @Returns(RebookSuggestionAnswer)
  async getRebookSuggestion(
    @Param('visitId') visitId: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<RebookSuggestionAnswer> {
    const { state } = await this.tools.load(visits, visitId);
    const { opening } = state;
    if (!opening || !caller.sees(opening.storeId))
      throw notFound('visit-not-found', 'There is no such visit.');
    const { storeId, customerId } = opening;
    const done = await this.done(state);
    const next = nextVisit(await this.intervals(state, done));
    const groups = new Set(next?.intervals.map((interval) => interval.serviceGroup));
    const due = done
      .filter(({ serviceGroup, service }) => service !== undefined && groups.has(serviceGroup))
      .slice(0, MAX_SERVICES);
    const found = next && due.length > 0 ? await this.around(state, due, next.dueOn) : [];
    return {
      visitId,
      storeId,
      ...optional({ customerId }),
      ...(next === undefined ? {} : { dueOn: next.dueOn }),
      reasons: (next?.intervals ?? []).map((interval) => ({ ...interval })),
      serviceIds: due.map((one) => one.serviceId),
      slots: found.map(({ date, chain, wishesMet }) => ({ ...slotOf(date, chain), wishesMet })),
    };
  }

  /** The services of a visit that counts: as performed, before its completion as they stand. */
  private async done({ status, performed, lines }: VisitState): Promise<Done[]> {
    if (status === 'voided' || status === 'abandoned') return [];
    const services =
      performed.length > 0
        ? performed
        : lines
            .filter((line) => line.kind === 'service')
            .map((line) => ({
              serviceId: line.itemId,
              serviceGroup: line.serviceGroup ?? line.itemId,
              performers: line.performers,
            }));
    return Promise.all(
      services.map(async ({ serviceId, serviceGroup, performers }) => ({
        serviceId,
        serviceGroup,
        lead: leadOf(performers),
        service: await this.offered(serviceId),
      })),
    );
  }

  private async offered(serviceId: string): Promise<Service | undefined> {
    try {
      return await booksOf(this.tools).service(serviceId, 'serviceId');
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /** The visit itself counts at once, whether or not the read model has seen it. */
  private async intervals(
    { visitId, opening }: VisitState,
    done: readonly Done[],
  ): Promise<Interval[]> {
    const { customerId, businessDate } = opening!;
    const known =
      customerId === undefined
        ? undefined
        : await this.tools.documents.get(this.tools.collection(rhythms), customerId);
    return [...new Set(done.map((one) => one.serviceGroup))].flatMap((serviceGroup) => {
      const before =
        known?.groups.find((group) => group.serviceGroup === serviceGroup)?.visits ?? [];
      const days = done.flatMap(({ serviceGroup: of, service }) =>
        of === serviceGroup && service?.rebookIntervalDays !== undefined
          ? [service.rebookIntervalDays]
          : [],
      );
      const interval = intervalOf(
        serviceGroup,
        [
          ...before.filter((visit) => visit.visitId !== visitId).map((visit) => visit.on),
          businessDate,
        ],
        days.length === 0 ? undefined : Math.min(...days),
      );
      return interval ? [interval] : [];
    });
  }

  /** Free starts around the due date, from tomorrow on: first those by the same people, then by anybody where they leave days empty. */
  private async around(state: VisitState, due: readonly Done[], dueOn: string): Promise<Found[]> {
    const { storeId, customerId } = state.opening!;
    const book = await booksOf(this.tools).store(storeId);
    const tomorrow = dateAfter(
      businessDateOf(book.store.zone, dayStartMinute(book.store), msOfIso(this.tools.facts.now())),
      1,
    );
    const first =
      dateAfter(dueOn, -AROUND_DAYS) < tomorrow ? tomorrow : dateAfter(dueOn, -AROUND_DAYS);
    const dates = Array.from({ length: 2 * AROUND_DAYS + 1 }, (_, i) => dateAfter(first, i));
    const people = [...new Set(due.map((one) => one.lead))].filter((staffId) =>
      book.team.has(staffId),
    );
    const question = { serviceIds: due.map((one) => one.serviceId), customerId, dates };
    const minute = await this.timeOfDay(state, book);
    const pace = lookPace();
    const search = async (staffIds: readonly string[] | undefined): Promise<Found[]> => {
      const found: Found[] = [];
      for (const { date, now, frame, alternatives, fromMs } of await openDays(
        this.tools,
        book,
        { ...question, staffIds },
        pace,
      )) {
        for (const chain of slotsOf(now, frame, alternatives, fromMs)) {
          const rest = pace.rest();
          if (rest) await rest;
          if (!chain) continue;
          const startMs = chain[0]!.startMs;
          const at = localOf(book.store.zone, startMs).minute;
          const { wishesMet, wasteMinutes } = rankOf(
            chain,
            now,
            frame,
            book.store.usefulGapMinutes,
            at,
            {
              staffIds: people,
              fromMinute: minute - AROUND_MINUTES,
              toMinute: minute + AROUND_MINUTES + 1,
            },
          );
          found.push({
            date,
            startMs,
            chain,
            wishesMet,
            wasteMinutes,
            minutesAway: Math.abs(at - minute),
          });
        }
      }
      return found;
    };
    const own = people.length === 0 ? [] : await search(people);
    const chosen = proposals(own, dueOn, PROPOSALS);
    return chosen.length === PROPOSALS
      ? chosen
      : proposals([...own, ...(await search(undefined))], dueOn, PROPOSALS);
  }

  /** Local minute at which the customer likes to come: of the appointment, else of the first service, else of the arrival. */
  private async timeOfDay({ opening, progress }: VisitState, book: StoreBook): Promise<number> {
    const { appointmentId, localHour = 12 } = opening!;
    const place =
      appointmentId === undefined
        ? undefined
        : await locate(async (key) => (await this.tools.load(agenda, key)).state, appointmentId);
    const began = Object.values(progress).flatMap(({ startedAt }) =>
      startedAt === undefined ? [] : [msOfIso(startedAt)],
    );
    const ms =
      place?.entry.appointment.startMs ?? (began.length === 0 ? undefined : Math.min(...began));
    return ms === undefined ? localHour * 60 : localOf(book.store.zone, ms).minute;
  }
}

const leadOf = (performers: readonly Share[]): string =>
  performers.reduce((lead, one) => (one.sharePercent > lead.sharePercent ? one : lead)).staffId;
