import { Flag, Many, SomeOf, Text } from '@chignon/service-kit';
import { PURPOSES, type Purpose } from '../identity/consent.js';
import { ConsentAnswer, ConsentInForce, ConsentProof } from '../identity/customers.shapes.http.js';

/** Answers of a customer to "may we?". */
export class ConsentsBody {
  /** The answers, 1 to 20. One that equals the answer in force, with the same wording, adds nothing. */
  @Many(() => ConsentAnswer, { min: 1, max: 20 }) items: ConsentAnswer[];
}

/** One answer, on one of the person's records. */
class ConsentEntry extends ConsentInForce {
  /** The record that it was given on. */
  @Text() customerId: string;
}

/** A "no" that was said of an address: nothing goes to it for this purpose while it stands. */
export class RefusalOfAddress extends ConsentProof {
  /** The address. Masked unless the caller may reveal contacts. */
  @Text() address: string;
  /** Said on a card of this customer; false: on another card that has or had the address. */
  @Flag() ofThisCustomer: boolean;
  /** Still in force. False: the card on which it was said has said yes since, or, where that card has lost the address, another that has it. */
  @Flag() stands: boolean;
}

/** What a customer said to "may we?", ever and now. */
export class ConsentHistoryAnswer {
  /** Every answer, oldest first. */
  @Many(() => ConsentEntry) history: ConsentEntry[];
  /** The newest answer per purpose and channel; of linked records the stricter. */
  @Many(() => ConsentInForce) inForce: ConsentInForce[];
  /** Purposes for which no mail is sent, because somebody with this e-mail address said no: here or on another card. */
  @SomeOf(PURPOSES) refused: Purpose[];
  /** What was refused for the customer's addresses, on whichever card; the newest of each card, purpose and channel. */
  @Many(() => RefusalOfAddress) addressRefusals: RefusalOfAddress[];
}
