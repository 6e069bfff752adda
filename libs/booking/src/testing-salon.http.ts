import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { booking } from './index.js';

export interface Answered {
  readonly status: number;
  readonly body: any;
}

/** Two salons asked through their routes, for specs: `soho` in New York with Anna and Bob, `mitte` in Berlin with Cleo, open every day from 09:00 to 18:00. */
export interface Salon {
  readonly platform: Platform;
  ask(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown, headers?: Record<string, string>, token?: string): Promise<Answered>;
  get(path: string): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** @throws Error unless the answer is 200 */
  put(path: string, body: unknown): Promise<any>;
  /** A day from today on, `YYYY-MM-DD`. */
  day(ahead: number): string;
  close(): Promise<void>;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];

export async function openSalon(): Promise<Salon> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chignon-salon-'));
  const platform = await startPlatform(readConfig({ CHIGNON_DATA: dataDir, CHIGNON_LOG: 'silent', CHIGNON_PORT: '0', CHIGNON_RATE_LIMIT: '0' }), 'booking', [booking], { listen: true });
  const url = await platform.url();
  const chainOps = await platform.issuer!.token({ role: 'chain-ops' });
  let keys = 0;
  const ask: Salon['ask'] = async (method, path, body, headers = {}, token = chainOps) => {
    const response = await fetch(`${url}/v1/booking/${path}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(method === 'GET' ? {} : { 'idempotency-key': `k${++keys}` }), ...headers },
    });
    return { status: response.status, body: await response.json() };
  };
  const put = async (path: string, body: unknown) => {
    const answered = await ask('PUT', path, body);
    if (answered.status !== 200) throw new Error(`${path}: ${answered.status} ${JSON.stringify(answered.body)}`);
    return answered.body;
  };
  for (const [storeId, zone] of [['soho', 'America/New_York'], ['mitte', 'Europe/Berlin']]) {
    await put(`stores/${storeId}`, { regionId: 'r1', name: storeId, zone, currency: 'USD', openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })) });
  }
  for (const [staffId, storeId] of [['anna', 'soho'], ['bob', 'soho'], ['cleo', 'mitte']]) {
    await put(`staff/${staffId}`, { displayName: staffId, storeIds: [storeId] });
    await put(`staff/${staffId}/shifts`, { patterns: [{ storeId, validFrom: '2020-01-01', shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })) }] });
  }
  return {
    platform, ask, put,
    get: (path) => ask('GET', path),
    post: (path, body, headers) => ask('POST', path, body, headers),
    // The day of the stores' own clocks; both are within one day of UTC, so two days ahead is ahead in both.
    day: (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10),
    close: async () => {
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A service of one active phase. */
export const simply = (serviceGroup: string, minutes: number, more: object = {}) => ({ name: serviceGroup, category: 'hair', serviceGroup, phases: [{ name: 'do', kind: 'active', minutes }], priceCents: 5000, ...more });
