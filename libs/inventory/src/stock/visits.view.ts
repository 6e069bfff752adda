/** Visits as the shelf hears of them: where each is, and whether its bill is settled. */
import { visitEvents } from '@chignon/contracts';
import { type Envelope, folding, type View, view } from '@chignon/eventing';

/** `id` is the visit. */
export interface KnownVisit {
  readonly id: string;
  readonly storeId: string;
  /** Nothing is put on its bill any more: it is settled, or voided. */
  readonly over: boolean;
}

type Told = Pick<KnownVisit, 'storeId'> & { readonly visitId: string };

/** Heard in any order: what is over stays so. */
const heard = (over: boolean) =>
  folding<KnownVisit, Envelope<string, Told>>(
    ({ data }) => [data.visitId],
    (known, { data }, id) => ({
      id,
      storeId: data.storeId,
      over: over || known?.over === true,
    }),
  );

export const knownVisits: View<KnownVisit> = view([visitEvents], {
  name: 'inventory.visits',
  indexes: {},
  on: {
    VisitOpened: heard(false),
    VisitSettled: heard(true),
    VisitVoided: heard(true),
  },
});
