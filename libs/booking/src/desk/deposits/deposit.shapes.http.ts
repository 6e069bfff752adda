import { Cents, Currency, Text, Instant, Int } from '@chignon/service-kit';

/** What a hold or an appointment asks for. */
export class BookingDepositAnswer {
  /** How much is to be paid beforehand, in minor units of the currency. */
  @Cents() cents: number;
  @Currency() currency: string;
  /** `due`, `met` (paid and held until the visit), `returning`, `lapsed`, `waived`, `applied`, `forfeited`, `returned`, `closed`. */
  @Text() status: string;
  /** Exclusive. Of a hold: until it runs out, or, once it is confirmed, the rule's own time. */
  @Instant() payUntil: string;
  /** The deposit rule that asks for it. */
  @Text() ruleId: string;
  /** The version of the deposit rule that the booking was made under; later versions change nothing for it. */
  @Int() version: number;
}
