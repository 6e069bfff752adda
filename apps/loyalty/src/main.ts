import { loyalty } from '@chignon/loyalty';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) => startPlatform(config, 'loyalty', [loyalty], { listen: true, extra: documentation() }));
