/* Moving and cancelling the guests of a group who stand together, each in one decision (R-BK-14). */
import { businessDateOf } from '@chignon/calendar';
import { conflict, deriveId, optional, Refusal, refused, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Entry, type PartyMove } from '../../agenda/appointment/appointment.js';
import type { Place } from '../../agenda/decide/locate.js';
import type { ArrivingGuest } from '../../agenda/party-moves.js';
import { moveTerms } from '../../desk/booking/move-terms.flow.js';
import { planMove } from '../../desk/booking/moved-lines.flow.js';
import { takeInPlace } from '../../desk/booking/place.flow.js';
import { causeOf, momentOf } from '../../desk/booking/planning.flow.js';
import { unwelcome } from '../../desk/booking/reschedule.flow.js';
import { claimUses, type ClaimedPlan, releaseRefused } from '../../desk/quotas/claims.flow.js';
import { changeRefused } from '../../desk/terms/admission.flow.js';
import { acceptedTerms, exemptionOf, savingBy } from '../../desk/terms/policy-terms.flow.js';
import { requesterOf } from '../../desk/terms/tier.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import type { Channel } from '../../salon/channels/channel.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { noGroup, placesOfGroup } from './group-of.flow.js';

/** Where a group goes, and who asks for it. */
export interface GroupMove {
  readonly startsAt: string;
  readonly by?: 'customer' | 'store';
  readonly channel?: Channel;
}

/** A move whose commit these refusals say can no longer happen: only then are the reserved slots given back. */
const FINAL = new Set(['appointment-changed', 'appointment-unknown']);

/** The guests of a group where commands reach them: those who are just coming in are taken in first. */
async function standingPlaces(
  tools: Tools,
  groupId: string,
  request: RequestContext,
): Promise<Place[]> {
  const places = await placesOfGroup(tools, groupId, request);
  return Promise.all(
    places.map(({ entry }) => takeInPlace(tools, entry.appointment.appointmentId, request)),
  );
}

/**
 * Moves all guests who are booked so that the first of them begins then; the others keep their distance. All of them go, or nobody does: within a day
 * in one append, to another one by slots that are reserved in one append and a farewell in one (see `moves.ts`).
 * @throws Refusal 409 `group-apart` when they stand on several days, what a move would be refused with
 */
export async function moveGroup(
  tools: Tools,
  groupId: string,
  move: GroupMove,
  request: RequestContext,
): Promise<void> {
  const places = await standingPlaces(tools, groupId, request);
  const { by = 'customer' } = move;
  const { storeId } = places[0]!.entry.appointment;
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, move.startsAt);
  const target = agendaKey(storeId, date);
  const cause = causeOf(request, storeId);
  const going = places.filter(({ entry }) => entry.status === 'booked');
  const no = apart(going, places);
  const guests: ArrivingGuest[] = [];
  const deltaMs = startMs - Math.min(...going.map(({ entry }) => entry.appointment.startMs));
  for (const { entry } of no ? [] : going) {
    const { appointment, revision, moves, lateMoves, avoidedCents, fee } = entry;
    const beginMs = appointment.startMs + deltaMs;
    const asker = await requesterOf(tools, book, appointment.customerId);
    const body = { ...move, by };
    guests.push({
      appointmentId: appointment.appointmentId,
      plan:
        (await unwelcome(tools, book, appointment, body, beginMs, date, asker)) ??
        overMidnight(book, beginMs, date) ??
        (await planMove(tools, book, appointment, {}, beginMs, date, asker).catch(
          (error: unknown) => {
            if (error instanceof Refusal) return error;
            throw error;
          },
        )),
      ...(await moveTerms(tools, book, appointment)),
      appointment,
      fromRevision: revision,
      moves: moves + 1,
      ...optional({ lateMoves, avoidedCents, standing: fee }),
    });
  }
  const from = going[0]?.key ?? target;
  const claimed: ClaimedPlan[] = [];
  try {
    if (from !== target)
      for (const { plan, appointment } of guests)
        claimed.push(
          await claimUses(tools, plan, {
            customerId: appointment.customerId,
            key: target,
            cause,
            appointmentId: appointment.appointmentId,
          }),
        );
    const own = guests.map((guest, i) => ({ ...guest, plan: claimed[i]?.plan ?? guest.plan }));
    const terms = { ...savingBy(request), ...optional({ no }) };
    const { events } = await tools.execute(
      agenda,
      target,
      from === target
        ? { type: 'MoveGroup', guests: own, by, ...terms }
        : { type: 'ReserveGroupForMove', guests: own, from, by, ...terms },
      cause,
    );
    const reserved = events.find((event) => event.type === 'SlotReservedForMove');
    if (reserved?.data.party)
      await commit(tools, reserved.data.party, reserved.data.from, target, cause);
  } catch (error) {
    await releaseRefused(claimed, error);
    throw error;
  }
}

/** Why these guests cannot be moved in one decision. */
function apart(going: readonly Place[], all: readonly Place[]): Refusal | undefined {
  if (going.length === 0)
    return conflict('group-over', 'All guests of this group have come, cancelled or missed.', {
      found: all.map(({ entry }) => entry.status).join(', '),
    });
  if (new Set(going.map(({ key }) => key)).size > 1)
    return refused(
      'group-apart',
      'The guests of this group stand on several days. Move each appointment by itself.',
      { appointmentIds: going.map(({ entry }) => entry.appointment.appointmentId) },
    );
  return undefined;
}

/** A guest who keeps the distance to the first one would begin on another business day. */
function overMidnight(book: StoreBook, beginMs: number, date: string): Refusal | undefined {
  return businessDateOf(book.store.zone, dayStartMinute(book.store), beginMs) === date
    ? undefined
    : refused('group-apart', 'The guests of this group would stand on several days.', {
        field: 'startsAt',
      });
}

/** All leave the old day in one append, then each is taken in. */
async function commit(
  tools: Tools,
  party: readonly PartyMove[],
  from: string,
  target: string,
  cause: ReturnType<typeof causeOf>,
): Promise<void> {
  const step = (name: string) => ({ ...cause, commandId: deriveId(`${name}|${cause.commandId}`) });
  try {
    await tools.execute(
      agenda,
      from,
      { type: 'MoveGroupOut', party, to: target },
      step('group-out'),
    );
  } catch (error) {
    if (error instanceof Refusal && FINAL.has(error.code))
      for (const { moveId } of party)
        await tools.execute(
          agenda,
          target,
          { type: 'ReleaseMove', moveId },
          step(`release|${moveId}`),
        );
    throw error;
  }
  for (const { moveId } of party)
    await tools.execute(agenda, target, { type: 'MoveIn', moveId }, step(`in|${moveId}`));
}

/** Who cancels a group, and why. */
export interface GroupCancellation {
  readonly by: 'customer' | 'store';
  readonly reason: string;
  readonly exemption?: string;
  readonly channel?: Channel;
}

/**
 * Cancels all guests who are booked or wait for approval; those who have come, cancelled or missed stay as they are. Those of one day go in one
 * append.
 * @throws Refusal what cancelling one of them would be refused with
 */
export async function cancelGroup(
  tools: Tools,
  groupId: string,
  { by, reason, exemption, channel }: GroupCancellation,
  request: RequestContext,
): Promise<void> {
  const places = await standingPlaces(tools, groupId, request);
  await mustBeReason(tools, 'cancel', reason);
  const waived = await exemptionOf(tools, request, exemption);
  const days = new Map<string, Entry[]>();
  for (const { key, entry } of places) days.set(key, [...(days.get(key) ?? []), entry]);
  if (days.size === 0) throw noGroup();
  // The day that the group was booked on first: its command has the request's own id.
  for (const [i, [key, entries]] of [...days].entries()) {
    const { storeId } = entries[0]!.appointment;
    const cause = causeOf(request, storeId);
    const book = await booksOf(tools).store(storeId);
    const guests = await Promise.all(
      entries.map(async ({ appointment }) => ({
        appointmentId: appointment.appointmentId,
        terms: await acceptedTerms(tools, appointment),
      })),
    );
    const no = entries
      .filter(({ status }) => status === 'booked' || status === 'pending')
      .map(({ appointment }) => changeRefused(tools, book, 'cancel', { by, channel }, appointment))
      .find((refusal) => refusal !== undefined);
    await tools.execute(
      agenda,
      key,
      {
        type: 'CancelGroup',
        guests,
        by,
        reason,
        ...waived,
        ...savingBy(request),
        ...optional({ no }),
      },
      i === 0 ? cause : { ...cause, commandId: deriveId(`cancel|${key}|${cause.commandId}`) },
    );
  }
}
