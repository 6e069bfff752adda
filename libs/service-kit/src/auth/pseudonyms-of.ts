import type { Config } from '../config.js';
import type { OpenEngines } from '../engines.js';
import type { Logger } from '../log.js';
import { Pseudonyms, type secretsOf } from './pseudonyms.js';

/** The key of the pseudonyms: the configured one; otherwise a random one of this process, or in a cluster, where all processes need the same, a derived one that is no secret. */
export async function pseudonymsOf(
  config: Config,
  engines: Pick<OpenEngines, 'exclusive' | 'documents'> | undefined,
  secrets: ReturnType<typeof secretsOf>,
  log: Logger,
): Promise<Pseudonyms> {
  if (config.pseudonymKey !== undefined) return new Pseudonyms(config.pseudonymKey);
  if (engines?.exclusive) return Pseudonyms.open(engines.documents, secrets);
  if (engines)
    log.warn(
      'CHIGNON_PSEUDONYM_KEY is not set: whoever reads events can find out who a pseudonym stands for by trying names',
    );
  return new Pseudonyms(`chignon|${config.oidc?.issuer ?? ''}`);
}
