import {
  type CommandMetadata,
  type DataOf,
  deriveId,
  invalid,
  optional,
  type RecordedEvent,
  Refusal,
  refused,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { AgendaEvent } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import {
  type Appointment,
  type Entry,
  storeOfAgenda,
} from '../../agenda/appointment/appointment.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { RefusedBecause, WantedLead } from '../../agenda/decide/exchanges.js';
import { locate, type Place } from '../../agenda/decide/locate.js';
import { pledgedMove, requireSameCurrency } from '../../agenda/decide/moves.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { mustMay } from '../terms/policy-terms.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import type { ExchangeBody } from './exchange-appointments.shapes.http.js';
import { moveTerms } from './move-terms.flow.js';
import { planMove } from './moved-lines.flow.js';
import { causeOf, momentOf } from './planning.flow.js';
import { seenRevision } from './place.flow.js';
import { unwelcome } from './reschedule.flow.js';

/** Both appointments as they stand after the exchange: the one of the request first. */
export type Exchanged = readonly [Entry, Entry];

/** Where one of the two goes: the store and the instant of the other. */
interface Target {
  readonly book: StoreBook;
  readonly startMs: number;
  readonly date: string;
}

/**
 * Two appointments take each other's start, and each other's people where that is asked for. On one day of one store that is one append (R-BK-20); between two, the
 * steps of `exchanges.ts`: whatever stops in between is finished by `booking.finish-exchanges`, and neither is ever without its slot (B4).
 * @throws Refusal what a move would be refused with, with `appointmentId` of the one that it is about; 422 `exchange-with-itself`, `exchange-without-effect`; 409 `exchange-staff-unclear`, `exchange-has-quota`
 */
export async function exchangeAppointments(
  tools: Tools,
  one: Place,
  other: Place,
  body: ExchangeBody,
  request: RequestContext,
): Promise<Exchanged> {
  const [first, second] = [one.entry.appointment, other.entry.appointment];
  const { by = 'customer' } = body;
  if (by === 'store') mustMay(request, 'by', 'booking.fees:write');
  const cause = causeOf(request, first.storeId);
  const before = await begun(tools, [...one.path, one.key], cause.commandId);
  if (before) return before(cause);
  const here = await targetAt(tools, first);
  const there = await targetAt(tools, second);
  const agreed = first.currency ?? here.book.store.currency;
  const leads = await decided(async () => {
    if (first.appointmentId === second.appointmentId)
      throw invalid('exchange-with-itself', 'Name another appointment.', { field: 'with' });
    requireSameCurrency(agreed, second.currency ?? there.book.store.currency);
    return leadsOf(first, second, body.staff);
  });
  // The customer of the first asks for it; the other one is asked by the store, and pays nothing.
  const plan = await decided(async () => {
    if (leads instanceof Refusal) throw leads;
    const asker = await requesterOf(tools, there.book, first.customerId);
    const { channel } = body;
    const wish = { by, ...optional({ channel }) };
    const no = await unwelcome(tools, there.book, first, wish, there.startMs, there.date, asker);
    if (no) throw no;
    return planAt(tools, there, first, leads.first);
  });
  const otherPlan = await decided(async () => {
    if (leads instanceof Refusal) throw leads;
    return planAt(tools, here, second, leads.second);
  });
  const sides = {
    one: { appointmentId: first.appointmentId, planned: one.entry.revision, by },
    other: { plan: otherPlan, by: 'store', ...(await moveTerms(tools, here.book, second)) },
  } as const;
  if (one.key === other.key) {
    const { state } = await tools.execute(
      agenda,
      one.key,
      {
        type: 'ExchangeAppointments',
        one: { ...sides.one, plan, ...(await moveTerms(tools, there.book, first)) },
        other: {
          ...sides.other,
          appointmentId: second.appointmentId,
          planned: other.entry.revision,
        },
        ...seenRevision(request),
      },
      cause,
    );
    return both(state.entries.get(first.appointmentId), state.entries.get(second.appointmentId));
  }
  const { events } = await tools.execute(
    agenda,
    one.key,
    {
      type: 'PledgeExchange',
      one: sides.one,
      staff: leads instanceof Refusal ? [] : leads.first,
      other: {
        ...sides.other,
        plan: plan instanceof Refusal ? plan : apart(otherPlan, other.entry, plan),
        from: other.key,
        entry: other.entry,
      },
      ...seenRevision(request),
    },
    cause,
  );
  return finish(tools, one.key, pledgeIn(events)!, cause);
}

type Pledge = DataOf<AgendaEvent, 'ExchangePledged'>;

const pledgeIn = (events: readonly RecordedEvent[]): Pledge | undefined =>
  events.find(({ type }) => type === 'ExchangePledged')?.data as Pledge | undefined;

/** What this very request did before: on one day, or between two, where it goes on from its pledge. */
async function begun(tools: Tools, path: readonly string[], commandId: string) {
  for (const key of path) {
    const events = (await tools.history(agenda, key)).filter(
      ({ meta }) => meta.commandId === commandId,
    );
    const pledge = pledgeIn(events);
    if (pledge) return (cause: CommandMetadata) => finish(tools, key, pledge, cause);
    const moved = events.find(({ type }) => type === 'AppointmentMoved')?.data as
      DataOf<AgendaEvent, 'AppointmentMoved'> | undefined;
    const exchangedWith = moved?.exchangedWith;
    if (moved === undefined || exchangedWith === undefined) continue;
    return async (cause: CommandMetadata) => {
      // Found again by its id: the command itself is not looked at.
      const again = { type: 'ReleaseExchange', moveId: '' } as const;
      const { entries } = (await tools.execute(agenda, key, again, cause)).state;
      return both(entries.get(moved.appointment.appointmentId), entries.get(exchangedWith));
    };
  }
  return undefined;
}

/**
 * Goes on from a pledge: asks the other agenda, and lets both arrive, or the first go free again. The request does it and the effect too; what the other agenda
 * says first counts for both.
 * @throws Refusal why the two could not be exchanged
 */
export async function finish(
  tools: Tools,
  key: string,
  pledge: Pledge,
  cause: CommandMetadata,
): Promise<Exchanged> {
  const { appointmentId, reservation, staff, by } = pledge;
  const { moveId, from, fromRevision, previousStartMs } = reservation;
  const step = (name: string, at: string): CommandMetadata => ({
    ...cause,
    commandId: deriveId(`exchange|${name}|${moveId}`),
    input: `${name}|${moveId}`,
    storeId: storeOfAgenda(at),
  });
  const here = (await tools.load(agenda, key)).state.entries.get(appointmentId)!;
  const book = await booksOf(tools).store(storeOfAgenda(from));
  const target = { book, startMs: previousStartMs, date: from.slice(-10) };
  const plan = await decided(() => planAt(tools, target, here.appointment, staff));
  const { events } = await tools.execute(
    agenda,
    from,
    {
      type: 'AnswerExchange',
      appointmentId: reservation.appointment.appointmentId,
      revision: fromRevision,
      moveId,
      to: key,
      one: {
        plan,
        by,
        ...(await moveTerms(tools, book, here.appointment)),
        entry: here,
        from: key,
      },
    },
    step('answer', from),
  );
  const no = events.find(({ type }) => type === 'ExchangeRefused')?.data as
    { why: RefusedBecause } | undefined;
  if (no) {
    await tools.execute(agenda, key, { type: 'ReleaseExchange', moveId }, step('release', key));
    throw new Refusal(no.why.kind, no.why.code, no.why.message, no.why.detail);
  }
  // What the reactions do too; asked for here so that the answer shows it.
  const own = pledgedMove(moveId);
  await tools.execute(agenda, key, { type: 'MoveIn', moveId }, step('other-in', key));
  await tools.execute(
    agenda,
    key,
    { type: 'MoveOut', appointmentId, moveId: own, to: from, revision: here.revision },
    step('out', key),
  );
  await tools.execute(agenda, from, { type: 'MoveIn', moveId: own }, step('in', from));
  const load = async (at: string) => (await tools.load(agenda, at)).state;
  return both(
    (await locate(load, appointmentId))?.entry,
    (await locate(load, reservation.appointment.appointmentId))?.entry,
  );
}

/** A plan, or the refusal in its place: it is thrown once the command is really decided, so that a repeat is answered. */
const decided = <T>(plan: () => Promise<T>): Promise<T | Refusal> =>
  plan().catch((error: unknown) => {
    if (error instanceof Refusal && error.kind !== 'unavailable') return error;
    throw error;
  });

const both = (one: Entry | undefined, other: Entry | undefined): Exchanged => {
  if (!one || !other) throw new Error('an exchange has two appointments');
  return [one, other];
};

async function targetAt(tools: Tools, { storeId, startMs }: Appointment): Promise<Target> {
  const book = await booksOf(tools).store(storeId);
  return { book, startMs, date: momentOf(book, new Date(startMs).toISOString()).date };
}

const planAt = async (
  tools: Tools,
  { book, startMs, date }: Target,
  appointment: Appointment,
  staff: readonly WantedLead[],
): Promise<Plan> =>
  planMove(
    tools,
    book,
    appointment,
    staff.length === 0 ? {} : { staff: staff.map((lead) => ({ ...lead })) },
    startMs,
    date,
    await requesterOf(tools, book, appointment.customerId),
  );

/** Between two agendas: uses of a quota are claimed for one move at a time. */
function apart(plan: Plan, { status }: Entry, otherPlan: Exclude<Plan, Refusal>): Plan {
  if (plan instanceof Refusal) return plan;
  return plan.quotas?.length || otherPlan.quotas?.length || status !== 'booked'
    ? refused(
        'exchange-has-quota',
        'A service with a quota cannot be exchanged between days. Move one appointment after the other.',
        { field: 'with' },
      )
    : plan;
}

/** Who leads what from then on: with `exchange` the one person of each does all of the other's. */
function leadsOf(
  first: Appointment,
  second: Appointment,
  asked: ExchangeBody['staff'],
): { first: WantedLead[]; second: WantedLead[] } {
  const sameTime = first.startMs === second.startMs && first.storeId === second.storeId;
  const staff = asked ?? (sameTime ? 'exchange' : 'keep');
  const people = [first, second].map(({ lines }) => [...new Set(lines.map((l) => l.staffId))]);
  const [[own, ...more], [others, ...othersMore]] = people as [string[], string[]];
  if (sameTime && (staff === 'keep' || (own === others && more.length + othersMore.length === 0)))
    throw invalid('exchange-without-effect', 'Both begin at the same time with the same people.', {
      field: 'staff',
    });
  if (staff === 'keep') return { first: [], second: [] };
  if (more.length + othersMore.length > 0)
    throw refused(
      'exchange-staff-unclear',
      'Several people perform one of the appointments. Let each keep its people, or move them one after the other.',
      { field: 'staff' },
    );
  const led = ({ lines }: Appointment, staffId: string): WantedLead[] =>
    lines.map(({ lineId }) => ({ lineId, staffId }));
  return { first: led(first, others!), second: led(second, own!) };
}
