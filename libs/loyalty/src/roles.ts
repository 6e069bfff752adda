import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with accounts of points, stored value and gift cards. */
export const roles: RoleGrants = {
  'store-manager': [
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'loyalty.adjustments:write',
    'loyalty.adjustments:approve',
    'loyalty.wallets:write',
    'loyalty.wallets:refund',
    'loyalty.gift-cards:write',
    'loyalty.gift-cards:replace',
    'loyalty.gift-cards:refund',
    'loyalty.liability:close',
    'loyalty.liability:reopen',
  ],
  'front-desk': [
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'loyalty.adjustments:write',
    'loyalty.wallets:write',
    'loyalty.gift-cards:write',
  ],
};
