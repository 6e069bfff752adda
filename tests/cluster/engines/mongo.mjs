import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { secantusPython } from './cache.mjs';
import { freePort, startChild } from './child.mjs';

/**
 * Starts a server of the MongoDB protocol (SecantusDB: WiredTiger storage, announces a replica set of one). It is a test
 * peer only. Every commit is synced, as MongoDB's `j: true` asks: without that a kill -9 loses the last writes.
 *
 * @param {{ port?: number, dir: string }} options `dir` keeps data and log; starting again on it continues it
 * @returns `{ url, pid, log, kill9(), restart(), stop() }`; `restart` keeps url and data
 */
export async function startMongo({ port, dir }) {
  const python = await secantusPython();
  port ??= await freePort();
  const command = [
    python,
    '-m',
    'secantus',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--storage-path',
    join(dir, 'data'),
    '--sync-on-commit',
    '--log-level',
    'WARNING',
  ];
  /** The port of a killed server may not be free at once: try for half a minute. */
  const run = async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await startChild({ name: 'mongo', port, dir, command });
      } catch (error) {
        if (attempt === 60) throw error;
        await sleep(500);
      }
    }
  };

  let child = await run();
  return {
    url: `mongodb://127.0.0.1:${port}/chignon?directConnection=true`,
    get pid() {
      return child.pid;
    },
    get log() {
      return child.log;
    },
    kill9: () => child.kill9(),
    stop: () => child.stop(),
    restart: async () => {
      await child.stop();
      child = await run();
    },
  };
}
