import {
  RowsStandAlone,
  OneOf,
  Id,
  Optional,
  Code,
  Int,
  Cents,
  Many,
  Flag,
  DateText,
  StoreId,
  Currency,
  Text,
} from '@chignon/service-kit';
import { CODE_KINDS, type CodeKind } from './source-codes.flow.js';
import { PerformerBody } from './visits.shapes.http.js';

const CENTS = 1_000_000_000;

export class ImportedLine {
  @OneOf(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  @Id() itemId: string;
  @Optional() @Code() serviceGroup?: string;
  /** Thousandths; negative for returns. */
  @Int({ min: -1_000_000_000, max: 1_000_000_000 }) quantityMilli: number;
  @Cents({ min: -CENTS, max: CENTS }) netCents: number;
  @Cents({ min: -CENTS, max: CENTS }) taxCents: number;
  @Many(() => PerformerBody, { max: 10 }) performers: PerformerBody[];
  @Flag() earning: boolean;
}

export class ImportedTax {
  @Code(32) code: string;
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
}

export class ImportedTender {
  @Code(32) kind: string;
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
}

export class ImportedVisit {
  /** Id in the source: the same one is imported once. Events carry an id that is made of it. */
  @Id() externalId: string;
  /** Another id that it may have been imported by before: then it is that one. Written down nowhere. */
  @Optional() @Id() formerId?: string;
  /** Number of the bill in the source: visits settled together share it. Events carry what stands for it. */
  @Id() billId: string;
  @Optional() @Id() customerId?: string;
  @DateText() businessDate: string;
  /** Left out: the source knows only the day. */
  @Optional() @Int({ min: 0, max: 23 }) localHour?: number;
  @Many(() => ImportedLine, { min: 1, max: 200 }) lines: ImportedLine[];
  @Many(() => ImportedTax, { max: 10 }) taxes: ImportedTax[];
  @Optional() @Many(() => ImportedTender, { max: 20 }) tenders?: ImportedTender[];
}

export class VisitImportBody {
  @StoreId() storeId: string;
  @RowsStandAlone() @Many(() => ImportedVisit, { min: 1, max: 200 }) items: ImportedVisit[];
}

export class ImportedAppointment {
  @Id() externalId: string;
  /** Another id that it may have been imported by before: then it is that one. Written down nowhere. */
  @Optional() @Id() formerId?: string;
  @Optional() @Id() customerId?: string;
  @Id() staffId: string;
  @Id() serviceId: string;
  @Code() serviceGroup: string;
  @DateText() date: string;
  /** Local minute of the date; left out: the source knows only the day. */
  @Optional() @Int({ min: 0, max: 1439 }) startMinute?: number;
  @Int({ min: 0, max: 1440 }) minutes: number;
  @OneOf(['booked', 'cancelled', 'no-show']) status: 'booked' | 'cancelled' | 'no-show';
  @Optional() @DateText() cancelledOn?: string;
  /** What was agreed, of one that is ahead; left out: what the catalogue asks on the day of the import. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) priceCents?: number;
  /** Of the price; left out: the store's, which it must be. */
  @Optional() @Currency() currency?: string;
  /** Default `store`. */
  @Optional() @OneOf(['customer', 'store']) cancelledBy?: 'customer' | 'store';
  /** A code of the chain's reasons to cancel, or `recorded`, the default: the source does not say. */
  @Optional() @Code() reason?: string;
}

export class AppointmentImportBody {
  @StoreId() storeId: string;
  @RowsStandAlone()
  @Many(() => ImportedAppointment, { min: 1, max: 200 })
  items: ImportedAppointment[];
}

export class ImportResult {
  @Text() externalId: string;
  /** `already`: imported before. `rejected`: `code` and `field` say why; nothing was written for it. */
  @OneOf(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  @Optional() @Text() visitId?: string;
  @Optional() @Text() appointmentId?: string;
  @Optional() @Text() code?: string;
  @Optional() @Text() field?: string;
}

class UnknownCodeAnswer {
  @OneOf(CODE_KINDS) kind: CodeKind;
  /** As the rows have it. Erasable; events carry `standsFor` instead. */
  @Text() code: string;
  @Text() standsFor: string;
}

export class ImportAnswer {
  @Many(() => ImportResult) results: ImportResult[];
  /** Codes of these rows that mean nothing here: what is imported with them has an id that stands for them. */
  @Optional() @Many(() => UnknownCodeAnswer) unknownCodes?: UnknownCodeAnswer[];
  /** Appointments: how many overlap an earlier one of the same person. */
  @Optional() @Int() overlaps?: number;
}
