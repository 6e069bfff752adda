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

export class CardSkill {
  @Text() skill: string;
  @Int() level: number;
}

export class CardService {
  @Text() serviceId: string;
  @Text() name: string;
  @Text() category: string;
  /** At this person's level. */
  @Cents() priceCents: number;
  /** What the customer sees, at this person's pace. */
  @Int() minutes: number;
}

export class CardRating {
  /** Of 1 to 5, to two decimals. */
  @IsNumber() mean: number;
  @Int() count: number;
}

export class CardSlot {
  @Text() serviceId: string;
  @DateText() date: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  @Cents() priceCents: number;
}

/** What everybody may know of somebody who performs services. */
export class StaffCardAnswer {
  @Text() staffId: string;
  @Text() displayName: string;
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
