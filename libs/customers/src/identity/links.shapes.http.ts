import {
  Code,
  Id,
  Instant,
  Limit,
  After,
  Many,
  Nested,
  OneOf,
  SomeOf,
  Text,
} from '@chignon/service-kit';
import { CustomerAnswer } from './customers.shapes.http.js';
import { CANDIDATE_REASONS, DOUBTS, type CandidateReason, type Doubt } from './duplicates.js';
import {
  LINK_REASONS,
  UNLINK_REASONS,
  type LinkReason,
  type UnlinkReason,
} from './links-ledger.js';
import { CustomerHit } from './search.shapes.http.js';

/** Somebody who may be the same person. */
export class CustomerCandidate {
  /** Who it is, as a search shows them. */
  @Nested(() => CustomerHit) customer: CustomerHit;
  /** What speaks for it. */
  @SomeOf(CANDIDATE_REASONS) reasons: CandidateReason[];
  /** What speaks against it. */
  @SomeOf(DOUBTS) doubts: Doubt[];
}

/** A new record, and who may be the same person already. */
export class RegisteredCustomerAnswer extends CustomerAnswer {
  /** Most reasons and fewest doubts first, at most 20. Nobody is merged: `POST /v1/customers/links` does that. */
  @Many(() => CustomerCandidate) candidates: CustomerCandidate[];
}

/** Who may be the same person as one customer. */
export class CandidatesAnswer {
  /** Most reasons and fewest doubts first, at most 20. */
  @Many(() => CustomerCandidate) items: CustomerCandidate[];
}

export class DuplicatesQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Two records that may be one person. */
export class DuplicateAnswer {
  /** Both, as a search shows them. */
  @Many(() => CustomerHit) customers: CustomerHit[];
  /** What speaks for it. */
  @SomeOf(CANDIDATE_REASONS) reasons: CandidateReason[];
  /** What speaks against it. */
  @SomeOf(DOUBTS) doubts: Doubt[];
  /** When it was found. */
  @Instant() foundAt: string;
}

/** Two records that are two people. */
export class DismissDuplicateBody {
  /** The one. */
  @Id() customerId: string;
  /** And the other, in any order. */
  @Id() otherCustomerId: string;
}

/** Which records are one person. */
export class LinkCustomersBody {
  /** The record that stays in front: new facts are written to it. */
  @Id() survivorId: string;
  /** The record that becomes part of it. Nothing of it is deleted. */
  @Id() absorbedId: string;
  /** Why they are one person. */
  @OneOf(LINK_REASONS) reason: LinkReason;
}

/** Why a record is a person by itself again. */
export class UnlinkCustomerBody {
  /** Why they are two people. With `different-people` and `mistake` the pair is not offered again. */
  @OneOf(UNLINK_REASONS) reason: UnlinkReason;
}

/** A link that was made or taken back. */
export class LinkEntry {
  /** `linked`: from then on one person; `unlinked`: two again. */
  @OneOf(['linked', 'unlinked']) act: 'linked' | 'unlinked';
  /** The record that stays in front. */
  @Text() survivorId: string;
  /** The record that was part of it, or is. */
  @Text() absorbedId: string;
  /** Why. */
  @Code() reason: string;
  /** Who said so, by pseudonym. */
  @Text() by: string;
  /** When it was recorded. */
  @Instant() at: string;
}

/** All links of one customer. */
export class LinkHistoryAnswer {
  /** Oldest first. */
  @Many(() => LinkEntry) items: LinkEntry[];
}
