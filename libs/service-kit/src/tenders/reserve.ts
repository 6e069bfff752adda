import {
  type CommandMetadata,
  deriveId,
  refused,
  type Reservation,
  type TenderOwner,
  type TenderRequest,
  type Tools,
} from '@chignon/eventing';

/** How long a till has from the reservation to the settlement. */
export const RESERVED_MS = 10 * 60_000;
/** How much later an owner gives a reservation back: settlements that were in time may be heard a little late. */
export const GRACE_MS = 5 * 60_000;
/** Refused and asked for again under one key. */
const MAX_ATTEMPTS = 50;

/**
 * Reserves with an owner, once for a command however often it is repeated: the reservation's id follows from the command. One that was given
 * back since, because the settlement was refused, or whose time is over, is followed by the next attempt.
 * @param name tells reservations of one command apart
 * @throws Refusal as the owner says no
 */
export async function reserveTender(
  tools: Tools,
  owner: TenderOwner,
  asked: Omit<TenderRequest, 'id' | 'expiresAt'>,
  { expected: _, ...cause }: CommandMetadata,
  name = '',
): Promise<Reservation> {
  const nowMs = Date.parse(tools.facts.now());
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const id = deriveId(`reservation|${cause.commandId}|${owner.kind}|${name}|${attempt}`);
    const { reservation, status } = await owner.reserve(
      tools,
      { ...asked, id, expiresAt: new Date(nowMs + RESERVED_MS).toISOString() },
      { ...cause, commandId: id, storeId: asked.purpose.storeId, input: asked },
    );
    if (status === 'applied' || (status === 'held' && Date.parse(reservation.expiresAt) > nowMs))
      return reservation;
  }
  throw refused(
    'reservation-released',
    'This was reserved and given back too often under one key: begin anew with a new one.',
    { field: 'Idempotency-Key' },
  );
}
