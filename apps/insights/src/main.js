import { insights } from '@chignon/insights';
import { documentation } from '@chignon/gateway';
import { reconciled } from '@chignon/reconciliation';
import { main, startPlatform } from '@chignon/service-kit';
await main((config) => startPlatform(config, 'insights', [reconciled(insights)], {
    listen: true,
    extra: documentation(),
}));
