// Compiles every project to dist/ with swc through Nx (cached, in parallel); skips at once when no source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, '.cache', 'built');
/** Descriptions of the interface, gathered from docstrings: written whenever something is compiled. */
const apiTexts = join(root, 'libs/service-kit/dist/api-texts.json');

const newest = (path) => {
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

export function build() {
  const sources = Math.max(
    ...['libs', 'apps', '.swcrc', 'nx.json', 'package-lock.json', 'scripts/api-texts.mjs'].map(
      (name) => newest(join(root, name)),
    ),
  );
  if (
    existsSync(stamp) &&
    statSync(stamp).mtimeMs >= sources &&
    existsSync(apiTexts) &&
    existsSync(join(root, 'apps/platform/dist/main.js'))
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
  const texts = spawnSync(process.execPath, [join(root, 'scripts/api-texts.mjs'), apiTexts], {
    encoding: 'utf8',
  });
  if (texts.status !== 0) {
    console.error(texts.stdout, texts.stderr);
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  const now = new Date();
  utimesSync(stamp, now, now);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
