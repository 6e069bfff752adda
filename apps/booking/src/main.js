import { bookingFrom } from '@chignon/booking';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';
await main((config) => startPlatform(config, 'booking', [bookingFrom(config.settings)], {
    listen: true,
    extra: documentation(),
}));
