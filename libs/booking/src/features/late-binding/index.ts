import type { Part } from '@chignon/eventing';
import { bindStaffJob } from './late-binding.jobs.js';

/** Binds the staff member of appointments for anybody, some hours before they begin. */
export const lateBindingFeature: Part = {
  jobs: [bindStaffJob],
};
