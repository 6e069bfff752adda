import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { makeEventStoreUser, openEventStoreDb } from '@chignon/adapters/eventstoredb';
import type { StreamStore } from '@chignon/eventing';
import { errorOf, newEvent, unusedName } from '@chignon/eventing/testing';
import { createLogger, EngineAccessError, openEngines, readConfig } from '@chignon/service-kit';
import { selfSigned } from './certificate.js';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';

const ROOT = join(__dirname, '../../..');
/** A server with users whose administrator is known: one's own, where the URL names one and asks for TLS. */
const own = /^esdb[^:]*:\/\/admin:[^@]+@(?!.*tls=false)/.test(process.env['EVENTSTORE_URL'] ?? '')
  ? process.env['EVENTSTORE_URL']!
  : undefined;

/** L-6: who is not known, who may not, and what the least user needs. */
describe('users of EventStoreDB', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const files = own ? undefined : selfSigned(dir);
  let standIn: StandIn | undefined;
  let adminUrl: string;
  let user: string;
  let stream: string;
  const opened: StreamStore[] = [];
  const as = (who: string): string => adminUrl.replace(/\/\/[^@]+@/, `//${who}@`);
  const open = (url: string): StreamStore => {
    const store = openEventStoreDb({ connectionString: url });
    opened.push(store);
    return store;
  };

  beforeAll(async () => {
    if (files)
      standIn = await startStandIn({
        port: 0,
        dir: join(dir, 'data'),
        users: { admin: 'changeit' },
        tls: { key: readFileSync(files.key), certificate: readFileSync(files.certificate) },
      });
    adminUrl =
      own ??
      `esdb://admin:changeit@localhost:${standIn?.port}?tls=true&tlsCAFile=${encodeURIComponent(files?.certificate ?? '')}`;
  });
  afterEach(async () => void (await Promise.all(opened.splice(0).map((store) => store.close()))));
  afterAll(async () => {
    await standIn?.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => {
    user = unusedName('user');
    stream = `${unusedName('cat')}-1`;
  });
  const test = (title: string, run: () => Promise<void>) =>
    it(
      title,
      async () =>
        own || files ? run() : console.info('no openssl on this machine: users are not tried'),
      30_000,
    );

  const everyCall = (store: StreamStore) => [
    store.append(stream, [newEvent()], { expected: 0 }),
    store.read(stream),
    store.end(),
    store.ping(),
    store.subscribe({ categories: ['x'], handler: async () => {} }).caughtUp(),
  ];

  test('a wrong password and an unknown user are told as that, with the name', async () => {
    for (const name of ['admin', user]) {
      for (const call of everyCall(open(as(`${name}:guess`)))) {
        expect(await errorOf(call)).toMatchObject({
          name: 'UnavailableError',
          code: 'eventstore-unauthenticated',
          message: expect.stringContaining(`the user ${name}`),
        });
      }
    }
  });

  test('the least user appends, reads and follows, and repeating the step changes nothing but the password', async () => {
    expect(await makeEventStoreUser(as(`${user}:first%20word`), adminUrl)).toEqual({
      user,
      created: true,
      granted: true,
    });
    expect(await makeEventStoreUser(as(`${user}:second`), adminUrl)).toEqual({
      user,
      created: false,
      granted: false,
    });
    expect(await errorOf(open(as(`${user}:first%20word`)).ping())).toMatchObject({
      code: 'eventstore-unauthenticated',
    });
    const store = open(as(`${user}:second`));
    const event = newEvent();
    await store.append(stream, [event], { expected: 0 });
    const seen: string[] = [];
    const subscription = store.subscribe({
      categories: [stream.slice(0, -2)],
      handler: async (batch) => void seen.push(...batch.map(({ id }) => id)),
    });
    await subscription.caughtUp();
    await subscription.close();
    expect(seen).toEqual([event.id]);
    await store.ping();
    for await (const finding of store.integrity()) throw new Error(finding.problem);
    // Another user's right is not taken away by the next one's.
    const next = unusedName('user');
    await makeEventStoreUser(as(`${next}:third`), adminUrl);
    await store.ping();
  });

  test('who may not read $all is told which access list it takes; what it may, it does', async () => {
    await makeEventStoreUser(as(`${user}:word`), adminUrl);
    await revokeAll(adminUrl);
    const store = open(as(`${user}:word`));
    await store.append(stream, [newEvent()], { expected: 0 });
    expect(await store.read(stream)).toHaveLength(1);
    for (const call of [store.end(), store.ping()]) {
      expect(await errorOf(call)).toMatchObject({
        name: 'UnavailableError',
        code: 'eventstore-access-denied',
        message: `EventStoreDB knows the user ${user}, who lacks the right to read $all; an administrator grants it as metadata of $all: {"$acl": {"$r": ["$admins", "${user}"]}}.`,
      });
    }
  });

  test('only an administrator makes users, and a URL without a user is refused', async () => {
    await makeEventStoreUser(as(`${user}:word`), adminUrl);
    expect(await errorOf(makeEventStoreUser(as('other:word'), as(`${user}:word`)))).toMatchObject({
      code: 'eventstore-access-denied',
      message: expect.stringContaining('to manage users'),
    });
    expect(await errorOf(makeEventStoreUser('esdb://localhost:1', adminUrl))).toMatchObject({
      message: expect.stringContaining('names no user'),
    });
  });

  const config = (url: string) => ({
    EVENTSTORE_URL: url,
    MONGO_URL: 'mongodb://127.0.0.1:1/chignon',
    KAFKA_BROKERS: '127.0.0.1:1',
  });
  /** A process of ours, run to its end. */
  const run = async (program: string, args: readonly string[], env: object) => {
    const child = spawn(
      process.execPath,
      ['--no-warnings', join(ROOT, 'dist', program, 'main.js'), ...args],
      {
        env: {
          ...process.env,
          EVENTSTORE_ADMIN_URL: '',
          CHIGNON_PORT: '0',
          CHIGNON_DATA: dir,
          ...env,
        },
      },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (part) => (stdout += part));
    child.stderr.on('data', (part) => (stderr += part));
    const [status] = await once(child, 'close');
    return { status, stdout, stderr };
  };

  test('a process whose user may not read $all does not start: one line, and exit code 77', async () => {
    await makeEventStoreUser(as(`${user}:word`), adminUrl);
    await revokeAll(adminUrl);
    expect(
      await errorOf(openEngines(readConfig(config(as(`${user}:word`))), createLogger('silent'))),
    ).toBeInstanceOf(EngineAccessError);
    const { status, stdout, stderr } = await run('loyalty', [], config(as(`${user}:word`)));
    expect({ status, stdout }).toEqual({ status: 77, stdout: '' });
    expect(stderr).toBe(
      `chignon: EventStoreDB knows the user ${user}, who lacks the right to read $all; an administrator grants it as metadata of $all: {"$acl": {"$r": ["$admins", "${user}"]}}.\n`,
    );
    expect(await run('loyalty', [], config(as(`${user}:guess`)))).toMatchObject({
      status: 77,
      stderr: `chignon: EventStoreDB does not know the user ${user}, or the password is wrong.\n`,
    });
  });

  test('the command line makes the user, and says what is missing', async () => {
    const env = { EVENTSTORE_URL: as(`${user}:word`) };
    expect(await run('cli', ['eventstore-user'], env)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('EVENTSTORE_ADMIN_URL missing'),
    });
    expect(
      await run('cli', ['eventstore-user'], { ...env, EVENTSTORE_ADMIN_URL: adminUrl }),
    ).toEqual({
      status: 0,
      stderr: '',
      stdout: `EventStoreDB user ${user}: made; right to read $all: granted\n`,
    });
    await open(as(`${user}:word`)).ping();
  });
});

/** Takes every right to read `$all` away again, but the administrators'. */
async function revokeAll(adminUrl: string): Promise<void> {
  const client = EventStoreDBClient.connectionString(adminUrl);
  await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins'] } });
  await client.dispose();
}
