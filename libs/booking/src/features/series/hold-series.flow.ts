import { isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { deriveId, optional, Refusal, refused, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { OfferedPolicy } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { causeOf, momentOf, planFor, planPace } from '../../desk/booking/planning.flow.js';
import { depositOf } from '../../desk/deposits/offer.flow.js';
import { withClaims } from '../../desk/quotas/claims.flow.js';
import { offeredBy } from '../../desk/terms/policy-terms.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import { type Occurrence, occurrencesOf } from './occurrences.js';
import type { SeriesDetails, SeriesSlot } from './series-ledger.js';
import type { SeriesBody } from './series.shapes.http.js';

/** Far longer than confirming takes, so that a restart in between finds the holds still standing. */
const HOLD_MS = 15 * MINUTE_MS;
/** A repeat of a refused booking finds its released holds by their command ids and takes new ones. */
const MAX_ATTEMPTS = 5;

/** An occurrence with what it would be booked as, or why it cannot be. */
type Planned = Occurrence & { readonly key: string; readonly plan: Plan };

/** Every occurrence of the rhythm, planned by itself. @throws Refusal for what is wrong with the request itself */
export async function planSeries(
  tools: Tools,
  book: StoreBook,
  {
    startsAt,
    services,
    customerId,
    anyOrder,
    sameStaff,
    storeId,
    channel = 'front-desk',
    ...rhythm
  }: SeriesBody,
): Promise<Planned[]> {
  const { startMs: firstMs } = momentOf(book, startsAt);
  // What is wrong with the request itself is no conflict of a date.
  const checked = (plan: Plan): Plan => {
    if (plan instanceof Refusal && plan.kind === 'invalid') throw plan;
    return plan;
  };
  const input = {
    storeId,
    services,
    channel,
    ...optional({ customerId }),
    ...(anyOrder ? { anyOrder } : {}),
    ...(sameStaff ? { sameStaff } : {}),
  };
  const planned: Planned[] = [];
  const pace = planPace();
  for (const { local, startMs } of occurrencesOf(book.store.zone, firstMs, rhythm)) {
    if (startMs === undefined) {
      planned.push({
        local,
        startMs,
        key: '',
        plan: refused('time-does-not-exist', 'The clocks skip this time on this date.', {
          field: 'startsAt',
        }),
      });
      continue;
    }
    const moment = momentOf(book, isoOf(startMs));
    planned.push({
      local,
      startMs,
      key: agendaKey(storeId, moment.date),
      plan: checked(
        await planFor(
          tools,
          book,
          { ...input, startsAt: isoOf(startMs) },
          startMs,
          moment.date,
          pace,
        ),
      ),
    });
  }
  return planned;
}

/** Holds every occurrence. Unless all are free, or the others are enough, gives them back and says what is in the way. */
export async function holdSeries(
  tools: Tools,
  seriesId: string,
  body: SeriesBody,
  request: RequestContext,
): Promise<SeriesDetails> {
  const { storeId, customerId, every, unit, count, channel = 'front-desk' } = body;
  const slots: SeriesSlot[] = [];
  const conflicts: { local: string; startsAt?: string; code: string; nearest?: string[] }[] = [];
  const book = await booksOf(tools).store(storeId);
  // Each occurrence asks for its own deposit, as if booked one by one.
  const who = {
    channel,
    ...offeredBy(book),
    ...(await depositOf(tools, book, channel, customerId)),
    ...optional({ customerId }),
  };
  for (const planned of await planSeries(tools, book, body)) {
    try {
      slots.push(await holdOccurrence(tools, seriesId, planned, who, request));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      conflicts.push({
        local: planned.local,
        ...(planned.startMs === undefined ? {} : { startsAt: isoOf(planned.startMs) }),
        ...conflictOf(error),
      });
    }
  }
  if (conflicts.length > 0 && (body.onConflict !== 'skip' || slots.length === 0)) {
    for (const { agenda: key, appointmentId } of slots)
      await tools.execute(
        agenda,
        key,
        { type: 'ReleaseHold', holdId: appointmentId },
        {
          ...causeOf(request, storeId),
          commandId: deriveId(`series-release|${appointmentId}`),
          input: appointmentId,
        },
      );
    throw refused('series-conflicts', `${conflicts.length} of ${count} occurrences are not free.`, {
      field: 'startsAt',
      conflicts,
    });
  }
  return {
    storeId,
    ...optional({ customerId }),
    every,
    unit,
    count,
    slots,
    skipped: conflicts.map(({ local, code }) => ({ local, code })),
  };
}

async function holdOccurrence(
  tools: Tools,
  seriesId: string,
  { startMs, key, plan }: Planned,
  who: { channel: string; customerId?: string; policy?: OfferedPolicy; deposit?: DepositOffer },
  request: RequestContext,
): Promise<SeriesSlot> {
  if (plan instanceof Refusal) throw plan;
  const cause = causeOf(request, storeOfAgenda(key));
  for (let attempt = 1; ; attempt++) {
    const commandId = deriveId(`series-hold|${seriesId}|${startMs}|${attempt}`);
    const held = { ...cause, commandId };
    const { events } = await withClaims(
      tools,
      plan,
      { customerId: who.customerId, key, cause: held },
      (claimed) =>
        tools.execute(
          agenda,
          key,
          { type: 'HoldSlot', plan: claimed, ttlMs: HOLD_MS, seriesId, ...who },
          held,
        ),
    );
    const slot = events.find((event) => event.type === 'SlotHeld')!;
    const { appointmentId } = slot.data.appointment;
    const entry = (await tools.load(agenda, key)).state.entries.get(appointmentId)!;
    if (entry.status === 'held' && entry.expiresAtMs! > msOfIso(tools.facts.now()))
      return { agenda: key, appointmentId, startMs: entry.appointment.startMs };
    if (attempt === MAX_ATTEMPTS)
      throw refused(
        'series-tried-too-often',
        'This was tried too often with one key. Use a new `Idempotency-Key`.',
        { field: 'Idempotency-Key' },
      );
  }
}

/** Why an occurrence is not free. */
export const conflictOf = ({ code, detail }: Refusal): { code: string; nearest?: string[] } => ({
  code,
  ...(Array.isArray(detail['nearest']) ? { nearest: detail['nearest'] as string[] } : {}),
});
