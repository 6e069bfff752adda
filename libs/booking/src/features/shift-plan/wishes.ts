import type { Collection } from '@chignon/eventing';
import type { Hours } from '../../salon/stores/store.js';

/** What a person would like. Only `maxWeeklyMinutes` is a rule; the rest is kept where demand allows it. Id: the staff member. */
export interface ShiftWishes {
  readonly id: string;
  /** ISO weekdays. */
  readonly weekdaysOff: readonly number[];
  readonly datesOff: readonly string[];
  /** Local hours they like best. */
  readonly preferred?: Hours;
  readonly minWeeklyMinutes?: number;
  readonly maxWeeklyMinutes?: number;
}

export const shiftWishes: Collection<ShiftWishes> = { name: 'booking.shift-wishes', indexes: {} };
