// Installs what is missing, before anything else of the project can run. No dependencies; quiet when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.chignon-installed');
const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `chignon: Node ${process.versions.node} is too old; Node 20.19 or newer is needed.`,
  );
  process.exit(1);
}
const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** Two commands on a fresh clone: the second waits for the first, and finds everything there. */
const installing = join(root, '.cache', 'installing');
/** Longer than any installation takes. */
const LONGEST_MS = 20 * 60_000;
const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};
const begins = () => {
  mkdirSync(dirname(installing), { recursive: true });
  try {
    writeFileSync(installing, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  // Whoever died in the middle is followed by the next: by its number, or by the hour when that is somebody else's by now.
  try {
    const other = Number(readFileSync(installing, 'utf8'));
    const isOld = Date.now() - statSync(installing).mtimeMs > LONGEST_MS;
    if (isOld || (other > 0 && !isAlive(other))) rmSync(installing, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return false;
};

if (!isInstalled()) {
  for (let waits = 0; !begins(); waits++) {
    if (waits === 0) console.error('chignon: another command is installing packages, waiting …');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  const failed = !isInstalled() && !install();
  rmSync(installing, { force: true });
  if (failed) process.exit(1);
}

function install() {
  console.error('chignon: installing packages (npm ci), once for this lockfile …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (npm.status !== 0) {
    console.error('chignon: npm ci failed, see above.');
    return false;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}
