import { folding, type RecordedEvent, type View, view } from '@chignon/eventing';
import { waitlist } from './waitlist-ledger.js';
import type { EntryStatus, Offer, EntryDetails, WaitlistEntry } from './entry.js';

/** An entry at one of the stores where it waits. */
export interface ListedEntry extends Omit<WaitlistEntry, 'storeIds'> {
  /** `<store>/<entry>` */
  readonly id: string;
  readonly storeId: string;
  readonly storeIds: readonly string[];
  readonly status: EntryStatus;
  /** First date that it waits for, by its windows. */
  readonly firstDate: string;
  /** Only while it is open or accepted. */
  readonly offer?: Omit<Offer, 'lines'>;
  readonly appointmentId?: string;
}

const on = <E extends EntryDetails>(change: (entry: ListedEntry, data: E) => ListedEntry) =>
  folding<ListedEntry, RecordedEvent<string, E>>(
    ({ data: { storeIds, entryId } }) => storeIds.map((storeId) => `${storeId}/${entryId}`),
    (entry, { data }) => entry && change(entry, data),
  );

/** Without its offer, in another status. */
const without =
  (status: EntryStatus) =>
  ({ offer: _, ...entry }: ListedEntry): ListedEntry => ({ ...entry, status });
const withStatus =
  (status: EntryStatus) =>
  (entry: ListedEntry): ListedEntry => ({ ...entry, status });

/** `booking.waitlist`: a document for each entry and store, to find who waits where, which offers run out, and which entries are over. */
export const waitlistEntries: View<ListedEntry> = view([waitlist], {
  name: 'booking.waitlist',
  indexes: {
    byStatus: { fields: ['storeId', 'status', 'joinedAtMs'] },
    byEnd: { fields: ['storeId', 'status', 'untilMs'] },
    byOpening: { fields: ['offer.opening.openingId', 'status'] },
    overdue: { fields: ['status', 'offer.replyByMs'] },
    over: { fields: ['status', 'untilMs'] },
    byCustomer: { fields: ['customerId', 'joinedAtMs'] },
  },
  guard: 'stream',
  edition: 2,
  on: {
    EntryJoined: folding(
      ({ data }) => data.storeIds.map((storeId) => `${storeId}/${data.entryId}`),
      (_, { data }, id) => ({
        ...data,
        id,
        storeId: id.slice(0, id.indexOf('/')),
        status: 'waiting',
        firstDate: data.windows.map((w) => w.from).sort()[0]!,
      }),
    ),
    OfferMade: on((entry, { offer: { lines: _, ...offer } }) => ({
      ...entry,
      status: 'offered',
      offer,
    })),
    OfferAccepted: on(withStatus('accepting')),
    OfferDeclined: on(without('waiting')),
    OfferLapsed: on(without('waiting')),
    OfferLost: on(without('waiting')),
    EntryFulfilled: on((entry, { appointmentId }) => ({
      ...entry,
      status: 'fulfilled',
      appointmentId,
    })),
    EntryWithdrawn: on(without('withdrawn')),
    EntryExpired: on(without('expired')),
  },
});
