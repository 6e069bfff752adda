import { businessDateOf, dateAfter, isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { listAll, notFound, optional, type Tools } from '@chignon/eventing';
import type { Pace } from '@chignon/service-kit';
import { lineAtZero } from '../../agenda/day/line-making.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { minutesOfPhases, priceIn } from '../../salon/catalogue/durations.js';
import { type Service, services } from '../../salon/catalogue/service.js';
import { mayPerform, type StaffMember } from '../../salon/roster/staff.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { staffRatings } from '../../visits/staff-ratings.view.js';
import { freeStartsOf, lookPace, openDays } from '../availability/open-days.flow.js';
import type { CardService, CardSlot, StaffCardAnswer } from './staff-cards.shapes.http.js';

/** Days looked at for the next free slot, today included. */
const DAYS = 14;

/** Fewer ratings say more about who gave them than about whom they are for. */
const LEAST_RATINGS = 5;

/** The largest page the store gives. */
const PAGE = 1000;
const DEFAULT_LIMIT = 20;

/** The cards of a store's team, by id; with `serviceId` of those who may perform it. @throws Refusal `store-not-found`, `service-not-found` */
export async function staffCards(
  tools: Tools,
  storeId: string,
  {
    serviceId,
    limit = DEFAULT_LIMIT,
    after,
  }: { serviceId?: string; limit?: number; after?: string },
): Promise<{ items: StaffCardAnswer[]; next?: string }> {
  const book = await booksOf(tools).store(storeId);
  const wanted =
    serviceId === undefined ? undefined : await booksOf(tools).service(serviceId, 'serviceId');
  const today = todayAt(tools, book);
  const team = [...book.team.values()]
    .filter(
      (m) =>
        (after === undefined || m.id > after) &&
        (wanted === undefined || mayPerform(m, wanted, storeId, today)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const catalogue = await catalogueOf(tools);
  const items: StaffCardAnswer[] = [];
  const pace = lookPace();
  for (const member of team.slice(0, limit))
    items.push(await card(tools, book, member, catalogue, wanted, pace));
  return { items, ...(team.length > limit ? { next: items.at(-1)!.staffId } : {}) };
}

/** The card of a staff member of a store. @throws Refusal `store-not-found`, `staff-not-found`, `service-not-found` */
export async function staffCard(
  tools: Tools,
  storeId: string,
  staffId: string,
  serviceId: string | undefined,
): Promise<StaffCardAnswer> {
  const book = await booksOf(tools).store(storeId);
  const member = book.team.get(staffId);
  if (!member)
    throw notFound('staff-not-found', 'There is no such staff member.', { field: 'staffId' });
  const wanted =
    serviceId === undefined ? undefined : await booksOf(tools).service(serviceId, 'serviceId');
  return card(tools, book, member, await catalogueOf(tools), wanted, lookPace());
}

async function card(
  tools: Tools,
  book: StoreBook,
  member: StaffMember,
  catalogue: readonly Service[],
  wanted: Service | undefined,
  pace: Pace,
): Promise<StaffCardAnswer> {
  const rest = pace.rest();
  if (rest) await rest;
  const { id: staffId, displayName, level } = member;
  const today = todayAt(tools, book);
  const rated = await tools.documents.get(tools.collection(staffRatings), staffId);
  const nextFree = wanted && (await nextFreeOf(tools, book, member, wanted, today, pace));
  return {
    staffId,
    displayName,
    ...optional({ level }),
    currency: book.store.currency,
    skills: member.skills
      .filter((s) => s.validUntil === undefined || s.validUntil >= today)
      .map((s) => ({ skill: s.skill, level: s.level })),
    services: catalogue
      .filter((service) => mayPerform(member, service, book.store.id, today))
      .flatMap((service) => offerOf(book, member, service)),
    ...(rated && rated.count >= LEAST_RATINGS
      ? { rating: { mean: Math.round((100 * rated.sum) / rated.count) / 100, count: rated.count } }
      : {}),
    ...(nextFree ? { nextFree } : {}),
  };
}

/** The first start that the agenda would take, day by day, so that mostly one day is looked at. */
async function nextFreeOf(
  tools: Tools,
  book: StoreBook,
  member: StaffMember,
  { id: serviceId }: Service,
  today: string,
  pace: Pace,
): Promise<CardSlot | undefined> {
  for (let i = 0; i < DAYS; i++) {
    const days = await openDays(
      tools,
      book,
      { serviceIds: [serviceId], staffIds: [member.id], dates: [dateAfter(today, i)] },
      pace,
    );
    for await (const {
      day: { date },
      chain: [line],
    } of freeStartsOf(days, pace))
      return {
        serviceId,
        date,
        startsAt: isoOf(line!.startMs),
        endsAt: isoOf(line!.endMs),
        priceCents: line!.priceCents,
      };
  }
  return undefined;
}

const todayAt = (tools: Tools, { store }: StoreBook): string =>
  businessDateOf(store.zone, dayStartMinute(store), msOfIso(tools.facts.now()));

/** Everything offered, by id. */
export async function catalogueOf(tools: Tools): Promise<Service[]> {
  const all = await listAll<Service>(tools.documents, services, { index: 'byId', limit: PAGE });
  return all.filter(({ active }) => active);
}

/** What a service costs and takes by a staff member of the store; none when it has no price there. */
export function offerOf(
  book: StoreBook,
  { id: staffId, level }: StaffMember,
  service: Service,
): CardService[] {
  const who = {
    staffId,
    storeId: book.store.id,
    currency: book.store.currency,
    ...optional({ level }),
  };
  const minutes = minutesOfPhases(service, who, book.tables);
  const price = priceIn(service, who, book.tables);
  if (price === undefined) return [];
  const { endMs, priceCents } = lineAtZero({
    service,
    minutes,
    staffId,
    requested: true,
    priceCents: price,
    lineId: 'l1',
  });
  return [
    {
      serviceId: service.id,
      name: service.name,
      category: service.category,
      priceCents,
      minutes: endMs / MINUTE_MS,
    },
  ];
}
