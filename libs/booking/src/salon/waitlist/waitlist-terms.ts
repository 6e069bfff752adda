/** Who is asked first when a slot is free again (R-BK-30). `manual`: nobody, until somebody of the store offers it by hand. */
export const WAITLIST_POLICIES = [
  'manual',
  'first-in-line',
  'highest-value',
  'broadcast-first-to-accept',
] as const;
export type WaitlistPolicy = (typeof WAITLIST_POLICIES)[number];

/** How a store works through its waitlist. */
export interface WaitlistTerms {
  readonly policy: WaitlistPolicy;
  /** How long an offer waits for its answer. */
  readonly replyMinutes: number;
  /** Customers of a higher tier come first; the policy orders those of one tier. */
  readonly tierFirst: boolean;
}

const USUAL: WaitlistTerms = { policy: 'first-in-line', replyMinutes: 30, tierFirst: false };

/** The terms of a store, the usual ones where it configures nothing. */
export const waitlistTerms = ({
  waitlist = {},
}: {
  readonly waitlist?: Partial<WaitlistTerms>;
}): WaitlistTerms => ({ ...USUAL, ...waitlist });
