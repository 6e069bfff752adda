import { type Collection, invalid, isOwned } from '@chignon/eventing';
import { REASON_KINDS, type ReasonList, type ReasonsByKind, usualReasons } from './reasons.js';

/** How far a role goes by itself at the till. Beyond it somebody with `booking.prices:override` does it. */
export interface TillLimit {
  readonly role: string;
  /** Most that prices may be changed and discounts may take off, of the list price of the lines. */
  readonly discountPercent: number;
  /** Most that extras such as tips may add to the lines. */
  readonly extraPercent: number;
  /** Most that may be given back on one visit, refunds, corrections and voids together, in minor units of the store's currency. */
  readonly payOutCents: number;
  /** The same in currencies where another number is meant. */
  readonly payOuts?: readonly { readonly currency: string; readonly cents: number }[];
}

/** What holds at the tills of the chain. Id: `*`. What is left out is as `usualTill` says. */
export interface TillRules {
  readonly id: string;
  /** Kinds of tender: those that a till or a ledger stands behind. */
  readonly tenders?: readonly string[];
  /** Codes of adjustments that take something off a bill, and that add to it. */
  readonly discounts?: readonly string[];
  readonly extras?: readonly string[];
  /** By kind; kinds that are left out have their usual codes. */
  readonly reasons?: readonly ReasonList[];
  readonly limits?: readonly TillLimit[];
}
export const tillRules: Collection<TillRules> = { name: 'booking.till-rules', indexes: {} };

/** The rules that hold. */
export interface Till {
  readonly tenders: readonly string[];
  readonly discounts: readonly string[];
  readonly extras: readonly string[];
  readonly reasons: ReasonsByKind;
  readonly limits: readonly TillLimit[];
}

/** Paid out of what was taken as a deposit: the ledger of deposits stands behind it. */
export const DEPOSIT_TENDER = 'deposit';
/** How the bill of another system was paid, where nobody knows. Only imports say it. */
export const IMPORT_TENDER = 'import';
/** Nobody lists the words of owners: a bill would be paid with nothing. Whether deposits pay bills the chain does say. */
const isUnbacked = (kind: string): boolean =>
  kind === IMPORT_TENDER || (isOwned(kind) && kind !== DEPOSIT_TENDER);

/** What holds when a chain says nothing. */
export const usualTill: Till = {
  tenders: ['cash', 'card', 'transfer', 'wechat-pay', 'alipay', DEPOSIT_TENDER],
  discounts: [
    'discount',
    'promo',
    'goodwill',
    'complaint',
    'birthday',
    'loyal-customer',
    'staff',
    'bundle-used',
    'deposit-used',
    'rounding',
  ],
  extras: ['tip', 'fee', 'travel', 'bundle-sold', 'rounding'],
  reasons: usualReasons,
  limits: [{ role: 'front-desk', discountPercent: 10, extraPercent: 100, payOutCents: 20_000 }],
};

/** The rules of the chain with what it leaves out. */
export function tillOf(rules: TillRules | undefined): Till {
  const own = new Map((rules?.reasons ?? []).map(({ kind, codes }) => [kind, codes]));
  return {
    tenders: rules?.tenders ?? usualTill.tenders,
    discounts: rules?.discounts ?? usualTill.discounts,
    extras: rules?.extras ?? usualTill.extras,
    limits: rules?.limits ?? usualTill.limits,
    reasons: new Map(
      REASON_KINDS.map((kind) => [kind, own.get(kind) ?? usualTill.reasons.get(kind)!]),
    ),
  };
}

/** A code of the list, or one with a number behind it: `promo-20` is `promo`. */
export const isListed = (list: readonly string[], code: string): boolean =>
  list.includes(code) || list.includes(code.replace(/-\d{1,3}$/, ''));

/** @throws Refusal 422 `tender-unbacked`, `code-repeated`, `role-repeated`, `role-unknown` naming the field */
export function checkTillRules(rules: TillRules, roles: readonly string[]): void {
  for (const [i, kind] of (rules.tenders ?? []).entries()) {
    if (isUnbacked(kind))
      throw invalid(
        'tender-unbacked',
        `The tills of the chain do not take tenders of kind \`${kind}\`.`,
        {
          field: `tenders.${i}`,
          expected: `kinds of money, for example ${usualTill.tenders.join(', ')}`,
        },
      );
  }
  const lists: [string, readonly string[] | undefined][] = [
    ['tenders', rules.tenders],
    ['discounts', rules.discounts],
    ['extras', rules.extras],
    ['reasons', rules.reasons?.map(({ kind }) => kind)],
    ...(rules.reasons ?? []).map(({ codes }, i): [string, readonly string[]] => [
      `reasons.${i}.codes`,
      codes,
    ]),
  ];
  for (const [field, codes = []] of lists)
    if (new Set(codes).size < codes.length)
      throw invalid('code-repeated', 'A code is named twice.', { field });
  const named = (rules.limits ?? []).map(({ role }) => role);
  if (new Set(named).size < named.length)
    throw invalid('role-repeated', 'A role is named twice.', { field: 'limits' });
  const unknown = named.findIndex((role) => !roles.includes(role));
  if (unknown >= 0)
    throw invalid('role-unknown', 'There is no such role.', {
      field: `limits.${unknown}.role`,
      expected: roles.join(', '),
    });
}
