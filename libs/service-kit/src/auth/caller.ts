import { notFound } from '@chignon/eventing';
import { Permissions } from './roles.js';

/** The stores a caller may see: the whole chain, or a list (regions are resolved to their stores). */
export type StoreScope = 'all' | readonly string[];

/** Who asks: from a verified token, never from the request's own words. */
export class Caller {
  constructor(
    readonly subject: string,
    readonly roles: readonly string[],
    readonly stores: StoreScope,
    private readonly permissions: Permissions,
  ) {}

  /** Who comes with a key instead of a token: without roles, seeing no store. */
  static readonly NOBODY = new Caller('key', [], [], Permissions.NONE);

  may(permission: string): boolean {
    return this.permissions.permits(this.roles, permission);
  }

  sees(storeId: string): boolean {
    return this.stores === 'all' || this.stores.includes(storeId);
  }

  /** The store of a caller who sees one alone, as most people do: its own index serves them. */
  get onlyStore(): string | undefined {
    return this.stores === 'all' || this.stores.length !== 1 ? undefined : this.stores[0];
  }

  /** Whether something that holds at these stores (none: everywhere) holds at one that the caller sees. */
  isConcernedBy(storeIds: readonly string[]): boolean {
    return (
      this.stores === 'all' ||
      storeIds.length === 0 ||
      storeIds.some((storeId) => this.sees(storeId))
    );
  }

  /** What lies outside the caller's scope does not exist for them: 404 `<what>-not-found`. */
  mustSee(storeId: string, what = 'store', field = what === 'store' ? 'storeId' : what): void {
    if (!this.sees(storeId))
      throw notFound(`${what}-not-found`, `There is no such ${what}.`, { field });
  }
}
