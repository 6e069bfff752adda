import type { Context } from '@chignon/eventing';
import type { Config } from '../config.js';
import type { ContextHost } from '../host.js';
import type { Previews } from '../previews/previews.controller.js';
import { checkOwners, TenderKeys } from './keys.js';
import type { Tenders } from './tenders.controller.js';

/** Who owns tenders here, and the keys that sign what they reserve; undefined: no context does, so no keys are asked for. */
export async function openTenders(
  config: Config,
  contexts: readonly Context[],
  host: ContextHost,
): Promise<Tenders | undefined> {
  const owners = contexts.flatMap(({ name, tenders = [] }) =>
    tenders.map((owner) => ({ context: name, kind: owner.kind })),
  );
  if (owners.length === 0) return undefined;
  checkOwners(owners);
  return {
    keys: await TenderKeys.open(config),
    contexts: new Map(
      contexts.map(({ name, tenders = [] }) => [
        name,
        { tools: host.runtimes.get(name)!.tools, owners: tenders },
      ]),
    ),
  };
}

/**
 * Who previews events here; undefined: no context does. They believe what the keys signed; a service of a cluster that owns no tenders may have been
 * given none, and says so when it is asked.
 * @param keys those that are open already
 */
export async function openPreviews(
  config: Config,
  contexts: readonly Context[],
  host: ContextHost,
  keys: TenderKeys | undefined,
): Promise<Previews | undefined> {
  if (!contexts.some(({ previews = [] }) => previews.length > 0)) return undefined;
  const keyless = config.engines.kind === 'cluster' && !config.tenderKeys;
  return {
    keys: keys ?? (keyless ? undefined : await TenderKeys.open(config)),
    contexts: new Map(
      contexts.map(({ name, previews = [] }) => [
        name,
        { tools: host.runtimes.get(name)!.tools, previews },
      ]),
    ),
  };
}
