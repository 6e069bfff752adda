import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with accounts of points and stored value. */
export const roles: RoleGrants = {
  'store-manager': [
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'loyalty.adjustments:write',
    'loyalty.adjustments:approve',
    'loyalty.wallets:write',
    'loyalty.wallets:refund',
  ],
  'front-desk': [
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'loyalty.adjustments:write',
    'loyalty.wallets:write',
  ],
};
