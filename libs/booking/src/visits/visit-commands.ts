import type { Refusal } from '@chignon/eventing';
import type { PrerequisiteOverride } from '../salon/catalogue/prerequisites.js';
import type { RecipeItem } from '../salon/catalogue/service.js';
import type { TaxRate } from '../salon/stores/store.js';
import type { AtTill, GivenPrice } from './at-till.js';
import type { RefundItem, Replacement } from './corrections.js';
import type { ImportVisit } from './imported-visit.js';
import type { VisitMonth } from './month-close-ledger.js';
import type { PayBackTender } from './paying-back.js';
import type { RatingCommand } from './ratings.js';
import type { OfferedDiscount, OfferedTender } from './reserved.js';
import type { VisitCustomerCommand } from './visit-arrival.js';
import type { VisitLine, VisitOpening } from './visit.js';

/**
 * What happened at one visit, from arrival to the settled bill and its corrections (VS-01, VS-02). The only source of
 * what happened: points, stock and profiles follow it, never a booking (R-VS-01). Stream: `visit-<visit>`.
 * The rule people get wrong: nothing settled is ever edited; a correction is a further settlement whose lines refer to
 * the lines that they correct (R-VS-02).
 */
export type VisitCommand =
  /** `gate`, of these three: what the service asks for beforehand does not hold, and the store insists on it. */
  | { type: 'OpenVisit'; opening: VisitOpening; gate?: Refusal }
  | { type: 'AddLine'; line: Omit<VisitLine, 'lineId' | 'approved'>; at: AtTill; gate?: Refusal }
  | { type: 'RemoveLine'; lineId: string; reason: string }
  | {
      type: 'StartStep';
      lineId: string;
      step?: string;
      gate?: Refusal;
      override?: PrerequisiteOverride;
    }
  | { type: 'FinishService'; lineId: string }
  | { type: 'RecordUse'; lineId: string; actualUse: readonly RecipeItem[] }
  | { type: 'CompleteVisit' }
  | { type: 'AbandonVisit'; reason: string }
  /** `agenda`: key of the agenda in which the appointment stands. */
  | { type: 'UndoArrival'; agenda: string }
  | {
      type: 'SettleVisit';
      settlementNo: number;
      billId?: string;
      prices: readonly GivenPrice[];
      tenders: readonly OfferedTender[];
      /** That their owners reserved. */
      discounts?: readonly OfferedDiscount[];
      rates: readonly TaxRate[];
      pricesIncludeTax: boolean;
      at: AtTill;
    }
  | {
      type: 'RefundLines';
      items: readonly RefundItem[];
      /** Left out: to owners first, in cash last. */
      tenders?: readonly PayBackTender[] | undefined;
      reason: string;
      at: AtTill;
    }
  | {
      type: 'CorrectLines';
      items: readonly Replacement[];
      /** Left out, where money goes back: to owners first, in cash last. */
      tenders?: readonly PayBackTender[] | undefined;
      reason: string;
      rates: readonly TaxRate[];
      at: AtTill;
      /** Absent: nobody looked whether the month is closed. */
      month?: VisitMonth;
    }
  | { type: 'VoidVisit'; reason: string; at: AtTill; month?: VisitMonth }
  | VisitCustomerCommand
  | RatingCommand
  | ImportVisit;
