import { Optional, Flag, Int, Ids, Codes, Text, Revision, Many } from '@chignon/service-kit';

/** What is left out is not limited, or, of a store, as the chain says. */
export class ChannelBody {
  /** Whether anything is booked by it; default true. */
  @Optional() @Flag() enabled?: boolean;
  /** Least time from the booking to the start, in minutes. */
  @Optional() @Int({ min: 0, max: 525_600 }) minLeadMinutes?: number;
  /** Last day that may be booked, in business days from today; 0: today only. Tiers may have more, see the VIP terms. */
  @Optional() @Int({ min: 0, max: 730 }) furthestDaysAhead?: number;
  /** Whether customers move appointments by it; default true. */
  @Optional() @Flag() mayMove?: boolean;
  /** Whether customers cancel appointments by it; default true. */
  @Optional() @Flag() mayCancel?: boolean;
  /** Customers move and cancel by it until so many minutes before the start. */
  @Optional() @Int({ min: 0, max: 525_600 }) changeUntilMinutes?: number;
  /** What it may book: these services, and those of these groups; neither: everything. */
  @Optional() @Ids({ max: 500 }) serviceIds?: string[];
  /** Groups of services that it may book, beside `serviceIds`; with neither, everything. */
  @Optional() @Codes({ max: 200 }) serviceGroups?: string[];
  /** All that it books waits for the store's approval. */
  @Optional() @Flag() needsApproval?: boolean;
  /** Nobody in particular may be asked for. */
  @Optional() @Flag() anyStaffOnly?: boolean;
}

/** What a channel may book and change. */
export class ChannelAnswer extends ChannelBody {
  @Text() channel: string;
  /** Of what the chain or the store itself says, 0 where it says nothing; absent where the two are joined. */
  @Optional() @Revision() revision?: number;
}

/** The rules of all channels. */
export class ChannelsAnswer {
  @Many(() => ChannelAnswer) items: ChannelAnswer[];
}
