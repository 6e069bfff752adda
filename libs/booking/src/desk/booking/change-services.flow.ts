import { conflict, invalid, optional, Refusal, refused, type Tools } from '@chignon/eventing';
import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import {
  agendaKey,
  type Appointment,
  type Entry,
  occupancyAt,
} from '../../agenda/appointment/appointment.js';
import { assignLead, type PlannedLine, shiftLine, unbindPools } from '../../agenda/day/line.js';
import { vacate } from '../../agenda/day/occupancy.js';
import { bindStaff, markProvisional } from '../../agenda/day/provisional.js';
import { viewFor } from '../../agenda/day/reserved.js';
import { shortestAt, type WantedServices } from '../../agenda/day/search.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { Place } from '../../agenda/decide/locate.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { ordersOf } from '../../salon/catalogue/order.js';
import type { Service } from '../../salon/catalogue/service.js';
import { termsOf, timeRefusal, whatRefusal } from '../../salon/channels/admission.js';
import { mayPerform, noStaff } from '../../salon/roster/staff.js';
import { depositOf } from '../deposits/offer.flow.js';
import { withClaims } from '../quotas/claims.flow.js';
import { admission, changeRefused } from '../terms/admission.flow.js';
import { acceptedTerms, mustMay } from '../terms/policy-terms.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import { candidatesFor } from './candidates.js';
import { withExchange } from './exchange.flow.js';
import { atSeenRevision, seenRevision } from './place.flow.js';
import { causeOf, planPace } from './planning.flow.js';
import { checkPrerequisites } from './prerequisites.flow.js';
import { chainLines } from './unplaced.js';

/** One service of the appointment from now on: a line that it has already, or a service that is new. */
export interface ChangedLine {
  readonly lineId?: string;
  readonly serviceId?: string;
  readonly staffId?: string;
  readonly assistantIds?: readonly string[];
  readonly needs?: readonly string[];
  readonly parallel?: boolean;
}

/** All services that the appointment has from now on, in order, and those that it has no more: none is dropped by being forgotten. */
export interface ServicesChange {
  readonly lines: readonly ChangedLine[];
  /** Ids of lines. */
  readonly drop?: readonly string[];
  /** The store agrees to what needs its approval. */
  readonly approve?: boolean;
  readonly by?: 'customer' | 'store';
  readonly channel?: string;
}

/** A line of the change with who may do it, at instant 0. */
interface Wanted {
  readonly candidates: readonly PlannedLine[];
  /** Undefined: an imported line whose service the catalogue does not know. */
  readonly service: Service | undefined;
  readonly kept?: PlannedLine;
}

/**
 * Changes the services of an appointment before the visit, in one decision of its day (BK-03). It begins when it began; what it had stands in no way of what it is to have.
 * @throws Refusal what a booking of the new services would be refused with; 409 `approval-needed`, `line-left-out`; 422 `line-unknown`, `line-repeated`
 */
export async function changeServices(
  tools: Tools,
  { key, entry }: Place,
  change: ServicesChange,
  request: RequestContext,
): Promise<Entry> {
  const { appointment, revision: planned } = entry;
  const { appointmentId, storeId, customerId, channel } = appointment;
  const { by = 'customer' } = change;
  if (by === 'store') mustMay(request, 'by', 'booking.fees:write');
  if (change.approve) mustMay(request, 'approve', 'booking.approvals:write');
  const book = await booksOf(tools).store(storeId);
  const plan = await planChange(tools, book, entry, change).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
  const cause = causeOf(request, storeId);
  const command = {
    type: 'ChangeServices',
    appointmentId,
    planned,
    by,
    terms: await acceptedTerms(tools, appointment),
    ...(await depositOf(tools, book, channel, customerId)),
    ...seenRevision(request),
  } as const;
  const { state } = await atSeenRevision(request, () =>
    withClaims(tools, plan, { customerId, key, cause, appointmentId }, (claimed) =>
      tools.execute(agenda, key, { ...command, plan: claimed }, cause),
    ),
  );
  return state.entries.get(appointmentId)!;
}

async function planChange(
  tools: Tools,
  book: StoreBook,
  entry: Entry,
  change: ServicesChange,
): Promise<Plan> {
  const { appointment } = entry;
  const { appointmentId, customerId, businessDate, startMs, lines: before } = appointment;
  const requester = await requesterOf(tools, book, customerId);
  const frame = viewFor(book.frame(businessDate), requester);
  const wanted = await wantedLines(tools, book, appointment, change);
  mustBeWelcome(tools, book, appointment, change, wanted, requester);
  const lines = approved(book, appointment, change, wanted);
  const services = wanted.flatMap(({ service }) => service ?? []);
  if (services.length === wanted.length) ordersOf(services, false);
  const state = (await tools.load(agenda, agendaKey(book.store.id, businessDate))).state;
  const standing = state.entries.get(appointmentId);
  if (standing && standing.revision !== entry.revision)
    throw conflict(
      'appointment-changed',
      'The appointment was changed in the meantime. Read it again.',
      { found: standing.status },
    );
  const now = vacate(
    occupancyAt(state, msOfIso(tools.facts.now())),
    appointmentId,
    customerId,
    before,
  );
  const search: WantedServices = {
    lines,
    maxWaitMs: book.store.maxWaitMinutes * MINUTE_MS,
    // What runs at the same time as another service keeps its own time.
    starts: wanted.map(({ kept }) => (kept?.parallel ? kept.startMs : undefined)),
    ...optional({ customerId }),
  };
  const found =
    (await planPace().through(shortestAt(now, frame, [search], startMs))) ??
    chainLines(search, startMs, frame);
  const plan = await checkPrerequisites(
    tools,
    { frame, options: [found.map((line, i) => atAgreedPrice(line, wanted[i]!.kept))] },
    customerId,
    appointmentId,
  );
  return withExchange(tools, book, plan);
}

/** What stays costs what was agreed, whatever its new hour asks for (R-BK-06). */
function atAgreedPrice(line: PlannedLine, kept: PlannedLine | undefined): PlannedLine {
  if (!kept) return line;
  const { listCents: _list, priceRuleId: _rule, ...rest } = line;
  const { priceCents, listCents, priceRuleId } = kept;
  return { ...rest, priceCents, ...optional({ listCents, priceRuleId }) };
}

async function wantedLines(
  tools: Tools,
  book: StoreBook,
  { lines: before, customerId, businessDate }: Appointment,
  { lines, drop = [] }: ServicesChange,
): Promise<Wanted[]> {
  const team = {
    storeId: book.store.id,
    currency: book.store.currency,
    members: book.team,
    tables: await booksOf(tools).tablesFor(book, customerId),
  };
  let lineNo = Math.max(
    0,
    ...before.map(({ lineId }) => Number(/^l(\d+)$/.exec(lineId)?.[1] ?? 0)),
  );
  const wanted: Wanted[] = [];
  drop.forEach((lineId, i) => {
    if (!before.some((line) => line.lineId === lineId))
      throw invalid('line-unknown', 'There is no such line.', { field: `drop.${i}` });
    if (drop.indexOf(lineId) !== i || lines.some((line) => line.lineId === lineId))
      throw invalid('line-repeated', 'A line is named twice.', { field: `drop.${i}` });
  });
  const left = before.find(
    ({ lineId }) => !drop.includes(lineId) && !lines.some((line) => line.lineId === lineId),
  );
  if (left)
    throw refused(
      'line-left-out',
      `The line \`${left.lineId}\` is neither kept nor dropped. Read the appointment again: it may be new.`,
      { field: 'lines', lineId: left.lineId },
    );
  for (const [i, one] of lines.entries()) {
    const field = `lines.${i}`;
    const { lineId, serviceId, staffId, assistantIds, needs, parallel } = one;
    if ((lineId === undefined) === (serviceId === undefined))
      throw invalid('line-unclear', 'Name either a line that stays or a service that is new.', {
        field,
        expected: '`lineId` or `serviceId`',
      });
    if (serviceId !== undefined) {
      const service = await booksOf(tools).service(serviceId, `${field}.serviceId`);
      const asked = {
        service,
        ...optional({ staffId, needs }),
        ...(assistantIds?.length ? { assistantIds } : {}),
        ...(parallel && i > 0 ? { parallel } : {}),
      };
      const candidates = candidatesFor(asked, ++lineNo, team, customerId, businessDate, field);
      wanted.push({
        candidates: markProvisional(candidates, book.store.lateBindingHours),
        service,
      });
      continue;
    }
    const kept = before.find((line) => line.lineId === lineId);
    if (!kept)
      throw invalid('line-unknown', 'There is no such line.', { field: `${field}.lineId` });
    if (lines.findIndex((other) => other.lineId === lineId) !== i)
      throw invalid('line-repeated', 'A line is named twice.', { field: `${field}.lineId` });
    if (assistantIds !== undefined || needs !== undefined || parallel !== undefined)
      throw invalid('line-stays', 'Of a line that stays only the person can be changed.', {
        field,
        expected: '`lineId` and `staffId`',
      });
    const service = await booksOf(tools).version(kept.serviceId, kept.catalogueVersion);
    wanted.push({
      candidates: [keptBy(book, kept, staffId, service, businessDate, field)],
      service,
      kept,
    });
  }
  return wanted;
}

/** A line that stays, by who leads it or somebody else who may: a person named now is final. */
function keptBy(
  book: StoreBook,
  kept: PlannedLine,
  staffId: string | undefined,
  service: Service | undefined,
  date: string,
  field: string,
): PlannedLine {
  const line = shiftLine(unbindPools(kept), -kept.startMs);
  if (staffId === undefined || staffId === kept.staffId) return line;
  const member = book.team.get(staffId);
  if (!member) throw noStaff(`${field}.staffId`);
  if (!mayPerform(member, service ?? {}, book.store.id, date))
    throw refused(
      'staff-not-qualified',
      `\`${staffId}\` is not qualified for \`${kept.serviceId}\` on that date.`,
      { field: `${field}.staffId` },
    );
  const { choice: _, ...chosen } = assignLead(bindStaff(line), staffId);
  return { ...chosen, requested: true };
}

/** @throws Refusal naming the rule of the channel that does not let a customer change it so */
function mustBeWelcome(
  tools: Tools,
  book: StoreBook,
  appointment: Appointment,
  { lines, by = 'customer', channel = appointment.channel }: ServicesChange,
  wanted: readonly Wanted[],
  requester: Parameters<typeof admission>[2],
): void {
  if (by === 'store') return;
  const no = changeRefused(tools, book, 'move', { by, channel }, appointment);
  if (no) throw no;
  const ask = admission(book, channel, requester);
  for (const [i, { service, kept }] of wanted.entries()) {
    if (kept) continue;
    const not =
      whatRefusal(ask, [service!], [lines[i]!.staffId], 'lines') ??
      timeRefusal(ask, appointment.startMs, appointment.businessDate);
    if (!not) continue;
    const field = String(not.detail['field']).replace('lines.0.', `lines.${i}.`);
    throw new Refusal(not.kind, not.code, not.message, { ...not.detail, field });
  }
}

/** What needs the store's approval is added with it, by who may give it: the appointment stands, and is not asked for anew. @throws Refusal 409 `approval-needed` */
function approved(
  { channels }: StoreBook,
  { channel: bookedBy }: Appointment,
  { by = 'customer', channel = bookedBy, approve = false }: ServicesChange,
  wanted: readonly Wanted[],
): PlannedLine[][] {
  const all = by === 'customer' && termsOf({ channels, channel }).needsApproval === true;
  return wanted.map(({ candidates, kept }, i) => {
    if (kept) return [...candidates];
    if (!approve && (all || candidates.some((line) => line.needsApproval)))
      throw refused(
        'approval-needed',
        'This service needs the approval of the store: say `approve`, or book it apart.',
        { field: `lines.${i}.serviceId`, expected: '`approve`' },
      );
    return candidates.map(({ needsApproval: _, ...line }) => line);
  });
}
