import { customersContext, smtpMailProvider } from '@chignon/customers';
import { documentation } from '@chignon/gateway';
import { main, startPlatform } from '@chignon/service-kit';

await main((config) => startPlatform(config, 'customers', [customersContext(config.smtpUrl ? { mail: smtpMailProvider(config.smtpUrl) } : {})], { listen: true, extra: documentation() }));
