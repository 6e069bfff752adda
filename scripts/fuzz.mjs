// `npm run fuzz -- --examples 5 --seconds 90 --seed 7`: schemathesis asks the running platform whatever its OpenAPI description of the booking
// routes allows, and much that it does not. No answer of 500 or above, and no status that is not described. Exit code 1
// on a finding, 2 when schemathesis cannot be installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort, startProcess } from '../tests/crash/process.mjs';
import { build } from './build.mjs';

const VERSION = '4.32.5';
const CHECKS = 'not_a_server_error,status_code_conformance';
/** Streams never end. */
const ENDLESS = '.*/live$';

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
});
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = join(root, '.cache', `schemathesis-${VERSION}`);
const program = join(environment, 'bin', 'schemathesis');

if (!existsSync(join(environment, 'installed'))) {
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', environment],
    [
      join(environment, 'bin', 'pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `schemathesis==${VERSION}`,
    ],
  ]) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) continue;
    console.error(
      `fuzz: skipped, schemathesis ${VERSION} cannot be installed: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`,
    );
    process.exit(2);
  }
  writeFileSync(join(environment, 'installed'), '');
}

build();
const dir = mkdtempSync(join(tmpdir(), 'chignon-fuzz-'));
const running = startProcess(dir, await freePort());
const platform = await running.started;
if (!platform) {
  console.error(`fuzz: the platform did not start: ${(await running.ended).err}`);
  process.exit(1);
}

const report = join(dir, 'report.xml');
// One worker: under several, Python 3.11 now and then trips over its own recursion limit.
const args = [
  'run',
  `${platform.url}/openapi.json`,
  '-H',
  `Authorization: Bearer ${platform.token}`,
  '--include-path-regex',
  '^/v1/booking/',
  '--exclude-path-regex',
  ENDLESS,
  '--checks',
  CHECKS,
  '--phases',
  'examples,coverage,fuzzing',
  '--max-examples',
  values.examples,
  '--max-time',
  values.seconds,
  '--seed',
  values.seed,
  '--continue-on-failure',
  '--suppress-health-check',
  'all',
  '--request-timeout',
  '10',
  '--workers',
  '1',
  '--no-color',
  '--warnings',
  'off',
  '--report-junit-path',
  report,
  '--report',
  'junit',
];
const fuzz = spawn(program, args, { cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] });
let out = '';
fuzz.stdout.on('data', (chunk) => (out += chunk));
const code = await new Promise((resolve) => fuzz.once('close', resolve));
running.kill('SIGTERM');
await running.ended;

const [head = ''] = existsSync(report)
  ? (/<testsuites[^>]*>/.exec(readFileSync(report, 'utf8')) ?? [])
  : [];
const counted = (what) => Number(new RegExp(`${what}="(\\d+)"`).exec(head)?.[1] ?? 0);
const tests = counted('tests');
const cases = Number(/(\d+) generated/.exec(out)?.[1] ?? 0);
// Nothing asked is nothing proven.
const failed = counted('failures') + counted('errors') || (code === 0 && tests > 0 ? 0 : 1);
if (failed > 0) console.error(out);
if (values.report)
  writeFileSync(
    values.report,
    JSON.stringify({
      numPassedTests: Math.max(0, tests - failed),
      numFailedTests: failed,
      numRuntimeErrorTestSuites: 0,
      numPendingTests: 0,
    }),
  );
console.log(
  `fuzz: ${tests} operations of the booking routes in ${cases} cases, seed ${values.seed}; ${failed} with an answer of 500 and above or an undescribed status`,
);
rmSync(dir, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
