import { forbidden, invalid } from '@chignon/eventing';
import type { Till } from './till-rules.js';

/** Changes prices, gives discounts and gives money back without a limit. */
export const MAY_OVERRIDE = 'booking.prices:override';
const MAY_SETTLE = 'booking.visits:settle';

/** How far somebody goes by themselves with money. Goes into the command, so that the ledger decides by what it knows itself (ADR 0017). */
export interface Authority {
  readonly unlimited: boolean;
  /** Settles bills, so that they may say the price of what has none in the catalogue. */
  readonly atTill: boolean;
  readonly discountPercent: number;
  readonly extraPercent: number;
  readonly payOutCents: number;
}

/** Whoever asks, as far as this matters. */
export interface Actor {
  readonly roles: readonly string[];
  may(permission: string): boolean;
}

/** The furthest of the caller's roles counts, each figure by itself. */
export function authorityOf(
  actor: Actor,
  { limits }: Pick<Till, 'limits'>,
  currency: string,
): Authority {
  const own = limits.filter(({ role }) => actor.roles.includes(role));
  const most = (figure: (limit: (typeof own)[number]) => number): number =>
    Math.max(0, ...own.map(figure));
  return {
    unlimited: actor.may(MAY_OVERRIDE),
    atTill: actor.may(MAY_SETTLE),
    discountPercent: most((limit) => limit.discountPercent),
    extraPercent: most((limit) => limit.extraPercent),
    payOutCents: most(
      ({ payOuts = [], payOutCents }) =>
        payOuts.find((one) => one.currency === currency)?.cents ?? payOutCents,
    ),
  };
}

/** So many whole cents of a percentage, in the house's favour. */
const share = (cents: number, percent: number): number =>
  Number((BigInt(Math.max(0, cents)) * BigInt(percent)) / 100n);

/** Somebody with the right does it; `mostCents`: what this caller may do. */
const beyond = (field: string, mostCents: number) =>
  mostCents <= 0
    ? forbidden('permission-missing', 'Your role does not permit this.', {
        field,
        permission: MAY_OVERRIDE,
      })
    : forbidden(
        'till-limit-exceeded',
        'This is more than the limit of your role. Ask a colleague with the permission.',
        {
          field,
          expected: `at most ${mostCents}, or the permission ${MAY_OVERRIDE}`,
          permission: MAY_OVERRIDE,
          limitCents: mostCents,
        },
      );

/**
 * A price that somebody says for a line. What the catalogue has no price for is priced at the till.
 * @throws Refusal 422 `price-negative`, 403 `permission-missing`, `till-limit-exceeded`
 */
export function mayPrice(
  authority: Authority,
  {
    listCents,
    priceCents,
  }: { readonly listCents?: number | undefined; readonly priceCents: number },
  field: string,
): void {
  if (priceCents < 0)
    throw invalid(
      'price-negative',
      'The price is negative. Give a discount, or refund the settled line.',
      { field, expected: '0 or more' },
    );
  if (authority.unlimited || priceCents === listCents) return;
  if (!listCents) {
    if (!authority.atTill) throw beyond(field, 0);
    return;
  }
  const most = share(listCents, authority.discountPercent);
  if (Math.abs(priceCents - listCents) > most) throw beyond(field, most);
}

/** What is taken off a bill in all by people who have a limit, of what its lines cost by the list. @throws Refusal 403 */
export function mayDiscount(
  authority: Authority,
  offCents: number,
  listCents: number,
  field: string,
): void {
  const most = share(listCents, authority.discountPercent);
  if (!authority.unlimited && offCents > most) throw beyond(field, most);
}

/** What extras add to a bill in all. @throws Refusal 403 */
export function mayAdd(
  authority: Authority,
  extraCents: number,
  linesCents: number,
  field: string,
): void {
  const most = share(linesCents, authority.extraPercent);
  if (!authority.unlimited && extraCents > most) throw beyond(field, most);
}

/** What goes back on one visit, what went back before included. @throws Refusal 403 */
export function mayPayOut(authority: Authority, cents: number, field: string): void {
  if (!authority.unlimited && cents > authority.payOutCents)
    throw beyond(field, authority.payOutCents);
}
