import { lateStreams } from '@chignon/eventing/testing';
import { openEmbedded as open, type Embedded, type EmbeddedOptions } from '../../libs/adapters/src/embedded/index.js';

// The embedded engines of the jest project `late`: their ledger answers late.
export * from '../../libs/adapters/src/embedded/index.js';

const SEED = Number(process.env['CHIGNON_LATE_SEED'] ?? 1);
const UP_TO_MS = Number(process.env['CHIGNON_LATE_MS'] ?? 50);

/** All four ports on one data folder, the streams as if they stood behind a slow line. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const engines = await open(options);
  return { ...engines, streams: lateStreams(engines.streams, { seed: SEED, upToMs: UP_TO_MS }) };
}
