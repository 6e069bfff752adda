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
import { PerformerBody } from './visit-lines.shapes.http.js';

const CENTS = 1_000_000_000;

/** One line of a bill of the source. */
export class ImportedLine {
  /** `service`, `product` or `adjustment`, which decides what `itemId` is looked up in. */
  @OneOf(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  /**
   * Service id, SKU or code of the adjustment in the source. What the chain does not know is listed in `unknownCodes`, and an id that stands for it
   * is recorded.
   */
  @Id() itemId: string;
  @Optional() @Code() serviceGroup?: string;
  /** Quantity in thousandths, 1000 is one; negative for returns. */
  @Int({ min: -1_000_000_000, max: 1_000_000_000 }) quantityMilli: number;
  /** Without tax, in minor units of the store's currency; negative for returns. */
  @Cents({ min: -CENTS, max: CENTS }) netCents: number;
  /** Tax, in minor units of the store's currency; negative for returns. */
  @Cents({ min: -CENTS, max: CENTS }) taxCents: number;
  /** Who did it, in shares that sum to 100; needed for services, may be empty for products and adjustments. */
  @Many(() => PerformerBody, { max: 10 }) performers: PerformerBody[];
  /** Whether loyalty points are earned for it; `true` needs `loyalty.points:write`. */
  @Flag() earning: boolean;
}

/** One tax of a bill of the source. */
export class ImportedTax {
  /** Code of the tax, as the store's taxes name it; another one is listed in `unknownCodes`. */
  @Code(32) code: string;
  /** Tax of the whole bill by this code, in minor units of the store's currency. */
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
}

/** One part of how a bill of the source was paid. */
export class ImportedTender {
  /** How it was paid: a kind of the chain's till rules other than `deposit`, or `import` where nobody knows. */
  @Code(32) kind: string;
  /** What was paid by it, in minor units of the store's currency. */
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
}

/** A visit of the source, with its bill. */
export class ImportedVisit {
  /** Id in the source: the same one is imported once. Events carry an id that is made of it. */
  @Id() externalId: string;
  /** Another id that it may have been imported by before: then it is that one. Written down nowhere. */
  @Optional() @Id() formerId?: string;
  /** Number of the bill in the source: visits settled together share it. Events carry what stands for it. */
  @Id() billId: string;
  /** The customer, imported before. Left out: the source does not know who it was. */
  @Optional() @Id() customerId?: string;
  /** Business day of the store on which it was. */
  @DateText() businessDate: string;
  /** Left out: the source knows only the day. */
  @Optional() @Int({ min: 0, max: 23 }) localHour?: number;
  /** What was done and sold, with amounts as the source has them. */
  @Many(() => ImportedLine, { min: 1, max: 200 }) lines: ImportedLine[];
  /** Taxes of the bill by code; together the taxes of the lines. */
  @Many(() => ImportedTax, { max: 10 }) taxes: ImportedTax[];
  /** How the bill was paid; together its gross. Left out: one tender of kind `import` over the whole. */
  @Optional() @Many(() => ImportedTender, { max: 20 }) tenders?: ImportedTender[];
}

/** Visits of another system. */
export class VisitImportBody {
  /** The store in which the visits were. */
  @StoreId() storeId: string;
  /** Visits, 1 to 200. Each is checked and answered by itself. */
  @RowsStandAlone() @Many(() => ImportedVisit, { min: 1, max: 200 }) items: ImportedVisit[];
}

/** An appointment of the source. */
export class ImportedAppointment {
  /** Id in the source: the same one is imported once for each store. */
  @Id() externalId: string;
  /** Another id that it may have been imported by before: then it is that one. Written down nowhere. */
  @Optional() @Id() formerId?: string;
  /** The customer, imported before. Left out: the source does not know who it is. */
  @Optional() @Id() customerId?: string;
  /** Who performs it, by their id in the source: what the chain does not know is listed in `unknownCodes`. */
  @Id() staffId: string;
  /** The service, by its id in the source: what the chain does not know is listed in `unknownCodes`. */
  @Id() serviceId: string;
  /** The group of services that it belongs to, such as `cut` or `colour`. */
  @Code() serviceGroup: string;
  /** Date in the store's zone. */
  @DateText() date: string;
  /** Local minute of the date; left out: the source knows only the day. */
  @Optional() @Int({ min: 0, max: 1439 }) startMinute?: number;
  /** How long it takes; 0: the source does not say, and it occupies nothing. */
  @Int({ min: 0, max: 1440 }) minutes: number;
  /** `booked` (ahead, or kept), `cancelled` or `no-show`. Only what is booked and has a time occupies its person. */
  @OneOf(['booked', 'cancelled', 'no-show']) status: 'booked' | 'cancelled' | 'no-show';
  /** With `cancelled`: when it was cancelled; left out: at its start. */
  @Optional() @DateText() cancelledOn?: string;
  /** What was agreed, of one that is ahead; left out: what the catalogue asks on the day of the import. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) priceCents?: number;
  /** Of the price; left out: the store's, which it must be. */
  @Optional() @Currency() currency?: string;
  /** With `cancelled`: whose wish it was; default `store`. */
  @Optional() @OneOf(['customer', 'store']) cancelledBy?: 'customer' | 'store';
  /** A code of the chain's reasons to cancel, or `recorded`, the default: the source does not say. */
  @Optional() @Code() reason?: string;
}

/** Appointments of another system. */
export class AppointmentImportBody {
  /** The store in which the appointments are. */
  @StoreId() storeId: string;
  /** Appointments, 1 to 200. Each is checked and answered by itself. */
  @RowsStandAlone()
  @Many(() => ImportedAppointment, { min: 1, max: 200 })
  items: ImportedAppointment[];
}

/** What became of one row. */
export class ImportResult {
  /** Id of the row in the source. */
  @Text() externalId: string;
  /** `already`: imported before. `rejected`: `code` and `field` say why; nothing was written for it. */
  @OneOf(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  /** The visit that the row has become; absent for appointments and rejected rows. */
  @Optional() @Text() visitId?: string;
  /** The appointment that the row has become; absent for visits and rejected rows. */
  @Optional() @Text() appointmentId?: string;
  /** Refusal code of a rejected row. */
  @Optional() @Text() code?: string;
  /** Path of the field of the row that was refused, such as `lines.0.performers`. */
  @Optional() @Text() field?: string;
}

class UnknownCodeAnswer {
  /** What the code would name: `staff`, `service`, `product`, `adjustment`, `service-group` or `tax`. */
  @OneOf(CODE_KINDS) kind: CodeKind;
  /** As the rows have it. Erasable; events carry `standsFor` instead. */
  @Text() code: string;
  /** The id that was recorded instead; the same for the same code of the store. */
  @Text() standsFor: string;
}

/** What became of the rows. */
export class ImportAnswer {
  /** What became of each row, in the order of the rows. */
  @Many(() => ImportResult) results: ImportResult[];
  /** Codes of these rows that mean nothing here: what is imported with them has an id that stands for them. */
  @Optional() @Many(() => UnknownCodeAnswer) unknownCodes?: UnknownCodeAnswer[];
  /** Appointments: how many overlap an earlier one of the same person. */
  @Optional() @Int() overlaps?: number;
}
