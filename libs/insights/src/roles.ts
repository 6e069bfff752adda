import type { RoleGrants } from '@chignon/eventing';

/** Who reads the figures. */
export const roles: RoleGrants = {
  'store-manager': ['insights.*:read'],
  marketer: ['insights.*:read'],
  analyst: ['insights.*:read'],
};
