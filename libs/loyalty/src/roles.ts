import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with accounts of points. */
export const roles: RoleGrants = {
  'store-manager': [
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'loyalty.adjustments:write',
    'loyalty.adjustments:approve',
  ],
  'front-desk': ['loyalty.*:read', 'loyalty.redemptions:write', 'loyalty.adjustments:write'],
};
