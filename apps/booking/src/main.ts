import { booking } from '@chignon/booking';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) => startPlatform(config, 'booking', [booking], { listen: true, extra: documentation() }));
