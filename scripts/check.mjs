// `npm run check`: types beside lint with boundaries (and their canary) and format, then pure specs (not with `-- --no-specs`). Prints what each took; what fails
// first stops the rest.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
const running = new Set();

async function step(name, command, args) {
  const start = Date.now();
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const said = ['', ''];
  [child.stdout, child.stderr].forEach((stream, index) =>
    stream.setEncoding('utf8').on('data', (text) => (said[index] += text)),
  );
  const code = await new Promise((resolve) =>
    child.once('error', (error) => resolve(error.message)).once('close', resolve),
  );
  running.delete(child);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  if (code !== 0) {
    for (const other of running) other.kill();
    console.error(...said);
    console.error(`check: ${name} failed after ${seconds} s`);
    process.exit(1);
  }
  console.log(`check: ${name} ${seconds} s`);
  return said[1];
}

await Promise.all([
  step('types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']),
  (async () => {
    // The boundary rule skips silently without a project graph: build it first.
    await step('project graph', process.execPath, [
      join(root, 'node_modules/nx/dist/bin/nx.js'),
      'graph',
      '--file',
      '.cache/graph.json',
    ]);
    await step('lint and boundaries', bin('eslint'), [
      '.',
      '--cache',
      '--cache-location',
      '.cache/eslint',
      '--max-warnings',
      '0',
    ]);
    await step('canary', process.execPath, ['scripts/canary.mjs']);
    await step('format', bin('prettier'), [
      '.',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      '.cache/prettier',
    ]);
  })(),
]);
if (!process.argv.includes('--no-specs')) {
  const specs = await step('pure specs', bin('jest'), ['--selectProjects', 'pure', '--silent']);
  console.log(
    specs
      .split('\n')
      .filter((line) => /^(Tests|Test Suites|Time):/.test(line))
      .join('\n'),
  );
}
