// `npm run check`: types, lint with boundaries (and their canary), pure specs. Prints what each took; stops at the first that fails.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };

const steps = [
  ['types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']],
  // The boundary rule skips silently without a project graph: build it first.
  ['project graph', process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), 'graph', '--file', '.cache/graph.json']],
  ['lint and boundaries', bin('eslint'), ['.', '--cache', '--cache-location', '.cache/eslint', '--max-warnings', '0']],
  ['canary', process.execPath, ['scripts/canary.mjs']],
  ['pure specs', bin('jest'), ['--selectProjects', 'pure', '--silent']],
];

for (const [name, command, args] of steps) {
  const start = Date.now();
  const run = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  if (run.status !== 0) {
    console.error(run.stdout, run.stderr);
    console.error(`check: ${name} failed after ${seconds} s`);
    process.exit(1);
  }
  console.log(`check: ${name} ${seconds} s`);
  if (name === 'pure specs') console.log(run.stderr.split('\n').filter((line) => /^(Tests|Test Suites|Time):/.test(line)).join('\n'));
}
