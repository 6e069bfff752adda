import { randomUUID } from 'node:crypto';
import type { Facts } from '@chignon/eventing';

/** The machine's clock and its randomness. */
export const systemFacts: Facts = {
  now: () => new Date().toISOString(),
  newId: () => randomUUID(),
};
