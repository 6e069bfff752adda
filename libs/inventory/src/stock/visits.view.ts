/** Visits as the shelf hears of them: where each is, whose, and whether its bill is settled. */
import { visitEvents } from '@chignon/contracts';
import { type Envelope, folding, optional, type View, view } from '@chignon/eventing';

/** `id` is the visit. */
export interface KnownVisit {
  readonly id: string;
  readonly storeId: string;
  /** Nothing is put on its bill any more: it is settled, abandoned or voided. */
  readonly over: boolean;
  /** Absent: nobody known. */
  readonly customerId?: string;
  /** Entry of the visit's ledger that said so last; absent: none. */
  readonly saidNo?: number;
}

type Told = { readonly visitId: string; readonly storeId: string; readonly customerId?: string };

/**
 * Heard in any order: what is over stays so, and the latest word on whose it is stands. Messages of one visit may come by way of two customers.
 * @param whose what the message says of the customer; undefined: nothing
 */
const heard = (
  over: boolean,
  whose: (data: Told, known: KnownVisit | undefined) => { customerId?: string } | undefined = (
    data,
  ) => optional({ customerId: data.customerId }),
) =>
  folding<KnownVisit, Envelope<string, Told>>(
    ({ data }) => [data.visitId],
    (known, { data, meta }, id) => {
      const said = whose(data, known);
      const no = meta.origin?.revision ?? 0;
      const customer =
        said !== undefined && (known?.saidNo ?? 0) <= no
          ? { ...said, saidNo: no }
          : optional({ customerId: known?.customerId, saidNo: known?.saidNo });
      return { id, storeId: data.storeId, over: over || known?.over === true, ...customer };
    },
  );

export const knownVisits: View<KnownVisit> = view([visitEvents], {
  name: 'inventory.visits',
  edition: 2,
  indexes: { byCustomer: { fields: ['customerId', 'id'] } },
  on: {
    VisitOpened: heard(false),
    VisitCustomerCorrected: heard(false),
    // Said beside the correction, in one instant: it takes away only the one whom it names.
    VisitCustomerRemoved: heard(false, ({ customerId }, known) =>
      known?.customerId === customerId ? {} : undefined,
    ),
    VisitCompleted: heard(false),
    VisitSettled: heard(true),
    VisitAbandoned: heard(true),
    VisitVoided: heard(true),
  },
});
