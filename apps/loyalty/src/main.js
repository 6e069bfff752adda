import { loyalty } from '@chignon/loyalty';
import { documentation } from '@chignon/gateway';
import { reconciled } from '@chignon/reconciliation';
import { main, startPlatform } from '@chignon/service-kit';
await main((config) => startPlatform(config, 'loyalty', [reconciled(loyalty)], { listen: true, extra: documentation() }));
