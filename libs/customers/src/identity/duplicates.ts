import type { Collection } from '@chignon/eventing';
import type { CustomerRecord } from './record.js';
import { folded } from './terms.js';

/** Why two records may be one person. None of them is enough by itself: mother and child share a phone (R-CU-02). */
export const CANDIDATE_REASONS = [
  'phone-shared',
  'email-shared',
  'name-and-birth-date',
  'name-in-store',
] as const;
export type CandidateReason = (typeof CANDIDATE_REASONS)[number];
/** What speaks against it. */
export const DOUBTS = ['name-differs', 'birth-date-differs', 'gender-differs'] as const;
export type Doubt = (typeof DOUBTS)[number];

/** Two records that may be one person, until somebody links them or says that they are not. */
export interface Duplicate {
  /** `<the lower id>~<the higher id>`. */
  readonly id: string;
  readonly customerIds: readonly [string, string];
  readonly reasons: readonly CandidateReason[];
  readonly doubts: readonly Doubt[];
  /** `dismissed`: somebody has looked, and they are two. Only new reasons open it again. */
  readonly status: 'open' | 'dismissed';
  /** ISO UTC. */
  readonly foundAt: string;
  readonly dismissed?: { readonly at: string; readonly by: string };
}
export const duplicates: Collection<Duplicate> = {
  name: 'customers.duplicates',
  indexes: { byStatus: { fields: ['status', 'foundAt'] } },
};

/** The id of a pair, whichever of the two is named first. */
export const pairId = (a: string, b: string): string => (a < b ? `${a}~${b}` : `${b}~${a}`);

const words = (name: string): string => folded(name).split(' ').sort().join(' ');
const differ = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;

/** What speaks for two records being one person, and what against it. */
export function compared(
  a: CustomerRecord,
  b: CustomerRecord,
): { readonly reasons: CandidateReason[]; readonly doubts: Doubt[] } {
  const sameName = a.name !== undefined && b.name !== undefined && words(a.name) === words(b.name);
  const birthDates = differ(a.birthDate, b.birthDate);
  const reasons: CandidateReason[] = [];
  if (a.phones.some((phone) => b.phones.includes(phone))) reasons.push('phone-shared');
  if (a.emails.some((email) => b.emails.includes(email))) reasons.push('email-shared');
  if (sameName && a.birthDate !== undefined && a.birthDate === b.birthDate)
    reasons.push('name-and-birth-date');
  else if (sameName && !birthDates && a.homeStoreId === b.homeStoreId)
    reasons.push('name-in-store');
  const doubts: Doubt[] = [];
  if (a.name !== undefined && b.name !== undefined && !sameName) doubts.push('name-differs');
  if (birthDates) doubts.push('birth-date-differs');
  if (differ(a.gender, b.gender)) doubts.push('gender-differs');
  return { reasons, doubts };
}
