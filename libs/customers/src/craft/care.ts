import { isoOf } from '@chignon/calendar';

/*
 * What whoever serves a customer must know (PR-10, PR-11, R-CU-10, R-CU-11, R-CU-20, R-CU-21; ADR 0074). Everything is an entry that is written once, with its
 * author and instant, and never changed: a reading follows its test, a version its card, and what was a mistake is ended by a further entry, with a reason.
 * So nothing is rubbed out, and what is in force is reckoned from the entries at each look.
 */

export const NOTE_KINDS = ['allergy', 'contraindication', 'hair', 'skin', 'preference'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];
export const SEVERITIES = ['mild', 'moderate', 'severe'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** How it is known. */
export const EVIDENCE = ['customer-said', 'observed', 'tested', 'form'] as const;
export type Evidence = (typeof EVIDENCE)[number];
export const RESULTS = ['pass', 'fail', 'inconclusive'] as const;
export type TestResult = (typeof RESULTS)[number];
export const CARD_KINDS = ['formula', 'colour', 'style'] as const;
export type CardKind = (typeof CARD_KINDS)[number];
export const ENDING_REASONS = ['mistake', 'outdated', 'customer-said'] as const;
export type EndingReason = (typeof ENDING_REASONS)[number];
export const OVERRIDE_REASONS = [
  'repeated-test',
  'physician',
  'other-product',
  'customer-signed',
] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

/** An allergy, a contraindication, a fact about hair or skin, or something that the customer likes or does not. */
export interface NoteFacts {
  readonly kind: NoteKind;
  /** What it is about: `PPD`, `porosity`, `service`. */
  readonly about: string;
  /** What is so: `high`, `balayage`. */
  readonly value?: string;
  readonly severity?: Severity;
  /** Of a preference: 1 to 5 for what is liked, -5 to -1 for what is not. */
  readonly weight?: number;
  readonly evidence: Evidence;
  /** Last day on which it counts. */
  readonly until?: string;
  /** Free text. */
  readonly note?: string;
}

export interface TestFacts {
  /** Products that are tested together: `permanent-colour`. */
  readonly productFamily: string;
  readonly lot?: string;
  /** Where on the body. */
  readonly site: string;
  readonly performerId: string;
  readonly appliedAt: string;
}

export interface ReadingFacts {
  readonly testId: string;
  readonly result: TestResult;
  readonly performerId: string;
  readonly readAt: string;
  readonly note?: string;
}

export interface CardFacts {
  readonly kind: CardKind;
  /** What it is called in the salon: `root colour`. */
  readonly name: string;
  /** What is mixed: products and quantities in thousandths of the product's use unit. */
  readonly materials: readonly { readonly sku: string; readonly quantityMilli: number }[];
  readonly developerPercent?: number;
  readonly minutes?: number;
  /** How it came out, and how it is done. */
  readonly note?: string;
  readonly performerId: string;
}

/** Who wrote what, where and when. */
interface Written {
  readonly id: string;
  /** The record that it was said of: by it facts go back when records are un-linked (R-CU-04). */
  readonly customerId: string;
  readonly storeId: string;
  /** ISO UTC. */
  readonly at: string;
  /** By pseudonym. */
  readonly by: string;
  /** The command that wrote it, and the hash of what it asked: a repeat finds its own entry. */
  readonly madeBy: { readonly commandId: string; readonly inputHash: string };
}

export type CareEntry = Written &
  (
    | { readonly entry: 'note'; readonly facts: NoteFacts }
    | { readonly entry: 'test'; readonly facts: TestFacts }
    | { readonly entry: 'reading'; readonly facts: ReadingFacts }
    | {
        readonly entry: 'override';
        readonly facts: { readonly testId: string; readonly reason: OverrideReason };
      }
    | {
        readonly entry: 'card';
        readonly facts: CardFacts & {
          readonly cardId: string;
          readonly version: number;
          readonly repeats?: number;
        };
      }
    | {
        readonly entry: 'ending';
        readonly facts: { readonly endedId: string; readonly reason: EndingReason };
      }
  );
export type EntryOf<K extends CareEntry['entry']> = Extract<CareEntry, { entry: K }>;

const HOUR_MS = 3_600_000;
/** A reaction shows within two days: a "pass" that was read earlier proves nothing. */
export const READ_AFTER_MS = 48 * HOUR_MS;
/** For how long a passed test counts, from its application: six months, as is common in the trade. */
export const TEST_VALID_MS = 183 * 24 * HOUR_MS;

/** Why a patch test lets nobody begin, or that it does. */
export type TestStanding =
  | 'waiting'
  | 'read-too-early'
  | 'inconclusive'
  | 'failed'
  | 'overridden'
  | 'overtaken'
  | 'expired'
  | 'valid';

/** A patch test with what followed. */
export interface PatchTest {
  readonly test: EntryOf<'test'>;
  readonly readings: readonly EntryOf<'reading'>[];
  readonly override?: EntryOf<'override'>;
  readonly standing: TestStanding;
  /** Until when a valid one counts, ISO UTC. */
  readonly validUntil?: string;
}

/** What is in force of somebody's entries. */
export interface Chair {
  readonly notes: readonly EntryOf<'note'>[];
  readonly tests: readonly PatchTest[];
  /** Each card by its newest version. */
  readonly cards: readonly EntryOf<'card'>[];
  /** Families of products that must not be used: a test failed, and nobody who may has overridden it. */
  readonly blocked: readonly string[];
}

const of = <K extends CareEntry['entry']>(entries: readonly CareEntry[], kind: K): EntryOf<K>[] =>
  entries.filter((one): one is EntryOf<K> => one.entry === kind);

/** What ended an entry; undefined: it stands. */
export const endingOf = (
  entries: readonly CareEntry[],
  id: string,
): EntryOf<'ending'> | undefined => of(entries, 'ending').find(({ facts }) => facts.endedId === id);

/**
 * What is in force, of entries in order of time. Newest first, the gravest first among allergies.
 * @param now ISO UTC
 * @param todayOf the date in a store: what its note says of a last day is its own
 */
export function chairOf(
  entries: readonly CareEntry[],
  now: string,
  todayOf: (storeId: string) => string,
): Chair {
  const ended = new Set(of(entries, 'ending').map(({ facts }) => facts.endedId));
  const standing = entries.filter(({ id }) => !ended.has(id));
  const notes = of(standing, 'note')
    .filter(({ facts, storeId }) => facts.until === undefined || facts.until >= todayOf(storeId))
    .reverse();
  const allergies = notes.filter(({ facts }) => facts.kind === 'allergy');
  const tests = of(standing, 'test')
    .map((test) => patchTest(test, standing, allergies, now))
    .reverse();
  const cards = new Map<string, EntryOf<'card'>>();
  for (const card of of(standing, 'card')) {
    const known = cards.get(card.facts.cardId);
    if (!known || known.facts.version < card.facts.version) cards.set(card.facts.cardId, card);
  }
  const grave = (severity: Severity | undefined): number =>
    SEVERITIES.indexOf(severity ?? 'moderate');
  return {
    notes: [
      ...[...allergies].sort((a, b) => grave(b.facts.severity) - grave(a.facts.severity)),
      ...notes.filter(({ facts }) => facts.kind !== 'allergy'),
    ],
    tests,
    cards: [...cards.values()].sort((a, b) => (a.at < b.at ? 1 : -1)),
    blocked: [
      ...new Set(
        tests.flatMap((test) =>
          test.standing === 'failed' ? [test.test.facts.productFamily] : [],
        ),
      ),
    ],
  };
}

/** R-CU-20: the newest reading counts, except that a failure stays one until somebody who may has overridden it. */
function patchTest(
  test: EntryOf<'test'>,
  entries: readonly CareEntry[],
  allergies: readonly EntryOf<'note'>[],
  now: string,
): PatchTest {
  const readings = of(entries, 'reading').filter(({ facts }) => facts.testId === test.id);
  const override = of(entries, 'override').findLast(({ facts }) => facts.testId === test.id);
  const failure = readings.findLast(({ facts }) => facts.result === 'fail');
  const base = { test, readings, ...(override ? { override } : {}) };
  if (failure)
    return { ...base, standing: override && override.at >= failure.at ? 'overridden' : 'failed' };
  const newest = readings.at(-1);
  if (!newest) return { ...base, standing: 'waiting' };
  if (newest.facts.result === 'inconclusive') return { ...base, standing: 'inconclusive' };
  const applied = Date.parse(test.facts.appliedAt);
  if (Date.parse(newest.facts.readAt) - applied < READ_AFTER_MS)
    return { ...base, standing: 'read-too-early' };
  if (allergies.some(({ at }) => at > test.facts.appliedAt))
    return { ...base, standing: 'overtaken' };
  const until = applied + TEST_VALID_MS;
  if (Date.parse(now) > until) return { ...base, standing: 'expired' };
  return { ...base, standing: 'valid', validUntil: isoOf(until) };
}
