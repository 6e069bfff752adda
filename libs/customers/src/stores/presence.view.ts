import { dateAfter } from '@chignon/calendar';
import { appointmentEvents, visitEvents } from '@chignon/contracts';
import { folding, type View, view } from '@chignon/eventing';

/** In which store a customer is expected, or has come, and on which business day. */
interface Day {
  readonly storeId: string;
  readonly businessDate: string;
}
type Days = { readonly [id: string]: Day };

/** Where a customer is expected and where they are or were, of the last days and those ahead. */
export interface Presence {
  readonly id: string;
  /** By appointment. */
  readonly expected: Days;
  /** By visit. */
  readonly came: Days;
}

/** What ended so many days before an event was written down says nothing of today, in whatever zone. */
const KEPT_DAYS = 3;
const ofCustomer = (event: { data: { customerId?: string } }): (string | undefined)[] => [
  event.data.customerId,
];
const recent = (days: Days, now: string): Days => {
  const limit = dateAfter(now.slice(0, 10), -KEPT_DAYS);
  return Object.fromEntries(
    Object.entries(days).filter(([, { businessDate }]) => businessDate >= limit),
  );
};
const without = (days: Days, id: string): Days =>
  Object.fromEntries(Object.entries(days).filter(([one]) => one !== id));
const blank = (id: string): Presence => ({ id, expected: {}, came: {} });

interface Placed {
  readonly data: {
    readonly customerId?: string;
    readonly storeId: string;
    readonly businessDate: string;
  };
  readonly meta: { readonly recordedAt: string };
}
interface Corrected {
  readonly appointmentId: string;
  readonly status: string;
}
const STANDS: ReadonlySet<string> = new Set(['booked', 'checked-in']);

const expected = (
  before: Presence | undefined,
  {
    data: { appointmentId, storeId, businessDate },
    meta,
  }: Placed & { data: { appointmentId: string } },
  id: string,
): Presence => {
  const { came, expected: days } = before ?? blank(id);
  return {
    id,
    expected: recent({ ...days, [appointmentId]: { storeId, businessDate } }, meta.recordedAt),
    came,
  };
};
const expects = folding<Presence, Placed & { data: { appointmentId: string } }>(
  ofCustomer,
  expected,
);
const expectsNoMore = folding<Presence, { data: { customerId?: string; appointmentId: string } }>(
  ofCustomer,
  (before, { data }, id) => ({
    ...(before ?? blank(id)),
    expected: without(before?.expected ?? {}, data.appointmentId),
  }),
);
const comes = folding<Presence, Placed & { data: { visitId: string } }>(
  ofCustomer,
  (before, { data: { visitId, storeId, businessDate }, meta }, id) => {
    const { came, expected } = before ?? blank(id);
    return {
      id,
      expected,
      came: recent({ ...came, [visitId]: { storeId, businessDate } }, meta.recordedAt),
    };
  },
);

const leaves = folding<Presence, { data: { customerId?: string; visitId: string } }>(
  ofCustomer,
  (before, { data }, id) => ({
    ...(before ?? blank(id)),
    came: without(before?.came ?? {}, data.visitId),
  }),
);

/** `customers.presence`: one document a customer who has or had something booked. Who serves them today is answered by it. */
export const presence: View<Presence> = view([visitEvents, appointmentEvents], {
  name: 'customers.presence',
  indexes: {},
  on: {
    AppointmentBooked: expects,
    AppointmentCustomerNamed: expects,
    AppointmentCustomerCorrected: folding<Presence, Placed & { data: Corrected }>(
      ofCustomer,
      (before, event, id) =>
        STANDS.has(event.data.status) ? expected(before, event, id) : (before ?? blank(id)),
    ),
    AppointmentCustomerRemoved: expectsNoMore,
    AppointmentRescheduled: expects,
    AppointmentReinstated: expects,
    AppointmentCancelled: expectsNoMore,
    AppointmentMissed: expectsNoMore,
    VisitOpened: comes,
    VisitCustomerCorrected: comes,
    VisitCustomerRemoved: leaves,
    VisitCompleted: comes,
    VisitAbandoned: leaves,
  },
});
