import { Codes, Flag, Id, Ids, Many, OneOf, Optional } from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';

/** One service from now on: either a line that stays, or a service that is new. */
class ChangedLineBody {
  /** A line of the appointment that stays, at the price that was agreed. Left out: `serviceId` names what is new. */
  @Optional() @Id() lineId?: string;
  /** A service that is added, at what it costs now; instead of `lineId`. */
  @Optional() @Id() serviceId?: string;
  /** Who performs it. Left out: of a line that stays whoever does now, of a new one anybody who may. */
  @Optional() @Id() staffId?: string;
  /** Who assists with a new service, where it needs that; left out: staff who are free and able. */
  @Optional() @Ids({ min: 1, max: 3 }) assistantIds?: string[];
  /** What the place of a new service must offer: `private`, `accessible`. */
  @Optional() @Codes({ max: 10 }) needs?: string[];
  /** A new service runs at the same time as the one before it, or begins while that lasts; left out: after it. */
  @Optional() @Flag() parallel?: boolean;
}

/** @example { "lines": [{ "lineId": "l1" }, { "serviceId": "blow-dry" }] } */
export class ChangeServicesBody {
  /** All services of the appointment from now on, in the order in which they are done, at most 10. Each line that it has is named here or in `drop`. */
  @Many(() => ChangedLineBody, { min: 1, max: 10 }) lines: ChangedLineBody[];
  /** Lines that it has no more; left out: all stay. */
  @Optional() @Ids({ max: 10 }) drop?: string[];
  /** The store agrees to new services that need its approval; needs `booking.approvals:write`. Left out: they are refused. */
  @Optional() @Flag() approve?: boolean;
  /** Whose wish it is. `customer`, which it is when left out: what is dropped costs what cancelling it would. `store`: free; needs `booking.fees:write`. */
  @Optional() @OneOf(['customer', 'store']) by?: 'customer' | 'store';
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}
