import { CustomerRegistered, ProductDescribed, publication, TierChanged } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import type { Platform } from '@chignon/service-kit';
import {
  type Answered,
  openService,
  type Service,
  type ServiceOptions,
  tell,
} from '@chignon/service-kit/testing';
import { booking } from './index.js';

export type { Answered };
/** The booking context behind its routes: for HTTP specs. */
export type Desk = Service;
export type Salon = Desk;

/** What a spec may choose: the context (with other providers), the clock, the folder. */
export type DeskOptions = Pick<ServiceOptions, 'clock' | 'dataDir'> & {
  readonly context?: Context;
};

/** An empty chain, asked by its operations. */
export const openDesk = ({ context = booking, ...options }: DeskOptions = {}): Promise<Desk> =>
  openService('booking', [context], {
    ...options,
    stores: ['soho'],
    before: async (platform, method, path, given) => {
      // Stories go on at once, also with appointments of next month.
      const body =
        method === 'PUT' &&
        /^stores\/[^/]+$/.test(path) &&
        given !== null &&
        typeof given === 'object' &&
        !Array.isArray(given)
          ? { checkInDaysAhead: 3660, ...given }
          : given;
      await introduced(platform, path, body);
      return body;
    },
  });

const known = new WeakMap<Platform, Map<string, Promise<void>>>();

/**
 * Whoever is named in a story here is a customer of the store `soho`, and every SKU a product in tubes of grams whose price the
 * story says, unless the name begins with `ghost`: customers and inventory are not part of it.
 */
export async function introduced(platform: Platform, path: string, body: unknown): Promise<void> {
  const before = known.get(platform) ?? new Map<string, Promise<void>>();
  known.set(platform, before);
  const register = (customerId: string) =>
    tell(
      platform,
      publication(CustomerRegistered, customerId, {
        customerId,
        homeStoreId: 'soho',
        registeredAt: '2026-01-01T00:00:00.000Z',
        source: 'front-desk',
      }),
    );
  // Priced in a currency of no store here.
  const describe = (sku: string) =>
    tell(
      platform,
      publication(ProductDescribed, sku, {
        sku,
        productClass: 'retail',
        priceCents: 1,
        currency: 'ISK',
        active: true,
        stockUnit: 'tube',
        useUnit: 'g',
      }),
    );
  const told = [
    ...[...namedIn(body, NAMES), ...namedOnTheWay(path)].map((id) => ({ id, tell: register })),
    ...[...namedIn(body, new Set(['sku'])), ...soldIn(body)].map((id) => ({ id, tell: describe })),
  ].filter(({ id }) => !id.startsWith('ghost'));
  for (const one of told) if (!before.has(one.id)) before.set(one.id, one.tell(one.id));
  await Promise.all(told.map(({ id }) => before.get(id)!));
}

const NAMES = new Set(['customerId', 'bookerId']);

/** What the fields of these names say, anywhere in a body. */
function namedIn(value: unknown, names: ReadonlySet<string>): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    names.has(key) && typeof inner === 'string' ? [inner] : namedIn(inner, names),
  );
}

/** The product that a line of a bill sells. */
const soldIn = (body: unknown): string[] => {
  const { kind, itemId } = (body ?? {}) as { kind?: unknown; itemId?: unknown };
  return kind === 'product' && typeof itemId === 'string' ? [itemId] : [];
};

/** Customers who are named in a path or its query. */
const namedOnTheWay = (path: string): string[] =>
  [...path.matchAll(/(?:trusted-customers\/|durations\/customer\/|[?&]customerId=)([\w.-]+)/g)].map(
    ([, id]) => id!,
  );

/** Loyalty says that a customer is of another tier, and booking has heard it. */
export async function tierOf({ platform }: Desk, customerId: string, to: string): Promise<void> {
  const changedAt = '2026-01-01T00:00:00.000Z';
  await tell(
    platform,
    publication(TierChanged, customerId, {
      customerId,
      from: 'regular',
      to,
      changedAt,
      ruleVersion: 'tiers-1',
    }),
    'system:loyalty',
  );
  await platform.settle();
}

/** Every day of the week. */
export const everyDay = [1, 2, 3, 4, 5, 6, 7];

/**
 * One store in New York, `soho`, open from nine to six, with two chairs; Anna (senior) and Bob (junior) from nine to five with a
 * break at one. Services: `cut` (30 minutes), `style` (30, after a cut), `long` (60), `balayage` (60, needs the store's approval).
 */
export async function salon(options?: DeskOptions): Promise<Salon> {
  const at = await openDesk(options);
  await at.put('stores/soho', {
    regionId: 'r1',
    name: 'Soho',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    pools: [{ pool: 'chair', capacity: 2 }],
  });
  const service = (id: string, minutes: number, more: object = {}) =>
    at.put(`services/${id}`, {
      name: id,
      category: 'hair',
      serviceGroup: id,
      phases: [{ name: id, kind: 'active', minutes }],
      priceCents: 6000,
      place: { match: 'all', pools: ['chair'] },
      skill: { skill: 'cut', level: 1 },
      ...more,
    });
  await service('cut', 30);
  await service('style', 30, { after: ['cut'] });
  await service('long', 60);
  await service('balayage', 60, { needsApproval: true });
  for (const [staffId, level] of [
    ['anna', 'senior'],
    ['bob', 'junior'],
  ]) {
    await at.put(`staff/${staffId}`, {
      displayName: staffId,
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 2 }],
      level,
    });
    await at.put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId: 'soho',
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({
            weekday,
            from: '09:00',
            to: '17:00',
            breaks: [{ from: '13:00', to: '13:30' }],
          })),
        },
      ],
    });
  }
  return at;
}

/** Two salons open every day from 09:00 to 18:00, `soho` in New York with Anna and Bob, `mitte` in Berlin with Cleo; nobody has a skill, and no service is sold. */
export async function twoSalons(): Promise<Desk> {
  const at = await openDesk();
  for (const [storeId, zone] of [
    ['soho', 'America/New_York'],
    ['mitte', 'Europe/Berlin'],
  ]) {
    await at.put(`stores/${storeId}`, {
      regionId: 'r1',
      name: storeId,
      zone,
      currency: 'USD',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    });
  }
  for (const [staffId, storeId] of [
    ['anna', 'soho'],
    ['bob', 'soho'],
    ['cleo', 'mitte'],
  ]) {
    await at.put(`staff/${staffId}`, { displayName: staffId, storeIds: [storeId] });
    await at.put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId,
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
        },
      ],
    });
  }
  return at;
}

/** A day from today on, `YYYY-MM-DD`. Stores are within one day of UTC: two days ahead is ahead in all of them. */
export const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A service of one active phase. */
export const simply = (serviceGroup: string, minutes: number, more: object = {}) => ({
  name: serviceGroup,
  category: 'hair',
  serviceGroup,
  phases: [{ name: 'do', kind: 'active', minutes }],
  priceCents: 5000,
  ...more,
});
