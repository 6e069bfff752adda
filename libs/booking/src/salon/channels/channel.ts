import type { Collection } from '@chignon/eventing';

/** The ways in which customers book. What was imported came by none of them, and is never refused. */
export const CHANNELS = ['front-desk', 'phone', 'app', 'web', 'mini-program'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What may be booked and changed by a channel (BK-02). What is left out is not limited. */
export interface ChannelTerms {
  /** Default true. */
  readonly enabled?: boolean;
  /** From now to the start. */
  readonly minLeadMinutes?: number;
  /** 0: today only. */
  readonly furthestDaysAhead?: number;
  /** Whether customers move and cancel by it; default true. */
  readonly mayMove?: boolean;
  readonly mayCancel?: boolean;
  /** And until so many minutes before the start. */
  readonly changeUntilMinutes?: number;
  /** What it may book, by id or by group; neither: everything. */
  readonly serviceIds?: readonly string[];
  readonly serviceGroups?: readonly string[];
  /** All that it books waits for the store's approval. */
  readonly needsApproval?: boolean;
  /** Nobody in particular may be asked for. */
  readonly anyStaffOnly?: boolean;
}

/** The terms of a channel, for the chain or one store. Id: `<store or *>~<channel>`. */
export interface ChannelRule {
  readonly id: string;
  readonly storeId: string;
  readonly channel: Channel;
  readonly terms: ChannelTerms;
}
export const channelRules: Collection<ChannelRule> = {
  name: 'booking.channel-rules',
  indexes: { byStore: { fields: ['storeId', 'channel'] } },
};

export const ruleId = (storeId: string, channel: Channel): string => `${storeId}~${channel}`;

/** Terms by channel. */
export type ChannelBook = { readonly [channel: string]: ChannelTerms };

/** The terms that hold at a store: its own over the chain's, field by field. */
export function channelsOf(
  rules: readonly Pick<ChannelRule, 'channel' | 'terms'>[],
  own: readonly Pick<ChannelRule, 'channel' | 'terms'>[],
): ChannelBook {
  const book: { [channel: string]: ChannelTerms } = {};
  for (const { channel, terms } of [...rules, ...own])
    book[channel] = { ...book[channel], ...terms };
  return book;
}
