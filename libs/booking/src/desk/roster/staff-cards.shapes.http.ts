import {
  Text,
  Int,
  Cents,
  DateText,
  Instant,
  Optional,
  Many,
  Currency,
  Nested,
} from '@chignon/service-kit';
import { IsNumber } from 'class-validator';

/** A skill, and how well somebody has it. */
export class CardSkill {
  /** Code of the qualification, such as `colour`. */
  @Text() skill: string;
  /** How far they master it, 0 to 10. */
  @Int() level: number;
}

/** A service that somebody performs, with what it costs with them. */
export class CardService {
  @Text() serviceId: string;
  /** Name of the service as customers see it. */
  @Text() name: string;
  /** Category of the service, such as `hair` or `nail`. */
  @Text() category: string;
  /** Price at this person's level, in minor units of the currency. */
  @Cents() priceCents: number;
  /** What the customer sees, at this person's pace. */
  @Int() minutes: number;
}

/** How customers have rated somebody. */
export class CardRating {
  /** Mean score, from 1 to 5, to two decimals. */
  @IsNumber() mean: number;
  /** How many ratings the mean is made of; at least 5. */
  @Int() count: number;
}

/** A free start with somebody. */
export class CardSlot {
  @Text() serviceId: string;
  /** Business date of the store on which it begins. */
  @DateText() date: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** What it costs at that time, in minor units of the store's currency. */
  @Cents() priceCents: number;
}

/** Public information on a staff member who performs services. */
export class StaffCardAnswer {
  @Text() staffId: string;
  /** Name as customers see it. */
  @Text() displayName: string;
  /** Seniority, such as `junior` or `senior`, which may change price and duration; absent: none is kept. */
  @Optional() @Text() level?: string;
  /** Qualifications that count today. */
  @Many(() => CardSkill) skills: CardSkill[];
  /** What they may perform today, by id. */
  @Many(() => CardService) services: CardService[];
  @Currency() currency: string;
  /** Of the services that they led; absent until there are five. */
  @Optional() @Nested(() => CardRating) rating?: CardRating;
  /** With `serviceId`; absent: nothing is free within 14 days, or it is not theirs to perform. */
  @Optional() @Nested(() => CardSlot) nextFree?: CardSlot;
}
