import { setFlagsFromString } from 'node:v8';
import { CorruptionError } from '@chignon/eventing';
import { ConfigError, readConfig, type Config } from './config.js';
import { EngineAccessError } from './engines.js';
import type { Platform } from './bootstrap.js';

/** How long a stop may take before the process leaves anyway: everything acknowledged is on disk already. */
const STOP_TIMEOUT_MS = 15_000;
/** How far the heap may grow over what is alive before it is collected. V8 takes up to 300 % on a busy server: memory for a few percent of time. */
const HEAP_GROWING_PERCENT = 100;

/** Exit code where an engine denies this process its user or a right (EX_NOPERM): a restart does not help, an administrator does. */
const NO_ACCESS = 77;

/**
 * Runs a process from its command line and environment to its end. Wrong or missing configuration is one clear line and
 * exit code 1, a right that an engine denies is one and exit code 77; SIGTERM and SIGINT stop it in order.
 */
export async function main(start: (config: Config) => Promise<Platform>): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  try {
    const platform = await start(readConfig(process.env, process.argv.slice(2)));
    const stop = () => {
      setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
      platform.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    // A stray rejection means that a promise of ours was dropped: say so and leave, the log is safe and a supervisor starts us again.
    process.on('unhandledRejection', (error) => {
      platform.log.fatal(
        { error: error instanceof Error ? error.stack : String(error) },
        'unhandled rejection',
      );
      process.exit(1);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const expected =
      [ConfigError, CorruptionError, EngineAccessError].some((kind) => error instanceof kind) ||
      code === 'data-folder-in-use' ||
      code === 'data-folder-not-private' ||
      code === 'EADDRINUSE' ||
      code === 'EACCES';
    process.stderr.write(`chignon: ${expected ? message : (error as Error).stack}\n`);
    process.exit(error instanceof EngineAccessError ? NO_ACCESS : 1);
  }
}
