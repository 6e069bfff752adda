import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  businessDateOf,
  dateAfter,
  firstInstant,
  isoOf,
  MINUTE_MS,
  msOfIso,
  offsetMinutesAt,
} from '@chignon/calendar';
import {
  type CommandMetadata,
  deriveId,
  forbidden,
  invalid,
  Refusal,
  refused,
  sha256,
  type Tools,
} from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  DIRECTORY,
  Directory,
  mustBeCredible,
  noCustomer,
  TOOLS,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Appointment } from '../../agenda/appointment/appointment.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { priceAt as priceOf } from '../../salon/catalogue/durations.js';
import { services } from '../../salon/catalogue/service.js';
import { priceAtTime } from '../../salon/peaks/price-rule.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { standFor } from '../../salon/words/words.js';
import { visits } from '../../visits/visit-ledger.js';
import { billsOf, dayStartOf } from '../../visits/visit.js';
import { offeredBy } from '../terms/policy-terms.flow.js';
import {
  AppointmentImportBody,
  ImportAnswer,
  ImportedAppointment,
  ImportedVisit,
  ImportResult,
  VisitImportBody,
} from './imports.shapes.http.js';
import { type SourceCode, type SourceCodes, sourceCodes } from './source-codes.flow.js';

/** Noon: a source that knows only the day is true at no other instant either, and noon is in the day everywhere. */
const NOON = 720;
/** Streams written at the same time, so that they share a disk write. */
const AT_ONCE = 32;
/** Nobody agrees on an appointment further ahead. */
const MAX_DAYS_AHEAD = 730;
/** Why something was cancelled, where the source does not say. */
const RECORDED = 'recorded';
/** Points are loyalty's to give: whoever may not does not bring any by importing visits. */
const MAY_GIVE_POINTS = 'booking.imports:give-points';

@Controller('v1/booking/imports')
export class ImportsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Past visits as another system has them: opened, completed and settled as recorded. Each is imported once by its external id; a bad one does not stop the others. What lies ahead, or before 1970, is rejected; lines that earn points need `booking.imports:give-points`. */
  @Post('visits')
  @HttpCode(200)
  @Allow('booking.imports:write', { store: 'body.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ImportAnswer)
  async visits(
    @Body() { storeId, items }: VisitImportBody,
    @Ctx() request: RequestContext,
  ): Promise<ImportAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const mustSee = await this.seen(items, request);
    const billOf = await standFor(
      this.tools,
      billsOf(storeId),
      items.map(({ billId }) => billId),
    );
    const codes = await sourceCodes(
      this.tools,
      this.directory,
      request.caller,
      book,
      items.flatMap(codesOfVisit),
    );
    return {
      results: await sideBySide(
        items,
        (item) => item.externalId,
        (item) =>
          attempt(
            item.externalId,
            async () =>
              mustSee(item) ?? this.importVisit(book, item, billOf(item.billId), codes, request),
          ),
      ),
      ...unknownIn(codes),
    };
  }

  /** Past or coming appointments as another system has them, without a conflict check; their overlaps are counted. Coming ones keep the price that they are given with, or the catalogue's of today, and accept the store's policy. */
  @Post('appointments')
  @HttpCode(200)
  @Allow('booking.imports:write', { store: 'body.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ImportAnswer)
  async appointments(
    @Body() { storeId, items }: AppointmentImportBody,
    @Ctx() request: RequestContext,
  ): Promise<ImportAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const mustSee = await this.seen(items, request);
    const codes = await sourceCodes(
      this.tools,
      this.directory,
      request.caller,
      book,
      items.flatMap(codesOfAppointment),
    );
    let overlaps = 0;
    const results = await sideBySide(
      items,
      (item) => item.date,
      (item) =>
        attempt(item.externalId, async () => {
          mustSee(item);
          const done = await this.importAppointment(book, item, codes, request);
          if (done.overlaps) overlaps++;
          return { outcome: done.outcome, appointmentId: done.appointmentId };
        }),
    );
    return { results, overlaps, ...unknownIn(codes) };
  }

  /** A row of somebody who is no customer, or none that the caller may see, is refused by itself. */
  private async seen(
    items: readonly { customerId?: string }[],
    { caller }: RequestContext,
  ): Promise<(item: { customerId?: string }) => undefined> {
    const unseen = new Set(
      await this.directory.unseenCustomers(
        items.flatMap(({ customerId }) => customerId ?? []),
        caller,
      ),
    );
    return ({ customerId }) => {
      if (customerId !== undefined && unseen.has(customerId)) throw noCustomer();
      return undefined;
    };
  }

  private async importVisit(
    book: StoreBook,
    given: ImportedVisit,
    billId: string,
    codes: SourceCodes,
    request: RequestContext,
  ) {
    const { store } = book;
    const idOf = (externalId: string): string =>
      `i-${sha256(`${store.id}|${externalId}`).slice(0, 24)}`;
    const item = await knownBy(
      given,
      async (formerId) => (await this.tools.load(visits, idOf(formerId))).state.status !== 'absent',
    );
    const { externalId, customerId, businessDate, localHour, lines, taxes, tenders } = item;
    const cause = causeFor(request, store.id, 'visit', item);
    const visitId = idOf(externalId);
    mustBeCredible(businessDate, { today: this.today(store), field: 'businessDate' });
    const earning = lines.findIndex((line) => line.earning);
    if (earning >= 0 && !request.caller.may(MAY_GIVE_POINTS))
      throw forbidden('permission-missing', 'Your role does not permit this.', {
        field: `lines.${earning}.earning`,
        permission: MAY_GIVE_POINTS,
      });
    const at = isoOf(
      firstInstant(store.zone, businessDate, localHour === undefined ? NOON : localHour * 60),
    );
    const opening = {
      visitId,
      storeId: store.id,
      ...(customerId === undefined ? {} : { customerId }),
      zone: store.zone,
      ...dayStartOf(dayStartMinute(store)),
      businessDate,
      ...(localHour === undefined ? {} : { localHour }),
      origin: 'import' as const,
      currency: store.currency,
      lines: lines.map(
        (
          { kind, itemId, serviceGroup, quantityMilli, netCents, performers, earning: earns },
          i,
        ) => ({
          lineId: `l${i + 1}`,
          kind,
          itemId: codes.idOf(kind, itemId),
          ...(serviceGroup === undefined
            ? {}
            : { serviceGroup: codes.groupOf(itemId, serviceGroup) }),
          catalogueVersion: 0,
          quantityMilli,
          priceCents: netCents,
          taxClass: 'none' as const,
          performers: performers.map((performer) => ({
            ...performer,
            staffId: codes.idOf('staff', performer.staffId),
          })),
          requested: false,
          plannedMinutes: 0,
          steps: [],
          plannedUse: [],
          earning: earns,
        }),
      ),
    };
    const { tenders: kinds } = await booksOf(this.tools).till();
    const { replayed } = await this.tools.execute(
      visits,
      visitId,
      {
        type: 'ImportVisit',
        kinds,
        opening,
        billId,
        at,
        taxCents: lines.map((l) => l.taxCents),
        taxes: taxes.map(({ code, cents }) => ({ code: codes.idOf('tax', code), cents })),
        ...(tenders === undefined ? {} : { tenders }),
      },
      cause,
    );
    return { outcome: outcomeOf(replayed), visitId };
  }

  private async importAppointment(
    book: StoreBook,
    given: ImportedAppointment,
    codes: SourceCodes,
    request: RequestContext,
  ) {
    const { store } = book;
    const today = this.today(store);
    mustBeCredible(given.date, {
      today,
      field: 'date',
      last: given.status === 'no-show' ? today : dateAfter(today, MAX_DAYS_AHEAD),
    });
    const startMs = firstInstant(store.zone, given.date, given.startMinute ?? NOON);
    const businessDate =
      given.startMinute === undefined
        ? given.date
        : businessDateOf(store.zone, dayStartMinute(store), startMs);
    const idOf = (externalId: string): string =>
      `${store.id}.${businessDate}.${sha256(externalId).slice(0, 12)}`;
    const key = agendaKey(store.id, businessDate);
    const item = await knownBy(given, async (formerId) =>
      (await this.tools.load(agenda, key)).state.entries.has(idOf(formerId)),
    );
    const { externalId, customerId, startMinute, minutes, status } = item;
    const [staffId, serviceId, serviceGroup] = [
      codes.idOf('staff', item.staffId),
      codes.idOf('service', item.serviceId),
      codes.groupOf(item.serviceId, item.serviceGroup),
    ];
    const cause = causeFor(request, store.id, 'appointment', item);
    if (item.reason !== undefined && item.reason !== RECORDED)
      await mustBeReason(this.tools, 'cancel', item.reason);
    if (item.cancelledOn !== undefined)
      mustBeCredible(item.cancelledOn, { today, field: 'cancelledOn' });
    const endMs = startMs + minutes * MINUTE_MS;
    // A day without a time occupies nothing.
    const busy =
      startMinute === undefined || minutes === 0 || status !== 'booked'
        ? []
        : [{ fromMs: startMs, toMs: endMs }];
    const ahead = status === 'booked' && item.date >= today;
    const { policy } = ahead ? offeredBy(book) : {};
    const appointment: Appointment = {
      appointmentId: idOf(externalId),
      storeId: store.id,
      businessDate,
      zone: store.zone,
      currency: store.currency,
      ...(customerId === undefined ? {} : { customerId }),
      channel: 'import',
      startMs,
      endMs,
      ...(startMinute === undefined ? {} : { offsetMinutes: offsetMinutesAt(store.zone, startMs) }),
      ...(policy ? { policy: { ...policy, acceptedAtMs: msOfIso(this.tools.facts.now()) } } : {}),
      lines: [
        {
          lineId: 'l1',
          serviceId,
          serviceGroup,
          ...(await this.agreedPrice(book, item, ahead, startMs)),
          staffId,
          requested: false,
          startMs,
          endMs,
          phases: [{ name: 'service', kind: 'active', minutes }],
          staff: busy.map((span) => ({ staffId, ...span, beforeMs: 0, afterMs: 0 })),
          customer: busy,
          pools: [],
        },
      ],
    };
    const became =
      status !== 'cancelled'
        ? status
        : ({
            cancelledBy: item.cancelledBy ?? 'store',
            reason: item.reason ?? RECORDED,
            at: isoOf(
              item.cancelledOn === undefined
                ? startMs
                : firstInstant(store.zone, item.cancelledOn, NOON),
            ),
          } as const);
    const { replayed, events } = await this.tools.execute(
      agenda,
      key,
      { type: 'RecordAppointment', appointment, timeKnown: startMinute !== undefined, became },
      cause,
    );
    return {
      outcome: outcomeOf(replayed),
      appointmentId: appointment.appointmentId,
      overlaps: events.some((e) => e.type === 'AppointmentRecorded' && e.data.overlaps),
    };
  }

  /** What the source agreed; else, of what is ahead, what the catalogue asks today (R-BK-06). Of the past nobody asks any more. */
  private async agreedPrice(
    book: StoreBook,
    { priceCents, currency, serviceId, staffId, customerId }: ImportedAppointment,
    ahead: boolean,
    startMs: number,
  ): Promise<{ priceCents: number; catalogueVersion: number }> {
    const { store, team } = book;
    if (currency !== undefined && currency !== store.currency)
      throw refused('currency-differs', `The store counts in ${store.currency}.`, {
        field: 'currency',
        expected: store.currency,
      });
    const service = ahead ? await this.tools.documents.get(services, serviceId) : undefined;
    if (priceCents !== undefined || !ahead)
      return { priceCents: priceCents ?? 0, catalogueVersion: service?.version ?? 0 };
    if (!service)
      throw invalid('service-unknown', 'The service has no price. Give `priceCents`.', {
        field: 'serviceId',
        expected: 'a service of the catalogue, or priceCents',
      });
    const level = team.get(staffId)?.level;
    const who = {
      staffId,
      storeId: store.id,
      currency: store.currency,
      ...(level === undefined ? {} : { level }),
      ...(customerId === undefined ? {} : { customerId }),
    };
    const listed = priceOf(
      service,
      who,
      await booksOf(this.tools).tablesFor(book, customerId),
      'serviceId',
    );
    const sold = {
      serviceId,
      serviceGroup: service.serviceGroup,
      ...(level === undefined ? {} : { level }),
      startMs,
      priceCents: listed,
    };
    return {
      priceCents: priceAtTime(
        sold,
        book.frame(businessDateOf(store.zone, dayStartMinute(store), startMs)),
      ).priceCents,
      catalogueVersion: service.version,
    };
  }

  private today(store: StoreBook['store']): string {
    return businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now()));
  }
}

/** The item by the id under which it stands: an earlier release may have imported it by another. */
async function knownBy<I extends { externalId: string; formerId?: string }>(
  { formerId, ...item }: I,
  stands: (formerId: string) => Promise<boolean>,
): Promise<Omit<I, 'formerId'>> {
  return formerId !== undefined && (await stands(formerId))
    ? { ...item, externalId: formerId }
    : item;
}

const codesOfVisit = ({ lines, taxes }: ImportedVisit): SourceCode[] => [
  ...lines.flatMap(({ kind, itemId, serviceGroup, performers }) => [
    { kind, code: itemId },
    ...(serviceGroup === undefined ? [] : [groupOf(itemId, serviceGroup)]),
    ...performers.map(({ staffId }): SourceCode => ({ kind: 'staff', code: staffId })),
  ]),
  ...taxes.map(({ code }): SourceCode => ({ kind: 'tax', code })),
];
const codesOfAppointment = ({
  staffId,
  serviceId,
  serviceGroup,
}: ImportedAppointment): SourceCode[] => [
  { kind: 'staff', code: staffId },
  { kind: 'service', code: serviceId },
  groupOf(serviceId, serviceGroup),
];
const groupOf = (serviceId: string, code: string): SourceCode => ({
  kind: 'service-group',
  code,
  serviceId,
});

const unknownIn = ({ unknown }: SourceCodes): Pick<ImportAnswer, 'unknownCodes'> =>
  unknown.length === 0 ? {} : { unknownCodes: [...unknown] };

const outcomeOf = (replayed: boolean) => (replayed ? ('already' as const) : ('imported' as const));

/** One command per item, named after store and external id: whoever imports it again, in whatever batch, finds it done. */
const causeFor = (
  request: RequestContext,
  storeId: string,
  what: string,
  item: { readonly externalId: string },
): CommandMetadata => {
  const { expected: _, ...cause } = request.cause({ storeId });
  return {
    ...cause,
    commandId: deriveId(`import|${what}|${storeId}|${item.externalId}`),
    input: item,
  };
};

async function attempt<R>(
  externalId: string,
  run: () => Promise<R & { outcome: 'imported' | 'already' }>,
): Promise<ImportResult> {
  try {
    return { externalId, ...(await run()) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
    return {
      externalId,
      outcome: 'rejected',
      code: error.code,
      ...(error.detail.field === undefined ? {} : { field: error.detail.field }),
    };
  }
}

/** Items of different keys side by side, items of one key in order; answers in the order of the items. */
async function sideBySide<I, R>(
  items: readonly I[],
  keyOf: (item: I) => string,
  run: (item: I) => Promise<R>,
): Promise<R[]> {
  const groups = new Map<string, number[]>();
  items.forEach((item, i) => groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), i]));
  const queue = [...groups.values()];
  const results: R[] = [];
  const worker = async () => {
    for (let group = queue.shift(); group; group = queue.shift())
      for (const i of group) results[i] = await run(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
  return results;
}
