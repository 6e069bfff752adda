import { IsInt, IsString } from 'class-validator';

/** What a hold or an appointment asks for. */
export class BookingDepositAnswer {
  @IsInt() cents: number;
  @IsString() currency: string;
  /** `due`, `met` (paid and held until the visit), `returning`, `lapsed`, `waived`, `applied`, `forfeited`, `returned`, `closed`. */
  @IsString() status: string;
  /** Exclusive. Of a hold: until it runs out, or, once it is confirmed, the rule's own time. */
  @IsString() payUntil: string;
  @IsString() ruleId: string;
  @IsInt() version: number;
}
