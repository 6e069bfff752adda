import { bookingContext, stripePayments } from '@chignon/booking';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) =>
  startPlatform(
    config,
    'booking',
    [bookingContext(config.stripe ? { payments: stripePayments(config.stripe) } : {})],
    { listen: true, extra: documentation() },
  ),
);
