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

/** Programmes that were replaced, and when: what was in force then. Id: the version. */
export const pastProgrammes: Collection<ProgrammeDocument & { readonly replacedAt: string }> = {
  name: 'loyalty.past-programmes',
  indexes: { byEnd: { fields: ['replacedAt'] } },
};

/** The programme that was in force at an instant (ISO UTC). Of those that were replaced before there was a record of it the first that is kept. */
export async function programmeAt(tools: Tools, at: string): Promise<Programme> {
  const { items } = await tools.documents.find(pastProgrammes, {
    index: 'byEnd',
    range: { field: 'replacedAt', gt: at },
    limit: 1,
  });
  const past = items[0];
  if (!past) return programmeInForce(tools);
  const { version, currencies, returns } = past;
  return { version, currencies, ...(returns && { returns }) };
}
