import { type Collection, invalid, type Refusal } from '@chignon/eventing';
import type { AssistantNeed, Service } from '../catalogue/service.js';

/** A skill that a person has at a level, perhaps from or until a date. Dates are inclusive. */
export interface Skill {
  readonly skill: string;
  readonly level: number;
  /** First date on which it counts. */
  readonly validFrom?: string;
  /** Last date on which it counts. */
  readonly validUntil?: string;
  /** Last date of the certificate that it needs; the skill outlives it only with a new one. */
  readonly certificateUntil?: string;
}

/** A person lent to another store for some dates, both inclusive (R-BK-43). */
export interface Deputation {
  readonly toStoreId: string;
  readonly fromDate: string;
  readonly toDate: string;
}

/** Someone who performs services. Id: the staff member. One record per person for all stores (R-BK-43). */
export interface StaffMember {
  readonly id: string;
  readonly displayName: string;
  readonly storeIds: readonly string[];
  readonly skills: readonly Skill[];
  /** Job level, which may change prices and durations: `junior`, `senior`, `director`. */
  readonly level?: string;
  readonly active: boolean;
  readonly deputations?: readonly Deputation[];
  /** Most minutes with customers on one business date, buffers included; absent: no limit (R-BK-40). */
  readonly maxServiceMinutesPerDay?: number;
}

export const staff: Collection<StaffMember> = {
  name: 'booking.staff',
  indexes: { byId: { fields: ['id'] } },
};

/** Nobody, or nobody where the work is: nothing tells the two apart. The refusal 422 `staff-unknown`. */
export const noStaff = (field: string): Refusal =>
  invalid('staff-unknown', 'No staff member has this id.', { field, expected: 'a staff member' });

/** Who may work where, so that a store finds its team through an index. The staff member's own record decides. Id `<store>~<staff>`. */
export interface Posting {
  readonly id: string;
  readonly storeId: string;
  readonly staffId: string;
}
export const postings: Collection<Posting> = {
  name: 'booking.postings',
  indexes: { byStore: { fields: ['storeId', 'staffId'] } },
};

export const postingId = (storeId: string, staffId: string): string => `${storeId}~${staffId}`;

/** The stores a person belongs to, and those they are lent to on some date. */
export const placesOf = ({
  storeIds,
  deputations = [],
}: Pick<StaffMember, 'storeIds' | 'deputations'>): string[] => [
  ...new Set([...storeIds, ...deputations.map((d) => d.toStoreId)]),
];

/** May work at the store on that date: belongs to it, or is lent to it (BK-31). */
export const worksAt = (
  { storeIds, deputations = [] }: Pick<StaffMember, 'storeIds' | 'deputations'>,
  storeId: string,
  date: string,
): boolean =>
  storeIds.includes(storeId) ||
  deputations.some((d) => d.toStoreId === storeId && d.fromDate <= date && date <= d.toDate);

/** Counts on that date: begun, not over, and its certificate not expired. */
export const counts = ({ validFrom, validUntil, certificateUntil }: Skill, date: string): boolean =>
  (validFrom === undefined || validFrom <= date) &&
  (validUntil === undefined || date <= validUntil) &&
  (certificateUntil === undefined || date <= certificateUntil);

/** Has the skill at the level or above on that date; no skill asked for: everybody has it. */
export const hasSkill = (
  skills: readonly Skill[],
  wanted: { readonly skill: string; readonly level: number } | undefined,
  date: string,
): boolean =>
  wanted === undefined ||
  skills.some((s) => s.skill === wanted.skill && s.level >= wanted.level && counts(s, date));

/** Has the service's skill at its level on that date, may work at the store then and is active (R-BK-40). */
export const mayPerform = (
  member: StaffMember,
  service: Pick<Service, 'skill'>,
  storeId: string,
  date: string,
): boolean =>
  member.active && worksAt(member, storeId, date) && hasSkill(member.skills, service.skill, date);

/** May assist at the store on that date: is active, works there and has every skill that the part asks for (R-BK-13). */
export const mayAssist = (
  member: StaffMember,
  needs: readonly AssistantNeed[],
  storeId: string,
  date: string,
): boolean =>
  member.active &&
  worksAt(member, storeId, date) &&
  needs.every(
    ({ skill, level = 0 }) =>
      skill === undefined || hasSkill(member.skills, { skill, level }, date),
  );

/** What they may do or where they work depends on the date: an answer for one date says nothing about another. */
export const changesByDate = ({ skills, deputations = [] }: StaffMember): boolean =>
  deputations.length > 0 ||
  skills.some(
    (s) =>
      s.validFrom !== undefined || s.validUntil !== undefined || s.certificateUntil !== undefined,
  );
