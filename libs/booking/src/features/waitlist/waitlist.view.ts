import { folding, type View } from '@chignon/eventing';
import type { EntryStatus, Offer, Waiting, WaitlistEntry } from './entry.js';
import type { WaitlistEvent } from './waitlist-ledger.js';

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

type Data<T extends WaitlistEvent['type']> = Extract<WaitlistEvent, { type: T }>['data'];

const on = <T extends WaitlistEvent['type']>(
  _: T,
  change: (entry: ListedEntry, data: Data<T>) => ListedEntry,
) =>
  folding<ListedEntry, Data<T>>(
    ({ data }) =>
      (data as Waiting).storeIds.map((storeId) => `${storeId}/${(data as Waiting).entryId}`),
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
export const waitlistEntries: View<ListedEntry> = {
  name: 'booking.waitlist',
  indexes: {
    byStatus: { fields: ['storeId', 'status', 'joinedAtMs'] },
    byEnd: { fields: ['storeId', 'status', 'untilMs'] },
    byOpening: { fields: ['offer.opening.openingId', 'status'] },
    overdue: { fields: ['status', 'offer.replyByMs'] },
    over: { fields: ['status', 'untilMs'] },
  },
  source: { streams: ['waitlist'] },
  guard: 'stream',
  on: {
    EntryJoined: folding<ListedEntry, Data<'EntryJoined'>>(
      ({ data }: { data: WaitlistEntry }) =>
        data.storeIds.map((storeId) => `${storeId}/${data.entryId}`),
      (_, { data }: { data: WaitlistEntry }, id) => ({
        ...data,
        id,
        storeId: id.slice(0, id.indexOf('/')),
        status: 'waiting',
        firstDate: data.windows.map((w) => w.from).sort()[0]!,
      }),
    ),
    OfferMade: on('OfferMade', (entry, { offer: { lines: _, ...offer } }) => ({
      ...entry,
      status: 'offered',
      offer,
    })),
    OfferAccepted: on('OfferAccepted', withStatus('accepting')),
    OfferDeclined: on('OfferDeclined', without('waiting')),
    OfferLapsed: on('OfferLapsed', without('waiting')),
    OfferLost: on('OfferLost', without('waiting')),
    EntryFulfilled: on('EntryFulfilled', (entry, { appointmentId }) => ({
      ...entry,
      status: 'fulfilled',
      appointmentId,
    })),
    EntryWithdrawn: on('EntryWithdrawn', without('withdrawn')),
    EntryExpired: on('EntryExpired', without('expired')),
  },
};
