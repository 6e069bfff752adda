import {
  After,
  Instant,
  Int,
  Limit,
  Many,
  Nested,
  OneOf,
  Optional,
  Revision,
  StoreId,
  Text,
  Texts,
} from '@chignon/service-kit';

const MOST = 1_000_000_000;
/** A number, or the path of a document: no spaces, so no sentences. */
const EVIDENCE = /^[\w.:#/-]{1,64}$/;
const REASON = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Points to give or to take by hand. */
export class AdjustPointsBody {
  /** Whole points: above 0 they are given, below 0 taken, at most what is `available`. Not 0. */
  @Int({ min: -MOST, max: MOST }) points: number;
  /** A code of the chain's list (`/v1/loyalty/reasons`) such as `goodwill`, never free text. */
  @Text({ max: 64, matches: REASON }) reason: string;
  /** Number of the ticket or paper that says why. */
  @Optional() @Text({ max: 64, matches: EVIDENCE }) evidence?: string;
  /** The store that answers for it; the caller must see it. */
  @StoreId() storeId: string;
}

/** Why an adjustment is undone. */
export class ReverseAdjustmentBody {
  /** A code of the chain's list (`/v1/loyalty/reasons`), never free text. */
  @Text({ max: 64, matches: REASON }) reason: string;
  /** Number of the ticket or paper that says why. */
  @Optional() @Text({ max: 64, matches: EVIDENCE }) evidence?: string;
}

/** What became of an adjustment. */
export class AdjustmentAnswer {
  /** Names the adjustment in the statement and in events. */
  @Text() adjustmentId: string;
  @Text() customerId: string;
  /** `proposed`: it waits for a second person. `refused`, `done`, or `reversed`: it was undone. */
  @Text() status: string;
  /** Points that are given, or taken where below 0. */
  @Int() points: number;
  /** Points that may be spent. */
  @Int() available: number;
  /** Points that are owed. */
  @Int() debt: number;
  @Revision() revision: number;
}

export class AdjustmentsQuery {
  /** Left out: those that wait for a second person. */
  @Optional() @OneOf(['proposed', 'refused', 'done', 'reversed']) status?:
    'proposed' | 'refused' | 'done' | 'reversed';
  @Limit() limit?: number;
  @After() after?: string;
}

/** An adjustment as the list shows it. */
export class ListedAdjustmentAnswer {
  /** Names the adjustment in the statement and in events. */
  @Text() adjustmentId: string;
  @Text() customerId: string;
  /** `proposed`: waits for a second person; `refused` by them; `done`: the points were moved; `reversed`: and moved back. */
  @Text() status: string;
  /** Points that are given, or taken where below 0. */
  @Int() points: number;
  /** A code of the chain's list. */
  @Text() reason: string;
  /** Number of the ticket or paper that says why. */
  @Optional() @Text() evidence?: string;
  /** The store that answers for it. */
  @Text() storeId: string;
  /** Points that its author may move alone. */
  @Int() limit: number;
  /** Who proposed or did it: a pseudonym. */
  @Text() by: string;
  /** The second person: a pseudonym. Absent: nobody, or not yet. */
  @Optional() @Text() decidedBy?: string;
  /** When it was proposed, or done. */
  @Instant() at: string;
}

/** Somebody who adjusts just under the limit again and again. */
export class AdjustmentAlertAnswer {
  /** A pseudonym. */
  @Text() by: string;
  /** Adjustments of at least 80 % of the limit, done alone. */
  @Int() count: number;
  /** Points of these, whether given or taken. */
  @Int() points: number;
  /** Accounts that they were made in. */
  @Int() customers: number;
  /** Stores that answer for them. */
  @Texts() storeIds: string[];
  /** The last of them. */
  @Instant() lastAt: string;
}

/** What one role may move by hand. */
export class AdjustmentLimitShape {
  /** A role of the platform, such as `store-manager`. */
  @Text({ max: 64, matches: REASON }) role: string;
  /** Points that it may give or take without a second person. */
  @Int({ min: 0, max: MOST }) alone: number;
  /** Points that it may approve when somebody else proposed them. */
  @Int({ min: 0, max: MOST }) approves: number;
}

/** From when on somebody is named by the alerts. */
export class AdjustmentAlertShape {
  /** So many adjustments just under the limit. */
  @Int({ min: 1, max: 10_000 }) count: number;
  /** Within so many days. */
  @Int({ min: 1, max: 366 }) days: number;
}

/** Limits of adjustments by hand. */
export class AdjustmentLimitsBody {
  /** Replaces the whole table. A role that is not in it may move none. */
  @Many(() => AdjustmentLimitShape, { min: 1, max: 50 }) limits: AdjustmentLimitShape[];
  /** Left out: ten in thirty days. */
  @Optional() @Nested(() => AdjustmentAlertShape) alert?: AdjustmentAlertShape;
}

/** The limits in force. */
export class AdjustmentLimitsAnswer {
  /** By role; of several roles of one person the highest counts. */
  @Many(() => AdjustmentLimitShape) limits: AdjustmentLimitShape[];
  /** From when on somebody is named by the alerts. */
  @Nested(() => AdjustmentAlertShape) alert: AdjustmentAlertShape;
  /** 0: the chain has set none yet, and these are the usual ones. */
  @Revision() revision: number;
}
