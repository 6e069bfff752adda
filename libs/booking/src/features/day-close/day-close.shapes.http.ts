import {
  Cents,
  Code,
  Currency,
  DateText,
  Instant,
  Int,
  Many,
  OneOf,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';

const MOST = 1_000_000_000;

/** What was counted of one tender. */
class CountedTenderBody {
  /** `cash`, `card`, … as the chain's till rules list them. */
  @Code(32) kind: string;
  /** What lies there, in minor units of the store's currency; of cash with the float. Below 0 where more went back than came. */
  @Cents({ min: -MOST, max: MOST }) cents: number;
}

/** How a day is closed. */
export class CloseDayBody {
  /** What was counted, each kind once. Cash is always among it; a kind that is left out is not compared. */
  @Many(() => CountedTenderBody, { min: 1, max: 20 }) counted: CountedTenderBody[];
  /** Change that lay in the drawers before the day, in minor units of the store's currency; default 0. */
  @Optional() @Cents({ min: 0, max: MOST }) floatCents?: number;
  /** Where the difference comes from: a code of the chain's till rules (`till-difference`). Needed where there is one. */
  @Optional() @Code() reason?: string;
}

/** Why a day is opened again. */
export class ReopenDayBody {
  /** A code of the chain's till rules (`reopen-day`), never free text. */
  @Code() reason: string;
}

/** One tender of a closed day. */
class ClosedTenderAnswer {
  /** Kind of the tender; `online` of deposits that the provider took. */
  @Text() kind: string;
  /** By the books, in minor units of the currency; of cash with the float. */
  @Cents() expectedCents: number;
  /** Absent: nobody counted it. */
  @Optional() @Cents() countedCents?: number;
  /** Counted less expected; below 0 something is missing. Absent: nobody counted it. */
  @Optional() @Cents() differenceCents?: number;
}

/** A close of the day. */
class DayCloseEntryAnswer {
  /** 1 is the first; each reopening is followed by the next. */
  @Int() closeNo: number;
  /** When it was closed. */
  @Instant() closedAt: string;
  /** Change that lay in the drawers before the day. */
  @Cents() floatCents: number;
  /** Every tender of the books and of the count, by kind. */
  @Many(() => ClosedTenderAnswer) tenders: ClosedTenderAnswer[];
  /** Of all that was counted; below 0 something is missing. */
  @Cents() differenceCents: number;
  /** Code of where the difference comes from; absent: there is none. */
  @Optional() @Text() reason?: string;
}

/** What moved by one tender. */
class TakingAnswer {
  /** Kind of the tender; `online` of deposits that the provider took. */
  @Text() kind: string;
  /** Signed, in minor units of the currency, without the float. */
  @Cents() cents: number;
}

/** A business day of a store at the till: what the books expect, and how it was closed. */
export class DayCloseAnswer {
  @Text() storeId: string;
  @DateText() date: string;
  @Currency() currency: string;
  /** `open`: not counted yet, or opened again; `closed`: counted, what is booked for the day later is told apart. */
  @OneOf(['open', 'closed']) status: 'open' | 'closed';
  /** By the books of now: bills, refunds, voids and deposits of the day, by tender. */
  @Many(() => TakingAnswer) expected: TakingAnswer[];
  /** What the books have moved since the last close; empty: nothing, or it was never closed. */
  @Many(() => TakingAnswer) movedSinceClose: TakingAnswer[];
  /** All closes, the newest last. */
  @Many(() => DayCloseEntryAnswer) closes: DayCloseEntryAnswer[];
  /** Revision of the day's close: 0 before the first. */
  @Revision() revision: number;
}
