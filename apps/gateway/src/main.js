import { gateway } from '@chignon/gateway';
import { ConfigError, CONTEXT_NAMES, main, startPlatform } from '@chignon/service-kit';
await main((config) => {
    const missing = CONTEXT_NAMES.filter((name) => !config.services[name]);
    if (missing.length > 0)
        throw new ConfigError(`the gateway needs the URL of every service; missing ${missing.map((name) => `${name.toUpperCase()}_URL`).join(', ')}`);
    return startPlatform(config, 'gateway', [], { listen: true, extra: gateway(config.services) });
});
