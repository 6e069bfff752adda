import { Controller, Get } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import {
  ANY_CALLER,
  Allow,
  Open,
  Permissions,
  ROLES,
  routesOf,
  type Route,
} from '@chignon/service-kit';
import { join } from 'node:path';
import { contexts } from './contexts.js';
import { filesBelow, ROOT, textOf } from './sources.js';

type ControllerClass = new (...args: any[]) => unknown;

/** What nobody but chain operations may do, on purpose. Everything else needs at least one role that does it as its work. */
const CHAIN_OPS_ONLY = [
  'loyalty.adjustments:review',
  'loyalty.rules:write',
  'platform.operations:read',
  'platform.operations:write',
];
const permissionsOf = Permissions.of(contexts);
const permits = (roles: readonly string[], permission: string) =>
  permissionsOf.permits(roles, permission);
const CONTEXTS = ['booking', 'customers', 'loyalty', 'marketing', 'inventory', 'insights'];
const PERMISSION = /^[a-z]+\.[a-z-]+:[a-z-]+$/;

/** Every class with `@Controller` in the sources of libs, whether or not a manifest names it. */
const files = filesBelow('libs', '.ts').filter(
  (path) => !path.endsWith('.spec.ts') && /^@Controller\(/m.test(textOf(path)),
);
const controllers = files.flatMap((path) =>
  Object.values(jest.requireActual(join(ROOT, path)) as { [name: string]: unknown }).filter(
    (value): value is ControllerClass =>
      typeof value === 'function' && Reflect.hasMetadata(PATH_METADATA, value),
  ),
);
const routes = routesOf(controllers);

/** Neither a permission with its scope nor declared open, or both. */
const undeclared = (all: readonly Route[]): string[] =>
  all
    .filter(({ access, open }) => (access === undefined) === (open === undefined))
    .map(({ method, path }) => `${method} ${path}`);
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const allowed = routes.filter(
  (route) => route.access !== undefined && route.access.permission !== ANY_CALLER,
);

describe('GW-01 deny by default: every route declares who may call it', () => {
  it('has controllers and routes to look at', () => {
    expect(controllers.length).toBeGreaterThanOrEqual(files.length);
    expect(controllers.length).toBeGreaterThan(14);
    expect(routes.length).toBeGreaterThan(60);
    expect(allowed.length).toBeGreaterThan(50);
  });

  it('with a permission and a scope, or open with a reason', () => {
    expect(undeclared(routes)).toEqual([]);
    expect(routes.filter(({ open }) => open !== undefined && open.length < 15).map(nameOf)).toEqual(
      [],
    );
  });

  it('and opens nothing but probes, the description of the interface, what a payment provider signs, and what the link of a mail seals', () => {
    expect(
      [...new Set(routes.filter(({ open }) => open !== undefined).map(({ path }) => path))].sort(),
    ).toEqual([
      '/asyncapi.json',
      '/health/live',
      '/health/ready',
      '/openapi.json',
      '/reference',
      '/reference/:file',
      '/reference/events',
      '/v1/:context/payments/:provider/webhook',
      '/v1/booking/payments/stripe/webhook',
      '/v1/customers/unsubscribe',
    ]);
  });

  it('asks for a permission that the process knows in which the route stands, also where each context is one of its own', () => {
    const foreign = (all: readonly Route[]) =>
      all
        .filter(({ path, access }) => {
          const [owner] = access!.permission.split('.');
          return owner !== 'platform' && owner !== /^\/v1\/([^/]+)/.exec(path)?.[1];
        })
        .map(nameOf);
    expect(foreign(allowed)).toEqual([]);
    const [any] = allowed.filter(({ access }) => access!.permission.startsWith('booking.'));
    expect(foreign([{ ...any!, path: '/v1/:context/tenders' }])).toHaveLength(1);
  });

  it('lets any caller through only where a service behind decides again', () => {
    expect([
      ...new Set(
        routes
          .filter(({ access }) => access?.permission === ANY_CALLER)
          .map(({ controller }) => controller),
      ),
    ]).toEqual(['ForwardController']);
  });

  it('takes a key instead of a token for calendars, to read one, for links to rate a visit, and for what web pages show; the door passes keys on', () => {
    const named = (header: string | boolean) =>
      routes
        .filter(({ keyed }) => keyed === header)
        .map(nameOf)
        .sort();
    expect(named(true)).toEqual([
      'GET /v1/booking/appointments/:appointmentId/calendar.ics',
      'GET /v1/booking/staff/:staffId/calendar.ics',
      'GET /v1/booking/visits/:visitId/rating-form',
      'GET /v1/booking/visits/:visitId/rating-page',
      'POST /v1/booking/visits/:visitId/rating-page',
    ]);
    expect(named('x-publishable-key')).toEqual([
      'ALL /v1/:context',
      'ALL /v1/:context/*',
      'GET /v1/booking/public/stores',
      'GET /v1/booking/public/stores/:storeId/services',
      'GET /v1/booking/public/stores/:storeId/slots',
      'GET /v1/booking/public/stores/:storeId/staff-cards',
      'OPTIONS /v1/booking/public/*',
    ]);
    expect(routes.filter(({ keyed, access }) => keyed && access === undefined).map(nameOf)).toEqual(
      [],
    );
    expect([...new Set(routes.map(({ keyed }) => keyed))].sort()).toEqual(
      [false, true, 'x-publishable-key'].sort(),
    );
  });

  it('names the scope by a parameter that the route has', () => {
    expect(
      allowed
        .filter(
          ({ access, path }) =>
            access!.store.startsWith('params.') &&
            !path.includes(`:${access!.store.slice('params.'.length)}`),
        )
        .map(nameOf),
    ).toEqual([]);
    expect(
      allowed
        .filter(({ access, body }) => access!.store.startsWith('body.') && body === undefined)
        .map(nameOf),
    ).toEqual([]);
    expect(
      allowed
        .filter(({ access, query }) => access!.store.startsWith('query.') && query === undefined)
        .map(nameOf),
    ).toEqual([]);
  });

  it('under its own context', () => {
    const wrong = allowed.filter(
      ({ access, path }) =>
        !path.startsWith('/v1/:context/operations') &&
        path !== '/v1/events' &&
        path !== '/v1/checkout' &&
        path !== '/v1/bill-products' &&
        path !== '/v1/corrections/preview' &&
        path !== '/v1/:context/previews' &&
        !path.startsWith('/v1/:context/holdings/') &&
        !path.startsWith('/v1/exports/') &&
        // Of whichever context owns a kind: who settles bills asks for it.
        !path.startsWith('/v1/:context/tenders') &&
        !(
          path.startsWith(`/v1/${access!.permission.split('.')[0]}`) &&
          CONTEXTS.includes(access!.permission.split('.')[0]!)
        ),
    );
    expect(wrong.map(nameOf)).toEqual([]);
  });

  it('once: no two routes of one method and path', () => {
    const names = routes.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

describe('permissions', () => {
  const permissions = [...new Set(allowed.map(({ access }) => access!.permission))].sort();
  const others = Object.keys(ROLES).filter((role) => role !== 'chain-ops');

  it('are named <context>.<things>:<action>', () => {
    expect(permissions.length).toBeGreaterThan(25);
    expect(permissions.filter((permission) => !PERMISSION.test(permission))).toEqual([]);
  });

  it('belong to the work of some role, or to chain operations alone on purpose', () => {
    expect(
      permissions.filter(
        (permission) =>
          !CHAIN_OPS_ONLY.includes(permission) &&
          !others.some((role) => permits([role], permission)),
      ),
    ).toEqual([]);
    expect(
      CHAIN_OPS_ONLY.filter((permission) => others.some((role) => permits([role], permission))),
    ).toEqual([]);
    expect(CHAIN_OPS_ONLY.filter((permission) => !permissions.includes(permission))).toEqual([]);
  });

  it('are asked for by some route wherever a role names them without a star', () => {
    const idle = others.flatMap((role) =>
      permissionsOf
        .patternsOf(role)
        .filter((pattern) => !pattern.includes('*') && !permissions.includes(pattern))
        .map((pattern) => `${role}: ${pattern}`),
    );
    expect(idle).toEqual([]);
  });
});

describe('controllers', () => {
  it('of a context are named by its manifest', () => {
    const named = new Set(
      contexts
        .flatMap((context) => context.controllers as readonly ControllerClass[])
        .map(({ name }) => name),
    );
    expect(named.size).toBeGreaterThan(10);
    const owned = files
      .filter((path) => CONTEXTS.includes(path.split('/')[1]!))
      .flatMap((path) =>
        [...textOf(path).matchAll(/^@Controller\([^\n]*\n(?:@[^\n]*\n)*export class (\w+)/gm)].map(
          ([, name]) => name!,
        ),
      );
    expect(owned.length).toBeGreaterThan(10);
    expect(owned.filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('canary of the access rule', () => {
  @Controller('v1/canary')
  class Canary {
    @Get('nobody') nobody(): void {}
    @Get('both')
    @Open('Because of the canary.')
    @Allow('canary.things:read', { store: 'chain' })
    both(): void {}
    @Get('fine') @Allow('canary.things:read', { store: 'chain' }) fine(): void {}
  }

  it('notices a route that says nothing, and one that says both', () => {
    expect(undeclared(routesOf([Canary]))).toEqual([
      'GET /v1/canary/nobody',
      'GET /v1/canary/both',
    ]);
  });
});
