import type { Collection } from '@chignon/eventing';
import type { Service } from '../catalogue/service.js';

/** A skill that a person has at a level, perhaps until a date (certificates expire). */
export interface Skill {
  readonly skill: string;
  readonly level: number;
  /** Last date on which it counts. */
  readonly validUntil?: string;
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
}

export const staff: Collection<StaffMember> = { name: 'booking.staff', indexes: { byId: { fields: ['id'] } } };

/** Who may work where, so that a store finds its team through an index. The staff member's own record decides. Id `<store>~<staff>`. */
export interface Posting {
  readonly id: string;
  readonly storeId: string;
  readonly staffId: string;
}
export const postings: Collection<Posting> = { name: 'booking.postings', indexes: { byStore: { fields: ['storeId', 'staffId'] } } };

export const postingId = (storeId: string, staffId: string): string => `${storeId}~${staffId}`;

/** Has the service's skill at its level on that date, works at the store and is active (R-BK-40). */
export function mayPerform(member: StaffMember, service: Pick<Service, 'skill'>, storeId: string, date: string): boolean {
  if (!member.active || !member.storeIds.includes(storeId)) return false;
  const { skill } = service;
  return skill === undefined || member.skills.some((s) => s.skill === skill.skill && s.level >= skill.level && (s.validUntil === undefined || s.validUntil >= date));
}
