import { IsObject } from 'class-validator';
import {
  DateText,
  Id,
  Instant,
  Int,
  Many,
  ManyLines,
  OneOf,
  Optional,
  StoreDateTime,
  StoreId,
  Text,
  Texts,
} from '@chignon/service-kit';
import { READ_REASONS, type ReadReason } from '../access/access-ledger.js';
import { LINE } from '../identity/customers.shapes.http.js';
import { CustomerVisitAnswer } from '../profile/profiles.shapes.http.js';
import {
  CARD_KINDS,
  ENDING_REASONS,
  EVIDENCE,
  NOTE_KINDS,
  OVERRIDE_REASONS,
  RESULTS,
  SEVERITIES,
  type CardKind,
  type EndingReason,
  type Evidence,
  type NoteKind,
  type OverrideReason,
  type Severity,
  type TestResult,
  type TestStanding,
} from './care.js';

const TEST_STANDINGS: readonly TestStanding[] = [
  'waiting',
  'read-too-early',
  'inconclusive',
  'failed',
  'overridden',
  'overtaken',
  'expired',
  'valid',
];

/** Why somebody looks who does not serve the customer today. */
export class ChairQuery {
  /** Needed unless the customer is expected or was today in a store of the caller: stands in the access log, which the customer may see. */
  @Optional() @OneOf(READ_REASONS) reason?: ReadReason;
}

/** Something to know about a customer: an allergy, a contraindication, hair, skin, a preference. */
export class AddCareNoteBody {
  /** The store where it was said or seen. */
  @StoreId() storeId: string;
  /** `allergy` and `contraindication` are warnings; `hair` and `skin` say how they are; `preference` what is liked or not. */
  @OneOf(NOTE_KINDS) kind: NoteKind;
  /** What it is about: a substance (`PPD`), a condition (`pregnancy`), a property (`porosity`); of a preference `service`, `product`, `colour`, `staff`, `time`, `price`, `style` or `comfort`. */
  @Text({ min: 1, max: 80, matches: LINE }) about: string;
  /** What is so: `high`; of a preference what is liked or not. */
  @Optional() @Text({ min: 1, max: 120, matches: LINE }) value?: string;
  /** Of a warning: how grave. Left out: taken for `moderate`. */
  @Optional() @OneOf(SEVERITIES) severity?: Severity;
  /** Of a preference: 1 to 5 for what is liked, -5 to -1 for what is not. Left out: 1. */
  @Optional() @Int({ min: -5, max: 5 }) weight?: number;
  /** How it is known. */
  @OneOf(EVIDENCE) evidence: Evidence;
  /** Last day on which it counts, by the store's date. Left out: until it is ended. */
  @Optional() @DateText() until?: string;
  /** Free text for whoever serves the customer. */
  @ManyLines() @Optional() @Text(2000) note?: string;
}

/** A patch test that was applied. */
export class AddPatchTestBody {
  /** The store where it was applied. */
  @StoreId() storeId: string;
  /** Products that are tested together: `permanent-colour`. */
  @Text({ min: 1, max: 80, matches: LINE }) productFamily: string;
  /** Lot of the product, as printed on it. */
  @Optional() @Text({ min: 1, max: 64, matches: LINE }) lot?: string;
  /** Where on the body: `behind the left ear`. */
  @Text({ min: 1, max: 80, matches: LINE }) site: string;
  /** Who applied it. */
  @Id() performerId: string;
  /** When it was applied. Left out: now. */
  @Optional() @StoreDateTime() appliedAt?: string;
}

/** What a patch test showed. */
export class ReadPatchTestBody {
  /** The store where it was read. */
  @StoreId() storeId: string;
  /** `fail`: there was a reaction. `inconclusive`: it must be done again. */
  @OneOf(RESULTS) result: TestResult;
  /** Who read it. */
  @Id() performerId: string;
  /** When it was read. Left out: now. A `pass` that was read less than 48 hours after the application lets nobody begin. */
  @Optional() @StoreDateTime() readAt?: string;
  /** What was seen. */
  @ManyLines() @Optional() @Text(2000) note?: string;
}

/** Why products may be used although their test failed. */
export class OverridePatchTestBody {
  /** The store for which it is decided. */
  @StoreId() storeId: string;
  /** A code: what speaks for it. */
  @OneOf(OVERRIDE_REASONS) reason: OverrideReason;
}

/** Why an entry counts no more. */
export class EndCareEntryBody {
  /** The store that says so. */
  @StoreId() storeId: string;
  /** A code: `mistake`, `outdated`, or `customer-said`. */
  @OneOf(ENDING_REASONS) reason: EndingReason;
}

/** A product of a mixture. */
export class CardMaterial {
  @Text({ min: 1, max: 64 }) sku: string;
  /** Quantity in thousandths of the product's use unit: 45 g are 45000. */
  @Int({ min: 1, max: 1_000_000_000 }) quantityMilli: number;
}

/** A new version of a card, whole. */
export class CardVersionBody {
  /** The store where it was done. */
  @StoreId() storeId: string;
  /** `formula`: what is mixed; `colour`: shades and polish; `style`: how it is done. */
  @OneOf(CARD_KINDS) kind: CardKind;
  /** What the card is called: `root colour`. */
  @Text({ min: 1, max: 80, matches: LINE }) name: string;
  /** What is mixed, at most 20 products. */
  @Many(() => CardMaterial, { max: 20 }) materials: CardMaterial[];
  /** Strength of the developer in percent. */
  @Optional() @Int({ min: 0, max: 40 }) developerPercent?: number;
  /** Minutes that it takes to work. */
  @Optional() @Int({ min: 1, max: 600 }) minutes?: number;
  /** How it came out, and how it is done. */
  @ManyLines() @Optional() @Text(2000) note?: string;
  /** Who did it. */
  @Id() performerId: string;
}

/** Who does the same as the last time. */
export class RepeatCardBody {
  /** The store where it is done. */
  @StoreId() storeId: string;
  /** Who does it this time. */
  @Id() performerId: string;
}

/** Who wrote an entry, where and when. */
class EntryAnswer {
  /** The entry. */
  @Text() id: string;
  /** The record that it was said of. */
  @Text() customerId: string;
  @Text() storeId: string;
  /** When it was written down. */
  @Instant() at: string;
  /** Who wrote it down, by pseudonym. */
  @Text() by: string;
}

/** A note in force. */
export class CareNoteAnswer extends EntryAnswer {
  /** A warning, a condition or a preference. */
  @OneOf(NOTE_KINDS) kind: NoteKind;
  /** What it is about. */
  @Text() about: string;
  /** What is so; absent: that there is such a thing says all. */
  @Optional() @Text() value?: string;
  /** Of a warning: how grave; absent: not said. */
  @Optional() @OneOf(SEVERITIES) severity?: Severity;
  /** Of a preference; absent: not said. */
  @Optional() @Int() weight?: number;
  /** How it is known. */
  @OneOf(EVIDENCE) evidence: Evidence;
  /** Last day on which it counts; absent: until it is ended. */
  @Optional() @DateText() until?: string;
  /** Free text; absent: none. */
  @Optional() @Text() note?: string;
}

/** A reading of a patch test. */
class PatchTestReading extends EntryAnswer {
  /** `fail`: there was a reaction. */
  @OneOf(RESULTS) result: TestResult;
  /** Who read it. */
  @Text() performerId: string;
  /** When it was read. */
  @Instant() readAt: string;
  /** What was seen; absent: nothing was noted. */
  @Optional() @Text() note?: string;
}

/** A patch test, what it showed, and what it permits now. */
export class PatchTestAnswer extends EntryAnswer {
  /** Products that are tested together. */
  @Text() productFamily: string;
  /** Lot of the product; absent: not noted. */
  @Optional() @Text() lot?: string;
  /** Where on the body. */
  @Text() site: string;
  /** Who applied it. */
  @Text() performerId: string;
  /** When it was applied. */
  @Instant() appliedAt: string;
  /** Oldest first; the last one counts, but a failure stays one. */
  @Many(() => PatchTestReading) readings: PatchTestReading[];
  /**
   * `valid` alone permits to begin: passed, read 48 hours or more after the application, six months old at most, and no new allergy since (`overtaken`).
   * `failed` blocks the products until it is `overridden` by who may.
   */
  @OneOf(TEST_STANDINGS) standing: TestStanding;
  /** Until when a valid one counts. */
  @Optional() @Instant() validUntil?: string;
  /** Why it was overridden; absent: it was not. */
  @Optional() @OneOf(OVERRIDE_REASONS) overrideReason?: OverrideReason;
  /** Who overrode it, by pseudonym. */
  @Optional() @Text() overriddenBy?: string;
}

/** One version of a card. It is never changed: what is done otherwise is the next one. */
export class CardAnswer extends EntryAnswer {
  /** The card, the same for all versions. */
  @Text() cardId: string;
  /** From 1. */
  @Int() version: number;
  /** What is mixed, which shades, or how it is done. */
  @OneOf(CARD_KINDS) kind: CardKind;
  /** What the card is called. */
  @Text() name: string;
  /** What is mixed, in the shape in which a visit takes what was used. */
  @Many(() => CardMaterial) materials: CardMaterial[];
  /** Strength of the developer in percent; absent: none. */
  @Optional() @Int() developerPercent?: number;
  /** Minutes that it takes to work; absent: not said. */
  @Optional() @Int() minutes?: number;
  /** How it came out; absent: not said. */
  @Optional() @Text() note?: string;
  /** Who did it. */
  @Text() performerId: string;
  /** The version that was done again; absent: something new. */
  @Optional() @Int() repeats?: number;
  /** Why the version counts no more; absent: it stands. */
  @Optional() @OneOf(ENDING_REASONS) ended?: EndingReason;
}

/** All versions of a card. */
export class CardHistoryAnswer {
  /** Oldest first, also those that were ended. */
  @Many(() => CardAnswer) items: CardAnswer[];
}

/** What a customer likes, and what speaks for it. */
export class PreferenceAnswer {
  /** What kind of thing is liked or not: a `service`, `product`, `colour` or `staff` member by id or code; a `time` of the day or week, a `price`, a `style`, or `comfort`, such as silence or tea. */
  @Text() about: string;
  /** What is liked or not: an id, or a word of the customer's. */
  @Text() value: string;
  /** `said` by the customer, or `inferred` from visits. What was said goes before. */
  @OneOf(['said', 'inferred']) source: 'said' | 'inferred';
  /** In hundredths: 100 is one visit today, or a statement of weight 1 today; half of it after 180 days. Below 0: not liked. */
  @Int() weightPercent: number;
  /** Visits or statements that it rests on. */
  @Int() evidence: number;
  /** Instant of the last statement, or business date of the last visit. */
  @Text() lastSeen: string;
}

/** What whoever serves the customer must know. */
export class ChairAnswer {
  @Text() customerId: string;
  /** Allergies, the gravest first, and contraindications. */
  @Many(() => CareNoteAnswer) warnings: CareNoteAnswer[];
  /** Families of products that must not be used, because a patch test failed. */
  @Texts() blockedFamilies: string[];
  /** Newest first. */
  @Many(() => PatchTestAnswer) patchTests: PatchTestAnswer[];
  /** How hair and skin are, newest first. */
  @Many(() => CareNoteAnswer) condition: CareNoteAnswer[];
  /** Each card by its newest version, newest first. */
  @Many(() => CardAnswer) cards: CardAnswer[];
  /** What was said first, then what visits show. */
  @Many(() => PreferenceAnswer) preferences: PreferenceAnswer[];
  /** The last visits with what was used. */
  @Many(() => CustomerVisitAnswer) recent: CustomerVisitAnswer[];
}

/** One entry of a customer's care file, in force or not. */
export class CareEntryAnswer extends EntryAnswer {
  /** `note`: an allergy, a contraindication or how hair and skin are; `test`: a patch test; `reading`: what it showed; `override`: let in all the same; `card`: a formula, a style or a colour; `ending`: another entry counts no more. */
  @Text() entry: string;
  /** What it is about, in short: the note's subject, the family of products, the card's name. */
  @Text() about: string;
  /** Why it counts no more; absent: it stands. */
  @Optional() @OneOf(ENDING_REASONS) ended?: EndingReason;
  /** Who ended it, by pseudonym. */
  @Optional() @Text() endedBy?: string;
  /** When it was ended. */
  @Optional() @Instant() endedAt?: string;
}

/** An entry with what it says. */
export class CareFileEntry extends CareEntryAnswer {
  /** What it says, by field, as it was written. */
  @IsObject() facts: { [field: string]: unknown };
}

/** Everything that was ever written down for whoever serves the customer. */
export class CareFileAnswer {
  /** Oldest first, also what counts no more. */
  @Many(() => CareFileEntry) items: CareFileEntry[];
}
