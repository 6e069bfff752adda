import { type DomainEvent, invalid, optional, type TenderMovement } from '@chignon/eventing';
import type { PrerequisiteOverride } from '../salon/catalogue/prerequisites.js';
import type { RecipeItem } from '../salon/catalogue/service.js';
import { sum, type TaxedLine } from './bill.js';
import type { IntoClosedMonth } from './month-close-ledger.js';
import type { RatingEvent, StandingRating } from './ratings.js';
import type { VisitCustomerEvent } from './visit-arrival.js';

/** One person's part of a line; the shares of a line sum to 100 (R-VS-04). */
export interface Share {
  readonly staffId: string;
  readonly sharePercent: number;
}

/** A line of a visit: what is done, sold or adjusted, with its price frozen. */
export interface VisitLine {
  readonly lineId: string;
  readonly kind: 'service' | 'product' | 'adjustment';
  /** Service id, product SKU, or the adjustment's code. */
  readonly itemId: string;
  readonly serviceGroup?: string;
  /** Of a service; 0 when not known (imports). */
  readonly catalogueVersion?: number;
  /** Thousandths. */
  readonly quantityMilli: number;
  /** For the whole line, signed; with or without tax as the store's prices are. */
  readonly priceCents: number;
  readonly taxClass: 'service' | 'product' | 'none';
  readonly performers: readonly Share[];
  /** The customer asked for this person. */
  readonly requested: boolean;
  readonly level?: string;
  readonly plannedMinutes: number;
  readonly steps: readonly { readonly name: string; readonly minutes: number }[];
  /** From the recipe of the catalogue version. */
  readonly plannedUse: readonly RecipeItem[];
  readonly earning: boolean;
  /** What the catalogue asks for the whole line; 0: it has no price for it. Absent: nobody asked the catalogue, or the price was agreed before. */
  readonly listCents?: number;
  /** Why the price is another than the list's: a code. */
  readonly priceReason?: string;
  /** Somebody without a limit gave the price, the discount or the extra. */
  readonly approved?: true;
  /** Of a discount: the lines that it takes something off; absent: all services and products. */
  readonly reduces?: readonly string[];
  /** Somebody let it in without what it asks for beforehand. Absent: it held, or nobody had to. */
  readonly override?: PrerequisiteOverride;
}

/** A part of a discount, or a price below the list's, that one line bears. In the terms of the store's prices, with or without tax. */
export interface Discount {
  /** Code of the adjustment, or the reason of the price. */
  readonly source: string;
  readonly cents: number;
}

/** Facts that every event of a visit that others hear about repeats, because an announcement sees one event only. */
export interface VisitDetails {
  readonly visitId: string;
  readonly storeId: string;
  /** Absent: anonymous. */
  readonly customerId?: string;
  readonly appointmentId?: string;
  readonly zone: string;
  /** Local minute at which the store's business day begins; absent: midnight. */
  readonly dayStartMinute?: number;
  readonly businessDate: string;
  readonly localHour?: number;
}

/** Where the numbers of bills are told apart: each store has its own. */
export const billsOf = (storeId: string): string => `bill of ${storeId}`;

/** Everything needed to open a visit; stands in the check-in too, so that a check-in is never left without its visit. */
export interface VisitOpening extends VisitDetails {
  readonly origin: 'appointment' | 'walk-in' | 'import';
  readonly currency: string;
  readonly lines: readonly VisitLine[];
  /** Id in the system that it was imported from. */
  readonly externalId?: string;
}

/** A service as it was really done. */
export interface Performed {
  readonly lineId: string;
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly catalogueVersion: number;
  readonly performers: readonly Share[];
  readonly requested: boolean;
  readonly plannedMinutes: number;
  readonly actualMinutes?: number;
  readonly plannedUse: readonly RecipeItem[];
  readonly actualUse?: readonly RecipeItem[];
}

/** A line of a settled bill; `refersTo`: the settled line that it corrects or refunds (R-VS-02, R-VS-03). */
export interface SettledLine extends TaxedLine {
  readonly kind: VisitLine['kind'];
  readonly itemId: string;
  readonly serviceGroup?: string;
  readonly quantityMilli: number;
  readonly performers: readonly Share[];
  readonly earning: boolean;
  readonly refersTo?: string;
  /** What the net and the taxes are without already. Absent: nothing was taken off. */
  readonly discounts?: readonly Discount[];
  /** What bonus of reservations took off it, tax included; it goes back to them with the line. Below 0: it went back. Absent: nothing. */
  readonly bonusCents?: number;
}

export interface Money {
  readonly code: string;
  readonly cents: number;
}
export interface Tender {
  readonly kind: string;
  readonly cents: number;
}

/** One settlement of a visit; number 1 is the bill, later ones are corrections and refunds. */
export interface Settlement {
  readonly facts: VisitDetails;
  readonly settlementNo: number;
  readonly billId: string;
  readonly settledAt: string;
  readonly currency: string;
  readonly lines: readonly SettledLine[];
  readonly taxes: readonly Money[];
  readonly tenders: readonly Tender[];
  readonly netCents: number;
  readonly taxCents: number;
  readonly imported: boolean;
  /** Of the bill: whether its prices were with tax, whatever the store does later. Absent in bills of older releases and of other systems. */
  readonly pricesIncludeTax?: boolean;
  /** Of a correction: a code. */
  readonly reason?: string;
  /** What it took of reservations, or gave back. Absent: nothing. */
  readonly reserved?: readonly TenderMovement[];
  /** Of a correction into a month that was closed. Absent: it was not. */
  readonly closedMonth?: IntoClosedMonth;
}

export type VisitEvent =
  | DomainEvent<'VisitOpened', VisitOpening>
  | DomainEvent<'LineAdded', { line: VisitLine }>
  /** `facts`, `goods`: of a product that was on the bill; absent of other lines, and in events of older releases. */
  | DomainEvent<
      'LineRemoved',
      {
        lineId: string;
        reason: string;
        facts?: VisitDetails;
        goods?: Pick<VisitLine, 'itemId' | 'quantityMilli'>;
      }
    >
  /** `override`: of the first step, where somebody let the service begin without what it asks for beforehand. */
  | DomainEvent<
      'StepStarted',
      { lineId: string; step: string; at: string; override?: PrerequisiteOverride }
    >
  | DomainEvent<
      'ServiceFinished',
      { lineId: string; at: string; plannedMinutes: number; actualMinutes: number }
    >
  | DomainEvent<'MaterialsUsed', { lineId: string; actualUse: readonly RecipeItem[] }>
  | DomainEvent<
      'VisitCompleted',
      { facts: VisitDetails; completedAt: string; services: readonly Performed[] }
    >
  /** `facts`: absent in events of older releases, which nobody else heard of. `used`: services whose material was used; absent: none was. */
  | DomainEvent<
      'VisitAbandoned',
      { reason: string; facts?: VisitDetails; used?: readonly Performed[] }
    >
  /** The check-in was a mistake: nobody had come. `agenda`: key of the agenda in which the appointment stands. */
  | DomainEvent<'ArrivalUndone', { facts: VisitDetails; appointmentId: string; agenda: string }>
  | VisitCustomerEvent
  | RatingEvent
  | DomainEvent<'VisitSettled', Settlement>
  | DomainEvent<'VisitCorrected', Settlement>
  | DomainEvent<
      'VisitVoided',
      {
        facts: VisitDetails;
        voidedAt: string;
        reason: string;
        services: readonly Performed[];
        lines: readonly SettledLine[];
        taxes: readonly Money[];
        netCents: number;
        taxCents: number;
        settlementNo: number;
        currency?: string;
        /** Of all settlements, by kind. Absent in events of older releases. */
        tenders?: readonly Tender[];
        reserved?: readonly TenderMovement[];
        closedMonth?: IntoClosedMonth;
        /** Of a visit that was not completed: services whose material was used. Absent: none was. */
        used?: readonly Performed[];
      }
    >;

export type VisitStatus =
  | 'absent'
  | 'arrived'
  | 'in-service'
  | 'completed'
  | 'abandoned'
  | 'undone'
  | 'settled'
  | 'corrected'
  | 'voided';

/** What happened to a line so far. */
export interface Progress {
  readonly step?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly actualMinutes?: number;
  readonly actualUse?: readonly RecipeItem[];
}

export interface VisitState {
  readonly visitId: string;
  readonly status: VisitStatus;
  readonly opening?: VisitOpening;
  readonly lines: readonly VisitLine[];
  readonly progress: { readonly [lineId: string]: Progress };
  /** Lines ever added: line ids are never used twice. */
  readonly linesSeen: number;
  /** What was announced as performed; empty until completion. */
  readonly performed: readonly Performed[];
  readonly settlements: readonly Settlement[];
  /** In the order in which they were last said; absent: none was. */
  readonly ratings?: readonly StandingRating[];
}

/** The details of an opening that every event repeats. */
export function detailsOf({
  visitId,
  storeId,
  customerId,
  appointmentId,
  zone,
  dayStartMinute,
  businessDate,
  localHour,
}: VisitDetails): VisitDetails {
  return {
    visitId,
    storeId,
    ...optional({ customerId, appointmentId }),
    zone,
    ...dayStartOf(dayStartMinute),
    businessDate,
    ...optional({ localHour }),
  };
}

/** Midnight, which it nearly always is, is not written down. */
export const dayStartOf = (
  dayStartMinute: number | undefined,
): Pick<VisitDetails, 'dayStartMinute'> => (dayStartMinute ? { dayStartMinute } : {});

/** @throws Refusal when a service has nobody, somebody twice, or the shares do not sum to 100 (R-VS-04) */
export function checkLine(line: VisitLine, field: string): void {
  const { performers } = line;
  if (performers.length === 0 && line.kind === 'service')
    throw invalid('performers-missing', 'A service needs a performer.', {
      field: `${field}.performers`,
    });
  if (performers.length > 0 && sum(performers.map((p) => p.sharePercent)) !== 100)
    throw invalid('shares-not-100', 'The shares of a line must add up to 100.', {
      field: `${field}.performers`,
      expected: '100',
      actual: sum(performers.map((p) => p.sharePercent)),
    });
  if (new Set(performers.map((p) => p.staffId)).size !== performers.length)
    throw invalid('performer-repeated', 'A performer has two shares in one line.', {
      field: `${field}.performers`,
    });
}

/** A service line with its progress, as it is published. */
export const performedOf = (line: VisitLine, progress: Progress = {}): Performed => ({
  lineId: line.lineId,
  serviceId: line.itemId,
  serviceGroup: line.serviceGroup ?? line.itemId,
  catalogueVersion: line.catalogueVersion ?? 0,
  performers: line.performers,
  requested: line.requested,
  plannedMinutes: line.plannedMinutes,
  plannedUse: line.plannedUse,
  ...optional({ actualMinutes: progress.actualMinutes, actualUse: progress.actualUse }),
});

/** A line on the bill. */
export const settledOf = (
  line: VisitLine & { readonly discounts?: readonly Discount[] },
  taxed: TaxedLine,
): SettledLine => ({
  lineId: line.lineId,
  kind: line.kind,
  itemId: line.itemId,
  ...optional({ serviceGroup: line.serviceGroup }),
  quantityMilli: line.quantityMilli,
  netCents: taxed.netCents,
  taxCents: taxed.taxCents,
  taxes: taxed.taxes,
  performers: line.performers,
  earning: line.earning,
  ...(line.discounts?.length ? { discounts: line.discounts } : {}),
});
