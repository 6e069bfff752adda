import type { Collection } from '@chignon/eventing';

/** What has been done to all records, once a folder. */
interface Upkeep {
  readonly id: string;
  readonly edition: number;
}
export const upkeep: Collection<Upkeep> = { name: 'customers.upkeep', indexes: {} };
