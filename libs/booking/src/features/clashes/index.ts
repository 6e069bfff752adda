import type { Part } from '@chignon/eventing';
import { watchCustomerClashes } from './clashes.effects.js';

/** Watches for appointments of one customer that overlap in two stores. */
export const clashesFeature: Part = {
  effects: [watchCustomerClashes],
};
