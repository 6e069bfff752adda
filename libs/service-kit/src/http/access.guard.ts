import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { notFound, sha256, canonical, invalid } from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import { Caller, type StoreScope } from '../auth/caller.js';
import { TokenError, type TokenVerifier } from '../auth/tokens.js';
import { HttpProblem } from './problems.js';
import { ACCESS, ANY_CALLER, COMMAND, commandIdOf, KEYED, PUBLIC, revisionOf, type Access, type ChignonRequest, type ScopeSource } from './routes.js';

/** Resolves regions to their stores. */
export type StoresOfRegions = (regions: readonly string[]) => Promise<readonly string[]>;

/**
 * Deny by default. Checks the token, the permission and the store scope of every route, and what every command must
 * carry. What lies outside the caller's scope does not exist for them (404).
 */
export class AccessGuard implements CanActivate {
  /** Inputs of commands done lately. The streams recognise a repeat themselves; this also notices a key that comes back for another stream. */
  readonly done = new LRUCache<string, string>({ max: 20_000 });

  constructor(
    private readonly tokens: TokenVerifier,
    private readonly storesOfRegions: StoresOfRegions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const owner = context.getClass();
    if ((Reflect.getMetadata(PUBLIC, handler) ?? Reflect.getMetadata(PUBLIC, owner)) !== undefined) return true;
    const access = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, owner)) as Access | undefined;
    if (!access) throw new HttpProblem(403, 'route-closed', 'This route declares nobody who may call it.');
    const request = context.switchToHttp().getRequest<ChignonRequest>();
    const keyed = Reflect.getMetadata(KEYED, handler) as string | true | undefined;
    if (keyed !== undefined && bringsKey(request, keyed)) {
      request.chignon = { caller: NOBODY, correlationId: String(request.id) };
      return true;
    }
    const caller = await this.caller(request.headers.authorization);
    const ifMatch = revisionOf(request.headers['if-match']);
    request.chignon = { caller, correlationId: String(request.id), ...(ifMatch === undefined ? {} : { ifMatch }) };
    if (access.permission !== ANY_CALLER && !caller.may(access.permission)) throw new HttpProblem(403, 'permission-missing', 'Your role does not permit this.', { permission: access.permission });
    checkScope(caller, access.store, request);
    if (Reflect.getMetadata(COMMAND, handler) === true) this.command(request, caller);
    return true;
  }

  private command(request: ChignonRequest, caller: Caller): void {
    const commandId = commandIdOf(request.headers['idempotency-key'], caller.subject, `${request.method} ${request.routeOptions.url ?? ''}`);
    const input = sha256(canonical([request.params, request.body ?? null]));
    const before = this.done.get(commandId);
    if (before !== undefined && before !== input) throw invalid('idempotency-key-reused', 'This idempotency key was already used with another input.', { field: 'Idempotency-Key', expected: 'a new key for a new input' });
    request.chignon!.commandId = commandId;
    request.chignon!.input = input;
  }

  private async caller(authorization: string | undefined): Promise<Caller> {
    const token = authorization === undefined ? undefined : /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
    if (!token) throw new HttpProblem(401, 'token-missing', 'Send an Authorization header with a bearer token.', { field: 'Authorization' });
    try {
      const { subject, roles, chain, stores, regions } = await this.tokens.verify(token);
      let scope: StoreScope = 'all';
      if (!chain) scope = [...(stores ?? []), ...(regions?.length ? await this.storesOfRegions(regions) : [])];
      return new Caller(subject, roles, scope);
    } catch (error) {
      if (error instanceof TokenError) throw new HttpProblem(401, 'token-invalid', 'The token is not valid here, or no longer.', { field: 'Authorization' });
      throw error;
    }
  }
}

/** Who comes with a key instead of a token. */
const NOBODY = new Caller('key', [], []);
const bringsKey = ({ headers, query, method }: ChignonRequest, keyed: string | true): boolean =>
  headers.authorization === undefined && (method === 'OPTIONS' || typeof (query as { key?: unknown } | undefined)?.key === 'string' || (keyed !== true && typeof headers[keyed] === 'string'));

function checkScope(caller: Caller, source: ScopeSource, request: ChignonRequest): void {
  if (source === 'inside') return;
  if (source === 'chain') {
    if (caller.stores !== 'all') throw new HttpProblem(403, 'scope-too-narrow', 'This needs the scope of the whole chain.');
    return;
  }
  const [part, name] = source.split('.') as ['body' | 'query' | 'params', string];
  const storeId = (request[part] as { [field: string]: unknown } | null | undefined)?.[name];
  if (typeof storeId === 'string' && !caller.sees(storeId)) throw notFound('store-not-found', 'There is no such store.', { field: name });
  if (storeId === undefined && part === 'query' && caller.stores !== 'all' && caller.stores.length === 0) throw notFound('store-not-found', 'There is no such store.', { field: name });
}
