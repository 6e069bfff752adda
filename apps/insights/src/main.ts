import { insights } from '@chignon/insights';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) => startPlatform(config, 'insights', [insights], { listen: true, extra: documentation() }));
