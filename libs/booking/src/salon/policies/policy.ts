import { type Collection, invalid, optional, versioned } from '@chignon/eventing';

/** What a fee costs: an amount in minor units, or whole percent (0 to 100) of the basis. */
export type Rate =
  | { readonly kind: 'flat'; readonly amountCents: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** Holds from `hoursBefore` hours before the start on, that instant included, until a nearer window begins. */
export type FeeWindow = Rate & { readonly hoursBefore: number };

/** What cancelling, moving and not coming cost (BK-04). Hours are elapsed time between instants: clock changes make no difference. */
export interface PolicyTerms {
  /** Nearest to the start first; never cheaper nearer to it. Outside all of them cancelling is free. */
  readonly windows: readonly FeeWindow[];
  /** A move by the customer is late from so many hours before the start on. Never wider than the widest window. */
  readonly lateMoveHours: number;
  /** Late moves that cost nothing; the next one is treated as a late cancel (R-BK-34). */
  readonly freeLateMoves: number;
  /** Absent: not coming is free. */
  readonly noShow?: Rate;
  /** An appointment is missed no sooner than this after its start (R-BK-35). */
  readonly graceMinutes: number;
  /** The store's own clock marks appointments as missed once the grace is over. */
  readonly autoNoShow: boolean;
  /** Most that the fees of one booking may come to. */
  readonly capCents?: number;
  /** Of the amounts: only stores that count in it offer the policy. Absent: in whichever currency the store counts. */
  readonly currency?: string;
  /** A fee may be charged until so many days after the start. */
  readonly chargeWindowDays: number;
  /** Whose price percentages count from: all lines together, or the dearest alone. No fee is above it. */
  readonly basis: 'all-lines' | 'dearest-line';
  /** Only lines of these service groups count; absent: every line. */
  readonly serviceGroups?: readonly string[];
  /** Whether what a booking redeemed, a session of a course or a use of a quota, is given back (R-BK-36); `lateCancel`: within a window. Absent: always. */
  readonly returnsSessions?: Redeemed;
  /** Which price a move to another time leaves; absent: `keep`. */
  readonly movePrice?: Exclude<MovePrice, 'keep'>;
}

/**
 * Which price an appointment has at another time: the agreed one, the one of the new time (the agreed list price with the price rule of that day and hour), or the lower of
 * both.
 */
export const MOVE_PRICES = ['keep', 'new', 'lower'] as const;
export type MovePrice = (typeof MOVE_PRICES)[number];

/** By how the booking ended. What the store cancels is always given back. */
export interface Redeemed {
  readonly cancel: boolean;
  readonly lateCancel: boolean;
  readonly noShow: boolean;
}

/** One version of a policy (R-BK-33). Id: the policy; every changing PUT is a new version, old ones stay readable. */
export interface Policy extends PolicyTerms {
  readonly id: string;
  readonly version: number;
}

/** The newest version of each policy. */
export const policies: Collection<Policy> = {
  name: 'booking.policies',
  indexes: { byId: { fields: ['id'] } },
};

/** Versions that were replaced; id `<policy>~<version>`. */
export interface ArchivedPolicy {
  readonly id: string;
  readonly policyId: string;
  readonly version: number;
  readonly policy: Policy;
}
export const policyVersions: Collection<ArchivedPolicy> = {
  name: 'booking.policy-versions',
  indexes: { byPolicy: { fields: ['policyId', 'version'] } },
};

/** Id of an archived version. */
export const versionId = (policyId: string, version: number): string => `${policyId}~${version}`;

/** Policies with all their versions. */
export const policyDocuments = versioned<Policy, ArchivedPolicy>(policies, {
  collection: policyVersions,
  id: versionId,
  keep: (policy) => ({ policyId: policy.id, version: policy.version, policy }),
  of: ({ policy }) => policy,
});

/** The policy of stores that name none. */
export const DEFAULT_POLICY = 'default';

/** What holds where no policy was accepted: nothing costs anything. */
export const FREE_POLICY: Policy = {
  id: 'free',
  version: 0,
  windows: [],
  lateMoveHours: 0,
  freeLateMoves: 2,
  graceMinutes: 15,
  autoNoShow: false,
  chargeWindowDays: 14,
  basis: 'all-lines',
};

/** The policy that a booking accepted, frozen in it as evidence (R-BK-06, R-BK-33); the appointment's channel says where. Absent: the free one. */
export interface AcceptedPolicy {
  readonly policyId: string;
  readonly version: number;
  /** Of the store where it was booked: that of its prices, and so of its fees. */
  readonly currency: string;
  readonly acceptedAtMs: number;
}

/** A rate as somebody gives it: the amount or the percentage, as its kind says. */
export interface GivenRate {
  readonly kind: 'flat' | 'percent';
  readonly amountCents?: number;
  readonly percent?: number;
}

/** Terms as somebody gives them: what is left out has a default. */
export interface GivenTerms extends Partial<
  Omit<PolicyTerms, 'windows' | 'noShow' | 'returnsSessions' | 'movePrice'>
> {
  readonly movePrice?: MovePrice;
  readonly returnsSessions?: Partial<Redeemed>;
  readonly windows: readonly (GivenRate & { readonly hoursBefore: number })[];
  readonly noShow?: GivenRate;
}

/**
 * The terms with their defaults: late moves count in the widest window, two are free, fifteen minutes of grace, fourteen days.
 * @throws Refusal 422 `rate-invalid`, `window-repeated`, `windows-not-monotone`, `late-window-too-wide` naming the field
 */
export function termsOf({
  windows: given,
  noShow,
  lateMoveHours,
  freeLateMoves = 2,
  graceMinutes = 15,
  autoNoShow = false,
  capCents,
  currency,
  chargeWindowDays = 14,
  basis = 'all-lines',
  serviceGroups,
  returnsSessions = {},
  movePrice = 'keep',
}: GivenTerms): PolicyTerms {
  const named = given
    .map((window, i) => ({
      field: `windows.${i}`,
      hoursBefore: window.hoursBefore,
      rate: rateOf(window, `windows.${i}`),
    }))
    .sort((a, b) => a.hoursBefore - b.hoursBefore);
  for (const [i, { field, hoursBefore, rate }] of named.entries()) {
    const wider = named[i + 1];
    if (wider?.hoursBefore === hoursBefore)
      throw invalid(
        'window-repeated',
        'Two windows begin at the same number of hours before the start.',
        { field: `${wider.field}.hoursBefore`, expected: 'another number of hours' },
      );
    if (wider && !neverCheaper(rate, wider.rate))
      throw invalid(
        'windows-not-monotone',
        'A window nearer to the start costs less than the one before it.',
        {
          field,
          expected: `at least as much as the window of ${wider.hoursBefore} hours, whatever the price`,
        },
      );
  }
  const { cancel = true, lateCancel = true, noShow: noShowReturns = true } = returnsSessions;
  const widest = named.at(-1)?.hoursBefore ?? 0;
  if (lateMoveHours !== undefined && lateMoveHours > widest)
    throw invalid('late-window-too-wide', 'A move would be late while cancelling is still free.', {
      field: 'lateMoveHours',
      expected: `at most ${widest}`,
    });
  return {
    windows: named.map(({ hoursBefore, rate }) => ({ hoursBefore, ...rate })),
    lateMoveHours: lateMoveHours ?? widest,
    freeLateMoves,
    ...(noShow === undefined ? {} : { noShow: rateOf(noShow, 'noShow') }),
    graceMinutes,
    autoNoShow,
    ...optional({ capCents, currency }),
    chargeWindowDays,
    basis,
    ...(serviceGroups === undefined ? {} : { serviceGroups: [...new Set(serviceGroups)].sort() }),
    ...(cancel && lateCancel && noShowReturns
      ? {}
      : { returnsSessions: { cancel, lateCancel, noShow: noShowReturns } }),
    ...(movePrice === 'keep' ? {} : { movePrice }),
  };
}

function rateOf({ kind, amountCents, percent }: GivenRate, field: string): Rate {
  if (kind === 'flat' && amountCents !== undefined && percent === undefined)
    return { kind, amountCents };
  if (kind === 'percent' && percent !== undefined && amountCents === undefined)
    return { kind, percent };
  throw invalid('rate-invalid', 'A rate must be either an amount or a percentage.', {
    field,
    expected: kind === 'flat' ? 'amountCents and no percent' : 'percent and no amountCents',
  });
}

/** True when `near` costs at least as much as `far` for every price; an amount is never above the price itself. */
function neverCheaper(near: Rate, far: Rate): boolean {
  if (far.kind === 'flat')
    return (
      far.amountCents === 0 ||
      (near.kind === 'flat' ? near.amountCents >= far.amountCents : near.percent === 100)
    );
  return far.percent === 0 || (near.kind === 'percent' && near.percent >= far.percent);
}
