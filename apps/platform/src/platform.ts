import { fileURLToPath } from 'node:url';
import { bookingFrom } from '@chignon/booking';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { customersFrom } from '@chignon/customers';
import type { Context, Facts } from '@chignon/eventing';
import { gateway } from '@chignon/gateway';
import { insights } from '@chignon/insights';
import { inventory } from '@chignon/inventory';
import { loyalty } from '@chignon/loyalty';
import { marketing } from '@chignon/marketing';
import { reconciled } from '@chignon/reconciliation';
import { Settings, startPlatform, type Config, type Platform } from '@chignon/service-kit';

/** Every context of the chain, each with what the variables choose for it; without any: as it is when nothing is configured. @throws ConfigError */
export const allContexts = (settings = new Settings({})): readonly Context[] =>
  [bookingFrom(settings), customersFrom(settings), loyalty, marketing, inventory, insights].map(
    reconciled,
  );

/** All contexts and the gateway in one process. */
export const platform = (
  config: Config,
  options: { listen: boolean; facts?: Facts },
): Promise<Platform> =>
  startPlatform(config, 'platform', allContexts(config.settings), { ...options, extra: gateway() });

/** The command line as it is called from where the platform was started: by npm, or in an image that has none, whose bundles lie side by side. */
const CLI = process.env['npm_execpath']
  ? 'npm run -s chignon --'
  : `${process.execPath} ${fileURLToPath(new URL('../cli/main.js', import.meta.url))}`;

/** `npm start`: serves, seeds the demo chain once, and says in one block where everything is, and how a token is made: never one itself, for the output of a process is shipped and kept. */
export async function startEmbedded(config: Config): Promise<Platform> {
  const running = await platform(config, { listen: true });
  const token = await running.issuer?.token({ role: 'chain-ops' });
  if (config.demo && token)
    await seedDemo(
      new ApiClient(inProcess(running.app.getHttpAdapter().getInstance() as never), token),
    );
  const url = (await running.url()).replace('[::1]', 'localhost');
  process.stdout.write(
    [
      '',
      `Chignon is ready      ${url}`,
      `  API reference       ${url}/reference`,
      `  data folder         ${config.dataDir}`,
      `  engines             ${running.host.engines.description}`,
      ...[...running.host.runtimes.values()].flatMap(({ context: { choices = {} } }) =>
        Object.entries(choices).map(([what, chosen]) => `  ${what.padEnd(18)}  ${chosen}`),
      ),
      ...(token
        ? [`  a token             ${CLI} token --role chain-ops --data ${config.dataDir}`]
        : [`  tokens              from ${config.oidc!.issuer}`]),
      '',
    ].join('\n') + '\n',
  );
  return running;
}
