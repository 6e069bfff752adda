/** @jest-environment-options { "tempDir": "" } */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const built = existsSync(join(ROOT, 'dist/platform/main.js'));
if (!built) console.warn('crash test skipped: the platform is not built (npm run build)');

(built || process.env['CI'] ? describe : describe.skip)(
  'E1 E2 E3 E8 L4 B1 B2 B3 B4 B5 B6 B7 B8 B9 kill -9 of the running platform under eight client processes, at random moments and at named points',
  () => {
    it('12 cycles: what was acknowledged is there once, and all that follows from it', () => {
      const run = spawnSync(process.execPath, [join(ROOT, 'scripts/crash.mjs'), '--cycles', '12'], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      console.info(run.stdout.trim().split('\n').at(-1));
      expect([run.status, run.stderr]).toEqual([0, '']);
    }, 300_000);
  },
);
