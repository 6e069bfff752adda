import { inventory } from '@chignon/inventory';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) => startPlatform(config, 'inventory', [inventory], { listen: true, extra: documentation() }));
