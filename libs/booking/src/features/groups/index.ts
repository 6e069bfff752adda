import type { Part } from '@chignon/eventing';
import { GroupsHttp } from './groups.http.js';

/** Several guests who come together. */
export const groupsFeature: Part = {
  controllers: [GroupsHttp],
};
