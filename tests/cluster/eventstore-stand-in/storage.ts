import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedStreams } from '../../../libs/adapters/src/embedded/streams.js';
import { Log } from './log.js';

/** Opens the log of a folder, which is made where it is missing. */
export async function openLog(dir: string): Promise<{ readonly log: Log; closeLog(): Promise<void> }> {
  mkdirSync(dir, { recursive: true });
  const store = new EmbeddedStreams(join(dir, 'streams.sqlite'));
  return { log: await Log.open(store), closeLog: () => store.close() };
}
