import {
  After,
  Cents,
  Code,
  Currency,
  Id,
  Instant,
  Int,
  Limit,
  Many,
  OneOf,
  Optional,
  Revision,
  StoreId,
  Text,
  Texts,
  Flag,
} from '@chignon/service-kit';
import {
  CHANNELS,
  OUTCOMES,
  SEVERITIES,
  type Channel,
  type Outcome,
  type Severity,
} from './case-events.js';

const STATUSES = ['open', 'resolved', 'closed', 'withdrawn'] as const;

/** What a customer was not content with. */
export class OpenCaseBody {
  @StoreId() storeId: string;
  /** Whose case it is; left out: the visit's customer, or nobody known. */
  @Optional() @Id() customerId?: string;
  /** The visit that it is about; left out: none. Compensation goes back on its bill. */
  @Optional() @Id() visitId?: string;
  /** By which way it was heard. */
  @OneOf(CHANNELS) channel: Channel;
  /** What it is about: a code of the chain's till rules (`complaint`). */
  @Code() category: string;
  /** How bad it is: `high` is answered within 4 hours and put right within 48, `normal` (default) within 24 and 120, `low` within 48 and 240. */
  @Optional() @OneOf(SEVERITIES) severity?: Severity;
}

/** Who looks after a case. */
export class AssignCaseBody {
  /** A staff member of the chain. */
  @Id() staffId: string;
}

/** That the customer was answered. */
export class AnswerCaseBody {
  /** By which way they were answered. */
  @OneOf(CHANNELS) channel: Channel;
}

/** What was done about it. */
export class CaseActionBody {
  /** A code of the chain's till rules (`case-action`). */
  @Code() action: string;
}

/** How it was put right. */
export class ResolveCaseBody {
  /** A code of the chain's till rules (`resolve-case`). */
  @Code() resolution: string;
  /** What it came from: a code of the chain's till rules (`root-cause`). */
  @Code() rootCause: string;
}

/** That the customer was told what became of it. */
export class CloseCaseBody {
  /** By which way they were told. */
  @OneOf(CHANNELS) channel: Channel;
  /** What they say: `satisfied` and `unreached` close the case, `unsatisfied` opens it again. */
  @OneOf(OUTCOMES) outcome: Outcome;
}

/** Why a case is opened again. */
export class ReopenCaseBody {
  /** A code of the chain's till rules (`reopen-case`). */
  @Code() reason: string;
}

/** A part of a line that is given back. */
class CompensationItemBody {
  /** A settled line of the visit. */
  @Id() lineId: string;
  /** How much of it, in thousandths; at most what is left. */
  @Int({ min: 1, max: 1_000_000_000 }) quantityMilli: number;
}

/** What goes back to the customer, as a refund of lines of the visit. */
export class CompensationBody {
  /** 1 to 50 lines. */
  @Many(() => CompensationItemBody, { min: 1, max: 50 }) items: CompensationItemBody[];
  /** Of the refund: a code of the chain's till rules (`refund`). */
  @Code() reason: string;
}

/** Cases of a store. */
export class CaseQuery {
  @StoreId() storeId: string;
  /** Those of this status alone; left out: all. */
  @Optional() @OneOf(STATUSES) status?: (typeof STATUSES)[number];
  @Limit() limit?: number;
  @After() after?: string;
}

/** A deadline that runs. */
class CaseDeadlineAnswer {
  /** `respond`: somebody answers the customer; `resolve`: it is put right. */
  @Text() clock: string;
  /** Until when. */
  @Instant() dueAt: string;
}

/** What a case is, in a list and alone. */
class CaseFacts {
  @Id() caseId: string;
  @Text() storeId: string;
  /** Absent: nobody known. */
  @Optional() @Text() customerId?: string;
  /** Absent: it is about no visit. */
  @Optional() @Text() visitId?: string;
  /** By which way it was heard; `rating`: a low rating opened it. */
  @Text() channel: string;
  /** Code of what it is about. */
  @Text() category: string;
  /** How grave it is, which says how soon it must be answered and resolved: `low`, `normal` or `high`. */
  @Text() severity: string;
  /** `open`, `resolved`, `closed`; `withdrawn`: the visit was voided before anybody took it up. */
  @Text() status: string;
  /** Staff member who looks after it; absent: nobody yet. */
  @Optional() @Text() ownerId?: string;
  /** When it was heard of: the clocks run from then. */
  @Instant() openedAt: string;
}

/** A case in a list. */
export class ListedCaseAnswer extends CaseFacts {
  /** Deadlines that run, those that are over included. */
  @Many(() => CaseDeadlineAnswer) deadlines: CaseDeadlineAnswer[];
  /** Deadlines that were missed, ever. */
  @Int() breaches: number;
}

/** A deadline of a case. */
class DeadlineAnswer extends CaseDeadlineAnswer {
  /** It is over, and that was said. */
  @Flag() breached: boolean;
}

/** Money that goes back for a case. */
class CompensationAnswer {
  /** By which it is granted or declined. */
  @Text() compensationId: string;
  /** `waiting` for somebody else, `granted`, `declined`, `paid`, or `failed`. */
  @Text() status: string;
  /** Gross of the refund, in minor units of the currency. */
  @Cents() cents: number;
  @Currency() currency: string;
  /** Code of the refund. */
  @Text() reason: string;
  /** The settlement of the visit that paid it; absent: none yet. */
  @Optional() @Int() settlementNo?: number;
  /** What really went back; absent: nothing yet. */
  @Optional() @Cents() paidCents?: number;
  /** Code of why the refund was refused; absent: it was not. */
  @Optional() @Text() failure?: string;
}

/** A case with all that was done about it. */
export class CaseAnswer extends CaseFacts {
  /** Of the visit: the line of the service that it is about. */
  @Optional() @Text() lineId?: string;
  @Optional() @Text() serviceId?: string;
  /** Whose service it was. */
  @Optional() @Text() staffId?: string;
  /** Those that run. */
  @Many(() => DeadlineAnswer) deadlines: DeadlineAnswer[];
  /** Those that were missed, ever, in order; each once. */
  @Many(() => CaseDeadlineAnswer) breaches: CaseDeadlineAnswer[];
  /** Codes of what was done, in order. */
  @Texts() actions: string[];
  /** Code of how it was put right; absent: it is not. */
  @Optional() @Text() resolution?: string;
  /** Code of what it came from. */
  @Optional() @Text() rootCause?: string;
  /** What the customer said when they were told; absent: they were not. */
  @Optional() @Text() outcome?: string;
  /** How often it was opened again. */
  @Int() reopenings: number;
  /** Money that goes back. */
  @Many(() => CompensationAnswer) compensations: CompensationAnswer[];
  @Revision() revision: number;
}
