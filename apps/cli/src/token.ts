import { optional } from '@chignon/eventing';
import { LocalIssuer, ROLES } from '@chignon/service-kit/plain';
import { configOf } from './session.js';
import { CliError, say, UsageError } from './output.js';

export interface TokenOptions {
  readonly role: string;
  readonly store?: readonly string[];
  readonly region?: readonly string[];
  readonly subject?: string;
  readonly hours?: string;
  readonly data?: string;
}

/** Prints a token of the data folder's own issuer and nothing else. Also works while a platform runs on the folder. */
export async function token({
  role,
  store,
  region,
  subject,
  hours,
  data,
}: TokenOptions): Promise<void> {
  if (!Object.hasOwn(ROLES, role))
    throw new CliError(`there is no role ${role}; the roles are ${Object.keys(ROLES).join(', ')}`);
  const config = configOf(data === undefined ? {} : { data });
  const lasting = hours === undefined ? undefined : /^\d+$/.test(hours) ? Number(hours) : NaN;
  if (lasting !== undefined && !(lasting >= 1 && lasting <= config.maxTokenHours))
    throw new UsageError(
      `--hours is ${hours}; expected a whole number from 1 to ${config.maxTokenHours} (CHIGNON_TOKEN_MAX_HOURS)`,
    );
  if (config.oidc)
    throw new CliError(`tokens come from ${config.oidc.issuer}, not from the data folder`);
  const issuer = await LocalIssuer.open(config.dataDir);
  say(
    await issuer.token({
      role,
      ...(store ? { stores: store } : {}),
      ...(region ? { regions: region } : {}),
      ...optional({ subject, hours: lasting }),
    }),
  );
}
