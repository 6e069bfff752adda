/** What a message is for. `service` is what the customer asked for (an appointment's reminder). */
export const PURPOSES = ['marketing', 'service'] as const;
export type Purpose = (typeof PURPOSES)[number];
export const CHANNELS = ['email', 'sms', 'phone', 'wechat', 'app'] as const;
export type Channel = (typeof CHANNELS)[number];

/** One answer of a customer to "may we?". Never edited: a new answer is a new entry. */
export interface Consent {
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly granted: boolean;
  /** Where the answer was given: `front-desk`, `app`, `paper-form`. */
  readonly source: string;
  /** Version of the wording that was answered. */
  readonly wordingVersion: string;
  /** ISO UTC. */
  readonly at: string;
  /** Who wrote it down, by pseudonym, or `customer` themselves by a link; absent from answers of before it was kept. */
  readonly by?: string;
  /** What proves it: the number of a paper form, the message whose link was followed. */
  readonly evidence?: string;
}

/** The newest answer per purpose and channel. The history stands in order of time of recording. */
export function currentConsents(history: readonly Consent[]): Consent[] {
  const newest = new Map<string, Consent>();
  for (const consent of history) newest.set(`${consent.purpose}/${consent.channel}`, consent);
  return [...newest.values()];
}

/** The history with new answers; an answer equal to the current one (same wording) adds nothing. */
export function withConsents(
  history: readonly Consent[],
  answers: readonly Consent[],
): readonly Consent[] {
  let after = history;
  for (const answer of answers) {
    const now = currentConsents(after).find(
      (c) => c.purpose === answer.purpose && c.channel === answer.channel,
    );
    if (now && now.granted === answer.granted && now.wordingVersion === answer.wordingVersion)
      continue;
    after = [...after, answer];
  }
  return after;
}

/**
 * R-CM-08: marketing needs a prior yes, and no answer is a no. A service message needs no yes, but a no is respected.
 */
export function mayReceive(
  history: readonly Consent[],
  purpose: Purpose,
  channel: Channel,
): boolean {
  const consent = currentConsents(history).find(
    (c) => c.purpose === purpose && c.channel === channel,
  );
  return consent ? consent.granted : purpose === 'service';
}
