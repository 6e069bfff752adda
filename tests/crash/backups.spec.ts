/** @jest-environment-options { "tempDir": "" } */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reconciled } from '@chignon/eventing';
import { CONTEXT_NAMES } from '@chignon/service-kit';
import { runPlatform, type Running } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

const MAIN = join(__dirname, '../../dist/platform/main.js');
const built = existsSync(MAIN) || Boolean(process.env['CI']);
if (!built)
  console.info('backups: the process is not started here, it is not built (npm run build)');

/** Three folders of one platform: an older backup, what it grew to, and the backup grown otherwise. Files are mixed from them. */
describe('L-2 files of two different backups', () => {
  const older = join(tempDir(), 'older');
  const newer = join(tempDir(), 'newer');
  const other = join(tempDir(), 'other');
  const guest = 'demo:guest-01';

  /** Visits of one guest, from the door to the till. */
  const visits = async (running: Running, count: number) => {
    const {
      items: [customer],
    } = await running.api.get<{ items: [{ id: string }] }>(`/v1/customers?externalId=${guest}`);
    for (let n = 0; n < count; n++) {
      const { visitId } = await running.api.post<{ visitId: string }>('/v1/booking/visits', {
        storeId: 'harbour',
        customerId: customer.id,
        services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
      });
      const { bill } = await running.api.post<{ bill: { grossCents: number } }>(
        `/v1/booking/visits/${visitId}/complete`,
      );
      await running.api.post(`/v1/booking/visits/${visitId}/settle`, {
        tenders: [{ kind: 'card', cents: bill.grossCents }],
      });
    }
    await running.settle();
  };
  const grown = async (dir: string, count: number, demo = false) => {
    const running = await runPlatform({ dir, demo });
    await visits(running, count);
    await running.close();
  };
  /** A folder with the events of one and the documents of another, each with its journal and mark. */
  const mixed = (events: string, documents: string): string => {
    const dir = join(tempDir(), 'mixed');
    cpSync(documents, dir, { recursive: true, filter: (file) => !file.includes('streams.sqlite') });
    for (const name of readdirSync(events).filter((file) => file.startsWith('streams.sqlite')))
      cpSync(join(events, name), join(dir, name));
    return dir;
  };

  beforeAll(async () => {
    await grown(older, 1, true);
    for (const copy of [newer, other]) cpSync(older, copy, { recursive: true });
    await grown(newer, 3);
    await grown(other, 6);
  }, 120_000);

  it('documents newer than the log are refused: what they have seen is not there', async () => {
    await expect(runPlatform({ dir: mixed(older, newer), demo: false })).rejects.toThrow(
      /not the log that was followed: .* which ends at .*Restore streams and documents from one backup/,
    );
  }, 60_000);

  it('documents of another line than the log are refused, though it is long enough: other events stand where theirs did', async () => {
    await expect(runPlatform({ dir: mixed(other, newer), demo: false })).rejects.toThrow(
      /not the log that was followed: .* had seen (another event at \S+ revision \d+|\S+ revision \d+, which is not there)/,
    );
  }, 60_000);

  it('documents older than the log follow it: every read model and every message is there in the end', async () => {
    const running = await runPlatform({ dir: mixed(newer, older), demo: false });
    const {
      items: [customer],
    } = await running.api.get<{ items: [{ id: string }] }>(`/v1/customers?externalId=${guest}`);
    expect(await running.api.get(`/v1/customers/${customer.id}/profile`)).toMatchObject({
      visits: 4,
    });
    for (const context of CONTEXT_NAMES) {
      const { findings, reconciled } = await running.api.post<{
        findings: object[];
        reconciled: Reconciled;
      }>(`/v1/${context}/operations/verify`);
      expect([context, findings, reconciled.differences]).toEqual([context, [], []]);
    }
    await running.close();
  }, 120_000);

  (built ? it : it.skip)(
    'the started process says so in one line and exits with 1',
    () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--no-warnings', MAIN, '--port', '0', '--no-demo', '--data', mixed(older, newer)],
        { encoding: 'utf8', timeout: 60_000 },
      );
      expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
        status: 1,
        stdout: '',
        lines: 1,
      });
      expect(stderr).toMatch(/^chignon: the ledgers: this is not the log that was followed/);
    },
    60_000,
  );
});
