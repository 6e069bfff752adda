import { inventory } from '@chignon/inventory';
import { documentation } from '@chignon/gateway';
import { reconciled } from '@chignon/reconciliation';
import { main, startPlatform } from '@chignon/service-kit';
await main((config) => startPlatform(config, 'inventory', [reconciled(inventory)], {
    listen: true,
    extra: documentation(),
}));
