import type { Collection, Tools } from '@chignon/eventing';
import { DEFAULT_PROGRAMME, type Programme } from './programme.js';

/** The chain's own programme, one document `current`; absent: `DEFAULT_PROGRAMME`. */
export type ProgrammeDocument = Programme & { readonly id: string };
export const programmes: Collection<ProgrammeDocument> = {
  name: 'loyalty.programmes',
  indexes: {},
};
export const CURRENT_PROGRAMME = 'current';

/** The programme in force: the chain's own, else the default. */
export async function programmeInForce(tools: Tools): Promise<Programme> {
  const { version, currencies, returns }: Programme =
    (await tools.documents.get(programmes, CURRENT_PROGRAMME)) ?? DEFAULT_PROGRAMME;
  return { version, currencies, ...(returns && { returns }) };
}
