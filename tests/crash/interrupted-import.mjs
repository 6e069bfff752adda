// Imports a salon's files into a folder, kills the import once so many visits are settled, imports again, and at the end lets the
// command line verify. Prints one JSON object: what the last import said, and what verify found.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';

const CLI = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
const LOOK_EVERY_MS = 50;
const [from, dir, ...kills] = process.argv.slice(2);

function settled() {
  try {
    const db = new Database(join(dir, 'streams.sqlite'), { readonly: true });
    try {
      return db.prepare("SELECT count(*) FROM events WHERE type = 'VisitSettled'").raw().get()[0];
    } finally {
      db.close();
    }
  } catch {
    return 0; // Not there yet.
  }
}

const args = [
  CLI,
  'import',
  'salon-pos',
  '--from',
  from,
  '--data',
  dir,
  '--json',
  '--errors',
  join(dir, 'errors.csv'),
];
const killed = [];
for (const at of kills.map(Number)) {
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const looking = setInterval(() => settled() >= at && child.kill('SIGKILL'), LOOK_EVERY_MS);
  await ended;
  clearInterval(looking);
  killed.push(settled());
}
const last = (run) => ({
  status: run.status,
  ...JSON.parse(run.stdout.trim().split('\n').at(-1) || '{}'),
});
const options = { encoding: 'utf8', maxBuffer: 1 << 28 };
console.log(
  JSON.stringify({
    killed,
    imported: last(spawnSync(process.execPath, args, options)),
    verified: last(spawnSync(process.execPath, [CLI, 'verify', '--data', dir, '--json'], options)),
  }),
);
