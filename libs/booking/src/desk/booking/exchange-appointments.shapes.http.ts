import { Nested, OneOf, Optional, Text } from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import { AppointmentAnswer } from './agenda.shapes.http.js';

/** @example { "with": "soho.2031-03-03.abc123def456" } */
export class ExchangeBody {
  /** The other appointment: it begins when this one began, and this one when it did. */
  @Text(80) with: string;
  /**
   * `keep`: each appointment keeps its people; `exchange`: they change with the time. Left out: each keeps its people, unless both begin at the same
   * time.
   */
  @Optional() @OneOf(['keep', 'exchange']) staff?: 'keep' | 'exchange';
  /**
   * Who asks for it; default `customer`: the customer of this appointment, for whom it counts as a move. The other one follows at the store's wish,
   * which costs nothing. `store`: it costs nobody anything; needs `booking.fees:write`.
   */
  @Optional() @OneOf(['customer', 'store']) by?: 'customer' | 'store';
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** Two appointments that took each other's place. */
export class ExchangeAnswer {
  /** The one of the request, where it stands now. */
  @Nested(() => AppointmentAnswer) appointment: AppointmentAnswer;
  /** The other one. */
  @Nested(() => AppointmentAnswer) exchangedWith: AppointmentAnswer;
}
