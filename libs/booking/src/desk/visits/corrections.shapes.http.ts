import { Currency, Id, Many, Nested, Optional, Text } from '@chignon/service-kit';
import { ReservedPartAnswer, SettledLineAnswer, TenderBody } from './settlements.shapes.http.js';
import { VisitBill } from './visits.shapes.http.js';

/** An event that others would hear. */
class PreviewedEventAnswer {
  /** `VisitSettled` of a refund or correction, `VisitVoided` of a void. */
  @Text() type: string;
  /** Signed: `POST /v1/<context>/previews` says what the context would make of it. */
  @Text() event: string;
}

/** What a refund, correction or void would do. Nothing of it is written. */
export class CorrectionPreviewAnswer {
  @Id() visitId: string;
  @Text() storeId: string;
  @Currency() currency: string;
  /** Of the visit afterwards: `corrected` or `voided`. */
  @Text() status: string;
  /** What was settled in all, as it stands. */
  @Nested(() => VisitBill) before: VisitBill;
  /** What would be settled in all; nothing of a voided visit. */
  @Nested(() => VisitBill) after: VisitBill;
  /** The lines that would be added to the bill, with their differences; none of a void, which takes back all that stand. */
  @Many(() => SettledLineAnswer) lines: SettledLineAnswer[];
  /** What would be paid, or go back where it is below 0, by kind. */
  @Many(() => TenderBody) tenders: TenderBody[];
  /** What would go back of reservations that contexts own; absent: nothing. */
  @Optional() @Many(() => ReservedPartAnswer) reserved?: ReservedPartAnswer[];
  /** What would be published. Points, tier, stock and figures follow from it. */
  @Many(() => PreviewedEventAnswer) events: PreviewedEventAnswer[];
}
