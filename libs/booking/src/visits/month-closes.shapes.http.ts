import {
  Cents,
  Code,
  Currency,
  Instant,
  Int,
  Many,
  Nested,
  OneOf,
  Revision,
  Text,
} from '@chignon/service-kit';

/** Why a month is opened again. */
export class ReopenMonthBody {
  /** A code of the chain's till rules (`reopen-month`), never free text. */
  @Code() reason: string;
}

/** What the visits of a month come to. */
class MonthBooksAnswer {
  /** Visits of these business days that are settled and not voided. */
  @Int() visits: number;
  /** Net of their bills, refunds and corrections, in minor units of the currency. */
  @Cents() netCents: number;
  /** Tax of the same, in minor units of the currency. */
  @Cents() taxCents: number;
}

/** A close of the month. */
class MonthCloseEntryAnswer extends MonthBooksAnswer {
  /** 1 is the first; each reopening is followed by the next. */
  @Int() closeNo: number;
  /** When it was closed. */
  @Instant() closedAt: string;
}

/** A month of a store: what its visits come to, and how it was closed. */
export class MonthCloseAnswer {
  @Text() storeId: string;
  /** `YYYY-MM`, by business dates. */
  @Text() month: string;
  @Currency() currency: string;
  /** Whether bills of its visits may be corrected and voided by all who may do so elsewhere. */
  @OneOf(['open', 'closed']) status: 'open' | 'closed';
  /** What its visits come to now. */
  @Nested(() => MonthBooksAnswer) books: MonthBooksAnswer;
  /** What moved since the last close: late visits, refunds, and what was put right all the same. Zeros where it was never closed. */
  @Nested(() => MonthBooksAnswer) movedSinceClose: MonthBooksAnswer;
  /** All closes, the first one first. */
  @Many(() => MonthCloseEntryAnswer) closes: MonthCloseEntryAnswer[];
  @Revision() revision: number;
}
