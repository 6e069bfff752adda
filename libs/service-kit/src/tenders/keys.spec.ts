import type { Reservation, TenderOwner } from '@chignon/eventing';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { checkOwners, TenderKeys } from './keys.js';
import { reserveTender } from './reserve.js';

const reservation: Reservation = {
  id: 'r1',
  owner: 'loyalty',
  kind: 'points',
  use: 'tender',
  account: 'c1',
  cents: 500,
  currency: 'EUR',
  purpose: { storeId: 'soho', visitId: 'v1', customerId: 'c1' },
  expiresAt: '2031-01-01T00:10:00.000Z',
};
const secret = (letter: string): string => letter.repeat(32);
const ring = (...ids: [string, ...string[]]): TenderKeys =>
  new TenderKeys(ids.map((id) => ({ id, secret: secret(id) })) as [{ id: string; secret: string }]);
const codeOf = (keys: TenderKeys, signed: string): string => {
  try {
    keys.read(signed, 'tenders.0.reservation');
    return 'believed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
/** The same payload with a field changed, under the old signature. */
const changed = (signed: string, change: Partial<Reservation>): string => {
  const [id, payload, mac] = signed.split('.') as [string, string, string];
  const data = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const other = Buffer.from(JSON.stringify({ ...data, ...change })).toString('base64url');
  return `${id}.${other}.${mac}`;
};

describe('what owners of tenders sign', () => {
  it('is read as it was signed, and the same reservation gives the same text', () => {
    const keys = ring('a');
    expect(keys.read(keys.sign(reservation), 'x')).toEqual(reservation);
    expect(keys.sign({ ...reservation })).toBe(keys.sign(reservation));
  });

  it('is refused when anything of it was changed, cut, or signed by nobody here', () => {
    const keys = ring('a');
    const signed = keys.sign(reservation);
    const [id, payload, mac] = signed.split('.') as [string, string, string];
    for (const forged of [
      changed(signed, { cents: 50_000 }),
      changed(signed, { currency: 'USD' }),
      changed(signed, { expiresAt: '2099-01-01T00:00:00.000Z' }),
      changed(signed, { purpose: { storeId: 'soho', visitId: 'v2' } }),
      `${id}.${payload}`,
      `${id}.${payload}.${mac}.${mac}`,
      `${id}.${payload}.${mac.slice(0, -2)}`,
      `${id}.${payload}.${mac}=`,
      `${id}.${payload}. ${mac}`,
      `b.${payload}.${mac}`,
      `__proto__.${payload}.${mac}`,
      `${id}..`,
      '',
      '.'.repeat(100),
      'x'.repeat(5000),
      ring('b').sign(reservation),
    ])
      expect([forged.slice(0, 40), codeOf(keys, forged)]).toEqual([
        forged.slice(0, 40),
        'reservation-forged',
      ]);
  });

  it('is believed under an old key until it is taken out of the ring', () => {
    const signed = ring('a').sign(reservation);
    expect(ring('b', 'a').read(signed, 'x')).toEqual(reservation);
    expect(ring('b', 'a').sign(reservation).startsWith('b.')).toBe(true);
    expect(codeOf(ring('b'), signed)).toBe('reservation-forged');
  });
});

describe('keys of the platform', () => {
  const cluster = {
    EVENTSTORE_URL: 'esdb://localhost:2113',
    MONGO_URL: 'mongodb://localhost',
    KAFKA_BROKERS: 'localhost:9092',
  };
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'chignon-tenders-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const open = (environment: Record<string, string> = {}): Promise<TenderKeys> =>
    TenderKeys.open(readConfig({ CHIGNON_DATA: dir, ...environment }));

  it('are made once in the data folder, its owner’s alone, and refused when others can read them', async () => {
    const signed = (await open()).sign(reservation);
    const file = join(dir, 'tender-keys.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [first, second] = await Promise.all([open(), open()]);
    expect([first.sign(reservation), second.sign(reservation)]).toEqual([signed, signed]);
    chmodSync(file, 0o640);
    await expect(open()).rejects.toThrow('can be read or changed by others');
    chmodSync(file, 0o600);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20));
    await expect(open()).rejects.toThrow('holds no keys');
  });

  it('are the configuration’s where it names them, and must be named in a cluster', async () => {
    const named = await open({
      ...cluster,
      CHIGNON_TENDER_KEYS: `new:${secret('n')},old:${secret('o')}`,
    });
    expect(named.sign(reservation).startsWith('new.')).toBe(true);
    await expect(open(cluster)).rejects.toThrow('CHIGNON_TENDER_KEYS is missing');
  });

  it.each([
    'short:abc',
    secret('a'),
    `a:${secret('a')},a:${secret('b')}`,
    `a:${secret('a')}:b`,
    ',',
  ])('are no list like %s; the message never says a secret', (text) => {
    const read = () => readConfig({ CHIGNON_TENDER_KEYS: text });
    expect(read).toThrow('CHIGNON_TENDER_KEYS is not a list of id:secret');
    expect(read).not.toThrow(secret('a'));
  });

  it('sign kinds that one context owns each, and that no chain lists', () => {
    expect(() =>
      checkOwners([
        { context: 'loyalty', kind: 'points' },
        { context: 'marketing', kind: 'points' },
      ]),
    ).toThrow('both own the tender points');
    expect(() => checkOwners([{ context: 'loyalty', kind: 'cash' }])).toThrow(
      'owns the tender cash',
    );
    expect(() => checkOwners([{ context: 'loyalty', kind: 'points' }])).not.toThrow();
  });
});

describe('a reservation of a command', () => {
  const released = new Set<string>();
  const asked: string[] = [];
  const owner = {
    kind: 'points',
    use: 'tender',
    reserve: async (_tools: unknown, request: { id: string; expiresAt: string }) => {
      asked.push(request.id);
      return {
        reservation: { ...reservation, ...request },
        status: released.has(request.id) ? 'released' : 'held',
      };
    },
  } as unknown as TenderOwner;
  const tools = { facts: { now: () => '2031-01-01T00:00:00.000Z' } } as never;
  const cause = { commandId: 'k1', actor: 'user:x', correlationId: 'c' };

  it('is the same on every repeat, another one after it was given back, and gives up in the end', async () => {
    const first = await reserveTender(tools, owner, reservation, cause);
    expect(await reserveTender(tools, owner, reservation, cause)).toEqual(first);
    expect(first.expiresAt).toBe('2031-01-01T00:10:00.000Z');
    released.add(first.id);
    const next = await reserveTender(tools, owner, reservation, cause);
    expect(next.id).not.toBe(first.id);
    const other = await reserveTender(tools, owner, reservation, { ...cause, commandId: 'k2' });
    expect([first.id, next.id]).not.toContain(other.id);
    released.has = () => true;
    await expect(reserveTender(tools, owner, reservation, cause)).rejects.toMatchObject({
      code: 'reservation-released',
    });
  });
});
