import {
  OneOf,
  Optional,
  Cents,
  Int,
  Flag,
  Many,
  Nested,
  Currency,
  Codes,
  Text,
  Revision,
  Limit,
  After,
  Code,
  Instant,
} from '@chignon/service-kit';
import { MOVE_PRICES, type MovePrice } from '../policies/policy.js';

class FeeRateBody {
  /** `flat` needs `amountCents` and no `percent`, `percent` the other way round. */
  @OneOf(['flat', 'percent']) kind: 'flat' | 'percent';
  /** With `flat`: the fee, in minor units of the currency; never more than the price of the lines that count. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) amountCents?: number;
  /** With `percent`: whole percent of the price of the lines that count, rounded down. */
  @Optional() @Int({ min: 0, max: 100 }) percent?: number;
}

class FeeWindowBody extends FeeRateBody {
  /** Begins exactly so many hours before the start and holds until a nearer window begins. 0: from the start on. */
  @Int({ min: 0, max: 8760 }) hoursBefore: number;
}

class RedeemedBody {
  /** Given back when the customer cancels outside all windows; default true. */
  @Optional() @Flag() cancel?: boolean;
  /** Given back when the customer cancels within a window; default true. */
  @Optional() @Flag() lateCancel?: boolean;
  /** Given back when the customer does not come; default true. */
  @Optional() @Flag() noShow?: boolean;
}

/** What cancelling, moving and not coming cost. */
export class PolicyBody {
  /** Of a cancellation by the customer. Outside all windows it is free; nearer to the start it is never cheaper. */
  @Many(() => FeeWindowBody, { max: 20 }) windows: FeeWindowBody[];
  /** A move by the customer is late from so many hours before the start on; default: the widest window, at most that. */
  @Optional() @Int({ min: 0, max: 8760 }) lateMoveHours?: number;
  /** Late moves that cost nothing; the next one costs what cancelling would. Default 2. */
  @Optional() @Int({ min: 0, max: 24 }) freeLateMoves?: number;
  /** What not coming costs (R-BK-35); left out: it is free. */
  @Optional() @Nested(() => FeeRateBody) noShow?: FeeRateBody;
  /** Minutes after the start before which nobody may be marked as missed (R-BK-35). Default 15. */
  @Optional() @Int({ min: 0, max: 240 }) graceMinutes?: number;
  /** Appointments are marked as missed by themselves once the grace is over; default false. */
  @Optional() @Flag() autoNoShow?: boolean;
  /** Most that the fees of one booking come to together, in minor units of the currency; left out: no cap. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) capCents?: number;
  /** Of the amounts: only stores of this currency offer the policy. Left out: amounts are in whichever currency a store counts. */
  @Optional() @Currency() currency?: string;
  /** A fee may be charged until so many days after the start; default 14. */
  @Optional() @Int({ min: 1, max: 365 }) chargeWindowDays?: number;
  /** What percentages count from, and what no fee is above: all lines (default), or the dearest one. */
  @Optional() @OneOf(['all-lines', 'dearest-line']) basis?: 'all-lines' | 'dearest-line';
  /** Only lines of these service groups count; left out: all. */
  @Optional() @Codes({ min: 1, max: 50 }) serviceGroups?: string[];
  /** Whether what the booking redeemed, a session of a course or a use of a quota, is given back; default: always. What the store cancels is. */
  @Optional() @Nested(() => RedeemedBody) returnsSessions?: RedeemedBody;
  /**
   * Which price a move to another time leaves: `keep` (default), the agreed one; `new`, the agreed list price with the price rule of the new day and hour; `lower`, whichever
   * is less. A late move makes nothing cheaper, and a move by the store nothing dearer.
   */
  @Optional() @OneOf(MOVE_PRICES) movePrice?: MovePrice;
}

/** A policy in one of its versions. */
export class PolicyAnswer extends PolicyBody {
  @Text() policyId: string;
  /** Bookings keep the version that they accepted. */
  @Int() version: number;
  /** Of the newest version; absent for older ones. */
  @Optional() @Revision() revision?: number;
}

/** Which page of the policies is listed. */
export class PolicyListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** That the customer did not come, and whether the fee is exempted. */
export class NoShowBody {
  /** A code: makes the fee free; for those who may waive. */
  @Optional() @Code() exemption?: string;
}

/** Why a fee is not charged. */
export class WaiveFeeBody {
  /** A code such as `bereavement` or `our-mistake`, never free text. */
  @Code() reason: string;
}

/** The version of the policy that the booking accepted, and when. */
export class AcceptedPolicyAnswer {
  @Text() policyId: string;
  /** The version of the policy that was accepted; later versions change nothing for the booking (R-BK-33). */
  @Int() version: number;
  @Currency() currency: string;
  /** When it was accepted: evidence in a dispute about the fee. */
  @Instant() acceptedAt: string;
}

/** Money that was taken for a fee at the desk. */
class FeeCollectionAnswer {
  /** By which it is given back. */
  @Text() collectionId: string;
  @Cents() cents: number;
  /** `cash`, or `terminal` for the card terminal of the desk. */
  @Text() method: string;
  /** It went back; absent: it was kept. */
  @Optional() @Flag() returned?: boolean;
}

/** What stands against the booking: all its fees together. Nothing is charged by it. */
export class StandingFeeAnswer {
  @Cents() cents: number;
  @Currency() currency: string;
  /** `due`: may be charged; `waived`: will not be. */
  @OneOf(['due', 'waived']) status: 'due' | 'waived';
  /** Code of why it was waived; absent: it is due. */
  @Optional() @Text() reason?: string;
  /** It may be charged until this instant, exclusive. */
  @Instant() chargeUntil: string;
  /** What the deposit pays of it: it was forfeited, or is held and will be. Only where one appointment is answered by itself. */
  @Optional() @Cents() coveredCents?: number;
  /** What was taken at the desk. Only where one appointment is answered by itself. */
  @Optional() @Many(() => FeeCollectionAnswer) collections?: FeeCollectionAnswer[];
  /** What may still be collected: neither covered nor collected; 0 once it is waived or may not be charged any more. Only where one appointment is answered by itself. */
  @Optional() @Cents() openCents?: number;
}

/** What something would cost at this instant, and why. */
export class FeePreviewAnswer {
  @Cents() cents: number;
  /** `window`: so near the start it costs; `outside-windows`: it is early enough; `no-show`, `no-show-free`: what missing it costs, or that it costs nothing; `move-in-time`; `late-move-free`: late moves that are free are left; `moved-late`: it was moved late for nothing, and cancelling then would have cost that; `charge-window-over`: nothing is charged so long after the start. */
  @Text() because: string;
  /** What percentages count from and no fee is above: the price of the lines that count by the policy's `basis`. */
  @Cents() basisCents: number;
  /** Of the window that applies: how many hours before the start it begins; absent where no window applies. */
  @Optional() @Int() hoursBefore?: number;
  /** The flat rate of that window or no-show, before `limitedBy`; absent where none applies or it is a percentage. */
  @Optional() @Cents() amountCents?: number;
  /** The percentage of that window or no-show; absent where none applies or it is flat. */
  @Optional() @Int() percent?: number;
  /** Why it costs less than the rate says: `value` (no more than the price, less fees already due) or `cap` (the policy's cap of one booking). */
  @Optional() @Text() limitedBy?: string;
}

/** What cancelling an appointment would cost now, and why. */
export class CancellationTermsAnswer {
  @Text() appointmentId: string;
  @Text() policyId: string;
  /** The version of the policy that the booking accepted; 0 with the policy `free`, which costs nothing. */
  @Int() version: number;
  @Currency() currency: string;
  /** The instant for which all of this was reckoned. */
  @Instant() evaluatedAt: string;
  @Instant() startsAt: string;
  /** What cancelling by the customer would cost at this instant. */
  @Nested(() => FeePreviewAnswer) cancel: FeePreviewAnswer;
  /** Cancelling is free until this instant, exclusive; absent: always. */
  @Optional() @Instant() freeUntil?: string;
  /** What moving to another time by the customer would cost at this instant. */
  @Nested(() => FeePreviewAnswer) move: FeePreviewAnswer;
  /** Moves by the customer so far that were late. */
  @Int() lateMoves: number;
  /** How many more late moves cost nothing; after them a late move costs what cancelling would (R-BK-34). */
  @Int() freeLateMovesLeft: number;
  /** What not coming would cost, once the grace is over. */
  @Nested(() => FeePreviewAnswer) noShow: FeePreviewAnswer;
  /** From this instant on the appointment may be marked as missed. */
  @Instant() noShowFrom: string;
}
