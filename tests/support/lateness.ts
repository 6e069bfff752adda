import * as embedded from '@chignon/adapters/embedded';

/**
 * Runs what a test only begins from, the demo chain say: nothing of it is tried, so that the project `late` need not wait for it. Elsewhere
 * nothing is late anyway.
 */
export const inTime = <T>(work: () => Promise<T>): Promise<T> =>
  'inTime' in embedded ? (embedded.inTime as typeof inTime)(work) : work();
