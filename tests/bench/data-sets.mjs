// Data sets of `.cache/bench`: made once through the platform's own routes and decisions, copied for every use.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, overHttp, settled } from '@chignon/client';
import { makeChain } from './chain.mjs';
import { platform, program, ROOT } from './processes.mjs';

export const CACHE = join(ROOT, '.cache', 'bench');
export const CONTEXTS = ['booking', 'customers', 'loyalty', 'marketing', 'inventory', 'insights'];
/** A data set's "today" must not be so old that the days it is asked for are over. */
const USABLE_DAYS = 20;
const VERSION = 'v1';

/** The "today" of the data sets: that of the sets at hand while they are usable. */
export function baseDate() {
  mkdirSync(CACHE, { recursive: true });
  const known = readdirSync(CACHE).map((name) => new RegExp(`^chain-${VERSION}-(\\d{4}-\\d\\d-\\d\\d)$`).exec(name)?.[1]).find((date) => date && Date.now() - Date.parse(date) < USABLE_DAYS * 86_400_000);
  return known ?? new Date().toISOString().slice(0, 10);
}

async function once(name, make) {
  const dir = join(CACHE, name);
  if (existsSync(dir)) return dir;
  const making = `${dir}.making`;
  rmSync(making, { recursive: true, force: true });
  process.stderr.write(`bench: making ${name} …\n`);
  await make(making);
  renameSync(making, dir);
  return dir;
}

export const apiOf = (running) => new ApiClient(overHttp(running.url), running.token());

/** Waits until all projections and reactions of a platform have seen everything; returns how long that took. */
export async function rest(running) {
  const began = performance.now();
  await settled(apiOf(running), CONTEXTS);
  return (performance.now() - began) / 1000;
}

/** The chain without any appointment. */
export const chainSet = (base) =>
  once(`chain-${VERSION}-${base}`, async (dir) => {
    const running = await platform(dir);
    await makeChain(apiOf(running));
    await rest(running);
    await running.stop();
  });

/** The chain with so many appointments of history, every fifth of the past with its visit, all projections up to date. */
export const historySet = (base, count) =>
  once(`history-${VERSION}-${count}-${base}`, async (dir) => {
    cpSync(await chainSet(base), dir, { recursive: true });
    await program('load/make-history.mjs', [dir, base, count]);
    const running = await platform(dir);
    await rest(running);
    await running.stop();
  });

let copies = 0;
/** A copy of a set to work on; gone when the run is over. */
export function copyOf(set) {
  const dir = emptyDir();
  cpSync(set, dir, { recursive: true });
  return dir;
}

export function emptyDir() {
  const dir = join(CACHE, `run-${process.pid}-${copies++}`);
  mkdirSync(dir, { recursive: true });
  return dir;
}

export const cleanUp = () => {
  for (const name of existsSync(CACHE) ? readdirSync(CACHE) : []) if (name.startsWith(`run-${process.pid}-`)) rmSync(join(CACHE, name), { recursive: true, force: true });
};
process.on('exit', cleanUp);
