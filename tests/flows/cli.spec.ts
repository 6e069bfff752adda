import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { UnavailableError } from '@chignon/eventing';
import { runPlatform } from '../support/platform.js';
import { smallSalon } from '../support/small-salon.js';
import { tempDir } from '../support/temp.js';

const root = resolve(__dirname, '../..');
const main = join(root, 'dist/cli/main.js');

/** Nothing answers on this port, so that a platform of the machine's owner is left alone. */
const environment = { ...process.env, CHIGNON_PORT: '1', CHIGNON_TOKEN: '', NODE_NO_WARNINGS: '1' };
const chignon = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

/** A folder in which the demo chain has had a visit. */
async function usedFolder(): Promise<string> {
  const dir = tempDir();
  const running = await runPlatform({ dir });
  const { visitId } = await running.api.post('/v1/booking/visits', {
    storeId: 'harbour',
    services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
  });
  await running.api.post(`/v1/booking/visits/${visitId}/complete`);
  await running.settle();
  await running.close();
  return dir;
}

describe('the command line, as a process of its own', () => {
  let dir: string;
  beforeAll(async () => {
    expect(
      spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, encoding: 'utf8' }),
    ).toMatchObject({ status: 0 });
    dir = await usedFolder();
  }, 120_000);

  it('prints a token and nothing else, also while the folder is open', async () => {
    const running = await runPlatform({ dir });
    try {
      const { status, stdout, stderr } = chignon(
        'token',
        '--role',
        'front-desk',
        '--store',
        'harbour',
        '--hours',
        '1',
        '--data',
        dir,
      );
      expect([status, stderr]).toEqual([0, '']);
      const claims = JSON.parse(Buffer.from(stdout.trim().split('.')[1]!, 'base64url').toString());
      expect(claims).toMatchObject({ roles: ['front-desk'], stores: ['harbour'] });
      expect(claims.exp - claims.iat).toBe(3600);
      expect(claims).not.toHaveProperty('chain');

      const busy = chignon('status', '--data', dir);
      expect(busy).toMatchObject({ status: 1, stdout: '' });
      expect(busy.stderr).toMatch(
        /^chignon: The data folder .* is in use by process \d+.* use --url\.\n$/,
      );
    } finally {
      await running.close();
    }
  });

  it('K16: the start of the platform prints no token, but the command that makes one', async () => {
    const folder = tempDir();
    const started = spawn(
      process.execPath,
      [join(root, 'dist/platform/main.js'), '--data', folder, '--port', '0', '--no-demo'],
      { env: { ...environment, npm_execpath: '' } },
    );
    try {
      let said = '';
      for await (const part of started.stdout)
        if ((said += part).includes('chain-ops --data')) break;
      expect(said).not.toMatch(/eyJ[\w-]+\./);
      const [program, ...args] = / {2}a token +(.+)/.exec(said)![1]!.split(' ');
      const url = /ready +(\S+)/.exec(said)![1]!;
      const token = spawnSync(program!, args, {
        cwd: root,
        env: environment,
        encoding: 'utf8',
      }).stdout.trim();
      expect(
        (await fetch(`${url}/v1/booking/stores`, { headers: { authorization: `Bearer ${token}` } }))
          .status,
      ).toBe(200);
    } finally {
      started.kill('SIGTERM');
      await once(started, 'exit');
    }
  }, 60_000);

  it.each([
    ['points', 'loyalty.accounts.v1', 'loyalty.accounts'],
    ['who the customers are', 'platform-directory.customers.v1', 'platform-directory.customers'],
  ])(
    'L-1: an import behind a follower of %s that stands ends naming it, and why',
    async (_, collection, follower) => {
      const salon = smallSalon();
      const running = await runPlatform({
        demo: false,
        environment: { CHIGNON_FOLLOWER_PATIENCE: '300' },
      });
      try {
        const { documents } = running.platform.host.engines;
        const bulk = documents.bulk.bind(documents);
        documents.bulk = async (at, writes) => {
          if (at.name === collection)
            throw new UnavailableError('documents-away', 'the documents are away');
          return bulk(at, writes);
        };
        await running.platform.app.listen(0, '127.0.0.1');
        const child = spawn(
          process.execPath,
          [
            main,
            'import',
            'salon-pos',
            '--from',
            salon,
            '--errors',
            join(salon, 'errors.csv'),
            '--url',
            await running.platform.app.getUrl(),
            '--token',
            await running.platform.issuer!.token({ role: 'chain-ops' }),
          ],
          { env: environment },
        );
        const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
        expect(code).toBe(1);
        expect(said.trim().split('\n').at(-1)).toMatch(
          new RegExp(
            `^chignon: POST /v1/\\w+/operations/catch-up: 503 follower-stands ${follower}\\S* has not got on since .*: .*the documents are away`,
          ),
        );
      } finally {
        await running.close();
      }
    },
    60_000,
  );

  it('says in one line what is wrong: 1 for a failure, 2 for a wrong use', () => {
    expect(chignon('token', '--role', 'nobody', '--data', dir)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^chignon: there is no role nobody; the roles are chain-ops, .*\n$/,
      ),
    });
    expect(chignon('token').status).toBe(2);
    expect(chignon('dance').status).toBe(2);
    expect(chignon('token', '--role', 'buyer', '--hours', 'many').status).toBe(2);
    expect(chignon('status', '--url', 'http://127.0.0.1:1')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'chignon: no platform answers at http://127.0.0.1:1\n',
    });
    const nowhere = join(dir, 'nowhere');
    expect(chignon('verify', '--data', nowhere).status).toBe(1);
    expect(existsSync(nowhere)).toBe(false);
  });

  it('rebuilds every view equal to the live one, and rolls back', () => {
    const answer = chignon('rebuild', '--data', dir, '--json');
    expect(answer).toMatchObject({ status: 0, stderr: '' });
    const { rebuilt, of, views } = JSON.parse(answer.stdout.trim().split('\n').at(-1)!);
    expect(rebuilt).toBe(of);
    for (const { state, documents, hashes } of views)
      expect({ state, documents: documents.rebuilt, hash: hashes.rebuilt }).toEqual({
        state: 'switched',
        documents: documents.live,
        hash: hashes.live,
      });
    expect(chignon('rollback', 'booking.visits', '--data', dir)).toMatchObject({
      status: 0,
      stdout: 'booking.visits: version 1 is live\n',
    });
    expect(chignon('rebuild', 'booking.nothing', '--data', dir)).toMatchObject({
      status: 1,
      stdout: '',
    });
    expect(chignon('dlq', 'list', '--data', dir)).toMatchObject({
      status: 0,
      stdout: 'no dead letters\n',
    });
  }, 60_000);

  it('L4 finds one flipped byte of an event, names the stream and the revision, and shows no stack', () => {
    expect(chignon('verify', '--data', dir)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^sound: \d+ events in \d+ streams, every link holds\nreconciled: \d+ messages and \d+ documents of read models are as the ledgers say\n$/,
      ),
    });
    const file = join(dir, 'streams.sqlite');
    const bytes = readFileSync(file);
    const place = bytes.indexOf('"priceCents":3500');
    expect(place).toBeGreaterThan(0);
    bytes[place + '"priceCents":'.length] = '9'.charCodeAt(0);
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = chignon('verify', '--data', dir);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^broken: \S+ revision \d+.*\n/);
    const { sound, firstBroken } = JSON.parse(
      chignon('verify', '--data', dir, '--json').stdout.trim().split('\n').at(-1)!,
    );
    expect([sound, firstBroken.where]).toEqual([false, expect.stringMatching(/ revision \d+/)]);

    for (const name of readdirSync(dir).filter((one) => one.startsWith('streams.sqlite')))
      writeFileSync(join(dir, name), 'not what it was');
    const torn = chignon('verify', '--data', dir);
    expect(torn).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^broken: .*streams\.sqlite/),
      stderr: '',
    });
  });
});
