// Compiles every project to its dist/ with swc through Nx (cached, in parallel) and bundles the apps to dist/<app>/main.js, which is what is
// started; skips at once when no source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, '.cache', 'built');
/** Descriptions of the interface, gathered from docstrings: written whenever something is compiled. */
const apiTexts = join(root, 'libs/service-kit/dist/api-texts.json');

const SOURCES = [
  'libs',
  'apps',
  'tests/crash/doomed.mjs',
  '.swcrc',
  'nx.json',
  'package-lock.json',
  'scripts/api-texts.mjs',
  'scripts/bundle.mjs',
];

/** When it was last changed, in ms; 0 for what is not there, as tests are not where images are built. */
const newest = (path) => {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) =>
      name === 'dist' || name === 'node_modules'
        ? latest
        : Math.max(latest, newest(join(path, name))),
    stat.mtimeMs,
  );
};

function run(script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  console.error(stdout, stderr);
  if (stderr.includes('ERR_MODULE_NOT_FOUND'))
    console.error('chignon: a package of the lockfile is not installed: npm ci brings it.');
  process.exit(1);
}

export function build() {
  const sources = Math.max(...SOURCES.map((name) => newest(join(root, name))));
  if (
    existsSync(stamp) &&
    statSync(stamp).mtimeMs >= sources &&
    existsSync(apiTexts) &&
    existsSync(join(root, 'dist/platform/main.js'))
  )
    return;
  console.error('chignon: building …');
  const nx = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/nx/dist/bin/nx.js'),
      'run-many',
      '-t',
      'build',
      '--outputStyle=static',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: process.env.CI ?? 'true' },
    },
  );
  if (nx.status !== 0) {
    console.error(nx.stdout, nx.stderr);
    process.exit(1);
  }
  run('scripts/api-texts.mjs', apiTexts);
  // In a process of its own: who calls this becomes the platform and keeps its memory.
  run('scripts/bundle.mjs');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  const now = new Date();
  utimesSync(stamp, now, now);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
