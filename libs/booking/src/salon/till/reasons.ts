import { mustBeListed } from '@chignon/eventing';

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
  'override-prerequisite',
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
  'till-difference',
  'reopen-day',
  'reopen-month',
  'correct-closed-month',
] as const;

export type ReasonKind = (typeof REASON_KINDS)[number];

/** The codes of one kind of reason. Closed: a word that may name a person never reaches an event (R-PR-01). */
export interface ReasonList {
  readonly kind: ReasonKind;
  readonly codes: readonly string[];
}

/** Which codes may be given as a reason, by kind. */
export type ReasonsByKind = ReadonlyMap<ReasonKind, readonly string[]>;

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

/** Codes of reasons when a chain says nothing, by kind. */
export const usualReasons: ReasonsByKind = new Map<ReasonKind, readonly string[]>([
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
    ['no-capacity', 'no-colourist', 'staff-absent', 'not-suitable', 'patch-test-missing', 'other'],
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
  [
    'override-prerequisite',
    ['tested-elsewhere', 'tested-on-paper', 'customer-signed', 'not-needed', 'manager', 'other'],
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
    'till-difference',
    ['miscounted', 'wrong-change', 'wrong-tender', 'unknown', 'theft', 'test', 'other'],
  ],
  ['reopen-month', ['late-sale', 'closed-too-early', 'price', 'mistake', 'audit', 'test', 'other']],
  [
    'correct-closed-month',
    ['price', 'complaint', 'wrong-person', 'audit', 'entered-twice', 'mistake', 'test', 'other'],
  ],
  ['reopen-day', ['miscounted', 'late-sale', 'closed-too-early', 'mistake', 'test', 'other']],
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
]);

/** @throws Refusal 422 `reason-unknown` with the codes that the chain knows */
export function checkReason(
  { reasons }: { readonly reasons: ReasonsByKind },
  kind: ReasonKind,
  code: string,
  field = 'reason',
): void {
  mustBeListed(reasons.get(kind)!, code, field);
}
