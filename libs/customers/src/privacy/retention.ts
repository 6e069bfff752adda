import type { Collection } from '@chignon/eventing';

/** Classes of what is kept of people beside their records. */
export const RETENTION_CLASSES = ['mails', 'access-log'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** How long what is kept, as the process is configured. */
export interface RetentionPeriods {
  /** Days for which mails stand in the readable outbox. */
  readonly mailsDays: number;
}

/** Injection token of the periods. */
export const RETENTION = 'customers:retention';

/** Thirteen months. */
export const DEFAULT_PERIODS: RetentionPeriods = { mailsDays: 395 };

/** What the job did for one class. */
export interface RetentionRun {
  /** The class. */
  readonly id: RetentionClass;
  /** When it last ran, ISO UTC. */
  readonly at: string;
  /** How many it removed then, and ever. */
  readonly removed: number;
  readonly removedEver: number;
}

/** What was removed because its time was over. */
export const retentionRuns: Collection<RetentionRun> = {
  name: 'customers.retention-runs',
  indexes: {},
};
