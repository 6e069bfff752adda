import { marketing } from '@chignon/marketing';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';
await main((config) => startPlatform(config, 'marketing', [marketing], { listen: true, extra: documentation() }));
