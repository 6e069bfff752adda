import type { Collection } from '@chignon/eventing';
import { currentConsents, type Channel, type Consent, type Purpose } from '../identity/consent.js';
import type { CustomerRecord } from '../identity/record.js';

/*
 * A "no" belongs to an address: whoever reads the mailbox said it, and gets nothing there on any other card either (R-CM-08). What a card says is found by
 * the address while it stands in the card; what is kept here outlives that: the card may lose the address, or be erased.
 * Easy to get wrong: a "yes" is never kept here. Whether a refusal still stands is reckoned from the answers of the cards with the address.
 */

/** The two kinds of address that messages go to; the other channels have none that we keep. */
export type AddressKind = 'email' | 'phone';

const KINDS: { readonly [C in Channel]?: AddressKind } = {
  email: 'email',
  sms: 'phone',
  phone: 'phone',
};

/** The kind of address that a channel uses; undefined: none that we keep. */
export const addressKindOf = (channel: Channel): AddressKind | undefined => KINDS[channel];

/** The addresses of a record that a channel uses. */
export const addressesOf = (record: CustomerRecord, channel: Channel): readonly string[] =>
  ({ email: record.emails, phone: record.phones, none: [] })[addressKindOf(channel) ?? 'none'];

/** A "no" that was said of an address, on a card. */
export interface AddressRefusal extends Omit<Consent, 'granted'> {
  /** The card on which it was said, or to which the message went whose link was followed. */
  readonly customerId: string;
}

/** What was refused for one address. It does not say which: its id is a keyed hash, so it may outlive an erasure. */
export interface RefusedAddress {
  readonly id: string;
  /** One a card, purpose and channel: the newest. */
  readonly refusals: readonly AddressRefusal[];
}

/** Addresses of which something was refused, by keyed hash. */
export const refusedAddresses: Collection<RefusedAddress> = {
  name: 'customers.refused-addresses',
  indexes: {},
};

const sameAnswer = (one: AddressRefusal, two: AddressRefusal): boolean =>
  one.customerId === two.customerId && one.purpose === two.purpose && one.channel === two.channel;

/** The refusals with one more, in the place of an older one of the same card, purpose and channel; the same array when there is a newer one already. */
export function withRefusal(
  refusals: readonly AddressRefusal[],
  refusal: AddressRefusal,
): readonly AddressRefusal[] {
  const before = refusals.find((one) => sameAnswer(one, refusal));
  if (before && before.at >= refusal.at) return refusals;
  return [...refusals.filter((one) => one !== before), refusal];
}

/** A person who has the address now, with all their cards and the answers that count. */
export interface Holder {
  readonly ids: readonly string[];
  readonly consents: readonly Consent[];
  /** When their addresses of this kind were last written, ISO UTC: a yes of before was not said of this one. */
  readonly since: string;
}

/**
 * Whether a refusal still stands: until the card on which it was said says yes again. When that card has the address no more, any card that has it now may,
 * by a yes that it said while it had it.
 * @param holders all persons who have the address now
 */
export function stands(refusal: AddressRefusal, holders: readonly Holder[]): boolean {
  const same = holders.filter(({ ids }) => ids.includes(refusal.customerId));
  const others = same.length === 0;
  return !(others ? holders : same).some(({ consents, since }) => {
    const now = answerOf(consents, refusal.purpose, refusal.channel);
    return now?.granted === true && now.at > refusal.at && (!others || now.at > since);
  });
}

/** The answer in force for a purpose and channel. */
export const answerOf = (
  consents: readonly Consent[],
  purpose: Purpose,
  channel: Channel,
): Consent | undefined =>
  currentConsents(consents).find((one) => one.purpose === purpose && one.channel === channel);
