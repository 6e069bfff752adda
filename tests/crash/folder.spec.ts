/** @jest-environment-options { "tempDir": "" } */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayAhead, runPlatform } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

const MAIN = join(__dirname, '../../dist/platform/main.js');
const built = existsSync(MAIN);
if (!built)
  console.warn('tests of the started process skipped: the platform is not built (npm run build)');

/** Starts the compiled platform and waits for its end: for starts that are refused. */
const refusedStart = (args: string[], environment: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', MAIN, '--port', '0', ...args],
    { encoding: 'utf8', timeout: 60_000, env: { ...process.env, ...environment } },
  );
  return { status, stdout, lines: stderr.trim().split('\n') };
};

(built || process.env['CI'] ? describe : describe.skip)('a start that must not be', () => {
  it('a second process on one data folder: one clear line, exit code 1, and the first serves on', async () => {
    const first = await runPlatform({ demo: false });
    const { status, stdout, lines } = refusedStart(['--data', first.dir]);
    expect({ status, stdout, lines }).toEqual({
      status: 1,
      stdout: '',
      lines: [
        `chignon: The data folder ${first.dir} is in use by process ${process.pid}: stop it, or choose another folder.`,
      ],
    });
    expect((await first.raw('GET', '/v1/booking/stores')).status).toBe(200);
    await first.close();
  }, 60_000);

  it.each<[string, Record<string, string>, string[], RegExp]>([
    [
      'one engine of three',
      { KAFKA_BROKERS: 'localhost:9092' },
      [],
      /KAFKA_BROKERS set, but EVENTSTORE_URL and MONGO_URL missing/,
    ],
    [
      'two engines of three',
      { MONGO_URL: 'mongodb://localhost/x', KAFKA_BROKERS: 'localhost:9092' },
      [],
      /EVENTSTORE_URL missing/,
    ],
    ['a port that is none', {}, ['--port=x'], /port is x/],
    [
      'half an identity provider',
      { OIDC_ISSUER: 'https://id.example' },
      [],
      /OIDC_AUDIENCE and OIDC_JWKS_URL missing/,
    ],
  ])(
    '%s: one line that says what is missing, exit code 1, nothing made',
    (_, environment, args, line) => {
      const dir = join(tempDir(), 'never');
      const { status, stdout, lines } = refusedStart(['--data', dir, ...args], environment);
      expect([status, stdout, lines.length, existsSync(dir)]).toEqual([1, '', 1, false]);
      expect(lines[0]).toMatch(line);
    },
    60_000,
  );
});

describe('L4 a flipped byte in the event file', () => {
  it('is reported where it is, and not served', async () => {
    let running = await runPlatform();
    const opened = await running.api.post('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
    });
    const sound = await running.api.post('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'manicure', performers: [{ staffId: 'lena', sharePercent: 100 }] }],
    });
    await running.platform.settle();
    await running.close();

    const file = join(running.dir, 'streams.sqlite');
    const bytes = readFileSync(file);
    // In the data of the event, not in its name: the price 3500 becomes 3501.
    const at = bytes.indexOf('"itemId":"mens-cut"');
    const price = bytes.indexOf('"priceCents":3500', at);
    expect(price).toBeGreaterThan(at);
    bytes[price + '"priceCents":350'.length] = '1'.charCodeAt(0);
    writeFileSync(file, bytes);

    running = await runPlatform({ dir: running.dir, demo: false });
    const answer = await running.raw('GET', `/v1/booking/visits/${opened.visitId}`);
    expect([answer.status, answer.body.code]).toEqual([500, 'data-corrupted']);
    expect(answer.text).not.toContain('3501');
    expect((await running.raw('GET', `/v1/booking/visits/${sound.visitId}`)).status).toBe(200);
    const verified = await running.raw('POST', '/v1/booking/operations/verify', {
      headers: { 'content-type': 'application/json' },
      payload: '{}',
    });
    expect(JSON.stringify(verified.body.findings)).toContain(`visit-${opened.visitId} revision 1`);
    await running.close();
  }, 60_000);
});

describe('disk full', () => {
  it('writes are refused clearly, reads go on, and writes resume without a restart', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'chignon-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch (error) {
      console.info(
        `disk full: skipped, a tmpfs cannot be mounted here (${String((error as { stderr?: Buffer }).stderr ?? error).trim()})`,
      );
      rmSync(disk, { recursive: true });
      return;
    }
    const running = await runPlatform({ dir: join(disk, 'data') });
    const day = dayAhead(1);
    const wish = (startsAt: string) => ({
      storeId: 'harbour',
      startsAt: `${day}T${startsAt}`,
      services: [{ serviceId: 'mens-cut', staffId: 'maya' }],
    });
    const booked = await running.api.post('/v1/booking/appointments', wish('09:00'));
    await running.platform.settle();
    const ballast = join(disk, 'ballast');
    expect(() => {
      for (;;) writeFileSync(ballast, Buffer.alloc(1024), { flag: 'a' });
    }).toThrow(/ENOSPC/);
    // What a journal has room for inside its last page is still taken; soon nothing is.
    const hold = (n: number) =>
      running.api.ask('POST', '/v1/booking/holds', wish(`${10 + n}:00`), {
        'idempotency-key': `full-${n}`,
      });
    const answers = [];
    for (let n = 0; n < 8; n++) answers.push(await hold(n));
    const refused = answers.filter(({ status }) => status !== 201 && status !== 409);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, body } of refused)
      expect([status, body.code]).toEqual([503, 'storage-full']);
    // The journal of documents is another file, with pages of its own.
    const register = (n: number) =>
      running.api.ask(
        'POST',
        '/v1/customers',
        { name: 'Full', homeStoreId: 'harbour' },
        { 'idempotency-key': `full-customer-${n}` },
      );
    let full = await register(0);
    for (let n = 1; n < 500 && full.status === 201; n++) full = await register(n);
    expect(full).toMatchObject({ status: 503, body: { code: 'storage-full' } });
    expect((await running.api.get(`/v1/booking/appointments/${booked.appointmentId}`)).status).toBe(
      'booked',
    );
    expect((await running.api.get('/v1/booking/stores')).items).toHaveLength(3);
    rmSync(ballast);
    for (const [n, { status }] of answers.entries())
      if (status === 503) expect((await hold(n)).status).toBe(201);
    await running.platform.settle();
    await running.close();
    const verified = await runPlatform({ dir: join(disk, 'data'), demo: false });
    expect(
      (
        await verified.raw('POST', '/v1/booking/operations/verify', {
          headers: { 'content-type': 'application/json' },
          payload: '{}',
        })
      ).body.findings,
    ).toEqual([]);
    await verified.close();
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true });
  }, 120_000);
});
