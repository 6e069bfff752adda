import {
  Cents,
  Code,
  Currency,
  Id,
  Int,
  Many,
  Nested,
  OneOf,
  Optional,
  PreviewedChangeAnswer,
  Text,
} from '@chignon/service-kit';

const CENTS = 1_000_000_000;

/** Somebody's part of a line. */
class CorrectionShareBody {
  @Id() staffId: string;
  /** Whole percent; the shares of a line sum to 100. */
  @Int({ min: 1, max: 100 }) sharePercent: number;
}

/** What is taken back or put right of one line. */
class CorrectionPreviewItemBody {
  /** The settled line. */
  @Id() lineId: string;
  /** Of a refund: how much of the line is taken back, in thousandths. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) quantityMilli?: number;
  /** Of a correction: what the line should have cost before tax. */
  @Optional() @Cents({ min: -CENTS, max: CENTS }) netCents?: number;
  /** Of a correction: who really did it. */
  @Optional()
  @Many(() => CorrectionShareBody, { min: 1, max: 10 })
  performers?: CorrectionShareBody[];
}

/** A part of what is paid or goes back. */
class CorrectionPreviewTenderBody {
  /** Kind of tender, as it paid. */
  @Code(32) kind: string;
  /** Minor units of the visit's currency; below 0 where money goes back. */
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
  /** Of several reservations of a kind: the one that it goes back to. */
  @Optional() @Text({ max: 64 }) reservationId?: string;
}

/** What would be done. */
export class CorrectionPreviewBody {
  /** The visit that is put right. */
  @Id() visitId: string;
  /** What would be done to it. */
  @OneOf(['refund', 'correct', 'void']) change: 'refund' | 'correct' | 'void';
  /** A code of the chain's till rules for this. */
  @Code() reason: string;
  /** Of a correction or void in a month that the store has closed: why it is put right all the same. */
  @Optional() @Code() closedMonthReason?: string;
  /** The lines, for a refund or a correction; left out of a void. */
  @Optional()
  @Many(() => CorrectionPreviewItemBody, { min: 1, max: 200 })
  items?: CorrectionPreviewItemBody[];
  /** How it is paid or goes back; left out: as the refund itself would do it. */
  @Optional()
  @Many(() => CorrectionPreviewTenderBody, { max: 20 })
  tenders?: CorrectionPreviewTenderBody[];
}

/** What a bill comes to. */
class PreviewedBillAnswer {
  /** Before tax. */
  @Cents() netCents: number;
  /** All taxes. */
  @Cents() taxCents: number;
  /** Net and tax together. */
  @Cents() grossCents: number;
}

/** A part of what would be paid or go back. */
class PreviewedTenderAnswer {
  /** Kind of tender. */
  @Text() kind: string;
  /** Minor units of the currency; below 0 where money goes back. */
  @Cents() cents: number;
}

/** A figure of a context that would change. */
export class ContextChangeAnswer extends PreviewedChangeAnswer {
  /** Whose figure it is: `loyalty`, `inventory`, `insights`. */
  @Text() context: string;
}

/** A context that did not say what would follow. */
class UnansweredAnswer {
  /** Which. */
  @Text() context: string;
  /** Why: `permission-missing` where your role may not read its figures, else the code of its problem. */
  @Text() code: string;
}

/** What a correction would do, all over the platform. Nothing of it is written. */
export class CorrectionDiffAnswer {
  @Id() visitId: string;
  @Text() storeId: string;
  @Currency() currency: string;
  /** Of the visit afterwards: `corrected` or `voided`. */
  @Text() status: string;
  /** What was settled in all, as it stands. */
  @Nested(() => PreviewedBillAnswer) before: PreviewedBillAnswer;
  /** What would be settled in all; nothing of a voided visit. */
  @Nested(() => PreviewedBillAnswer) after: PreviewedBillAnswer;
  /** What would be paid, or go back, by kind. */
  @Many(() => PreviewedTenderAnswer) tenders: PreviewedTenderAnswer[];
  /** Figures that would change: points, tier and stored value, stock, sales by the day of the visit and by that of the money. */
  @Many(() => ContextChangeAnswer) changes: ContextChangeAnswer[];
  /** Contexts whose part is missing; empty: the answer is whole. */
  @Many(() => UnansweredAnswer) unanswered: UnansweredAnswer[];
}
