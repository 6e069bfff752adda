/**
 * Stands in for the embedded engines in the jest project `late`: their ledger answers late, up to CHIGNON_LATE_MS (50) each way, in an
 * order that CHIGNON_LATE_SEED decides; not while a test makes what it begins from (lateness.ts).
 */
import {
  openEmbedded as openInTime,
  type Embedded,
  type EmbeddedOptions,
} from '@chignon/adapters/embedded';
import { lateStreams, type Lateness } from '@chignon/eventing/testing';

export {
  DataFolderInUseError,
  DataFolderNotPrivateError,
  systemFacts,
} from '@chignon/adapters/embedded';

/** How much is under way that need not be late. */
let hurried = 0;

/** The ledger answers at once while this runs. */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  hurried++;
  try {
    return await work();
  } finally {
    hurried--;
  }
}

/** How late: only this module says so. */
export const lateness = (): Lateness => ({
  seed: Number(process.env['CHIGNON_LATE_SEED'] ?? 1),
  upToMs: Number(process.env['CHIGNON_LATE_MS'] ?? 50),
  when: () => hurried === 0,
});

export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const engines = await openInTime(options);
  return { ...engines, streams: lateStreams(engines.streams, lateness()) };
}
