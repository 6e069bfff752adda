/** @jest-environment-options { "tempDir": "" } */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runPlatform } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

const ROOT = join(__dirname, '../..');
/** A real salon's exports, kept beside the repository and never in it. */
const SALON = process.env['CHIGNON_SALON_DATA'] ?? resolve(ROOT, '../shared/data/salon-2018');
const missing = !existsSync(join(ROOT, 'dist/cli/main.js'))
  ? 'the command line is not built (npm run build)'
  : !existsSync(SALON)
    ? `no exports at ${SALON} (CHIGNON_SALON_DATA)`
    : undefined;
if (missing) console.warn(`interrupted import skipped: ${missing}`);

(missing ? describe.skip : describe)(
  'E3 A1 BY-11 an import of a real salon that is killed twice on its way',
  () => {
    it('ends as an undisturbed one, in ledgers and read models alike', async () => {
      const dir = join(tempDir(), 'data');
      const run = spawnSync(
        process.execPath,
        [join(ROOT, 'tests/crash/interrupted-import.mjs'), SALON, dir, '328', '720'],
        { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 },
      );
      expect([run.status, run.stderr]).toEqual([0, '']);
      const { killed, imported, verified } = JSON.parse(run.stdout) as {
        killed: number[];
        imported: any;
        verified: any;
      };
      expect(killed[0]).toBeLessThan(1096);
      expect(killed[1]).toBeLessThan(1096);
      expect(imported).toMatchObject({ status: 0, visits: 1096, netCents: 8_723_408, rejected: 0 });
      expect(verified).toMatchObject({
        status: 0,
        sound: true,
        reconciled: { count: 0, differences: [] },
      });
      const running = await runPlatform({ dir, demo: false });
      try {
        const { totals } = await running.api.get<{
          totals: { visits: number; netCents: number }[];
        }>('/v1/insights/sales?from=2018-03-01&to=2018-06-30');
        expect(totals).toMatchObject([{ visits: 1096, netCents: 8_723_408 }]);
      } finally {
        await running.close();
      }
    }, 300_000);
  },
);
