import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class CalendarQuery {
  /** Instead of a token: a key of this calendar. */
  @IsOptional() @IsString() @MaxLength(200) key?: string;
}

export class CalendarKeyListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class CalendarKeyAnswer {
  @IsString() keyId: string;
  @IsString() createdAt: string;
  /** From then on it opens nothing. */
  @IsOptional() @IsString() revokedAt?: string;
}

export class NewCalendarKeyAnswer extends CalendarKeyAnswer {
  /** Shown this once: only its hash is kept. */
  @IsString() key: string;
  /** Of the calendar, with the key in it: what a calendar program subscribes to, behind this server's address. */
  @IsString() path: string;
}
