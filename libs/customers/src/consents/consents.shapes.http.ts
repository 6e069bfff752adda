import { Many } from '@chignon/service-kit';
import { ConsentAnswer } from '../identity/customers.shapes.http.js';

/** Answers of a customer to "may we?". */
export class ConsentsBody {
  /** The answers, 1 to 20. One that equals the answer in force, with the same wording, adds nothing. */
  @Many(() => ConsentAnswer, { min: 1, max: 20 }) items: ConsentAnswer[];
}
