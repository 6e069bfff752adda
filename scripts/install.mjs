// Installs what is missing, before anything else of the project can run. No dependencies; quiet when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
if (!(existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)) {
  console.error('chignon: installing packages (npm ci), once for this lockfile …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (npm.status !== 0) {
    console.error('chignon: npm ci failed, see above.');
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
