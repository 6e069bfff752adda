import { staffEvents } from '@chignon/contracts';
import { folding, type View, view } from '@chignon/eventing';

/** A member of staff, as far as it must be known that there is such a one. */
export interface KnownStaff {
  readonly id: string;
}

/** `customers.staff`: whom an entry may name as having done something. Who has left is known still. */
export const knownStaff: View<KnownStaff> = view([staffEvents], {
  name: 'customers.staff',
  indexes: {},
  on: {
    StaffDescribed: folding(
      ({ data }) => [data.staffId],
      (_, { data }) => ({ id: data.staffId }),
    ),
  },
});
