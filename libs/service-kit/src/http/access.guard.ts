import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { canonical, notFound, optional, sha256 } from '@chignon/eventing';
import { Caller, type StoreScope } from '../auth/caller.js';
import type { Permissions } from '../auth/roles.js';
import { HttpProblem } from './problems.js';
import {
  ACCESS,
  ANY_CALLER,
  COMMAND,
  commandIdOf,
  KEYED,
  PUBLIC,
  revisionOf,
  type Access,
  type ChignonRequest,
  type ScopeSource,
} from './routes.js';

/** What the guard needs to know of the process. */
export interface Doorkeeper {
  /** Resolves regions to their stores. */
  storesOf(regions: readonly string[]): Promise<readonly string[]>;
  /** Which role may do what in this process. */
  readonly permissions: Permissions;
  /** What stands for a subject in events. */
  pseudonymOf(subject: string): string;
}

/**
 * Deny by default. Checks the token, the permission and the store scope of every route, and what every command must
 * carry. What lies outside the caller's scope does not exist for them (404).
 */
export class AccessGuard implements CanActivate {
  constructor(private readonly keeper: Doorkeeper) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const owner = context.getClass();
    if ((Reflect.getMetadata(PUBLIC, handler) ?? Reflect.getMetadata(PUBLIC, owner)) !== undefined)
      return true;
    const access = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, owner)) as
      Access | undefined;
    if (!access)
      throw new HttpProblem(
        403,
        'route-closed',
        'This route is closed, because it declares no permission.',
      );
    const request = context.switchToHttp().getRequest<ChignonRequest>();
    const keyed = Reflect.getMetadata(KEYED, handler) as string | true | undefined;
    if (keyed !== undefined && bringsKey(request, keyed)) {
      request.chignon = {
        caller: NOBODY,
        correlationId: String(request.id),
        pseudonym: NOBODY.subject,
      };
      return true;
    }
    const caller = await this.caller(request);
    const ifMatch = revisionOf(request.headers['if-match']);
    request.chignon = {
      caller,
      correlationId: String(request.id),
      pseudonym: this.keeper.pseudonymOf(caller.subject),
      ...optional({ ifMatch }),
    };
    if (access.permission !== ANY_CALLER && !caller.may(access.permission))
      throw new HttpProblem(403, 'permission-missing', 'Your role does not permit this.', {
        permission: access.permission,
      });
    checkScope(caller, access.store, request);
    if (Reflect.getMetadata(COMMAND, handler) === true) {
      request.chignon.commandId = commandIdOf(
        request.headers['idempotency-key'],
        caller.subject,
        `${request.method} ${request.routeOptions.url ?? ''}`,
      );
      request.chignon.input = sha256(canonical([request.params, request.body ?? null]));
    }
    return true;
  }

  private async caller({ identity }: ChignonRequest): Promise<Caller> {
    if (identity === undefined)
      throw new HttpProblem(
        401,
        'token-missing',
        'Send an Authorization header with a bearer token.',
        { field: 'Authorization' },
      );
    if ('problem' in identity) throw identity.problem;
    const { subject, roles, chain, stores, regions } = identity.claims;
    const scope: StoreScope = chain
      ? 'all'
      : [...(stores ?? []), ...(regions?.length ? await this.keeper.storesOf(regions) : [])];
    return new Caller(subject, roles, scope, this.keeper.permissions);
  }
}

const { NOBODY } = Caller;
const bringsKey = ({ headers, query, method }: ChignonRequest, keyed: string | true): boolean =>
  headers.authorization === undefined &&
  (method === 'OPTIONS' ||
    typeof (query as { key?: unknown } | undefined)?.key === 'string' ||
    (keyed !== true && typeof headers[keyed] === 'string'));

function checkScope(caller: Caller, source: ScopeSource, request: ChignonRequest): void {
  if (source === 'narrowed' || source === 'nothing') return;
  if (source === 'chain') {
    if (caller.stores !== 'all')
      throw new HttpProblem(403, 'scope-too-narrow', 'This needs the scope of the whole chain.');
    return;
  }
  const [part, name] = source.split('.') as ['body' | 'query' | 'params', string];
  const storeId = (request[part] as { [field: string]: unknown } | null | undefined)?.[name];
  if (typeof storeId === 'string' && !caller.sees(storeId))
    throw notFound('store-not-found', 'There is no such store.', { field: name });
  if (
    storeId === undefined &&
    part === 'query' &&
    caller.stores !== 'all' &&
    caller.stores.length === 0
  )
    throw notFound('store-not-found', 'There is no such store.', { field: name });
}
