import { stripeMock } from './cache.mjs';
import { freePort, startChild } from './child.mjs';

/** @param {import('./index.d.mts').EngineOptions} options @returns {Promise<import('./index.d.mts').Engine & { url: string }>} */
export async function startStripe({ port, dir }) {
  const at = port ?? (await freePort());
  const program = await stripeMock();
  const start = () =>
    startChild({
      name: 'stripe-mock',
      command: [program, '-http-addr', `127.0.0.1:${at}`],
      port: at,
      dir,
    });
  let child = await start();
  return {
    url: `http://127.0.0.1:${at}`,
    get pid() {
      return child.pid;
    },
    get log() {
      return child.log;
    },
    kill9: () => child.kill9(),
    restart: async () => {
      await child.stop();
      child = await start();
    },
    stop: () => child.stop(),
  };
}
