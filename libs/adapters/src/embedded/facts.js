import { randomUUID } from 'node:crypto';
/** The machine's clock and its randomness. */
export const systemFacts = {
    now: () => new Date().toISOString(),
    newId: () => randomUUID(),
};
