import type { CommandMetadata, Tools } from './context.js';
import type { DomainEvent } from './event.js';
import type { Ledger } from './ledger.js';
import { type OpenReservation, type Reservations, statusOf } from './reservations.js';
import { findAll } from './run-each.js';
import type {
  OwnedKind,
  ReleaseReason,
  Reservation,
  SettledMovement,
  TenderOwner,
  TenderRequest,
} from './tender.js';
import type { View } from './view.js';

/** What the ledger of such an account is asked for; it decides with `reservations`. */
export type TenderCommand =
  | { readonly type: 'ReserveTender'; readonly reservation: Reservation }
  | { readonly type: 'MoveTender'; readonly movement: SettledMovement }
  | {
      readonly type: 'ReleaseTender';
      readonly reservationId: string;
      readonly because: ReleaseReason;
    };

/** What tells one owner from another. */
export interface AccountTender<
  S extends { readonly reservations: Reservations },
  E extends DomainEvent,
> {
  readonly kind: OwnedKind;
  /** The context whose it is. */
  readonly owner: string;
  /** Its key is the account. Its commands have `TenderCommand` among them, its events `ReservationEvent`. */
  readonly ledger: Ledger<S, any, E>;
  /** `reservationsView` of the ledger. */
  readonly open: View<OpenReservation>;
  /**
   * The account that pays, of what the till named.
   * @throws Refusal where it is none, or not the bill's
   */
  account(tools: Tools, asked: TenderRequest, cause: CommandMetadata): Promise<string>;
}

/** Reservations of a page of the view. */
const PAGE = 100;

/** A tender whose accounts keep their reservations in their own ledger: stored value, gift cards. What they have of their own is which account pays. */
export function accountTender<
  S extends { readonly reservations: Reservations },
  E extends DomainEvent,
>({ kind, owner, ledger, open, account }: AccountTender<S, E>): TenderOwner {
  const run = (tools: Tools, key: string, command: TenderCommand, cause: CommandMetadata) =>
    tools.execute(ledger, key, command, cause);
  const known = async (tools: Tools, key: string, id: string) =>
    (await tools.load(ledger, key)).state.reservations.get(id);
  return {
    kind,
    use: 'tender',
    async reserve(tools, asked, cause) {
      const key = await account(tools, asked, cause);
      const reservation: Reservation = { ...asked, owner, kind, use: 'tender', account: key };
      await run(tools, key, { type: 'ReserveTender', reservation }, cause);
      const kept = await known(tools, key, asked.id);
      if (!kept?.reservation) throw new Error(`reservation ${asked.id} of ${kind} left no entry`);
      return { reservation: kept.reservation, status: statusOf(kept) };
    },
    async apply(tools, movement, cause) {
      // It is true since the bill was settled, however late that is heard.
      await run(
        tools,
        movement.account,
        { type: 'MoveTender', movement },
        { ...cause, effectiveAt: movement.settledAt },
      );
    },
    async release(tools, { id, account: key }, because, cause) {
      await run(tools, key, { type: 'ReleaseTender', reservationId: id, because }, cause);
      const kept = await known(tools, key, id);
      return kept ? statusOf(kept) : 'released';
    },
    async *overdue(tools, before) {
      yield* findAll(tools.documents, tools.collection(open), {
        index: 'byExpiry',
        where: { open: true },
        range: { field: 'expiresAt', lt: before },
        limit: PAGE,
      });
    },
  };
}
