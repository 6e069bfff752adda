import { customersFrom } from '@chignon/customers';
import { documentation } from '@chignon/gateway';
import { reconciled } from '@chignon/reconciliation';
import { main, startPlatform } from '@chignon/service-kit';
await main((config) => startPlatform(config, 'customers', [reconciled(customersFrom(config.settings))], {
    listen: true,
    extra: documentation(),
}));
