import { type Collection, invalid, isOwned, mustBeListed } from '@chignon/eventing';

/** What somebody gives a reason for. Of `rate-visit`: what was good or bad. */
export const REASON_KINDS = [
  'remove-line',
  'abandon-visit',
  'change-price',
  'refund',
  'correct',
  'void',
  'cancel',
  'decline',
  'overbook',
  'exempt-fee',
  'waive-fee',
  'waive-deposit',
  'return-deposit',
  'trust-customer',
  'close-unit',
  'swap-shift',
  'cancel-salon-event',
  'cancel-registration',
  'abandon-course',
  'rate-visit',
] as const;
export type ReasonKind = (typeof REASON_KINDS)[number];

/** The codes of one kind of reason. Closed: a word that may name a person never reaches an event (R-PR-01). */
export interface ReasonList {
  readonly kind: ReasonKind;
  readonly codes: readonly string[];
}

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
  readonly reasons: ReadonlyMap<ReasonKind, readonly string[]>;
  readonly limits: readonly TillLimit[];
}

/** Paid out of what was taken as a deposit: the ledger of deposits stands behind it. */
export const DEPOSIT_TENDER = 'deposit';
/** How the bill of another system was paid, where nobody knows. Only imports say it. */
export const IMPORT_TENDER = 'import';
/** Nobody lists the words of owners: a bill would be paid with nothing. Whether deposits pay bills the chain does say. */
const isUnbacked = (kind: string): boolean =>
  kind === IMPORT_TENDER || (isOwned(kind) && kind !== DEPOSIT_TENDER);

const GAVE_UP = [
  'ill',
  'late',
  'moved',
  'no-time',
  'changed-mind',
  'moved-away',
  'too-long',
  'weather',
  'bereavement',
  'staff-absent',
  'staff-ill',
  'store-closed',
  'closed',
  'power-cut',
  'emergency',
  'no-answer',
  'double-booked',
  'deposit-unpaid',
  'mistake',
  'test',
  'other',
];
const GOODWILL = [
  'goodwill',
  'complaint',
  'regular',
  'illness',
  'bereavement',
  'emergency',
  'our-mistake',
  'mistake',
  'other',
];
const BACK = [
  'returned',
  'complaint',
  'goodwill',
  'price',
  'mistake',
  'entered-twice',
  'wrong-person',
  'wrong-service',
  'wrong-tender',
  'damaged',
  'test',
  'other',
];

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
  reasons: new Map<ReasonKind, readonly string[]>([
    ['remove-line', ['not-done', 'not-wanted', 'mistake', 'out-of-stock', 'test', 'other']],
    ['abandon-visit', ['left', 'too-long', 'ill', 'complaint', 'mistake', 'test', 'other']],
    [
      'change-price',
      [
        'agreed',
        'promo',
        'goodwill',
        'complaint',
        'loyal-customer',
        'staff',
        'model',
        'price',
        'less-work',
        'more-work',
        'mistake',
        'other',
      ],
    ],
    ['refund', BACK],
    ['correct', BACK],
    ['void', BACK],
    ['cancel', GAVE_UP],
    [
      'decline',
      [
        'no-capacity',
        'no-colourist',
        'staff-absent',
        'not-suitable',
        'patch-test-missing',
        'other',
      ],
    ],
    [
      'overbook',
      [
        'regular',
        'regular-customer',
        'wedding',
        'emergency',
        'asked-by-customer',
        'manager',
        'other',
      ],
    ],
    ['exempt-fee', GOODWILL],
    ['waive-fee', GOODWILL],
    ['waive-deposit', GOODWILL],
    ['return-deposit', [...GOODWILL, 'cancelled', 'paid-twice', 'returned']],
    ['trust-customer', ['regular', 'family', 'staff', 'manager', 'no-show', 'revoked', 'other']],
    ['close-unit', ['broken', 'repair', 'cleaning', 'inspection', 'other']],
    [
      'swap-shift',
      [
        'ill',
        'family',
        'appointment',
        'training',
        'not-qualified',
        'no-cover',
        'too-few-seniors',
        'other',
      ],
    ],
    [
      'cancel-salon-event',
      ['too-few', 'speaker-absent', 'speaker-ill', 'store-closed', 'weather', 'other'],
    ],
    ['cancel-registration', GAVE_UP],
    [
      'abandon-course',
      ['moved-away', 'changed-mind', 'not-tolerated', 'refunded', 'mistake', 'test', 'other'],
    ],
    [
      'rate-visit',
      [
        'friendly',
        'unfriendly',
        'skilled',
        'careless',
        'gentle',
        'rough',
        'listened',
        'did-not-listen',
        'good-advice',
        'poor-advice',
        'pressed-to-buy',
        'on-time',
        'late',
        'waited-long',
        'rushed',
        'took-long',
        'clean',
        'dirty',
        'tidy',
        'untidy',
        'quiet',
        'noisy',
        'cosy',
        'atmosphere',
        'result',
        'as-agreed',
        'not-as-agreed',
        'colour',
        'cut',
        'uneven',
        'lasts',
        'did-not-last',
        'hurt',
        'allergic',
        'good-value',
        'price',
        'expensive',
        'billing',
        'booking',
        'other',
      ],
    ],
  ]),
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

/** @throws Refusal 422 `reason-unknown` with the codes that the chain knows */
export function checkReason(
  { reasons }: Pick<Till, 'reasons'>,
  kind: ReasonKind,
  code: string,
  field = 'reason',
): void {
  mustBeListed(reasons.get(kind)!, code, field);
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
