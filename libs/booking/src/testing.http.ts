import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { booking } from './index.js';

export interface Answered {
  status: number;
  body: any;
  etag: string | null;
}
type Headers = Record<string, string>;

/** A salon behind its routes: for HTTP specs of this context. */
export interface Salon {
  readonly platform: Platform;
  get(path: string, headers?: Headers): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Headers): Promise<Answered>;
  tryPut(path: string, body: unknown): Promise<Answered>;
  /** Expects 200. */
  put(path: string, body: unknown): Promise<any>;
  /** Headers of a caller with another role. */
  as(role: string, scope?: { stores?: string[] }): Promise<Headers>;
  close(): Promise<void>;
}

/** Every day of the week. */
export const everyDay = [1, 2, 3, 4, 5, 6, 7];

/**
 * One store in New York, `soho`, open from nine to six, with two chairs; Anna (senior) and Bob (junior) from nine to five with a
 * break at one. Services: `cut` (30 minutes), `style` (30, after a cut), `long` (60), `balayage` (60, needs the store's yes).
 */
export async function salon(): Promise<Salon> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chignon-booking-'));
  const platform = await startPlatform(readConfig({ CHIGNON_DATA: dataDir, CHIGNON_LOG: 'silent', CHIGNON_PORT: '0' }), 'booking', [booking], { listen: true });
  const url = await platform.url();
  const token = await platform.issuer!.token({ role: 'chain-ops' });
  let keys = 0;
  const ask = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown, headers: Headers = {}): Promise<Answered> => {
    const response = await fetch(`${url}/v1/booking/${path}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(method === 'POST' ? { 'idempotency-key': `k${++keys}` } : {}), ...headers },
    });
    return { status: response.status, body: await response.json(), etag: response.headers.get('etag') };
  };
  const at: Salon = {
    platform,
    get: (path, headers) => ask('GET', path, undefined, headers),
    post: (path, body, headers) => ask('POST', path, body, headers),
    tryPut: (path, body) => ask('PUT', path, body),
    put: async (path, body) => {
      const answered = await ask('PUT', path, body);
      expect([path, answered.status, answered.body.code]).toEqual([path, 200, undefined]);
      return answered.body;
    },
    as: async (role, { stores = ['soho'] } = {}) => ({ authorization: `Bearer ${await platform.issuer!.token({ role, stores })}` }),
    close: async () => {
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await at.put('stores/soho', { regionId: 'r1', name: 'Soho', zone: 'America/New_York', currency: 'USD', openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })), pools: [{ pool: 'chair', capacity: 2 }] });
  const service = (id: string, minutes: number, more: object = {}) =>
    at.put(`services/${id}`, { name: id, category: 'hair', serviceGroup: id, phases: [{ name: id, kind: 'active', minutes }], priceCents: 6000, place: { match: 'all', pools: ['chair'] }, skill: { skill: 'cut', level: 1 }, ...more });
  await service('cut', 30);
  await service('style', 30, { after: ['cut'] });
  await service('long', 60);
  await service('balayage', 60, { needsApproval: true });
  for (const [staffId, level] of [['anna', 'senior'], ['bob', 'junior']]) {
    await at.put(`staff/${staffId}`, { displayName: staffId, storeIds: ['soho'], skills: [{ skill: 'cut', level: 2 }], level });
    await at.put(`staff/${staffId}/shifts`, { patterns: [{ storeId: 'soho', validFrom: '2020-01-01', shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00', breaks: [{ from: '13:00', to: '13:30' }] })) }] });
  }
  return at;
}
