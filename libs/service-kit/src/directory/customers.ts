import {
  appointmentEvents,
  customerEvents,
  salonEventEvents,
  visitEvents,
  waitlistEvents,
} from '@chignon/contracts';
import {
  type Collection,
  type DeliveredMessage,
  type DocumentStore,
  folding,
  type View,
  view,
} from '@chignon/eventing';

/**
 * A customer as far as the question goes who may see them: who they are stays in customers. A store sees whom it owns;
 * who has an appointment, a visit, a place on a waitlist or at an event there, whatever became of it; and whom it was
 * let see. Whoever writes such a thing down must see the customer already.
 */
export interface CustomerEntry {
  readonly id: string;
  /** Absent: heard of in an appointment or a visit only, so that nobody has such a record (yet). */
  readonly homeStoreId?: string;
  /** Since when that store owns them, ISO UTC. */
  readonly homeSince?: string;
  /** Stores that have to do with them, by id. */
  readonly presentAt: readonly string[];
  /** The record that this one was found to be the same person as. */
  readonly into?: string;
  /** Records that are the same person as this one. Who may see one of them may see all. */
  readonly absorbed?: readonly string[];
}

const blank = (id: string): CustomerEntry => ({ id, presentAt: [] });

/** A set that never shrinks: a repeat, and any order of the topics, comes to the same. */
const present = <
  T extends { readonly customerId?: string } & (
    { readonly storeId: string } | { readonly storeIds: readonly string[] }
  ),
>() =>
  folding<CustomerEntry, DeliveredMessage<string, T>>(
    ({ data }) => [data.customerId],
    (entry, { data }, id) => ({
      ...(entry ?? blank(id)),
      presentAt: [
        ...new Set([
          ...(entry?.presentAt ?? []),
          ...('storeId' in data ? [data.storeId] : data.storeIds),
        ]),
      ].sort(),
    }),
  );

/** The latest word on who owns a customer stands, also when an older one is heard again. */
const owned = <T extends { readonly customerId: string; readonly homeStoreId: string }>(
  since: (data: T) => string,
) =>
  folding<CustomerEntry, DeliveredMessage<string, T>>(
    ({ data }) => [data.customerId],
    (entry, { data }, id) =>
      entry?.homeSince !== undefined && entry.homeSince > since(data)
        ? entry
        : { ...(entry ?? blank(id)), homeStoreId: data.homeStoreId, homeSince: since(data) },
  );

/** Who is a customer, and which stores know them: kept by every process, so that no command names somebody its caller may not see. */
export const customersView = (process: string): View<CustomerEntry> =>
  view([customerEvents, appointmentEvents, visitEvents, waitlistEvents, salonEventEvents], {
    name: `${process}-directory.customers`,
    edition: 3,
    indexes: {},
    on: {
      CustomerRegistered: owned(({ registeredAt }) => registeredAt),
      CustomerMoved: owned(({ movedAt }) => movedAt),
      CustomerShared: present(),
      CustomersLinked: folding(
        ({ data }) => [data.survivorId, data.absorbedId],
        (entry, { data }, id) => ({
          ...(entry ?? blank(id)),
          ...(id === data.absorbedId
            ? { into: data.survivorId }
            : { absorbed: [...new Set([...(entry?.absorbed ?? []), data.absorbedId])].sort() }),
        }),
      ),
      CustomersUnlinked: folding(
        ({ data }) => [data.survivorId, data.absorbedId],
        (entry, { data }, id) => {
          const { into, absorbed, ...rest } = entry ?? blank(id);
          const left = (absorbed ?? []).filter((one) => one !== data.absorbedId);
          return {
            ...rest,
            ...(id === data.absorbedId || into === undefined ? {} : { into }),
            ...(left.length === 0 ? {} : { absorbed: left }),
          };
        },
      ),
      AppointmentBooked: present(),
      AppointmentCustomerNamed: present(),
      AppointmentCustomerCorrected: present(),
      AppointmentRescheduled: present(),
      VisitCompleted: present(),
      VisitSettled: present(),
      WaitlistJoined: present(),
      SalonEventRegistered: present(),
    },
  });

/** Records of one person that are looked at: more are a mistake. */
const RECORDS_MAX = 50;

/** All records of the person that this one is of, itself among them. */
export async function linkedEntries(
  documents: DocumentStore,
  collection: Collection<CustomerEntry>,
  entry: CustomerEntry,
): Promise<CustomerEntry[]> {
  const all = new Map<string, CustomerEntry>([[entry.id, entry]]);
  for (const one of all.values()) {
    const next = [...(one.into === undefined ? [] : [one.into]), ...(one.absorbed ?? [])];
    const unknown = next.filter((id) => !all.has(id)).slice(0, RECORDS_MAX - all.size);
    for (const found of unknown.length === 0 ? [] : await documents.getMany(collection, unknown))
      all.set(found.id, found);
  }
  return [...all.values()];
}

/** Whether one of the stores has to do with the customer. */
export const isSeen = (
  { homeStoreId, presentAt }: CustomerEntry,
  stores: readonly string[],
): boolean =>
  homeStoreId !== undefined &&
  [homeStoreId, ...presentAt].some((storeId) => stores.includes(storeId));
