import { notFound } from '@chignon/eventing';
import { permits } from './roles.js';

/** The stores a caller may see: the whole chain, or a list (regions are resolved to their stores). */
export type StoreScope = 'all' | readonly string[];

/** Who asks: from a verified token, never from the request's own words. */
export class Caller {
  constructor(
    readonly subject: string,
    readonly roles: readonly string[],
    readonly stores: StoreScope,
  ) {}

  may(permission: string): boolean {
    return permits(this.roles, permission);
  }

  sees(storeId: string): boolean {
    return this.stores === 'all' || this.stores.includes(storeId);
  }

  /** What lies outside the caller's scope does not exist for them: 404 `<what>-not-found`. */
  mustSee(storeId: string, what = 'store'): void {
    if (!this.sees(storeId)) throw notFound(`${what}-not-found`, `There is no such ${what}.`, { field: what === 'store' ? 'storeId' : what });
  }
}
