import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with products and stock. */
export const roles: RoleGrants = {
  'store-manager': ['inventory.*:*'],
  'front-desk': [
    'inventory.levels:read',
    'inventory.products:read',
    'inventory.counts:read',
    'inventory.counts:write',
    'inventory.claims:write',
    'inventory.transfers:read',
    'inventory.transfers:write',
    'inventory.recalls:read',
  ],
  stylist: ['inventory.levels:read', 'inventory.counts:read', 'inventory.counts:write'],
  buyer: ['inventory.*:*'],
  analyst: ['inventory.*:read'],
};
