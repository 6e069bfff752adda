import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with planned messages. */
export const roles: RoleGrants = {
  'store-manager': ['marketing.*:read'],
  'front-desk': ['marketing.messages:read'],
  marketer: ['marketing.*:*'],
};
