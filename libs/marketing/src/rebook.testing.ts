import { fixedFacts, given } from '@chignon/eventing/testing';
import type { RebookEvent } from './rebook-events.js';
import { rebook, type RebookCommand } from './rebook-ledger.js';
import { DEFAULT_REBOOK_RULES as rules } from './rebook-rules.js';

/** Where the visits were. */
export const zone = 'Asia/Shanghai';

/** When everything is decided. */
export const now = '2026-03-01T09:00:00.000Z';

/** The clock and ids of a spec. */
export const facts = fixedFacts(now);

/** A visit of this business day. */
export const visit = (visitId: string, businessDate: string, serviceGroups = ['cut']) => ({
  visitId,
  storeId: 's1',
  zone,
  businessDate,
  at: `${businessDate}T06:00:00.000Z`,
  serviceGroups,
});

/** The command that follows from a visit. */
export const note = (...of: Parameters<typeof visit>): RebookCommand => ({
  type: 'NoteVisit',
  ...visit(...of),
  rules,
});

/** The events of these commands. */
export const after = (
  commands: readonly RebookCommand[],
  at = now,
  events: readonly RebookEvent[] = [],
): RebookEvent[] =>
  commands.reduce<RebookEvent[]>(
    (log, command) => [...log, ...given(rebook, 'c1', log).when(command, fixedFacts(at)).events()],
    [...events],
  );
