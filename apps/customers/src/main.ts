import { customersContext, smtpMailProvider } from '@chignon/customers';
import { documentation } from '@chignon/gateway';
import { reconciled } from '@chignon/reconciliation';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) =>
  startPlatform(
    config,
    'customers',
    [
      reconciled(
        customersContext(config.smtpUrl ? { mail: smtpMailProvider(config.smtpUrl) } : {}),
      ),
    ],
    { listen: true, extra: documentation() },
  ),
);
