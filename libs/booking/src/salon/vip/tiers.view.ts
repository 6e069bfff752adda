import { accountEvents } from '@chignon/contracts';
import { folding, type View, view } from '@chignon/eventing';

/** The tier of a customer as loyalty has said it last. Id: the customer; whoever is not in it has never had another than the first. */
export interface KnownTier {
  readonly id: string;
  readonly tier: string;
  readonly since: string;
}

/** `booking.tiers`: so that a booking needs no answer of loyalty. */
export const knownTiers: View<KnownTier> = view([accountEvents], {
  name: 'booking.tiers',
  indexes: {},
  on: {
    TierChanged: folding(
      ({ data }) => [data.customerId],
      (_, { data: { to, changedAt } }, id) => ({ id, tier: to, since: changedAt }),
    ),
  },
});
