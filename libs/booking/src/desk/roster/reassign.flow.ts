import { isoOf, msOfIso } from '@chignon/calendar';
import { deriveId, notFound, optional, Refusal, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { occupancyAt } from '../../agenda/appointment/appointment.js';
import { locate } from '../../agenda/decide/locate.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { takeInPlace } from '../booking/place.flow.js';
import { reschedule } from '../booking/reschedule.flow.js';
import { mayTake } from './able.flow.js';
import { type DateRange, type Found, reassignments } from './stranded.flow.js';
import { strandedAtStore, strandedOnDate } from './stranded-here.flow.js';
import { firstThatFits } from './stranded.js';
import type { LeftBookingAnswer, ReassignedBookingAnswer } from './reassign.shapes.http.js';

/** Bookings that one call looks at; the rest by calling again. */
const MOST_REASSIGNED = 100;
/** Ways to share the lines of one booking among several people that are tried. */
const MOST_WAYS = 200;

/** Which stranded bookings of a store are given to somebody else. */
export interface ReassignWish {
  readonly dates?: DateRange;
  /** Only what this person cannot keep. */
  readonly staffId?: string;
  readonly appointmentIds?: readonly string[];
  /** Leaves alone what the customer had asked this very person for. */
  readonly leaveRequested?: boolean;
}

/** What became of the stranded bookings. */
export interface Reassigned {
  readonly moved: ReassignedBookingAnswer[];
  readonly left: LeftBookingAnswer[];
  /** Bookings that were not looked at in this call. */
  readonly notTried: number;
  readonly notStranded: string[];
}

/**
 * Gives each stranded booking to somebody who can take it at the same time, the least busy of the day first, or to another place; in the order of
 * begin, each judged by the agenda as the ones before left it. What does not fit stays as it is and is named with the reason.
 * @throws Refusal 404 `appointment-not-found` for an id that is none of the store
 */
export async function reassignStranded(
  tools: Tools,
  book: StoreBook,
  { dates, staffId, appointmentIds, leaveRequested = false }: ReassignWish,
  request: RequestContext,
): Promise<Reassigned> {
  const all = (await strandedAtStore(tools, book, undefined, dates)).filter(
    (one) =>
      (staffId === undefined || one.staffId === staffId) &&
      (appointmentIds === undefined || appointmentIds.includes(one.id)),
  );
  const listed = new Set(all.map(({ id }) => id));
  const notStranded = [...new Set(appointmentIds)].filter((id) => !listed.has(id));
  for (const id of notStranded) await mustBeHere(tools, book, id, appointmentIds!.indexOf(id));
  const moved: ReassignedBookingAnswer[] = [];
  const left: LeftBookingAnswer[] = [];
  for (const { id, date } of all.slice(0, MOST_REASSIGNED)) {
    const nowMs = msOfIso(tools.facts.now());
    const here = await booksOf(tools).store(book.store.id);
    const one = (await strandedOnDate(tools, here, here.frame(date), date, nowMs)).find(
      (found) => found.id === id,
    );
    // Somebody else saw to it meanwhile.
    if (!one) continue;
    const outcome = await giveAway(tools, one, leaveRequested, nowMs, request);
    if ('moved' in outcome) moved.push(outcome.moved);
    else left.push({ ...reassignments(tools, [one])[0]!, ...outcome });
  }
  return { moved, left, notTried: Math.max(0, all.length - MOST_REASSIGNED), notStranded };
}

/** An appointment or hold of the store, whatever became of it. */
async function mustBeHere(
  tools: Tools,
  { store }: StoreBook,
  id: string,
  index: number,
): Promise<void> {
  const place = await locate(async (key) => (await tools.load(agenda, key)).state, id);
  if (place?.entry.appointment.storeId !== store.id)
    throw notFound('appointment-not-found', 'There is no such appointment.', {
      field: `appointmentIds.${index}`,
    });
}

/** Why a booking stays where it is, and what to do. */
type Stays = Pick<LeftBookingAnswer, 'code' | 'detail' | 'nearest'>;

async function giveAway(
  tools: Tools,
  one: Found,
  leaveRequested: boolean,
  nowMs: number,
  request: RequestContext,
): Promise<{ readonly moved: ReassignedBookingAnswer } | Stays> {
  const { id, status, appointment, staffId, lines, date, reason } = one;
  if (status !== 'booked') return NOT_BOOKED[status];
  if (reason === 'other-clock')
    return {
      code: 'other-clock',
      detail:
        'The clocks of the store show another time than was agreed. Ask the customer, and reschedule it.',
    };
  const asked = staffId !== undefined && lines.some((l) => l.staffId === staffId && l.requested);
  if (asked && leaveRequested)
    return {
      code: 'staff-requested',
      detail: 'The customer asked for this very person. Ask the customer, and reschedule it.',
    };
  const takers = staffId === undefined ? [] : takersFor(one, staffId, nowMs);
  if ('code' in takers) return takers;
  try {
    const place = await takeInPlace(tools, id, request);
    const { appointment: now, revision } = await reschedule(
      tools,
      place,
      {
        startsAt: isoOf(appointment.startMs),
        by: 'store',
        ...(staffId === undefined
          ? {}
          : { staff: lines.map((line, i) => handing(line, staffId, takers[i]!)) }),
      },
      stepOf(request, `${id}|${date}|${takers.join()}`),
    );
    return {
      moved: {
        appointmentId: id,
        startsAt: isoOf(now.startMs),
        zone: now.zone,
        ...optional({ customerId: now.customerId }),
        lines: now.lines.map(({ lineId, serviceId, staffId: lead }) => ({
          lineId,
          serviceId,
          staffId: lead,
        })),
        ...optional({ insteadOf: staffId }),
        staffRequested: asked,
        revision,
      },
    };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
    const nearest = error.detail['nearest'] as string[] | undefined;
    return { code: error.code, detail: error.message, ...optional({ nearest }) };
  }
}

const NOT_BOOKED = {
  pending: {
    code: 'approval-open',
    detail: 'It waits for the approval of the store. Approve or decline it first.',
  },
  held: {
    code: 'only-held',
    detail: 'It is a slot that is held. Release the hold, or let it run out.',
  },
  moving: {
    code: 'being-moved',
    detail: 'It is being moved to this day. Try again when the move is done.',
  },
} as const satisfies { [status: string]: Stays };

/** One person for each of the lines: one and the same, else shared out; or why there is nobody. */
function takersFor(one: Found, staffId: string, nowMs: number): readonly string[] | Stays {
  const { lines, book, date, state, frame, versions } = one;
  const busy = occupancyAt(state, nowMs).staff;
  const busyMs = (id: string): number =>
    (busy.get(id) ?? []).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const team = [...book.team.values()]
    .filter(({ id }) => id !== staffId)
    .sort((a, b) => busyMs(a.id) - busyMs(b.id) || (a.id < b.id ? -1 : 1));
  const able = lines.map((line) =>
    team
      .filter((member) => mayTake(member, line, staffId, versions, book.store.id, date))
      .map(({ id }) => id),
  );
  const found = firstThatFits(state, nowMs, frame, staffId, one, waysOf(able));
  if (found) return found;
  return able.some((people) => people.length === 0)
    ? {
        code: 'nobody-qualified',
        detail:
          'Nobody else of the team is qualified for it then. Offer another store, or cancel it.',
      }
    : {
        code: 'nobody-free',
        detail: 'Nobody else who is qualified is free then. Offer another time, and reschedule it.',
      };
}

/** First one person for all lines, then every way to share them out, a bounded number. */
function* waysOf(able: readonly (readonly string[])[]): Generator<readonly string[]> {
  for (const id of able[0] ?? [])
    if (able.every((people) => people.includes(id))) yield able.map(() => id);
  if (able.length < 2) return;
  let ways: readonly (readonly string[])[] = [[]];
  for (const people of able)
    ways = ways.flatMap((way) => people.map((id) => [...way, id])).slice(0, MOST_WAYS);
  for (const way of ways) if (new Set(way).size > 1) yield way;
}

/** The part of a line that goes to somebody else: to lead it, or to assist. */
function handing(
  { lineId, staffId: lead, assistants = [] }: PlannedLine,
  from: string,
  to: string,
): { lineId: string; staffId: string; assistantIds?: string[] } {
  return {
    lineId,
    staffId: lead === from ? to : lead,
    ...(assistants.some(({ staffId }) => staffId === from)
      ? { assistantIds: assistants.map(({ staffId }) => (staffId === from ? to : staffId)) }
      : {}),
  };
}

/** The request as far as one of its bookings is concerned: a command of its own, without the revision of another thing. */
const stepOf = (request: RequestContext, step: string): RequestContext => ({
  ...request,
  ifMatch: undefined,
  cause: (more) => {
    const { expected: _, ...cause } = request.cause(more);
    return { ...cause, commandId: deriveId(`reassign|${cause.commandId}|${step}`) };
  },
});
